// Complex and real constants convert where nothing is lost.
package main

import "fmt"

const (
	c  = 3 + 0i
	f  = c + 0.5
	z  = complex(1, 2)
	re = real(z)
)

func main() {
	var i int = c
	var r rune = 65.0
	var x float32 = 1 << 20
	var u uint = 'a' - 'A'
	fmt.Println(i, r, x, u, real(f), z*z, re)
	fmt.Printf("%T %T\n", re, real(z))
	fmt.Println(imag(2i)*3, complex(0, 1)*complex(0, 1))
	var c64 complex64 = z
	fmt.Println(c64, real(c64))
}
