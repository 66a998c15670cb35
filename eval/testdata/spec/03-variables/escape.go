// A variable lives as long as something refers to it.
package main

import "fmt"

func counter() (func() int, *int) {
	n := 0
	return func() int { n++; return n }, &n
}

func local() *[2]int {
	a := [2]int{1, 2}
	return &a
}

func main() {
	f, p := counter()
	g, q := counter()
	f()
	f()
	g()
	*p += 100
	fmt.Println(f(), g(), *p, *q)
	a, b := local(), local()
	a[0] = 9
	fmt.Println(*a, *b)
	var fs []func() int
	for i := range 3 {
		j := i * i
		fs = append(fs, func() int { j++; return j + i })
	}
	for _, f := range fs {
		fmt.Print(f(), f(), " ")
	}
	fmt.Println()
}
