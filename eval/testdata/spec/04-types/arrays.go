// Arrays are values; their length is a part of the type.
package main

import "fmt"

type grid [2][3]int

func change(a [3]int) [3]int { a[0] = 99; return a }

func main() {
	a := [3]int{1, 2}
	b := a
	b[0] = 5
	fmt.Println(a, b, change(a), a, len(a), cap(a))
	c := [...]string{2: "c", 0: "a"}
	fmt.Println(len(c), c[0], c[1] == "", c[2])
	d := [...]int{5: 1, 2, 1: 7}
	fmt.Println(d, len(d))
	var g grid
	g[1][2] = 6
	h := g
	h[0] = [3]int{1, 1, 1}
	fmt.Println(g[1], g[0], h[0], g == h, g == grid{1: {2: 6}})
	p := &a
	p[1] = 50
	fmt.Println(a[1], len(p), (*p)[1], p[1:])
	for i, v := range p {
		fmt.Print(i, v, " ")
	}
	fmt.Println()
	var e [0]int
	fmt.Println(len(e), e == [0]int{})
	m := map[[2]int]string{{1, 2}: "x"}
	fmt.Println(m[[2]int{1, 2}], m[[2]int{2, 1}] == "")
	aa := [2]struct{ n int }{{1}, {2}}
	aa[1].n = 20
	fmt.Println(aa[1].n)
	for i, v := range a {
		a[2] = 77
		if i == 2 {
			fmt.Println(v)
		}
	}
}
