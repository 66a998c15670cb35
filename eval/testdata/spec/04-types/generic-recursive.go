// Generic types that refer to themselves, and to each other.
package main

import (
	"cmp"
	"fmt"
)

type tree[K cmp.Ordered, V any] struct {
	left, right *tree[K, V]
	key         K
	val         V
}

func (t *tree[K, V]) put(k K, v V) *tree[K, V] {
	if t == nil {
		return &tree[K, V]{key: k, val: v}
	}
	switch c := cmp.Compare(k, t.key); {
	case c < 0:
		t.left = t.left.put(k, v)
	case c > 0:
		t.right = t.right.put(k, v)
	default:
		t.val = v
	}
	return t
}

func (t *tree[K, V]) all(yield func(K, V) bool) bool {
	return t == nil || t.left.all(yield) && yield(t.key, t.val) && t.right.all(yield)
}

type node[T any] struct {
	graph *graph[T]
	val   T
}
type graph[T any] struct{ nodes []node[T] }

type opt[T any] struct {
	inner *opt[T]
	v     T
}

func main() {
	var t *tree[string, int]
	for i, w := range []string{"m", "c", "x", "c", "a"} {
		t = t.put(w, i)
	}
	t.all(func(k string, v int) bool { fmt.Print(k, v, " "); return k < "m" })
	fmt.Println()
	g := &graph[float64]{}
	g.nodes = append(g.nodes, node[float64]{g, 1.5})
	fmt.Println(g.nodes[0].graph.nodes[0].val)
	o := opt[opt[int]]{v: opt[int]{v: 3}}
	fmt.Println(o.v.v, o.inner == nil)
}
