// Range over functions with no, one and two values; left sides; break, continue.
package main

import (
	"fmt"
	"iter"
	"maps"
	"slices"
)

func count(n int) iter.Seq[int] {
	return func(yield func(int) bool) {
		for i := range n {
			if !yield(i) {
				fmt.Print("stopped ")
				return
			}
		}
	}
}

func pairs(yield func(string, int) bool) {
	_ = yield("a", 1) && yield("b", 2) && yield("c", 3)
}

func times(yield func() bool) {
	for yield() {
	}
}

type Tree[T any] struct {
	l, r *Tree[T]
	v    T
}

func (t *Tree[T]) push(yield func(T) bool) bool {
	return t == nil || t.l.push(yield) && yield(t.v) && t.r.push(yield)
}

func (t *Tree[T]) All() iter.Seq[T] {
	return func(yield func(T) bool) { t.push(yield) }
}

type S struct{ k string }

func main() {
	for i := range count(3) {
		fmt.Print(i, " ")
	}
	for range count(2) {
		fmt.Print("x ")
	}
	for _ = range count(2) {
		fmt.Print("y ")
	}
	fmt.Println()
	for k, v := range pairs {
		if k == "b" {
			continue
		}
		fmt.Print(k, v, " ")
	}
	for _, v := range pairs {
		fmt.Print(v, " ")
	}
	for k := range pairs {
		fmt.Print(k, " ")
		break
	}
	fmt.Println()
	n := 0
	for range times {
		if n++; n == 4 {
			break
		}
	}
	fmt.Println(n)
	t := &Tree[string]{&Tree[string]{nil, nil, "a"}, &Tree[string]{nil, nil, "c"}, "b"}
	for s := range t.All() {
		fmt.Print(s, " ")
		if s == "b" {
			break
		}
	}
	fmt.Println()
	var i int
	for i = range count(5) {
	}
	fmt.Println(i)
	var s S
	m := map[string]int{}
	for s.k, m["v"] = range pairs {
	}
	fmt.Println(s, m)
	for i := range func(y func(int) bool) { y(42) } {
		fmt.Println(i)
	}
	var fs []func() int
	for i := range count(3) {
		fs = append(fs, func() int { i++; return i })
	}
	for _, f := range fs {
		fmt.Print(f(), f(), " ")
	}
	fmt.Println()
	for i, x := range slices.All([]string{"x", "y"}) {
		fmt.Print(i, x, " ")
	}
	for _, k := range slices.Sorted(maps.Keys(map[string]int{"q": 1, "p": 2})) {
		fmt.Print(k, " ")
	}
	fmt.Println()
	var f func(func(int) bool)
	defer func() { fmt.Println(recover() != nil) }()
	for range f {
	}
}
