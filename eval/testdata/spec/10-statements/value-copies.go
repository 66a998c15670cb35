// Arrays and structs are values everywhere.
package main

import "fmt"

type T struct {
	n int
	a [3]int
}

func (t T) val() int       { return t.n*100 + t.a[0] }
func (t *T) inc()          { t.n++; t.a[0]++ }
func (t T) mod() T         { t.n = 50; t.a[0] = 50; return t }
func modA(a [3]int) [3]int { a[0] = 50; return a }
func modP(a *[3]int)       { a[0] = 60 }

type Outer struct {
	T
	in T
	ts [2]T
	sl []T
	m  map[string]T
	p  *T
}

func get() (T, [3]int)       { return T{1, [3]int{1}}, [3]int{2} }
func ident(t T) T            { return t }
func identA(a [3]int) [3]int { return a }

func main() {
	t := T{1, [3]int{1, 2, 3}}
	u := t
	u.n, u.a[0] = 2, 9
	fmt.Println(t, u)
	v := ident(t)
	v.a[1] = 77
	fmt.Println(t, v)
	a := [3]int{1, 2, 3}
	b := a
	b[0] = 9
	c := identA(a)
	c[0] = 10
	fmt.Println(a, b, c, modA(a), a)
	o := Outer{T: t, in: t, ts: [2]T{t, t}, sl: []T{t, t}, m: map[string]T{"x": t}, p: &t}
	o2 := o
	o2.T.a[0], o2.in.a[0], o2.ts[0].a[0], o2.sl[0].a[0] = 11, 12, 13, 14
	fmt.Println(o.T, o.in, o.ts, o.sl, o.m, *o.p)
	fmt.Println(o2.T, o2.in, o2.ts, o2.sl, o2.m, *o2.p)
	x := o.ts
	x[1].n = 99
	fmt.Println(o.ts, x)
	y := o.ts[1]
	y.a[2] = 42
	fmt.Println(o.ts[1], y)
	z := o.sl[1]
	z.a[2] = 42
	fmt.Println(o.sl[1], z)
	w := o.m["x"]
	w.a[2] = 42
	fmt.Println(o.m["x"], w)
	q := *o.p
	q.a[2] = 42
	fmt.Println(*o.p, q)
	fmt.Println(t.mod(), t)
	t.inc()
	fmt.Println(t)
	f := t.val
	g := t.inc
	t.n = 7
	g()
	fmt.Println(f(), t.val())
	// arrays in range
	arr := [3]int{1, 2, 3}
	for i, v := range arr {
		arr[2] = 10
		if i == 2 {
			fmt.Println(v)
		}
	}
	for i, v := range &arr {
		arr[2] = 20
		if i == 2 {
			fmt.Println(v)
		}
	}
	for i, v := range arr[:] {
		arr[2] = 30
		if i == 2 {
			fmt.Println(v)
		}
	}
	ts := []T{{n: 1}, {n: 2}}
	for _, t := range ts {
		t.n = 100
	}
	fmt.Println(ts)
	for i, t := range ts {
		ts[i].n += 10
		fmt.Println(t.n)
	}
	var fs []func() int
	for _, t := range ts {
		fs = append(fs, t.val)
		fs = append(fs, func() int { return t.n })
		t.n = 5
	}
	for _, f := range fs {
		fmt.Print(f(), " ")
	}
	fmt.Println()
	// swap structs & arrays
	s1, s2 := T{n: 1}, T{n: 2}
	s1, s2 = s2, s1
	fmt.Println(s1, s2)
	ar1, ar2 := [2]int{1, 2}, [2]int{3, 4}
	ar1, ar2 = ar2, ar1
	fmt.Println(ar1, ar2)
	ts[0], ts[1] = ts[1], ts[0]
	fmt.Println(ts)
	grid := [2][2]int{{1, 2}, {3, 4}}
	row := grid[0]
	row[0] = 100
	grid[0], grid[1] = grid[1], grid[0]
	fmt.Println(grid, row)
	gg := grid
	gg[0][0] = 55
	fmt.Println(grid, gg)
	pp := &grid
	g3 := *pp
	pp[1][1] = 66
	fmt.Println(grid, g3)
	m := map[[2]int]string{}
	k := [2]int{1, 2}
	m[k] = "a"
	k[0] = 9
	m[k] = "b"
	fmt.Println(m)
	ch := make(chan [2]int, 2)
	k = [2]int{1, 1}
	ch <- k
	k[0] = 5
	fmt.Println(<-ch, k)
	mm := map[string][2]int{}
	mm["a"] = k
	k[1] = 88
	fmt.Println(mm, k)
	st := struct{ A [2]int }{k}
	k[0] = 1
	fmt.Println(st, k)
	sl := [][2]int{k, k}
	k[0] = 2
	sl[0][0] = 3
	fmt.Println(sl, k)
	sl = append(sl, k)
	k[0] = 4
	fmt.Println(sl)
	cl := func() [2]int { return k }
	r := cl()
	r[0] = 1000
	fmt.Println(k, r)
	func(k [2]int) { k[0] = 3000 }(k)
	fmt.Println(k)
	ptr := &k
	cp := *ptr
	ptr[0] = 4000
	fmt.Println(cp, k)
	*ptr = [2]int{7, 7}
	fmt.Println(k)
	n1, n2 := get()
	n3 := n1
	n3.a[0] = 9
	fmt.Println(n1, n2, n3)
	if x, ok := any(k).([2]int); ok {
		x[0] = 1
		fmt.Println(x, k)
	}
	type node struct {
		v    [2]int
		next *node
	}
	nd := node{v: k}
	nd2 := nd
	nd2.v[0] = 123
	nd.next = &nd2
	nd3 := *nd.next
	nd3.v[1] = 5
	fmt.Println(nd.v, nd2.v, nd3.v)
	var e1, e2 [2]struct{ x [1]int }
	e1[0].x[0] = 1
	e2 = e1
	e2[0].x[0] = 2
	fmt.Println(e1, e2, e1 == e2)
	copySl := make([][2]int, 2)
	copy(copySl, sl)
	copySl[0][0] = 31337
	fmt.Println(sl, copySl)
	lit := []T{t}
	lit[0].a[0] = 4242
	fmt.Println(t.a, lit[0].a)
	litm := map[string]T{"q": t}
	t.a[0] = 1
	fmt.Println(litm, t)
	lp := []*T{&t}
	t2 := *lp[0]
	lp[0].a[1] = 8888
	fmt.Println(t2, t)
}
