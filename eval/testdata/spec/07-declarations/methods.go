// Methods on all kinds of types, with value and pointer receivers.
package main

import "fmt"

type num int
type list []int
type dict map[string]int
type fn func(int) int
type arr [3]int
type ch chan int
type str string
type st struct{ n int }
type gen[T any] struct{ v T }
type flag bool
type alias = st

func (n num) add(m num) num        { return n + m }
func (n *num) inc()                { *n++ }
func (l list) len() int            { return len(l) }
func (l *list) push(x int)         { *l = append(*l, x) }
func (d dict) set(k string, v int) { d[k] = v }
func (f fn) twice(x int) int       { return f(f(x)) }
func (a arr) sum() int             { return a[0] + a[1] + a[2] }
func (a *arr) zero()               { *a = arr{} }
func (c ch) put(x int)             { c <- x }
func (s str) first() byte          { return s[0] }
func (st) noName() string          { return "no name" }
func (_ *st) blank() string        { return "blank" }
func (s st) copy() int             { s.n = 99; return s.n }
func (s *st) nilSafe() bool        { return s == nil }
func (g gen[T]) get() T            { return g.v }
func (g *gen[T]) set(v T)          { g.v = v }
func (f flag) not() flag           { return !f }
func (a alias) viaAlias() int      { return a.n }
func (s st) _()                    {}

func main() {
	n := num(1)
	n.inc()
	fmt.Println(int(n.add(5)), int(num(2).add(3)))
	var l list
	l.push(1)
	l.push(2)
	fmt.Println(l.len(), list{1, 2, 3}.len())
	d := dict{}
	d.set("a", 1)
	fmt.Println(d["a"], fn(func(x int) int { return x * 3 }).twice(2))
	a := arr{1, 2, 3}
	fmt.Println(a.sum())
	a.zero()
	fmt.Println(a.sum())
	c := make(ch, 1)
	c.put(5)
	fmt.Println(<-c, str("abc").first())
	s := st{1}
	fmt.Println(s.noName(), s.blank(), s.copy(), s.n, s.nilSafe(), (*st)(nil).nilSafe(), s.viaAlias())
	g := gen[string]{"x"}
	g.set("y")
	fmt.Println(g.get(), bool(flag(true).not()))
	ps := []*st{{1}, {2}}
	vs := []st{{3}, {4}}
	fmt.Println(ps[1].copy(), vs[0].blank(), ps[0].noName())
	m := map[string]*st{"k": {5}}
	fmt.Println(m["k"].viaAlias(), m["none"].nilSafe())
}
