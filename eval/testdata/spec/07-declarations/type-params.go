// Type parameter declarations: constraints of all forms.
package main

import (
	"cmp"
	"fmt"
	"strings"
)

func one[T any](x T) T                                    { return x }
func twoP[A, B any](a A, b B) (B, A)                      { return b, a }
func mixed[K comparable, V ~int | ~string](m map[K]V) int { return len(m) }
func slice[S ~[]E, E any](s S) (S, E)                     { return s[1:], s[0] }
func ptr[T any, P interface {
	*T
	set(string)
}](s string) T {
	var t T
	P(&t).set(s)
	return t
}
func fnT[F func(A) B, A, B any](f F, a A) B           { return f(a) }
func chanT[C ~chan E | ~<-chan E, E any](c C) E       { return <-c }
func inline[T interface{ ~int | ~float64 }](a, b T) T { return a + b }
func method[T fmt.Stringer](x T) string               { return x.String() }
func ordered[T cmp.Ordered](a, b T) T                 { return max(a, b) }
func zero[T any]() (z T)                              { return }
func arrayT[A ~[N]E, E any](a A) int                  { return len(a) }
func depends[T interface{ ~[]E }, E cmp.Ordered](s T) (m E) {
	for _, x := range s {
		m = max(m, x)
	}
	return
}
func size[T any, _ any](T) int { return 2 }

const N = 3

type cfg struct{ s string }

func (c *cfg) set(s string)  { c.s = s }
func (c cfg) String() string { return "<" + c.s + ">" }

type names []string

func main() {
	fmt.Println(one(1), one("s"), one[any](nil) == nil)
	fmt.Println(twoP(1, "x"))
	fmt.Println(mixed(map[string]int{"a": 1}), mixed(map[int]string{}))
	s, e := slice(names{"a", "b", "c"})
	fmt.Println(len(s), e, strings.Join(s, "-"))
	fmt.Println(ptr[cfg]("p").s)
	fmt.Println(fnT(strings.ToUpper, "up"), fnT(func(i int) string { return fmt.Sprint(i) }, 4))
	c := make(chan int, 2)
	c <- 1
	c <- 2
	fmt.Println(chanT(c), chanT((<-chan int)(c)))
	fmt.Println(inline(1, 2), inline(1.5, 2), method(cfg{"m"}), ordered("a", "b"), zero[int](), zero[*int]() == nil)
	fmt.Println(arrayT([3]bool{}), depends(names{"x", "z", "y"}), size[int, string](1))
}
