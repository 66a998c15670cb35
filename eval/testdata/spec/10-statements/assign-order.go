// The order in which the operands of an assignment are evaluated, and in which it assigns.
package main

import "fmt"

func f(s string, v int) int { fmt.Print(s, " "); return v }

func main() {
	a := []int{0, 1, 2, 3}
	a[f("i", 1)], a[f("j", 2)] = f("x", 10), f("y", 20)
	fmt.Println(a)
	i := 0
	i, a[i] = 1, 9
	fmt.Println(i, a)
	i = 0
	a[0], a[0] = 1, 2
	fmt.Println(a[0])
	a[1], a[2] = a[2], a[1]
	fmt.Println(a)
	x, y, z := 1, 2, 3
	x, y, z = z, x, y
	fmt.Println(x, y, z)
	m := map[string]int{"a": 1, "b": 2}
	m["a"], m["b"] = m["b"], m["a"]
	fmt.Println(m)
	type P struct {
		l, r *P
		v    int
	}
	p := &P{v: 1}
	p.l, p.r = &P{v: 2}, &P{v: 3}
	p.l, p.r = p.r, p.l
	fmt.Println(p.l.v, p.r.v)
	p, p.v = p.l, 7
	fmt.Println(p.v)
	arr := [3]int{1, 2, 3}
	b := arr
	arr[0], arr[1], arr[2] = arr[2], arr[0], arr[1]
	fmt.Println(arr, b)
	q := &x
	x, *q = 5, 6
	fmt.Println(x)
	s := []int{1, 2}
	s, s[0] = nil, 5
	fmt.Println(s)
	fn := func() []int { fmt.Print("fn "); return a }
	fn()[f("k", 0)], fn()[f("l", 1)] = f("v", 100), f("w", 200)
	fmt.Println(a)
}
