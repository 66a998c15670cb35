// Generic interfaces and constraints that refer to their own parameter.
package main

import "fmt"

type container[T any] interface {
	put(T)
	get() T
	len() int
}

type queue[T any] struct{ xs []T }

func (q *queue[T]) put(x T)  { q.xs = append(q.xs, x) }
func (q *queue[T]) get() T   { x := q.xs[0]; q.xs = q.xs[1:]; return x }
func (q *queue[T]) len() int { return len(q.xs) }

type ordered[T any] interface{ less(T) bool }

type num int

func (a num) less(b num) bool { return a < b }

func least[T ordered[T]](xs ...T) T {
	m := xs[0]
	for _, x := range xs[1:] {
		if x.less(m) {
			m = x
		}
	}
	return m
}

type cloner[T any] interface {
	*T
	clone() *T
}

type doc struct{ s string }

func (d *doc) clone() *doc { return &doc{d.s + "'"} }

func twice[T any, P cloner[T]](p P) P { return P(P(p.clone()).clone()) }

type adder[T adder[T]] interface{ add(T) T }

type vec struct{ x, y int }

func (v vec) add(w vec) vec { return vec{v.x + w.x, v.y + w.y} }

func total[T adder[T]](xs []T) (t T) {
	for _, x := range xs {
		t = t.add(x)
	}
	return t
}

func fill[T any](c container[T], xs ...T) int {
	for _, x := range xs {
		c.put(x)
	}
	return c.len()
}

func main() {
	var c container[string] = &queue[string]{}
	fmt.Println(fill(c, "a", "b"), c.get(), c.len())
	fmt.Println(int(least(num(3), 1, 2)))
	fmt.Println(twice(&doc{"d"}).s)
	v := total([]vec{{1, 2}, {3, 4}})
	fmt.Println(v.x, v.y)
}
