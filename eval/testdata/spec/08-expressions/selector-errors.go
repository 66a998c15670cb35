// Selectors that select nothing, or too much.
package main

import "fmt"

type a struct{ x int }
type b struct{ x int }
type c struct {
	a
	b
}
type i interface{ m() }

func main() {
	var v c
	_ = v.x
	_ = v.nope
	var p **c
	_ = p.a
	var q *i
	q.m()
	fmt.println()
	fmt.Nope()
	_ = v.a.X
	var n int
	_ = n.x
}
