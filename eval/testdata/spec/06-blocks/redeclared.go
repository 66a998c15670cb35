// A name is declared once in a block.
package main

import "fmt"

func f() {}
func f() {}

type T struct {
	a int
	a string
}

func (T) m() {}
func (T) m() {}
func (T) a() {}

var v, v int

const f = 1

func g(x, x int) {}

func main() {
	fmt := fmt.Sprint(1)
	_ = fmt
}
