// What closures capture: variables, not values; loops, defers, methods, recursion, shared state.
package main

import "fmt"

func counter() (inc func() int, get func() int) {
	n := 0
	return func() int { n++; return n }, func() int { return n }
}

type T struct{ n int }

func (t *T) adder(k int) func() int { return func() int { t.n += k; return t.n } }

func apply(f func(int) int, n int) int { return f(n) }

func curry(a int) func(int) func(int) int {
	return func(b int) func(int) int { return func(c int) int { return a*100 + b*10 + c } }
}

func sum(fs ...func() int) (s int) {
	for _, f := range fs {
		s += f()
	}
	return
}

func fibgen() func() int {
	a, b := 0, 1
	return func() int {
		defer func() { a, b = b, a+b }()
		return a
	}
}

func main() {
	inc, get := counter()
	inc()
	inc()
	fmt.Println(get())
	inc2, _ := counter()
	fmt.Println(inc2(), get())
	t := &T{1}
	a1, a2 := t.adder(1), t.adder(10)
	a1()
	a2()
	fmt.Println(t.n, a1())
	x := 1
	f := func() { x *= 2 }
	f()
	f()
	fmt.Println(x)
	func() { x := 100; x++; _ = x }()
	fmt.Println(x)
	fmt.Println(curry(1)(2)(3), apply(func(n int) int { return n + x }, 3))
	var fact func(int) int
	fact = func(n int) int {
		if n < 2 {
			return 1
		}
		return n * fact(n-1)
	}
	fmt.Println(fact(10))
	g := fibgen()
	for range 10 {
		fmt.Print(g(), " ")
	}
	fmt.Println()
	var fs []func() int
	for i := range 3 {
		y := i * i
		fs = append(fs, func() int { y++; return y + i })
	}
	fmt.Println(sum(fs...), sum(fs...))
	m := map[string]func(...int) int{
		"sum": func(ns ...int) (s int) {
			for _, n := range ns {
				s += n
			}
			return
		},
		"len": func(ns ...int) int { return len(ns) },
	}
	fmt.Println(m["sum"](1, 2, 3), m["len"]())
	p := &x
	h := func() int { return *p }
	x = 7
	fmt.Println(h())
	type op struct {
		name string
		f    func(a, b int) int
	}
	for _, o := range []op{{"+", func(a, b int) int { return a + b }}, {"*", func(a, b int) int { return a * b }}} {
		fmt.Print(o.name, o.f(3, 4), " ")
	}
	fmt.Println()
	arr := [3]int{1, 2, 3}
	mod := func() { arr[0] = 100 }
	mod()
	fmt.Println(arr)
	c := func(n int) func() int { return func() int { n--; return n } }(3)
	fmt.Println(c(), c())
	if z := 5; z > 3 {
		defer func() { fmt.Println("z", z, x) }()
		z = 6
	}
	x = 8
}
