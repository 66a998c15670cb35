// Functions are values, nil or not.
package main

import (
	"fmt"
	"strings"
)

type handler func(string) (int, error)

func apply(f func(int) int, xs ...int) (out []int) {
	for _, x := range xs {
		out = append(out, f(x))
	}
	return out
}

func compose(fs ...func(int) int) func(int) int {
	return func(x int) int {
		for _, f := range fs {
			x = f(x)
		}
		return x
	}
}

func double(x int) int { return 2 * x }

func main() {
	fmt.Println(apply(double, 1, 2, 3), apply(double))
	f := compose(double, func(x int) int { return x + 1 }, double)
	fmt.Println(f(3))
	var g func()
	fmt.Println(g == nil)
	g = func() { fmt.Println("called") }
	g()
	var h handler = func(s string) (int, error) { return len(s), nil }
	n, err := h("four")
	fmt.Println(n, err)
	m := map[string]func(...string) string{"join": func(s ...string) string { return strings.Join(s, "-") }}
	fmt.Println(m["join"]("a", "b"), m["none"] == nil)
	up := strings.ToUpper
	fmt.Println(up("x"), strings.Map(func(r rune) rune { return r + 1 }, "abc"))
	var fib func(int) int
	fib = func(n int) int {
		if n < 2 {
			return n
		}
		return fib(n-1) + fib(n-2)
	}
	fmt.Println(fib(12))
	fmt.Println(func(a, _ int, _ string) int { return a }(5, 6, ""))
	var ret func() func() int = func() func() int { return func() int { return 8 } }
	fmt.Println(ret()())
}
