// Variable declarations in all forms.
package main

import "fmt"

var i int
var U, V, W float64
var k = 0
var x, y float32 = -1, -2
var (
	u1     int
	u2, v2 = 2.0, "bar"
	f1, f2 func() int
	p, q   = &k, []int{1}
)
var re, im = complexSqrt(-1)
var _, found = map[string]int{"a": 1}["a"]
var iface, num any = "s", 5

func complexSqrt(x float64) (float64, float64) { return 0, 1 }

func main() {
	fmt.Println(i, U, V, W, k, x, y, u1, u2, v2, f1 == nil, f2 == nil, *p, q, re, im, found, iface, num)
	var a, b, c = 1, "two", 3.0
	var d, e int = 4, 5
	var (
		f = a + d
		g = f * 2
		_ = g
	)
	var h [2]struct{ x int }
	var m = map[string][]int{"k": {1, 2}}
	var v, ok = m["k"]
	var s string
	var ch, done = make(chan int, 1), make(chan bool)
	ch <- 1
	var r, rok = <-ch
	fmt.Println(a, b, c, d, e, f, g, h[1].x, v, ok, s == "", r, rok, done != nil)
}
