// Slices share their array until it grows.
package main

import "fmt"

func add(s []int) { s[0] = 100; s = append(s, 5) }

func main() {
	a := [5]int{1, 2, 3, 4, 5}
	s := a[1:3]
	fmt.Println(s, len(s), cap(s))
	s = append(s, 40)
	fmt.Println(a, s)
	t := a[1:3:3]
	t = append(t, 50)
	t[0] = 9
	fmt.Println(a, t, cap(a[1:3:3]))
	add(s)
	fmt.Println(s, len(s), a[1])
	var n []int
	n = append(n, n...)
	fmt.Println(n == nil, len(n))
	n = append(n, 1, 2, 3)
	n = append(n[:1], n[2:]...)
	fmt.Println(n)
	m := make([][]int, 2)
	for i := range m {
		m[i] = make([]int, i+1, 4)
	}
	fmt.Println(m, cap(m[1]))
	u := s[:0]
	fmt.Println(len(u), cap(u), u[:2])
	e := []int{}
	fmt.Println(e == nil, len(e))
	z := make([]string, 2)
	z[1] = "x"
	fmt.Printf("%q\n", z)
	ss := s[len(s):]
	fmt.Println(len(ss))
}
