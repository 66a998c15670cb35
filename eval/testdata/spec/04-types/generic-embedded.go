// Generic types embed, and are embedded.
package main

import (
	"fmt"
	"sync"
)

type base[T any] struct{ v T }

func (b *base[T]) set(v T) { b.v = v }
func (b base[T]) get() T   { return b.v }

type named[T any] struct {
	base[T]
	name string
}

type ints struct {
	*base[int]
	named[string]
}

type safe[T any] struct {
	sync.Mutex
	val T
}

func (s *safe[T]) with(f func(*T)) {
	s.Lock()
	defer s.Unlock()
	f(&s.val)
}

type getter[T any] interface{ get() T }

func main() {
	n := named[int]{name: "n"}
	n.set(4)
	fmt.Println(n.get(), n.v, n.base.v, n.name)
	var g getter[int] = n
	fmt.Println(g.get())
	i := ints{base: &base[int]{7}}
	i.named.set("s")
	fmt.Println(i.base.get(), i.named.get(), i.v, i.name == "")
	var s safe[map[string]int]
	s.with(func(m *map[string]int) { *m = map[string]int{"a": 1} })
	s.with(func(m *map[string]int) { (*m)["a"]++ })
	fmt.Println(s.val["a"])
}
