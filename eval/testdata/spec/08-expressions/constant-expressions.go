// Constant expressions keep their exact value and take types late.
package main

import "fmt"

const (
	a            = 2 + 3.0
	b            = 15 / 4
	c            = 15 / 4.0
	d            = 1 << 3.0
	e            = "foo" > "bar"
	f            = 'w' + 1
	h            = "hi" + "!"
	j            = true && (1 < 2)
	k            = 1i * 1i
	l            = 'a' + 1.0
	m            = uint8(200) / 3
	o    float64 = 3 / 2
	p    float64 = 3 / 2.
	q            = int64(1) << 40
	huge         = 1 << 100
	four int8    = huge >> 98
)

func main() {
	fmt.Println(a, b, c, d, e, f, h, j, real(k), l, m, o, p, q, four)
	fmt.Printf("%T %T %T %T %T %T %T\n", a, b, f, j, k, l, m)
	fmt.Println(len("const")+cap([3]int{}), ^1, ^uint8(1), int8(^1), -5%3, 7&^2)
	var x uint8 = ^uint8(0)
	var y = 1<<10 + 0.0
	var z float32 = 1 << 20
	fmt.Println(x, y, z, 5.0/2, 5/2*2.0, 1/3.0+2/3.0 == 1)
	const s = "héllo"
	fmt.Println(len(s), s[1], s[:2] == "h\xc3", len([len(s)]int{}))
	const n = -7
	fmt.Println(n/2, n%2, n>>1, uint8(n&0xff), max(n, 3, 2.5), min("b", "a"))
	switch {
	case huge > 1<<99:
		fmt.Println("huge")
	}
}
