// Type arguments are inferred from arguments, constraints and assignments.
package main

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
)

func mapTo[S ~[]A, A, B any](xs S, f func(A) B) []B {
	var out []B
	for _, x := range xs {
		out = append(out, f(x))
	}
	return out
}
func reduce[A, B any](xs []A, init B, f func(B, A) B) B {
	for _, x := range xs {
		init = f(init, x)
	}
	return init
}
func keys[M ~map[K]V, K cmp.Ordered, V any](m M) []K {
	var ks []K
	for k := range m {
		ks = append(ks, k)
	}
	slices.Sort(ks)
	return ks
}
func ptr[T any](v T) *T                                       { return &v }
func compose[A, B, C any](f func(A) B, g func(B) C) func(A) C { return func(a A) C { return g(f(a)) } }
func id[T any](x T) T                                         { return x }
func sum[T int | float64](xs ...T) (t T) {
	for _, x := range xs {
		t += x
	}
	return
}
func pairUp[A any, B any](a A, b B) struct {
	A A
	B B
} {
	return struct {
		A A
		B B
	}{a, b}
}

type dict map[string]int
type list[T any] struct{ xs []T }

func of[T any](xs ...T) list[T] { return list[T]{xs} }
func (l list[T]) each(f func(int, T)) {
	for i, x := range l.xs {
		f(i, x)
	}
}
func conv[B any, A any](a A, f func(A) B) B { return f(a) }
func apply[T any](x T, fs ...func(T) T) T {
	for _, f := range fs {
		x = f(x)
	}
	return x
}

func main() {
	fmt.Println(mapTo([]int{1, 2}, strconv.Itoa), mapTo([]string{"a"}, func(s string) int { return len(s) }))
	fmt.Println(reduce([]int{1, 2, 3}, "", func(s string, n int) string { return s + fmt.Sprint(n) }))
	fmt.Println(keys(dict{"b": 1, "a": 2}), keys(map[int]bool{3: true}))
	fmt.Println(*ptr(3), *ptr("s"), *ptr[any](nil))
	fmt.Println(compose(strconv.Itoa, func(s string) []byte { return []byte(s) })(42))
	var f func(int) int = id
	var g func(string) string = id[string]
	fmt.Println(f(1), g("g"), apply(2, id, func(x int) int { return x * 10 }))
	fmt.Println(sum(1, 2.5), sum[float64](1, 2), sum([]int{1, 2}...))
	p := pairUp(1, "b")
	fmt.Println(p.A, p.B)
	of("x", "y").each(func(i int, s string) { fmt.Print(i, s, " ") })
	fmt.Println(len(of[any](1, "a").xs))
	fmt.Println(conv[string](5, func(n int) string { return fmt.Sprint(n, "!") }), mapTo(mapTo([]int{1}, strconv.Itoa), func(s string) string { return s + s }))
	fs := []func(float64) float64{id, id[float64]}
	fmt.Println(fs[0](1.5), fs[1](2.5))
	h := func(f func(int, int) int) int { return f(1, 2) }
	fmt.Println(h(max2), cmp.Compare("a", "b"), slices.MaxFunc([]string{"a", "ccc", "bb"}, func(a, b string) int { return cmp.Compare(len(a), len(b)) }))
}

func max2[T cmp.Ordered](a, b T) T { return max(a, b) }
