// Package iter: sequences, and pulling from them.
package main

import (
	"fmt"
	"iter"
	"maps"
	"slices"
)

func count(n int) iter.Seq[int] {
	return func(yield func(int) bool) {
		defer fmt.Print("(end of count)")
		for i := range n {
			if !yield(i) {
				fmt.Print("(stopped)")
				return
			}
		}
	}
}

func filter[V any](seq iter.Seq[V], keep func(V) bool) iter.Seq[V] {
	return func(yield func(V) bool) {
		for v := range seq {
			if keep(v) && !yield(v) {
				return
			}
		}
	}
}

func zip[A, B any](a iter.Seq[A], b iter.Seq[B]) iter.Seq2[A, B] {
	return func(yield func(A, B) bool) {
		next, stop := iter.Pull(b)
		defer stop()
		for x := range a {
			y, ok := next()
			if !ok || !yield(x, y) {
				return
			}
		}
	}
}

type tree struct {
	left, right *tree
	value       int
}

func (t *tree) all(yield func(int) bool) bool {
	return t == nil || t.left.all(yield) && yield(t.value) && t.right.all(yield)
}

func (t *tree) All() iter.Seq[int] { return func(yield func(int) bool) { t.all(yield) } }

func main() {
	next, stop := iter.Pull(count(3))
	for {
		v, ok := next()
		fmt.Println(v, ok)
		if !ok {
			break
		}
	}
	fmt.Println(next())
	stop()

	next, stop = iter.Pull(count(1000))
	fmt.Println(next())
	fmt.Println(next())
	stop()
	fmt.Println()
	fmt.Println(next())
	stop()

	next, stop = iter.Pull(count(5)) // stopped before it began
	stop()
	fmt.Println(next())

	next2, stop2 := iter.Pull2(slices.All([]string{"x", "y"}))
	fmt.Println(next2())
	fmt.Println(next2())
	fmt.Println(next2())
	stop2()

	for a, b := range zip(count(10), maps.Keys(map[string]bool{"only": true})) {
		fmt.Println(a, b)
	}
	fmt.Println(slices.Collect(filter(count(10), func(n int) bool { return n%3 == 0 })))

	t := &tree{&tree{nil, nil, 1}, &tree{nil, &tree{nil, nil, 9}, 5}, 3}
	fmt.Println(slices.Collect(t.All()))
	a, stopA := iter.Pull(t.All())
	b, stopB := iter.Pull(t.All())
	defer stopA()
	defer stopB()
	for range 2 {
		x, _ := a()
		y, _ := b()
		fmt.Print(x, y, " ")
	}
	fmt.Println()

	bad, stopBad := iter.Pull(func(yield func(string) bool) {
		yield("one")
		panic("the sequence broke")
	})
	defer stopBad()
	func() {
		defer func() { fmt.Println("recovered:", recover()) }()
		fmt.Println(bad())
		fmt.Println(bad())
	}()
	fmt.Println(bad())
}
