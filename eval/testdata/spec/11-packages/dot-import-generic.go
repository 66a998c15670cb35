// A dot import of a package of generic functions.
package main

import (
	"fmt"
	. "slices"
)

func main() {
	s := []int{3, 1, 2}
	Sort(s)
	i, ok := BinarySearch(s, 2)
	fmt.Println(s, i, ok, Max(s), Sorted(Values(s)), Index[[]int](s, 3))
}
