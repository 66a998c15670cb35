// What is assigned, passed, sent, stored, deferred or closed over is a copy, in an interface too.
package main

import (
	"fmt"
	"image"
	"sync"
	"time"
)

type S struct{ N int }

func (s S) Get() int { return s.N }

type A [3]int

func (a A) Get() int { return a[0] }

type N int

func (n N) Get() int { return int(n) }

type G interface{ Get() int }
type E struct {
	S
	a [2]int
}
type H struct {
	I any
	G G
}

func ret(s S) any                     { r := any(s); s.N = 99; return r }
func retA(a [3]int) any               { r := any(a); a[0] = 99; return r }
func retP(p *S) any                   { return *p }
func retPA(p *[3]int) any             { return *p }
func retG(p *S) G                     { return *p }
func retN(p *image.Point) any         { return *p }
func named(p *[3]int) (r any)         { defer func() { p[0] = 77 }(); r = *p; return }
func named2(p *[3]int) (r any)        { defer func() { p[0] = 78 }(); return *p }
func keep(x any) func() any           { return func() any { return x } }
func variadic(xs ...any) func() []any { return func() []any { return xs } }

var gs = S{1}
var ga = [3]int{1, 2, 3}
var gp = image.Point{1, 2}
var gi any

func main() {
	// assign
	s, a, p, n, an, e := S{1}, [3]int{1, 2, 3}, image.Point{1, 2}, N(1), A{1, 2, 3}, struct{ X, Y int }{1, 2}
	d, t := time.Duration(1), 1
	var i1, i2, i3, i4, i5, i6, i7, i8 any = s, a, p, n, an, e, d, t
	j1 := any(s)
	j2 := any(a)
	j3 := any(p)
	j6 := any(e)
	var g1, g4, g5 G = s, n, an
	k := keep(a)
	k2 := keep(p)
	k3 := keep(e)
	k4 := keep(s)
	v := variadic(a, p, e, s, t)
	sl := []any{a, p, e, s, t}
	ar := [5]any{a, p, e, s, t}
	m := map[string]any{"a": a, "p": p, "e": e, "s": s, "t": t}
	mk := map[any]string{a: "a", p: "p", e: "e", s: "s", t: "t"}
	c := make(chan any, 9)
	c <- a
	c <- p
	c <- e
	c <- s
	c <- t
	h := H{I: a, G: s}
	h2 := H{p, an}
	h3 := &H{e, n}
	sl2 := append([]any{}, a, p, e, s, t)
	sg := append([]G(nil), s, n, an)
	var in any
	in = a
	var in2 any
	in2 = p
	sl3 := make([]any, 3)
	sl3[0] = a
	sl3[1] = p
	sl3[2] = e
	m3 := map[int]any{}
	m3[0] = a
	m3[1] = p
	m3[2] = e
	cl := func() any { return a }
	clv := cl()
	x, y := any(a), any(p)
	var z, w any
	z, w = a, p
	f := fmt.Sprint
	defer fmt.Println("deferred", any(a), p, e, s, t)
	defer func(x any) { fmt.Println("deferred2", x) }(a)
	defer func(x any) { fmt.Println("deferred3", x) }(p)
	var wg sync.WaitGroup
	wg.Add(1)
	start := make(chan int)
	go func(x, y any) { <-start; fmt.Println("go", x, y); wg.Done() }(a, p)
	s.N, a[0], p.X, n, an[0], e.X, d, t = 9, 9, 9, 9, 9, 9, 9, 9
	close(start)
	wg.Wait()
	fmt.Println(i1, i2, i3, i4, i5, i6, i7, i8)
	fmt.Println(j1, j2, j3, j6)
	fmt.Println(g1, g4, g5, g1.Get(), g4.Get(), g5.Get())
	fmt.Println(k(), k2(), k3(), k4())
	fmt.Println(v()...)
	fmt.Println(sl, ar, m, len(mk), <-c, <-c, <-c, <-c, <-c)
	fmt.Println(mk[[3]int{1, 2, 3}], mk[image.Point{1, 2}])
	fmt.Println(h, h2, *h3, sl2, sg, in, in2, sl3, m3, clv, x, y, z, w, f(a))
	fmt.Println(ret(S{1}), retA([3]int{1}))
	pp := &S{1}
	r := retP(pp)
	rg := retG(pp)
	pp.N = 5
	pa := &[3]int{1}
	ra := retPA(pa)
	pa[0] = 5
	pi := &image.Point{1, 2}
	rp := retN(pi)
	pi.X = 9
	fmt.Println(r, rg, ra, rp, named(&[3]int{1}), named2(&[3]int{1}))
	// globals
	gi = ga
	gj := any(gs)
	gk := any(gp)
	ga[0], gs.N, gp.X = 8, 8, 8
	fmt.Println(gi, gj, gk)
	// range
	var rs []any
	for _, x := range [][2]int{{1, 2}, {3, 4}} {
		rs = append(rs, x)
		x[0] = 9
	}
	for _, x := range []image.Point{{1, 2}, {3, 4}} {
		rs = append(rs, x)
		x.X = 9
	}
	src := []S{{1}, {2}}
	for i := range src {
		rs = append(rs, src[i])
		src[i].N = 9
	}
	asrc := [][1]int{{1}, {2}}
	for i := range asrc {
		rs = append(rs, asrc[i])
		asrc[i][0] = 9
	}
	ee := E{S{1}, [2]int{1, 2}}
	ea, eb := any(ee.a), any(ee.S)
	var ec any = ee.a
	ee.a[0], ee.N = 9, 9
	rs = append(rs, ea, eb, ec)
	fmt.Println(rs...)
	for _, x := range []any{[2]int{1, 2}} {
		b := x.([2]int)
		b[0] = 7
		fmt.Println(x, b)
	}
	switch q := i2.(type) {
	case [3]int:
		q[0] = 55
		fmt.Println(i2, q)
	}
	switch q := i1.(type) {
	case S:
		q.N = 55
		fmt.Println(i1, q)
	}
	q := i3.(image.Point)
	q.X = 66
	fmt.Println(i3, q)
	pt := i2.([3]int)
	ptr := &pt
	ptr[1] = 44
	fmt.Println(i2, pt)
	var st fmt.Stringer = d
	d = 5
	fmt.Println(st)
	var er error = MyErr{1}
	me := er.(MyErr)
	me.N = 7
	fmt.Println(er, me)
	e1 := MyErr{3}
	er = e1
	e1.N = 4
	fmt.Println(er, e1)
	u := [2]any{[1]int{1}, 2}
	u2 := u
	u2[0] = 3
	fmt.Println(u, u2)
}

type MyErr struct{ N int }

func (e MyErr) Error() string { return fmt.Sprint("err", e.N) }
