// Constant declarations in all forms.
package main

import "fmt"

const pi float64 = 3.14159
const zero = 0.0
const (
	size int64 = 1024
	eof        = -1
)
const a, b, c = 3, 4, "foo"
const u, v float32 = 0, 3
const (
	bit = 1 << iota
	_
	third
	str = "s"
	again
	typed uint8 = iota
	next
)

type color int

const (
	red color = iota
	green
	blue
)

func (c color) String() string { return [...]string{"red", "green", "blue"}[c] }

func main() {
	fmt.Println(pi, zero, size, eof, a, b, c, u, v)
	fmt.Println(bit, third, str, again, typed, next)
	fmt.Println(green.String(), blue.String(), int(blue))
	const local = len("abc") + eof
	const big = 1 << 62
	fmt.Println(local, big/size)
}
