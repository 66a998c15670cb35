// Selectors: through pointers and embedding, hidden by depth.
package main

import "fmt"

type t0 struct{ x int }

func (*t0) m0() string { return "m0" }

type t1 struct{ y int }

func (t1) m1() string { return "m1" }

type t2 struct {
	z int
	t1
	*t0
}

func (*t2) m2() string { return "m2" }

type q *t2

type deep struct {
	a struct{ b *struct{ c []map[string]*t2 } }
}

type shadow struct {
	t2
	x string
}

type both struct {
	t0
	other
}
type other struct{ y, w int }

func pair() t2 { return t2{z: 8, t0: &t0{9}} }
func ptr() *t2 { return &t2{t1: t1{4}} }

func main() {
	t := t2{1, t1{2}, &t0{3}}
	p := &t2{4, t1{5}, &t0{6}}
	var qq q = p
	fmt.Println(t.z, t.y, t.x, p.z, p.y, p.x, qq.x, (*qq).x)
	fmt.Println(p.m0(), p.m1(), p.m2(), t.m2(), (*qq).m0())
	t.t0.x, p.t1.y = 30, 50
	fmt.Println(t.x, p.y, t.t0.m0(), (&t.t1).m1())
	d := deep{}
	d.a.b = &struct{ c []map[string]*t2 }{[]map[string]*t2{{"k": p}}}
	d.a.b.c[0]["k"].t0.x++
	fmt.Println(p.x, d.a.b.c[0]["k"].m0())
	s := shadow{t, "hides"}
	fmt.Println(s.x, s.t2.x, s.t0.x, s.z, s.m1())
	b := both{t0{1}, other{2, 3}}
	fmt.Println(b.x, b.y, b.w)
	fmt.Println(pair().x, ptr().y, ptr().m2(), pair().t1.m1())
	arr := [2]t2{{t0: &t0{5}}, {z: 6}}
	arr[1].t1.y = 7
	fmt.Println(arr[0].x, arr[1].y, (&arr[1]).m2())
	m := map[int]t2{1: t}
	fmt.Println(m[1].x, m[1].m1(), m[2].z)
	pz := &p.z
	*pz = 77
	px := &t.t0.x
	*px++
	fmt.Println(p.z, t.x)
}
