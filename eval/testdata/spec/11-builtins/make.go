// Make of slices, maps and channels with sizes of all integer types; sizes that are wrong.
package main

import "fmt"

type Sl []string
type Mp map[string]Sl
type Ch chan int

func try(f func()) {
	defer func() { fmt.Println(recover()) }()
	f()
}

func gen[T any](n int) []T { return make([]T, n) }

func genM[M ~map[K]V, K comparable, V any]() M { return make(M) }

func main() {
	s := make([]int, 3)
	s2 := make(Sl, 1, 4)
	m := make(map[string]int)
	m2 := make(Mp, 10)
	c := make(chan int)
	c2 := make(Ch, 2)
	var u8 uint8 = 3
	var i64 int64 = 4
	s3 := make([]float64, u8, i64)
	s4 := make([]byte, 'a')
	s5 := make([]int, 2.0)
	fmt.Println(s, s2, m, m2, cap(c), cap(c2), s3, cap(s3), len(s4), s5)
	m2["a"] = make(Sl, 0)
	fmt.Println(m2["a"] == nil, m2["b"] == nil)
	fmt.Println(gen[string](2), gen[*int](1), genM[map[string]int]() != nil)
	n := -1
	try(func() { _ = make([]int, n) })
	try(func() { _ = make([]int, 1, n) })
	try(func() { _ = make([]int, 5, 5+n) })
	try(func() { _ = make(chan int, n) })
	_ = make(map[int]int, n)
	a := make([][2]int, 2)
	a[1][0] = 5
	fmt.Println(a)
	ps := make([]*int, 1)
	fmt.Println(ps[0] == nil)
}
