// Division: truncation, remainders, by zero, of the smallest integer.
package main

import (
	"fmt"
	"math"
)

func try(f func()) {
	defer func() {
		if r := recover(); r != nil {
			fmt.Println(r)
		}
	}()
	f()
}

func main() {
	for _, p := range [][2]int{{5, 3}, {-5, 3}, {5, -3}, {-5, -3}} {
		fmt.Print(p[0]/p[1], p[0]%p[1], " ")
	}
	fmt.Println()
	z := 0
	try(func() { fmt.Println(1 / z) })
	try(func() { fmt.Println(1 % z) })
	try(func() { x := uint8(3); x /= uint8(z); fmt.Println(x) })
	f := 0.0
	fmt.Println(1/f, -1/f, f/f, math.IsNaN(f/f), 1/math.Inf(-1))
	x := math.MinInt64
	fmt.Println(x/-1 == x, x%-1)
	var i8 int8 = -128
	m := int8(-1)
	fmt.Println(i8/m, i8%m, i8*m)
	fmt.Println(7/2*2.0, 7/2.0, 1/2, 1/2.0, 3%2)
	c := complex(1, 1)
	fmt.Println(c/2, math.Mod(-7, 3), -7.0/2)
	u := uint(7)
	fmt.Println(u/2, u%4, u-8 > 0)
}
