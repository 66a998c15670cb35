// Iota in expressions, with skipped lines and repeated lists.
package main

import "fmt"

const (
	_  = iota
	kb = 1 << (10 * iota)
	mb
	gb
)

const (
	bit0, mask0 = 1 << iota, 1<<iota - 1
	bit1, mask1
	_, _
	bit3, mask3
)

const (
	u         = iota * 42
	v float64 = iota * 42
	w         = iota * 42
)

const x = iota

const (
	s1 = "s"
	s2
	i2 = iota
	f3 = iota + 0.5
	f4
)

const (
	inner = len([iota + 2]int{})
	next
)

func main() {
	fmt.Println(kb, mb, gb)
	fmt.Println(bit0, mask0, bit1, mask1, bit3, mask3)
	fmt.Println(u, v, w, x, s1, s2, i2, f3, f4, inner, next)
	const (
		a = iota + 10
		b
		c
	)
	fmt.Println(a, b, c)
}
