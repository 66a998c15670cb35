// Types that lead back to each other, and what holds them.
package main

import "fmt"

type A []B
type B map[string]C
type C struct {
	As A
	F  F
	P  *C
}
type F func(A, ...B) (F, error)
type P *Q
type Q []P
type I interface {
	Next(N) I
	Tree() N
}
type N []I
type impl struct{ n N }

func next(i impl, n N) I  { return impl{append(i.n, n...)} }
func (i impl) Next(n N) I { return next(i, n) }
func (i impl) Tree() N    { return i.n }

type E struct {
	A
	B
	f F
}

func (a A) Len() int { return len(a) }
func (b B) Keys() (n int) {
	for range b {
		n++
	}
	return
}
func (f F) Call(a A, bs ...B) (F, error) { return f(a, bs...) }

type G func(G) G
type H func(h H, n int) int
type M map[string]func(M) M
type V []any
type W [](*W)
type X *[]X
type Y chan<- Y
type Z <-chan Z

func (g G) twice() G { return g(g) }

var global A = A{{"g": {}}}
var gf F
var (
	ga, gb = two()
	gm     = M{"id": func(m M) M { return m }}
)

func two() (A, B) { return A{nil}, B{"k": C{}} }
func variadic(as ...A) int {
	n := 0
	for _, a := range as {
		n += len(a)
	}
	return n
}

func main() {
	a := A{{"x": {As: A{nil}}}}
	a[0]["y"] = C{As: a}
	fmt.Println(len(a[0]["y"].As), len(a[0]), a.Len(), a[0].Keys())
	var f F
	n := 0
	f = func(a A, bs ...B) (F, error) {
		n += len(a) + len(bs)
		if n > 6 {
			return nil, fmt.Errorf("n=%d", n)
		}
		return f, nil
	}
	f, err := f(a, nil, B{})
	f, err = f(a, []B(a)...)
	fmt.Println(n, err)
	f, err = f.Call(a, a...)
	fmt.Println(n, err, f == nil)
	var p P
	q := Q{nil, p}
	p = &q
	(*p)[0] = p
	fmt.Println(len(*p), (*p)[0] == p, (*(*p)[0])[0] == p)
	var i I = impl{}
	i = i.Next(N{i, nil}).Next(nil)
	fmt.Println(len(i.Tree()), i.Tree()[1] == nil, len(i.Tree()[0].Tree()))
	e := E{A: a, B: B{"q": {}}, f: f}
	fmt.Println(e.Len(), e.Keys(), e.f == nil, len(e.A[0]))
	var g G
	g = func(h G) G {
		fmt.Println("g", h != nil)
		if h == nil {
			return g
		}
		return nil
	}
	fmt.Println(g.twice() == nil, g(nil) != nil)
	fac := H(func(h H, n int) int {
		if n == 0 {
			return 1
		}
		return n * h(h, n-1)
	})
	fmt.Println(fac(fac, 10))
	fmt.Println(len(gm["id"](gm)["id"](gm)), len(global), ga, gb, gf == nil)
	gf = F(func(A, ...B) (F, error) { return nil, nil })
	global = append(global, global...)
	gm["n"] = nil
	gf, err = gf(global)
	fmt.Println(gf == nil, len(global), len(gm), variadic(global, ga, nil), variadic([]A{global}...))
	v := V{}
	v = append(v, v, V{1})
	fmt.Println(v)
	w := W{nil}
	w[0] = &w
	fmt.Println(len(*(*w[0])[0]))
	x := []X{nil}
	x[0] = &x
	fmt.Println(len(*x[0]))
	y := make(chan Y, 1)
	y <- y
	z := <-y
	fmt.Println(z == y, cap(z))
	zz := make(chan Z)
	var zr Z = zz
	go func() { zz <- zz; close(zz) }()
	r := <-zr
	_, ok := <-r
	fmt.Println(ok, r == zr)
	s := a[:0]
	s = append(s, nil, B{})
	t := s[1:2:2]
	fmt.Println(len(s), len(t), cap(t), t[0] != nil)
	a, s = s, a
	a[0], a[1] = a[1], a[0]
	fmt.Println(a[0] == nil, a[1] == nil)
	var arr [3]A
	arr[1] = a
	for i, x := range arr {
		fmt.Print(i, len(x), " ")
	}
	pa := &arr[1]
	*pa = append(*pa, nil)
	(*pa)[0] = B{"p": C{P: &C{F: gf}}}
	fmt.Println(len(arr[1]), arr[1][0]["p"].P.F == nil)
	st := struct {
		A
		n int
	}{a, 3}
	fmt.Println(st.Len(), st.n, len(st.A))
	lit := map[string]A{"a": {{"z": {}}}, "b": nil}
	for k, b := range lit["a"] {
		for kk := range b {
			fmt.Println(k, kk)
		}
	}
	fn := func(a A) A { return append(a, nil) }
	fmt.Println(len(fn(fn(nil))))
	defer func(a A) { fmt.Println("deferred", len(a), recover()) }(a)
	done := make(chan A)
	go func(a A) { done <- a }(a)
	fmt.Println(len(<-done))
	_ = a[9]
}
