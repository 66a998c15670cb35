// Variables without a value are zero.
package main

import "fmt"

type point struct {
	x, y float64
	name string
	next *point
}

var (
	b  bool
	i  int
	f  float64
	c  complex128
	s  string
	p  *int
	sl []int
	m  map[string]int
	ch chan int
	fn func()
	e  error
	a  any
	ar [3]int
	st point
)

func main() {
	fmt.Println(b, i, f, c, s == "", p == nil, sl == nil, m == nil, ch == nil, fn == nil, e == nil, a == nil, ar)
	fmt.Println(st.x, st.name == "", st.next == nil)
	fmt.Println(len(sl), cap(sl), len(m), m["x"], len(ch))
	for range sl {
		fmt.Println("never")
	}
	var l struct {
		in [2]struct{ k map[int]int }
	}
	fmt.Println(l.in[1].k == nil, p, sl, m, e, a)
}
