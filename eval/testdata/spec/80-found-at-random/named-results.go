// Named results are zero at each call, in loops too

package main

import "fmt"

type S struct{ a, b int }

func f(n int) (r int, s string) {
	defer func() { r += 3 }()
	fmt.Println("r", r, s)
	r = n
	return
}

func g(n int) (r S, s string) {
	fmt.Println("r", r, s)
	r.a = n
	s = "x"
	return r, s
}

func h(n int) (r int) {
	{
		r := r
		r += r
	}
	fmt.Println("r", r)
	return n
}

func main() {
	f(1)
	f(2)
	fmt.Println(f(5))
	g(1)
	g(2)
	a, b := g(3)
	fmt.Println(a, b)
	fmt.Println(h(4))
	fmt.Println(h(5))
	for i := range 3 {
		x, y := g(i)
		_, _ = x, y
		x, y = f2(i)
		fmt.Println(x, y)
	}
	_, _ = f(3)
}
func f2(n int) (r S, s string) {
	defer func() { r.a += 3 }()
	fmt.Println("r", r, s)
	return S{n, 2}, "u"
}
