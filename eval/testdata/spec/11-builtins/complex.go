// Complex, real and imag, as constants and variables of both sizes.
package main

import "fmt"

const c = complex(1, 2)
const r = real(c) + imag(3i)

type C complex128

func main() {
	x := complex(1.5, -2)
	fmt.Println(c, r, x, real(x), imag(x))
	var f32 float32 = 2
	y := complex(f32, 1)
	fmt.Printf("%v %T %T\n", y, y, real(y))
	var z C = 3 + 4i
	fmt.Println(real(z)*real(z)+imag(z)*imag(z), z*z, z == C(complex(3, 4)))
	fmt.Println(x*x, x/2i, -x, x+y128(y), x == x)
	s := complex(float64(len("ab")), 0)
	s += 1i
	fmt.Println(s)
	a := []complex128{1, 2i}
	a[0] *= a[1]
	fmt.Println(a)
	fmt.Printf("%.1f %g\n", x, x)
}

func y128(c complex64) complex128 { return complex128(c) }
