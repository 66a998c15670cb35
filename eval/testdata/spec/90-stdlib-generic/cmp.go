// Package cmp: every function, also for values that are not numbers.
package main

import (
	"cmp"
	"fmt"
	"math"
)

type id int

func largest[T cmp.Ordered](first T, rest ...T) T {
	for _, v := range rest {
		if cmp.Less(first, v) {
			first = v
		}
	}
	return first
}

func main() {
	nan := math.NaN()
	for _, x := range []float64{nan, -1, 0, 1} {
		for _, y := range []float64{nan, 0, 1} {
			fmt.Print(cmp.Compare(x, y), cmp.Less(x, y), " ")
		}
	}
	fmt.Println()
	fmt.Println(cmp.Compare("a", "b"), cmp.Compare(id(2), 1), cmp.Less(uint8(1), 2))
	fmt.Println(cmp.Or("", "x", "y"), cmp.Or(0, 0), cmp.Or[int](), cmp.Or(nil, fmt.Errorf("e")))
	fmt.Println(largest(1, 7, 3), largest("a", "z", "q"), largest(id(4), 2))
}
