// Operators and punctuation that stand close together.
package main

import "fmt"

func main() {
	a, b := 7, 3
	p := &b
	fmt.Println(a-(-b), a + +b, a - -b, a / *p, a&^b, a&^^b, a&-b)
	fmt.Println(-(-a), !!(a > b), ^^a, - -a, +-a)
	c := make(chan int, 1)
	c <- -1
	fmt.Println(<-c)
	x := a<<1 | b>>1&^1
	fmt.Println(x)
	a &^= 2
	b <<= 2
	a ^= 1
	a %= 4
	fmt.Println(a, b)
}
