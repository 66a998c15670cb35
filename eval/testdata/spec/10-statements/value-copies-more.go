// Copies of structs and arrays by way of fields, elements, pointers, channels, results and closures.
package main

import "fmt"

type P struct{ x, y int }
type W struct {
	P
	arr [2]P
	ptr *P
	any any
	fn  func() P
	m   map[string]P
}

func (p P) Add(q P) P    { return P{p.x + q.x, p.y + q.y} }
func (p *P) Inc() *P     { p.x++; p.y++; return p }
func (w W) With(p P) W   { w.P = p; w.arr[0] = p; return w }
func gp() (P, error)     { return P{7, 8}, nil }
func arrp() [2]P         { return [2]P{{1, 1}, {2, 2}} }
func ident[T any](t T) T { return t }

func main() {
	w := W{P: P{1, 2}, arr: [2]P{{3, 4}, {5, 6}}, ptr: &P{9, 9}, m: map[string]P{"k": {1, 1}}}
	w.fn = func() P { return w.P }
	v := w.With(P{100, 100})
	fmt.Println(w.P, w.arr, v.P, v.arr, v.fn())
	w.any = w.P
	w.P.x = 50
	fmt.Println(w.any, w.fn(), v.fn())
	w.any = &w.P
	w.any.(*P).Inc()
	fmt.Println(w.P, *w.any.(*P))
	w.ptr, w.P = &w.arr[1], *w.ptr
	w.ptr.Inc().Inc()
	fmt.Println(w.arr, w.P, *w.ptr)
	p := arrp()[1]
	p.Inc()
	q, err := gp()
	q.Inc()
	fmt.Println(p, q, err, arrp()[0].Add(P{1, 1}).Add(q))
	for _, e := range w.arr {
		e.Inc()
	}
	for i := range w.arr {
		w.arr[i].Inc()
	}
	for _, e := range []*P{&w.arr[0], w.ptr} {
		e.Inc()
	}
	fmt.Println(w.arr)
	sl := w.arr[:]
	for i, e := range sl {
		sl[1-i] = e.Add(sl[1-i])
	}
	fmt.Println(w.arr)
	x := ident(w.arr)
	x[0].x = -1
	fmt.Println(w.arr[0], x[0], ident(w.P) == w.P)
	ff := w.P.Add
	gg := w.P.Inc
	w.P = P{}
	gg()
	fmt.Println(ff(P{1, 1}), w.P)
	ms := w.m["k"]
	ms.Inc()
	w.m["j"] = ms
	fmt.Println(w.m)
	c := make(chan W, 1)
	c <- w
	w.arr[0].x = 12345
	r := <-c
	fmt.Println(r.arr[0].x == 12345)
	var i any = w.arr
	w.arr[1].y = 999
	fmt.Println(i.([2]P)[1].y == 999, len(i.([2]P)))
	y := i.([2]P)
	y[0].x = 3
	fmt.Println(i.([2]P)[0].x == 3)
	func(a [2]P, b []P, c *[2]P) {
		a[0].x, b[1].x, c[1].y = 1, 2, 3
	}(w.arr, w.arr[:], &w.arr)
	fmt.Println(w.arr)
	z := [2][2]P{w.arr, w.arr}
	zz := z
	zz[0][0].x = 8
	zrow := zz[1]
	zrow[1].y = 4
	fmt.Println(z[0][0], zz[0][0], zz[1][1], zrow[1])
	z[0], z[1] = zz[1], z[0]
	zz[1][0].x = 77
	fmt.Println(z)
	defer fmt.Println("deferred copy", w.arr, w.P, z[0])
	defer func(a [2]P, p P) { fmt.Println("deferred arg", a, p) }(w.arr, w.P)
	w.arr[0], w.P, z[0][0] = P{}, P{-5, -5}, P{-6, -6}
	type A struct{ s [2]string }
	a := A{[2]string{"a", "b"}}
	fs := []func() A{func() A { return a }}
	b := fs[0]()
	b.s[0] = "changed"
	fmt.Println(a, b, a != b)
	aa := []A{a, b}
	bb := append([]A(nil), aa...)
	bb[0].s[1] = "Z"
	cc := aa
	cc[1].s[1] = "Y"
	fmt.Println(aa, bb)
	copy(aa, bb[1:])
	bb[1].s[0] = "after"
	fmt.Println(aa, bb)
	pa := &aa[0]
	aa = append(aa, A{})
	pa.s[0] = "old"
	fmt.Println(aa[0], *pa)
	np := new(P)
	*np = P{1, 2}
	o := *np
	np.x = 5
	fmt.Println(o, *np)
	pp := &np
	(*pp).y = 6
	(**pp).x++
	fmt.Println(*np)
	st := []struct {
		P
		tag string
	}{{P{1, 2}, "t"}, {tag: "u"}}
	for _, s := range st {
		s.x, s.tag = 9, "no"
	}
	st[1].P = st[0].P
	st[0].P.x = 30
	fmt.Println(st)
	m2 := map[P][]P{{1, 2}: {{3, 4}}}
	m2[P{1, 2}][0].x = 33
	m2[P{1, 2}] = append(m2[P{1, 2}], P{})
	fmt.Println(m2)
	var iface interface{ Add(P) P } = w.P
	w.P.x = 1000
	fmt.Println(iface.Add(P{}))
	iface = &w.P
	w.P.x = 2000
	fmt.Println(iface.Add(P{}))
	res := func() (p P) { defer p.Inc(); p = P{1, 1}; return p }()
	res2 := func() (p P) { defer func() { p.Inc() }(); return P{1, 1} }()
	fmt.Println(res, res2)
}
