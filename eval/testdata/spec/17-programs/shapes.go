// Shapes, readers and adders: methods called by interfaces of the program and of packages.
package main

import (
	"errors"
	"fmt"
	"io"
	"sort"
	"strings"
)

var calls int
var log []string

type shape interface {
	area() float64
	scale(fs ...float64) shape
}
type sq struct{ s float64 }
type circ struct{ r float64 }
type group []shape
type wrap struct{ shape }
type pt[T any] struct{ v T }
type adder interface{ add(any) int }
type cnt int

func (s sq) area() float64    { calls++; return s.s * s.s }
func (c *circ) area() float64 { calls++; return 3 * c.r * c.r }
func (g group) area() (a float64) {
	calls++
	for _, s := range g {
		a += s.area()
	}
	return
}
func (s sq) scale(fs ...float64) shape {
	for _, f := range fs {
		s.s *= f
	}
	calls += len(fs)
	return s
}
func (c *circ) scale(fs ...float64) shape { c.r *= fs[0]; return c }
func (g group) scale(fs ...float64) shape {
	r := group{}
	for _, s := range g {
		r = append(r, s.scale(fs...))
	}
	return r
}
func (p *pt[T]) add(x any) int { calls++; p.v, _ = x.(T); return calls }
func (c cnt) add(x any) int    { calls += int(c); return calls }
func (c cnt) Error() string    { calls++; return fmt.Sprint("cnt ", int(c), " ", calls) }
func (c *cnt) Read(p []byte) (int, error) {
	calls++
	if *c == 0 {
		return 0, io.EOF
	}
	*c--
	return copy(p, "x"), nil
}
func (g group) Len() int           { calls++; return len(g) }
func (g group) Less(i, j int) bool { return g[i].area() < g[j].area() }
func (g group) Swap(i, j int)      { g[i], g[j] = g[j], g[i] }

type bad struct{ n int }

func (b bad) area() float64 {
	if b.n > 2 {
		panic(fmt.Sprintf("bad %d %d", b.n, calls))
	}
	calls++
	return next(b).area()
}
func next(b bad) shape                  { return bad{b.n + 1} }
func (b bad) scale(fs ...float64) shape { return nil }

type pinger interface{ ping(n int, p pinger) int }
type pa struct{ n int }
type pb struct{ n int }

func (a pa) ping(n int, p pinger) int {
	if n == 0 {
		return calls
	}
	calls++
	return p.ping(n-1, a)
}
func (b pb) ping(n int, p pinger) int {
	if n == 0 {
		return -calls
	}
	calls++
	return p.ping(n-1, b)
}

func main() {
	var s shape = sq{2}
	c := &circ{1}
	g := group{c, s, sq{0.5}}
	var sg shape = g
	w := wrap{g}
	var sw shape = w
	ps := &pt[string]{}
	adders := []adder{ps, &pt[int]{}, cnt(10)}
	var err error = fmt.Errorf("w: %w", cnt(3))
	rc := cnt(3)
	var r io.Reader = &rc
	var si sort.Interface = g
	var b shape = bad{}
	var x any = g
	var p1, p2 pinger = pa{1}, pb{2}
	f := s.area
	fmt.Println(s.area(), calls)
	fmt.Println(sg.area(), sw.area(), calls, f(), calls)
	sort.Sort(si)
	fmt.Println(calls)
	fmt.Println(sg.scale(2, 3).area(), calls, c.r)
	for _, a := range adders {
		fmt.Println(a.add("x"), a.add(3))
	}
	fmt.Println(calls, ps.v)
	fmt.Println(err)
	var e cnt
	fmt.Println(errors.As(err, &e), e, calls)
	d, err2 := io.ReadAll(r)
	fmt.Println(string(d), err2, calls)
	func() {
		defer func() { fmt.Println(recover(), calls) }()
		b.area()
	}()
	fmt.Println(x.(shape).area(), x.(sort.Interface).Len(), calls)
	fmt.Println(p1.ping(50, p2), p2.ping(50, p1), calls)
	m := s.scale
	n := sw.scale
	fmt.Println(m(3, 3).area(), n(1).area(), calls)
	done := make(chan float64)
	go func() { done <- sw.area() }()
	fmt.Println(<-done, calls)
	rc = 2
	fmt.Println(calls)
	sc := strings.NewReplacer("x", "y")
	d, _ = io.ReadAll(io.MultiReader(r, strings.NewReader("z")))
	fmt.Println(sc.Replace(string(d)), calls, sw.(wrap).shape.(group)[0].area())
}
