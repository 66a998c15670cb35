// Aliases, also generic ones, are the type that they name.
package main

import (
	"fmt"
	"io"
	"strings"
)

type text = string
type list[T any] = []T
type dict[V any] = map[string]V
type pairs[K comparable, V any] = []pair[K, V]
type pair[K comparable, V any] struct {
	k K
	v V
}
type intPair = pair[int, int]
type set[T comparable] = map[T]struct{}
type reader = io.Reader
type fn = func(text) list[text]
type self = node
type node struct{ next *self }
type err = error
type pred[T any] = func(T) bool

func (p pair[K, V]) swap() (V, K) { return p.v, p.k }

func count[T comparable](xs list[T]) set[T] {
	s := set[T]{}
	for _, x := range xs {
		s[x] = struct{}{}
	}
	return s
}

func filter[T any](xs list[T], p pred[T]) (out list[T]) {
	for _, x := range xs {
		if p(x) {
			out = append(out, x)
		}
	}
	return
}

func main() {
	var t text = "a"
	var s string = t
	fmt.Println(t == s)
	var l list[int] = []int{1, 2}
	d := dict[list[int]]{"k": l}
	fmt.Println(len(d["k"]), len(count(list[int]{1, 1, 2})))
	ps := pairs[string, int]{{"a", 1}, {k: "b"}}
	v, k := ps[0].swap()
	fmt.Println(v, k, intPair{1, 2}.k)
	var r reader = strings.NewReader("x")
	b, e := io.ReadAll(r)
	fmt.Println(string(b), err(e) == nil)
	var f fn = func(s string) []string { return strings.Split(s, "") }
	fmt.Println(f("abc"))
	n := self{}
	n.next = &n
	fmt.Println(n.next.next == &n)
	fmt.Println(filter(l, func(x int) bool { return x > 1 }))
	type local = map[text]list[int]
	fmt.Println(local{"x": {1}}["x"])
	var a any = t
	_, ok := a.(text)
	_, ok2 := a.(string)
	fmt.Println(ok, ok2)
}
