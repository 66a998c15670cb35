// Generic types: stacks, maps, trees, optionals, sets, methods that return closures, recursion, aliases.
package main

import (
	"cmp"
	"errors"
	"fmt"
	"strings"
)

type Stack[T any] struct{ items []T }

func (s *Stack[T]) Push(x ...T) { s.items = append(s.items, x...) }
func (s *Stack[T]) Pop() (x T, ok bool) {
	if len(s.items) == 0 {
		return
	}
	x = s.items[len(s.items)-1]
	s.items = s.items[:len(s.items)-1]
	return x, true
}
func (s Stack[T]) Each(f func(int, T)) {
	for i, x := range s.items {
		f(i, x)
	}
}

type Set[T comparable] map[T]struct{}

func SetOf[T comparable](xs ...T) Set[T] {
	s := Set[T]{}
	for _, x := range xs {
		s[x] = struct{}{}
	}
	return s
}
func (s Set[T]) Has(x T) bool { _, ok := s[x]; return ok }
func (s Set[T]) Union(o Set[T]) Set[T] {
	r := Set[T]{}
	for x := range s {
		r[x] = struct{}{}
	}
	for x := range o {
		r[x] = struct{}{}
	}
	return r
}

type Tree[K cmp.Ordered, V any] struct {
	root *tnode[K, V]
	size int
}

type tnode[K cmp.Ordered, V any] struct {
	k    K
	v    V
	l, r *tnode[K, V]
}

func (t *Tree[K, V]) Put(k K, v V) {
	p := &t.root
	for *p != nil {
		switch c := cmp.Compare(k, (*p).k); {
		case c < 0:
			p = &(*p).l
		case c > 0:
			p = &(*p).r
		default:
			(*p).v = v
			return
		}
	}
	*p = &tnode[K, V]{k: k, v: v}
	t.size++
}

func (t *Tree[K, V]) Get(k K) (v V, err error) {
	for n := t.root; n != nil; {
		switch {
		case k < n.k:
			n = n.l
		case k > n.k:
			n = n.r
		default:
			return n.v, nil
		}
	}
	return v, errors.New("none")
}

func (n *tnode[K, V]) walk(f func(K, V)) {
	if n != nil {
		n.l.walk(f)
		f(n.k, n.v)
		n.r.walk(f)
	}
}

type Option[T any] struct {
	v  T
	ok bool
}

func Some[T any](v T) Option[T] { return Option[T]{v, true} }
func None[T any]() Option[T]    { return Option[T]{} }
func (o Option[T]) OrElse(d T) T {
	if o.ok {
		return o.v
	}
	return d
}

type Pair[A, B any] struct {
	First  A
	Second B
}

func (p Pair[A, B]) Swap() Pair[B, A] { return Pair[B, A]{p.Second, p.First} }

func MakePair[A, B any](a A, b B) Pair[A, B] { return Pair[A, B]{a, b} }

type Counter[K comparable] struct{ m map[K]int }

func (c *Counter[K]) Adder(k K) func(int) int {
	return func(n int) int {
		if c.m == nil {
			c.m = map[K]int{}
		}
		c.m[k] += n
		return c.m[k]
	}
}

type Matrix[T ~int | ~float64] [][]T

func (m Matrix[T]) Mul(o Matrix[T]) Matrix[T] {
	r := make(Matrix[T], len(m))
	for i := range m {
		r[i] = make([]T, len(o[0]))
		for j := range o[0] {
			for k := range o {
				r[i][j] += m[i][k] * o[k][j]
			}
		}
	}
	return r
}

type Vec[T any] = []T

type Visitor[R any] interface {
	Num(int) R
	Add(a, b Expr) R
}

type Expr interface{ String() string }
type Num int
type Add struct{ l, r Expr }

func (n Num) String() string { return fmt.Sprint(int(n)) }
func (a Add) String() string { return "(" + a.l.String() + "+" + a.r.String() + ")" }

type eval struct{}

func (eval) Num(n int) int       { return n }
func (e eval) Add(a, b Expr) int { return Visit[int](a, e) + Visit[int](b, e) }

func Visit[R any](x Expr, v Visitor[R]) R {
	switch x := x.(type) {
	case Num:
		return v.Num(int(x))
	case Add:
		return v.Add(x.l, x.r)
	}
	panic("unknown")
}

func Compose[A, B, C any](f func(A) B, g func(B) C) func(A) C { return func(a A) C { return g(f(a)) } }

func Memo[K comparable, V any](f func(K) V) func(K) V {
	m := map[K]V{}
	return func(k K) V {
		if v, ok := m[k]; ok {
			return v
		}
		v := f(k)
		m[k] = v
		return v
	}
}

func main() {
	var s Stack[string]
	s.Push("a", "b")
	s.Each(func(i int, x string) { fmt.Print(i, x, " ") })
	x, ok := s.Pop()
	fmt.Println(x, ok, len(s.items))
	st := SetOf(1, 2).Union(SetOf(2, 3))
	fmt.Println(len(st), st.Has(3), st.Has(9))
	var t Tree[string, int]
	for i, w := range strings.Fields("the quick brown fox the") {
		t.Put(w, i)
	}
	t.root.walk(func(k string, v int) { fmt.Print(k, v, " ") })
	v, err := t.Get("fox")
	_, err2 := t.Get("dog")
	fmt.Println(v, err, err2, t.size)
	fmt.Println(Some(3).OrElse(4), None[string]().OrElse("d"))
	p := MakePair("a", 1).Swap()
	fmt.Println(p.First, p.Second, p)
	var c Counter[string]
	add := c.Adder("k")
	add(2)
	fmt.Println(add(3), c.m)
	fmt.Println(Matrix[int]{{1, 2}, {3, 4}}.Mul(Matrix[int]{{0, 1}, {1, 0}}))
	var vec Vec[int] = []int{1}
	fmt.Println(vec, Visit[int](Add{Num(1), Add{Num(2), Num(3)}}, eval{}), Add{Num(1), Num(2)}.String())
	f := Compose(func(n int) string { return strings.Repeat("x", n) }, func(s string) int { return len(s) * 2 })
	fmt.Println(f(4))
	calls := 0
	var fib func(int) int
	fib = Memo(func(n int) int {
		calls++
		if n < 2 {
			return n
		}
		return fib(n-1) + fib(n-2)
	})
	fmt.Println(fib(30), calls)
}
