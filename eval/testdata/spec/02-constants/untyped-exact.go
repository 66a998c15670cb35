// Untyped constants are exact.
package main

import "fmt"

const (
	huge  = 1 << 100
	four  = huge >> 98
	third = 1.0 / 3
	one   = third * 3
	big   = 1e1000 / 1e997
)

func main() {
	fmt.Println(four, one == 1, big, huge/(huge-1))
	fmt.Println(0.1+0.2 == 0.3)
	x, y := 0.1, 0.2
	fmt.Println(x+y == 0.3)
	var u uint64 = 1<<64 - 1
	fmt.Println(u)
	const e = 5 / 2
	const g = 5 / 2.0
	const h = 'a' * 1.0
	fmt.Println(e, g, h)
	fmt.Println(15/4, 15/4.0, 1/3.0*3 == 1)
}
