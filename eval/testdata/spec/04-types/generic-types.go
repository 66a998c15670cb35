// Generic types, their methods and instances.
package main

import (
	"fmt"
	"strings"
)

type stack[T any] struct{ items []T }

func (s *stack[T]) push(xs ...T) *stack[T] { s.items = append(s.items, xs...); return s }
func (s *stack[T]) pop() (x T, ok bool) {
	if len(s.items) == 0 {
		return
	}
	x = s.items[len(s.items)-1]
	s.items = s.items[:len(s.items)-1]
	return x, true
}
func (s stack[_]) len() int { return len(s.items) }

type pair[K comparable, V any] struct {
	key K
	val V
}

func (p pair[K, V]) swap() pair[K, V] { return p }
func (p pair[A, B]) String() string   { return fmt.Sprint("<", p.key, " ", p.val, ">") }

type table[K comparable, V any] map[K][]pair[K, V]

func (t table[K, V]) add(k K, v V) { t[k] = append(t[k], pair[K, V]{k, v}) }

type list[T any] struct {
	head *elem[T]
	n    int
}
type elem[T any] struct {
	v    T
	next *elem[T]
}

func (l *list[T]) add(v T) { l.head = &elem[T]{v, l.head}; l.n++ }
func (l *list[T]) each(f func(T)) {
	for e := l.head; e != nil; e = e.next {
		f(e.v)
	}
}

type fn[A, B any] func(A) B

func (f fn[A, B]) all(xs []A) (out []B) {
	for _, x := range xs {
		out = append(out, f(x))
	}
	return out
}

func main() {
	s := &stack[int]{}
	s.push(1, 2).push(3)
	x, ok := s.pop()
	fmt.Println(x, ok, s.len())
	var e stack[string]
	y, ok := e.pop()
	fmt.Printf("%q %v\n", y, ok)
	p := pair[string, int]{"a", 1}
	fmt.Println(p.swap().String(), p == pair[string, int]{"a", 1})
	t := table[string, bool]{}
	t.add("k", true)
	t.add("k", false)
	fmt.Println(len(t["k"]), t["k"][0].val)
	var l list[pair[int, string]]
	l.add(pair[int, string]{1, "x"})
	l.add(pair[int, string]{2, "y"})
	l.each(func(p pair[int, string]) { fmt.Print(p.key, p.val, " ") })
	fmt.Println(l.n)
	fmt.Println(fn[int, string](func(i int) string { return strings.Repeat("*", i) }).all([]int{1, 2, 3}))
}
