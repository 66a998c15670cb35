// Type arguments that lead back to themselves, and generic types that do.
package main

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"sort"
	"sync"
	"sync/atomic"
)

type tree []tree
type L []box[L]
type box[T any] []T

func size[T any](b box[T]) int { return len(b) }
func grow[T any](b box[T], x T) box[T] {
	c := append(b, x)
	var z box[T]
	z = append(z, c...)
	return z
}
func first[S ~[]E, E any](s S) (e E) {
	if len(s) > 0 {
		e = s[0]
	}
	return
}

type list[T any] []list[T]

func (l list[T]) depth() int {
	n := 0
	for _, c := range l {
		n = max(n, c.depth())
	}
	return n + 1
}

type step[T any] func(T) (T, step[T])

func drive[T any](v T, s step[T]) (n int, _ T) {
	for s != nil {
		v, s = s(v)
		n++
	}
	return n, v
}

type visitor[K comparable, V any] func(K, V) visitor[K, V]

type stack[T any] struct{ xs []T }

func (s *stack[T]) push(x T) { s.xs = append(s.xs, x) }
func (s *stack[T]) pop() T {
	x := s.xs[len(s.xs)-1]
	s.xs = s.xs[:len(s.xs)-1]
	return x
}

type sizer interface{ depth() int }

func total[T sizer](xs ...T) (n int) {
	for _, x := range xs {
		n += x.depth()
	}
	return
}

func Map[T, U any](xs []T, f func(T) U) (r []U) {
	for _, x := range xs {
		r = append(r, f(x))
	}
	return
}

type opt[T any] struct {
	v  T
	ok bool
}

func some[T any](v T) opt[T]        { return opt[T]{v, true} }
func zero[T any]() (z T)            { return }
func isZero[T comparable](v T) bool { return v == zero[T]() }

func main() {
	fmt.Println(size(box[int]{1, 2}), size(box[L]{nil, {}}), grow(box[int]{1}, 2), grow(box[L]{nil}, L{{}}))
	fmt.Println(size(grow[L](nil, L{{nil}})), first(tree{{nil}, nil}), first([]tree{nil}), first(box[L]{{{}}}))
	fmt.Println(list[int]{{{}}}.depth(), total(list[string]{}, list[string]{{}}), total[list[int]]())
	var s step[int]
	s = func(i int) (int, step[int]) {
		if i > 5 {
			return i, nil
		}
		return i + 2, s
	}
	fmt.Println(drive(0, s))
	fmt.Println(drive("a", func(v string) (string, step[string]) { return v + "b", nil }))
	fmt.Println(drive(1, s))
	var v visitor[string, int]
	m := map[string]int{}
	v = func(k string, n int) visitor[string, int] { m[k] += n; return v }
	v("a", 1)("b", 2)("a", 3)
	fmt.Println(m)
	var st stack[tree]
	st.push(tree{{}})
	st.push(nil)
	fmt.Println(st.pop() == nil, st.pop(), len(st.xs))
	var sl stack[list[int]]
	sl.push(list[int]{nil})
	fmt.Println(sl.pop().depth(), Map(tree{{}, {{}}}, func(t tree) int { return len(t) }))
	fmt.Println(Map([]int{1, 2}, func(n int) tree { return make(tree, n) }))
	o := some(tree{{}})
	fmt.Printf("%v %T %v\n", o, o, zero[tree]() == nil)
	fmt.Println(o.v, o.ok, some(s).ok, some[step[int]](nil).v == nil)
	ts := []tree{{nil, nil}, nil, {nil}}
	slices.SortFunc(ts, func(a, b tree) int { return cmp.Compare(len(a), len(b)) })
	fmt.Println(ts, slices.IndexFunc(ts, func(t tree) bool { return len(t) == 2 }))
	sort.Slice(ts, func(i, j int) bool { return len(ts[i]) > len(ts[j]) })
	fmt.Println(ts, len(slices.Clone(ts)))
	type chain chan chain
	c := make(chain)
	fmt.Println(isZero(c), isZero(chain(nil)), slices.Contains([]chain{nil, c}, c), slices.Index([]chain{nil, c}, c))
	mm := map[string]tree{"a": {nil}, "b": nil}
	keys := slices.Sorted(maps.Keys(mm))
	fmt.Println(keys, len(slices.Collect(maps.Values(mm))), maps.Clone(mm))
	t := slices.Insert(tree{nil, {}}, 1, tree{{nil}})
	fmt.Println(t, slices.Delete(t, 0, 1), slices.Concat(t, t))
	var mu sync.Map
	mu.Store("t", t)
	x, _ := mu.Load("t")
	fmt.Println(x.(tree))
	var at atomic.Value
	at.Store(t)
	fmt.Println(at.Load().(tree))
	var ap atomic.Pointer[tree]
	ap.Store(&t)
	fmt.Println(len(*ap.Load()))
	p := sync.Pool{New: func() any { return tree{} }}
	fmt.Println(p.Get().(tree))
}
