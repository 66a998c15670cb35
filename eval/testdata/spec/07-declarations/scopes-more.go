// Hiding, initialisation, function values and pointers to everything.
// no prompt: a program that ends itself
package main

import (
	"fmt"
	"os"
	"time"
)

type res struct{ name string }

func (r *res) Close() error { fmt.Println("close", r.name); return nil }
func open(n string) (*res, error) {
	if n == "" {
		return nil, os.ErrInvalid
	}
	return &res{n}, nil
}
func use(ns ...string) (err error) {
	for _, n := range ns {
		r, err := open(n)
		if err != nil {
			return fmt.Errorf("open %q: %w", n, err)
		}
		defer r.Close()
	}
	return
}
func shadow() (err error) {
	if true {
		_, err := open("")
		_ = err
	}
	x := 1
	if x := 2; x > 1 {
		x++
		_ = x
	}
	{
		x := x
		x = 50
		_ = x
	}
	for x := 0; x < 1; x++ {
		x := x + 9
		_ = x
	}
	switch x := x; x {
	case 1:
		x := "str"
		fmt.Println(x)
	}
	fn := func(x int) int { x *= 2; return x }
	fmt.Println(x, fn(x), x)
	len := func(s string) int { return 42 }
	fmt.Println(len("a"))
	type int string
	var s int = "named int"
	fmt.Println(s)
	true := false
	fmt.Println(true)
	return
}

var g = initG()

func initG() int { return h * 2 }

var h = 21
var (
	a1     = b1 + 1
	b1     = f1()
	_      = side("blank")
	x1, y1 = two()
)

func f1() int { return c1 }

var c1 = 5

func two() (int, string) { return 1, "y" }
func side(s string) int  { fmt.Println("init", s); return 0 }
func init()              { fmt.Println("init1", g, a1, b1, x1, y1) }
func init()              { fmt.Println("init2"); m["z"] = 26 }

var m = map[string]int{"a": 1}

type Celsius struct{ v float64 }

func (c *Celsius) Set(v float64) { c.v = v }

var global Celsius
var pg = &global
var fnv = global.Set
var tbl = [...]func(int) int{func(i int) int { return i + 1 }, dbl}

func dbl(i int) int { return i * 2 }

const tmo = 2 * time.Second

func variadic(a int, rest ...string) string         { return fmt.Sprint(a, len(rest), rest == nil, rest) }
func multi(a, b int, c string) (x, y int, z string) { x, y, z = b, a, c; return }
func blank(_ int, _ string) (_ int, e error)        { return 7, nil }
func fnret() func() func() int {
	i := 0
	return func() func() int { i++; return func() int { i++; return i } }
}
func recv(f func(...int) int) int { return f(1, 2, 3) }

func main() {
	fmt.Println(use("a", "b", ""))
	fmt.Println(use("c"), shadow())
	fnv(3)
	pg.v++
	fmt.Println(global, m, tbl[0](1), tbl[1](4), tmo, tmo.Seconds())
	fmt.Println(variadic(1), variadic(1, "a", "b"), variadic(1, []string{}...), variadic(2, nil...))
	fmt.Println(multi(1, 2, "z"))
	fmt.Println(blank(1, ""))
	f := fnret()
	fmt.Println(f()(), f()(), recv(func(xs ...int) (s int) {
		for _, x := range xs {
			s += x
		}
		return
	}))
	g, err := 1, error(nil)
	g, ok := 2, true
	fmt.Println(g, err, ok)
	var i, j int = 1, 2
	i, j = j, i+j
	i, j = j, i+j
	fmt.Println(i, j)
	var p *int = &i
	*p, j = 10, *p
	fmt.Println(i, j)
	pp := &p
	**pp = 3
	fmt.Println(i, *p == **pp)
	s := []int{1, 2, 3}
	ps := &s
	*ps = append(*ps, 4)
	(*ps)[0] = 100
	fmt.Println(s, len(*ps))
	for i, p := 0, &s[0]; i < 2; i, p = i+1, &s[i+1] {
		*p += 1000
	}
	fmt.Println(s)
	st := struct{ a, b *int }{&i, &j}
	*st.a, *st.b = *st.b, *st.a
	fmt.Println(i, j)
	mp := map[string]*[2]int{"x": {1, 2}}
	mp["x"][1] += 5
	arrp := mp["x"]
	for i := range arrp {
		arrp[i] *= 2
	}
	fmt.Println(*mp["x"], len(mp["x"]))
	type T struct {
		f func(*T) int
		n int
	}
	t := T{n: 4}
	t.f = func(t *T) int { t.n++; return t.n }
	fmt.Println(t.f(&t), t.n)
	defer func() {
		fmt.Println("bye", recover())
		os.Exit(3)
	}()
	var arr []int
	arr[5]++
}
