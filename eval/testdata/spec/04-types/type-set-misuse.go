// A type must be in the type set, and a constraint is no type of variables.
package main

type number interface{ ~int | ~float64 }

type text string

func twice[T number](x T) T { return x + x }

func eq[T comparable](a, b T) bool { return a == b }

var v number

type myInt int

func exact[T int](x T) {}

func main() {
	twice("a")
	twice(text("b"))
	eq([]int{}, []int{})
	exact(myInt(1))
}
