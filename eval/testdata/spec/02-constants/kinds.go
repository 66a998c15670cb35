// Constants of every kind, typed and untyped.
package main

import (
	"fmt"
	"math"
)

const (
	b            = true
	r            = 'x'
	i            = 12
	f            = 1.5
	c            = 2i
	s            = "text"
	ti int8      = 100
	tf float32   = 0.1
	ts string    = "typed"
	tr rune      = 'y'
	tu uint8     = 255
	tc complex64 = 1 + 2i
)

func main() {
	fmt.Println(b, r, i, f, c, s, ti, tf, ts, tr, tu, tc)
	fmt.Printf("%T %T %T %T %T %T\n", b, r, i, f, c, s)
	fmt.Printf("%T %T %T %T %T %T\n", ti, tf, ts, tr, tu, tc)
	fmt.Println(math.MaxInt64, uint64(math.MaxUint64), math.Pi, math.MaxUint32)
	fmt.Printf("%T %T\n", math.Pi, math.MaxInt8)
}
