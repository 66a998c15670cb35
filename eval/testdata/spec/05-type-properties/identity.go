// Identical types are assignable without conversion; the names of parameters do not matter.
package main

import "fmt"

type (
	a0 = []string
	a1 = a0
	a2 = struct{ a, b int }
	a3 = int
	a4 = func(a3, float64) *a0
	a5 = func(x int, _ float64) *[]string
)

type b0 struct{ a, b int }

func main() {
	var x a0 = []string{"x"}
	var y a1 = x
	y[0] = "y"
	fmt.Println(x, y)
	var s a2 = struct{ a, b int }{1, 2}
	var n b0 = s
	s = n
	fmt.Println(s.a, n.b, s == n)
	var f a4 = func(int, float64) *[]string { return &y }
	var g a5 = f
	fmt.Println(*g(1, 2))
	var i any = s
	_, ok := i.(struct{ a, b int })
	_, no := i.(b0)
	fmt.Println(ok, no)
	i = n
	_, ok = i.(struct{ a, b int })
	_, no = i.(b0)
	fmt.Println(ok, no)
	i = f
	_, ok = i.(func(int, float64) *[]string)
	fmt.Println(ok)
	i = x
	_, ok = i.([]string)
	fmt.Println(ok)
}
