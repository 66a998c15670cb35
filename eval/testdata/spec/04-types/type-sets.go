// Type sets constrain type parameters: unions, tildes, methods.
package main

import "fmt"

type integer interface {
	~int | ~int8 | ~int16 | ~int32 | ~int64
}
type float interface{ ~float32 | ~float64 }
type number interface{ integer | float }
type intOrString interface{ int | string }
type stringish interface {
	~string
	size() int
}

type age int
type label string

func (l label) size() int { return len(l) }

func sum[T number](xs ...T) (t T) {
	for _, x := range xs {
		t += x
	}
	return t
}

func plus[T intOrString](a, b T) T { return a + b }

func sized[T stringish](x T) string { return fmt.Sprint(string(x), x.size()) }

func abs[T ~int | ~float64](x T) T {
	if x < 0 {
		return -x
	}
	return x
}

func same[T comparable](a, b T) bool { return a == b }

func main() {
	fmt.Println(sum(1, 2, 3), sum(1.5, 2), int(sum(age(3), 4)), sum[int8](100, 100))
	fmt.Println(plus(1, 2), plus("a", "b"))
	fmt.Println(sized(label("abc")))
	fmt.Println(abs(-3), abs(-2.5), int(abs(age(-7))))
	fmt.Println(same("a", "a"), same([2]int{1, 2}, [2]int{1, 3}), same[any](1, 1.0))
}
