// Function literals are closures.
package main

import "fmt"

func makeCounter(step int) (func() int, func()) {
	n := 0
	return func() int { n += step; return n }, func() { n = 0 }
}

func fib() func() int {
	a, b := 0, 1
	return func() int {
		defer func() { a, b = b, a+b }()
		return a
	}
}

func apply(n int, f func(int)) {
	for i := range n {
		f(i)
	}
}

func main() {
	inc, reset := makeCounter(3)
	inc()
	fmt.Print(inc(), " ")
	reset()
	fmt.Println(inc())
	f := fib()
	for range 8 {
		fmt.Print(f(), " ")
	}
	fmt.Println()
	sum := 0
	apply(5, func(i int) {
		if i == 2 {
			return
		}
		sum += i
	})
	fmt.Println(sum)
	func() { fmt.Println("called at once") }()
	x := func(a, b int) int { return a*b + sum }(2, 3)
	fmt.Println(x)
	var fs []func() (int, string)
	for i, s := range []string{"a", "b"} {
		fs = append(fs, func() (int, string) { i++; return i, s })
	}
	for _, g := range fs {
		g()
		fmt.Println(g())
	}
	curry := func(a int) func(int) func(int) int {
		return func(b int) func(int) int { return func(c int) int { return a*100 + b*10 + c } }
	}
	fmt.Println(curry(1)(2)(3))
	var rec func(n int) int
	rec = func(n int) int {
		if n == 0 {
			return 0
		}
		return n + rec(n-1)
	}
	fmt.Println(rec(100))
	shared := 0
	get, set := func() int { return shared }, func(v int) { shared = v }
	set(9)
	fmt.Println(get(), shared)
	g := func(xs ...string) (n int) {
		for _, x := range xs {
			n += len(x)
		}
		return
	}
	fmt.Println(g("a", "bc"), g())
	m := map[string]func(float64, float64) float64{
		"+": func(a, b float64) float64 { return a + b },
		"/": func(a, b float64) float64 { return a / b },
	}
	fmt.Println(m["+"](1, 2), m["/"](1, 4))
}
