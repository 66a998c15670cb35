// Type parameters are used as their constraints allow.
package main

type number interface{ ~int | ~float64 }

func add[T any](a, b T) T { return a + b }

func less[T comparable](a, b T) bool { return a < b }

func conv[T number](x T) string { return string(x) }

func index[T any](x T) int { return x[0] }

func call[T interface{ m() }](x T) { x.n() }

type gen[T any] struct{ v T }

func use() {
	var g gen
	var h gen[int, string]
	add(1, "a")
	add[int]("x", "y")
	none[int](1)
	var f = add
}

func none(x int) {}

func main() {}
