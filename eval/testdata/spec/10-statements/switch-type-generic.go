// Type switches inside of generic functions, with type parameters among the cases.
package main

import "fmt"

type Num interface{ ~int | ~float64 }

func describe[T any](x T) string {
	switch v := any(x).(type) {
	case int:
		return fmt.Sprint("int ", v+1)
	case string:
		return "string " + v
	case []T:
		return "slice of T"
	case fmt.Stringer:
		return "stringer " + v.String()
	}
	return "unknown"
}

func is[T any](x any) bool {
	switch x.(type) {
	case T:
		return true
	}
	return false
}

func pick[T, U any](x any) string {
	switch x.(type) {
	case T:
		return "T"
	case U:
		return "U"
	case map[string]T:
		return "map of T"
	}
	return "-"
}

type Box[T any] struct{ v T }

func (b Box[T]) String() string { return fmt.Sprint("box ", b.v) }

func unbox(x any) string {
	switch b := x.(type) {
	case Box[int]:
		return fmt.Sprint("int box ", b.v+1)
	case Box[string]:
		return "string box " + b.v
	case *Box[int]:
		return fmt.Sprint("pointer ", b.v)
	}
	return "no box"
}

func main() {
	fmt.Println(describe(1), describe("a"), describe(1.5), describe(Box[int]{2}))
	fmt.Println(is[int](1), is[string](1), is[[]int]([]int{}), is[error](nil), is[any](3))
	fmt.Println(pick[int, string](1), pick[int, string](""), pick[int, string](map[string]int{}), pick[int, int](2.0))
	fmt.Println(unbox(Box[int]{1}), unbox(Box[string]{"s"}), unbox(&Box[int]{7}), unbox(Box[bool]{}))
}
