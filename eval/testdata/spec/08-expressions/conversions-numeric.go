// Conversions between numeric types.
package main

import (
	"fmt"
	"math"
)

type num int8
type real float32

func main() {
	i := 300
	f := 3.99
	n := -1
	fmt.Println(int8(i), uint8(i), uint16(n), uint(n) == math.MaxUint, int(f), int(-f), int64(f*100))
	fmt.Println(float32(0.1), float64(float32(0.1)), float64(i)/7, float32(16777217))
	var u32 uint32 = math.MaxUint32
	var i64 int64 = math.MinInt64
	fmt.Println(int32(u32), int8(u32), uint8(i64), uint64(i64), int32(i64), float64(u32))
	fmt.Println(int(num(5))+1, num(i), float64(real(f)), real(i), num(f))
	c := complex(1.5, 2)
	fmt.Println(complex64(c), complex128(complex64(c)), real2(c))
	var r rune = 'x'
	var b byte = byte(r)
	fmt.Println(b, int(r), rune(b), uintptr(i), uint(f))
	const big = 1 << 40
	fmt.Println(float32(big), int64(big), int32(big>>20))
	x := 0.1
	fmt.Println(float32(x) == 0.1, float32(x)*10, float64(float32(x)+float32(0.2)))
	fmt.Println(uint8(255)+uint8(i), int64(math.Float64bits(1.0)>>52))
}

func real2(c complex128) float64 { return real(c) + imag(c) }
