// A negative zero that is handed over.
// wrong: an argument of a function that compares equal to zero is not copied: a negative zero arrives as zero, alone or in a struct or array whose other fields are zero.
package main

import (
	"fmt"
	"math"
)

type V struct{ x, y float64 }

func alone(x float64) bool         { return math.Signbit(x) }
func within(v V) bool              { return math.Signbit(v.x) }
func array(a [2]float64) bool      { return math.Signbit(a[1]) }
func pair(c complex128) bool       { return math.Signbit(imag(c)) }
func several(xs ...float64) bool   { return math.Signbit(xs[0]) }
func boxed(x any) bool             { return math.Signbit(x.(float64)) }
func pointed(x *float64) bool      { return math.Signbit(*x) }
func generic[T ~float64](x T) bool { return math.Signbit(float64(x)) }
func (v V) method(x float64) bool  { return math.Signbit(x) }

func main() {
	n := math.Copysign(0, -1)
	fmt.Println(alone(n), within(V{n, 0}), within(V{n, 1}), array([2]float64{0, n}), array([2]float64{1, n}), pair(complex(0, n)))
	fmt.Println(several(n), boxed(n), pointed(&n), generic(n), V{}.method(n), func(x float64) bool { return math.Signbit(x) }(n))
	p := new(n)
	fmt.Println(math.Signbit(*p))
	c := make(chan V, 1)
	c <- V{n, 0}
	fmt.Println(math.Signbit((<-c).x))
	s := make(chan [1]float64, 1)
	s <- [1]float64{n}
	for a := range s {
		fmt.Println(math.Signbit(a[0]))
		close(s)
	}
	f := make(chan float64, 1)
	f <- n
	fmt.Println(math.Signbit(<-f))
	defer func(x float64) { fmt.Println(math.Signbit(x)) }(n)
}
