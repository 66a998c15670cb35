// Package slices: every function.
package main

import (
	"cmp"
	"fmt"
	"math"
	"runtime"
	"slices"
	"strings"
)

type word string

type words []word

type person struct {
	name string
	age  int
}

func panics(f func()) {
	defer func() { fmt.Println("panics:", recover()) }()
	f()
}

func out(f func()) {
	defer func() {
		_, ok := recover().(runtime.Error)
		fmt.Println("out of range:", ok)
	}()
	f()
}

func main() {
	a := []int{3, 1, 2}
	w := words{"b", "a", "c"}
	people := []person{{"ann", 30}, {"bob", 25}, {"cy", 30}, {"di", 25}}
	byAge := func(x, y person) int { return cmp.Compare(x.age, y.age) }

	fmt.Println(slices.Equal(a, []int{3, 1, 2}), slices.Equal(a, nil), slices.Equal([]float64{math.NaN()}, []float64{math.NaN()}))
	fmt.Println(slices.EqualFunc(a, []string{"3", "1", "2"}, func(n int, s string) bool { return fmt.Sprint(n) == s }))
	fmt.Println(slices.Compare(a, []int{3, 1}), slices.Compare(a, []int{3, 2}), slices.Compare(w, words{"b", "a", "c"}))
	fmt.Println(slices.CompareFunc(a, []string{"xxx", "x", "xxxx"}, func(n int, s string) int { return n - len(s) }))
	fmt.Println(slices.Index(a, 2), slices.Index(w, "z"), slices.IndexFunc(people, func(p person) bool { return p.age < 30 }))
	fmt.Println(slices.Contains(w, "c"), slices.ContainsFunc(a, func(n int) bool { return n > 5 }), slices.Contains(people, person{"cy", 30}))

	fmt.Println(slices.Insert([]int{1, 2}, 1, 8, 9), slices.Insert(w, 3, "d"), slices.Insert([]int(nil), 0) == nil)
	full := make([]int, 3, 8)
	copy(full, []int{1, 2, 3})
	ins := slices.Insert(full, 1, full[0:2]...)
	fmt.Println(ins, full, len(ins), cap(ins))
	out(func() { slices.Insert(a, 4, 1) })

	d := []int{0, 1, 2, 3, 4, 5}
	e := slices.Delete(d, 1, 3)
	fmt.Println(e, d, len(e), cap(e))
	out(func() { slices.Delete(d[:2], 1, 4) })
	d = []int{0, 1, 2, 3, 4, 5}
	fmt.Println(slices.DeleteFunc(d, func(n int) bool { return n%2 == 0 }), d)

	r := []int{0, 1, 2, 3}
	fmt.Println(slices.Replace(r, 1, 3, 9), r)
	fmt.Println(slices.Replace([]int{0, 1, 2, 3}, 1, 2, 7, 8, 9), slices.Replace([]int{0, 1}, 1, 1, 5), slices.Replace([]int{0, 1}, 0, 2))
	spare := append(make([]int, 0, 10), 1, 2, 3, 4)
	fmt.Println(slices.Replace(spare, 0, 1, spare[2:]...), spare, cap(spare))

	c := slices.Clone(a)
	c[0] = 100
	fmt.Println(a, c, slices.Clone([]int(nil)) == nil, slices.Clone([]int{}) == nil)
	k := []int{1, 1, 2, 2, 2, 3, 1}
	fmt.Println(slices.Compact(k), k)
	fmt.Println(slices.CompactFunc([]string{"a", "A", "b", "B", "b"}, strings.EqualFold))
	g := slices.Grow(a, 10)
	fmt.Println(g, len(g), cap(g) >= 13, slices.Grow(a, 0))
	panics(func() { slices.Grow(a, -1) })
	fmt.Println(cap(slices.Clip(append(make([]int, 0, 9), 1))))
	fmt.Println(slices.Concat(a, []int{7}, nil, a), slices.Concat[[]int]() == nil, slices.Concat(w, w))
	fmt.Println(slices.Repeat(a, 2), slices.Repeat(a, 0), slices.Repeat([]int(nil), 3) == nil)
	panics(func() { slices.Repeat(a, -1) })
	panics(func() { slices.Repeat(a, math.MaxInt/2) })
	slices.Reverse(c)
	fmt.Println(c)

	fmt.Println(slices.Max(a), slices.Min(w), slices.Max([]float64{1, math.NaN(), 2}))
	panics(func() { slices.Max([]int{}) })
	panics(func() { slices.Min([]int{}) })
	fmt.Println(slices.MaxFunc(people, byAge), slices.MinFunc(people, byAge))
	panics(func() { slices.MaxFunc([]person{}, byAge) })
	panics(func() { slices.MinFunc([]person{}, byAge) })

	fl := []float64{2, math.Inf(1), math.NaN(), -1, math.Inf(-1)}
	slices.Sort(fl)
	slices.Sort(w)
	bytes := []byte("hello")
	slices.Sort(bytes)
	runes := []rune("héllo")
	slices.Sort(runes)
	fmt.Println(fl, w, string(bytes), string(runes))
	slices.SortStableFunc(people, byAge)
	fmt.Println(people)
	slices.SortFunc(people, func(x, y person) int {
		return cmp.Or(cmp.Compare(y.age, x.age), strings.Compare(x.name, y.name))
	})
	fmt.Println(people)
	fmt.Println(slices.IsSorted(w), slices.IsSorted(a), slices.IsSortedFunc(people, byAge))
	fmt.Println(slices.BinarySearch([]int{1, 3, 5}, 3))
	fmt.Println(slices.BinarySearch([]int{1, 3, 5}, 4))
	fmt.Println(slices.BinarySearchFunc(people, 26, func(p person, age int) int { return cmp.Compare(age, p.age) }))

	for i, v := range slices.All(w) {
		fmt.Print(i, v, " ")
	}
	for i, v := range slices.Backward(w) {
		fmt.Print(i, v, " ")
	}
	for v := range slices.Values(w) {
		fmt.Print(v, " ")
		if v == "b" {
			break
		}
	}
	fmt.Println()
	fmt.Println(slices.AppendSeq([]int{0}, slices.Values(a)), slices.Collect(slices.Values([]int{})) == nil)
	fmt.Println(slices.Sorted(slices.Values(a)), slices.SortedFunc(slices.Values(a), func(x, y int) int { return y - x }))
	fmt.Println(slices.SortedStableFunc(slices.Values(people), byAge))
	for ch := range slices.Chunk([]int{1, 2, 3, 4, 5}, 2) {
		fmt.Print(ch, cap(ch), " ")
	}
	fmt.Println()
	panics(func() { slices.Chunk(a, 0) })

	// Insert into many places against the slow way.
	ok := true
	for n := range 6 {
		for i := 0; i <= n; i++ {
			for m := range 4 {
				for extra := range 5 {
					s := make([]int, n, n+extra)
					for j := range s {
						s[j] = j
					}
					var want []int
					want = append(want, s[:i]...)
					for range m {
						want = append(want, 9)
					}
					want = append(want, s[i:]...)
					ok = ok && slices.Equal(slices.Insert(s, i, slices.Repeat([]int{9}, m)...), want)
				}
			}
		}
	}
	fmt.Println(ok)
}
