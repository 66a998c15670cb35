// Instantiations of functions and types, full and partial.
package main

import "fmt"

func conv[To, From any](f From, g func(From) To) To { return g(f) }
func count[T any](xs ...T) int                      { return len(xs) }

type pair[A, B any] struct {
	a A
	b B
}

func (p pair[A, B]) flip() pair[B, A] { return pair[B, A]{p.b, p.a} }

type chain[T any] func(T) T

func (c chain[T]) twice(x T) T { return c(c(x)) }

type matrix[T ~int | ~float64] [][]T

func (m matrix[T]) sum() (t T) {
	for _, r := range m {
		for _, x := range r {
			t += x
		}
	}
	return
}

type cache[K comparable, V any] struct {
	m    map[K]V
	make func(K) V
}

func newCache[K comparable, V any](f func(K) V) *cache[K, V] {
	return &cache[K, V]{map[K]V{}, f}
}

func (c *cache[K, V]) get(k K) V {
	v, ok := c.m[k]
	if !ok {
		v = c.make(k)
		c.m[k] = v
	}
	return v
}

func depth[T any](n int, x T) int {
	if n == 0 {
		return 0
	}
	return 1 + depth(n-1, x)
}

func main() {
	f := conv[string, int]
	fmt.Println(f(3, func(n int) string { return fmt.Sprint(n) }), count[any](1, "a"), count[int]())
	p := pair[int, string]{1, "x"}
	q := p.flip()
	fmt.Println(q.a, q.b, q.flip() == p)
	fmt.Println(chain[int](func(n int) int { return n * 3 }).twice(2), matrix[float64]{{1, 2}, {3.5}}.sum())
	calls := 0
	c := newCache(func(k string) int { calls++; return len(k) })
	fmt.Println(c.get("abc"), c.get("abc"), calls, depth(5, "x"))
	nested := pair[pair[int, int], []pair[string, bool]]{pair[int, int]{1, 2}, []pair[string, bool]{{"a", true}}}
	fmt.Println(nested.a.b, nested.b[0].b, nested.flip().b.a)
	h := pair[int, int].flip
	fmt.Println(h(pair[int, int]{1, 2}).a)
	m := map[pair[int, string]]int{p: 5}
	fmt.Println(m[pair[int, string]{1, "x"}])
	var e any = p
	_, ok := e.(pair[int, string])
	_, no := e.(pair[string, int])
	fmt.Println(ok, no)
}
