// Types declared in functions embed, and go through generic functions.
package main

import (
	"fmt"
	"sort"
	"strings"
)

type base struct{ n int }

func (b base) get() int   { return b.n }
func (b *base) set(n int) { b.n = n }

type getter interface{ get() int }

type stack[T any] struct{ xs []T }

func (s *stack[T]) push(x T) { s.xs = append(s.xs, x) }
func (s *stack[T]) top() T   { return s.xs[len(s.xs)-1] }

func first[T any](xs []T) T { return xs[0] }

func wrap[T any](x T) any {
	type box struct {
		base
		v T
	}
	return box{base{1}, x}
}

func main() {
	type kid struct {
		base
		name string
	}
	k := kid{base{1}, "k"}
	k.set(5)
	var g getter = k
	fmt.Println(g.get(), k.get())
	type writer struct{ *strings.Builder }
	w := writer{&strings.Builder{}}
	w.WriteString("x")
	fmt.Println(w.String(), w.Len())
	type back struct{ sort.Interface }
	s := sort.StringSlice{"b", "a"}
	sort.Sort(back{s})
	fmt.Println(s)
	var st stack[kid]
	st.push(k)
	fmt.Println(st.top().name, first([]kid{k}).n)
	type other struct {
		base
		name string
	}
	var os stack[other]
	os.push(other{name: "o"})
	fmt.Println(os.top().name)
	fmt.Println(wrap(1) == wrap(1), wrap(1) == wrap("x"))
}
