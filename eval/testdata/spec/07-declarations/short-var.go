// Short variable declarations declare what is new and assign the rest.
package main

import "fmt"

func two() (int, error) { return 2, nil }

func named() (n int, err error) {
	n, s := 5, "s"
	if true {
		n, err := two()
		_, _ = n, err
		n = 100
	}
	_ = s
	return
}

func main() {
	a, err := two()
	b, err := two()
	fmt.Println(a, b, err)
	p := &a
	a, c := 10, 20
	fmt.Println(*p, c, p == &a)
	i, j := 0, 10
	i, k := j, i
	fmt.Println(i, j, k)
	x, y, z := 1, "a", 2.5
	x, w := x+1, x
	fmt.Println(x, y, z, w)
	_, q := 1, 2
	fmt.Println(q)
	fmt.Println(named())
	var f float64
	f, g := 3, 4
	fmt.Println(f, g)
	s := []int{1, 2, 3}
	s, t := s[1:], s[:1]
	fmt.Println(s, t)
	var e any
	e, h := "text", 1
	fmt.Println(e, h)
	m := map[string]int{"k": 1}
	v, ok := m["k"]
	v2, ok := m["z"]
	fmt.Println(v, v2, ok)
}
