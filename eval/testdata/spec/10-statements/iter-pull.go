// iter.Pull and iter.Pull2: pulling, stopping early, after the end.
package main

import (
	"fmt"
	"iter"
	"slices"
)

func gen(n int) iter.Seq[int] {
	return func(yield func(int) bool) {
		defer fmt.Println("gen ends")
		for i := range n {
			if !yield(i) {
				return
			}
		}
	}
}

func zip[A, B any](a iter.Seq[A], b iter.Seq[B]) iter.Seq2[A, B] {
	return func(yield func(A, B) bool) {
		na, sa := iter.Pull(a)
		defer sa()
		nb, sb := iter.Pull(b)
		defer sb()
		for {
			x, ok1 := na()
			y, ok2 := nb()
			if !ok1 || !ok2 || !yield(x, y) {
				return
			}
		}
	}
}

func main() {
	next, stop := iter.Pull(gen(2))
	fmt.Println(next())
	fmt.Println(next())
	fmt.Println(next())
	fmt.Println(next())
	stop()
	next, stop = iter.Pull(gen(10))
	fmt.Println(next())
	stop()
	fmt.Println(next())
	stop()
	next2, stop2 := iter.Pull2(slices.All([]string{"a", "b"}))
	defer stop2()
	for {
		i, s, ok := next2()
		if !ok {
			break
		}
		fmt.Println(i, s)
	}
	for a, b := range zip(gen(3), slices.Values([]string{"x", "y"})) {
		fmt.Println(a, b)
	}
	_, never := iter.Pull(gen(1))
	never()
	np, sp := iter.Pull(func(yield func(int) bool) { yield(1); panic("in iterator") })
	defer sp()
	fmt.Println(np())
	defer func() { fmt.Println("recovered:", recover()) }()
	np()
}
