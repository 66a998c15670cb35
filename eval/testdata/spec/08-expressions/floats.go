// Floating-point operations: precision, fused or not, special values.
package main

import (
	"fmt"
	"math"
)

func main() {
	x, y := 0.1, 0.2
	fmt.Println(x+y, x*3, 1/3.0, float32(x)+float32(y))
	var f float32 = 16777216
	f++
	fmt.Println(f, f == 16777216, math.MaxFloat32*f > math.MaxFloat32)
	inf := math.Inf(1)
	fmt.Println(inf, -inf, inf-inf, inf > math.MaxFloat64, 1/inf, -1/inf)
	z := 0.0
	n := -z
	fmt.Println(z == n, 1/n, math.Signbit(n), math.Signbit(math.Copysign(0, -1)))
	fmt.Println(math.Sqrt(-1), math.MaxFloat64*2, math.SmallestNonzeroFloat64/2)
	fmt.Println(int64(1e18), 1e21, 1e20, 123456789.0, 1e-7, 100000.0, float32(1e10))
	s := 0.0
	for range 10 {
		s += 0.1
	}
	fmt.Println(s, s == 1)
	var g float32
	for range 10 {
		g += 0.1
	}
	fmt.Println(g, float64(g))
	a, b, c := float32(1.1), float32(2.2), float32(3.3)
	fmt.Println(a*b, a*b*c, a/b, float64(a)*float64(b), -a)
	fmt.Println(complex(inf, 1) == complex(inf, 1), math.IsNaN(real(complex(math.NaN(), 1))))
}
