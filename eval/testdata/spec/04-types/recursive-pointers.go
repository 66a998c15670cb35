// Pointers to values of types that lead back to themselves, and unique values of such.
package main

import (
	"fmt"
	"unique"
)

type C chan int
type D int
type S struct{ a int }
type chain chan chain
type K[T comparable] struct{ v T }

func box[T comparable](v T) any   { return K[T]{v} }
func unbox[T comparable](x any) T { return x.(K[T]).v }

func main() {
	fmt.Println(unbox[chain](box(chain(nil))) == nil)
	fmt.Println(unique.Make(D(3)).Value())
	fmt.Println(unique.Make(S{3}).Value())
	fmt.Println(unique.Make(C(nil)).Value() == nil)
	fmt.Println(unique.Make(chain(nil)).Value() == nil)
}

type R struct{ p *R }
type named []named

func (n named) String() string { return fmt.Sprint("n", len(n)) }
func (n named) Error() string  { return "e" + n.String() }

type st interface{ String() string }

func init() {
	fmt.Println(unique.Make(R{}).Value().p == nil)
	n := named{nil}
	var s st = &n
	var f fmt.Stringer = &n
	var e error = &n
	fmt.Println(s.String(), f.String(), e.Error(), s, f, e)
	n = nil
	fmt.Println(s.String(), f.String(), e.Error(), s, f, e)
	s = (*named)(nil)
	func() {
		defer func() { fmt.Println(recover()) }()
		s.String()
	}()
	fmt.Println((&n).String(), s == st((*named)(nil)))
}

type hold struct{ *named }

func init() {
	n := named{nil}
	p := &n
	g := (*named).String
	fmt.Println(g(&n), p.String(), (*p).String())
	h := hold{p}
	fmt.Println(h.String(), h.Error())
	var s st = h
	fmt.Println(s.String(), h)
	f := p.String
	n = append(n, nil)
	fmt.Println(f(), p.String(), h.String())
	defer p.String()
	go p.String()
}
