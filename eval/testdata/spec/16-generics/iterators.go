// Generic iterators: map, filter, take, chain, zip, collect, reduce.
package main

import (
	"fmt"
	"iter"
	"maps"
	"slices"
	"strings"
)

func Map[A, B any](s iter.Seq[A], f func(A) B) iter.Seq[B] {
	return func(yield func(B) bool) {
		for a := range s {
			if !yield(f(a)) {
				return
			}
		}
	}
}

func Filter[T any](s iter.Seq[T], ok func(T) bool) iter.Seq[T] {
	return func(yield func(T) bool) {
		for v := range s {
			if ok(v) && !yield(v) {
				return
			}
		}
	}
}

func Take[T any](s iter.Seq[T], n int) iter.Seq[T] {
	return func(yield func(T) bool) {
		if n <= 0 {
			return
		}
		i := 0
		for v := range s {
			if !yield(v) {
				return
			}
			if i++; i == n {
				return
			}
		}
	}
}

func Naturals() iter.Seq[int] {
	return func(yield func(int) bool) {
		for i := 0; yield(i); i++ {
		}
	}
}

func Reduce[T, A any](s iter.Seq[T], a A, f func(A, T) A) A {
	for v := range s {
		a = f(a, v)
	}
	return a
}

func Chain[T any](ss ...iter.Seq[T]) iter.Seq[T] {
	return func(yield func(T) bool) {
		for _, s := range ss {
			for v := range s {
				if !yield(v) {
					return
				}
			}
		}
	}
}

func Enumerate[T any](s iter.Seq[T]) iter.Seq2[int, T] {
	return func(yield func(int, T) bool) {
		i := 0
		for v := range s {
			if !yield(i, v) {
				return
			}
			i++
		}
	}
}

type List[T any] struct {
	head *node[T]
	n    int
}

type node[T any] struct {
	v    T
	next *node[T]
}

func (l *List[T]) Push(v T) *List[T] {
	l.head = &node[T]{v, l.head}
	l.n++
	return l
}

func (l *List[T]) All() iter.Seq2[int, T] {
	return func(yield func(int, T) bool) {
		for i, n := 0, l.head; n != nil; i, n = i+1, n.next {
			if !yield(i, n.v) {
				return
			}
		}
	}
}

func main() {
	evens := Filter(Naturals(), func(n int) bool { return n%2 == 0 })
	sq := Map(evens, func(n int) int { return n * n })
	fmt.Println(slices.Collect(Take(sq, 5)))
	fmt.Println(Reduce(Take(Naturals(), 5), "", func(a string, n int) string { return a + fmt.Sprint(n) }))
	for i, s := range Enumerate(Map(Chain(slices.Values([]string{"a"}), slices.Values([]string{"b", "c"})), strings.ToUpper)) {
		fmt.Print(i, s, " ")
	}
	fmt.Println()
	l := (&List[string]{}).Push("x").Push("y").Push("z")
	for i, v := range l.All() {
		if i == 2 {
			break
		}
		fmt.Print(i, v, " ")
	}
	fmt.Println(l.n)
	m := maps.Collect(Enumerate(slices.Values([]string{"p", "q"})))
	fmt.Println(m)
	next, stop := iter.Pull(Take(Naturals(), 2))
	defer stop()
	a, _ := next()
	b, _ := next()
	_, ok := next()
	fmt.Println(a, b, ok)
	fmt.Println(slices.Sorted(maps.Values(map[string]int{"a": 3, "b": 1})), slices.Max([]float64{1, 3, 2}))
}
