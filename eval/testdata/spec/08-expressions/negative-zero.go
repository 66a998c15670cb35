// A negative zero keeps its sign.
package main

import (
	"fmt"
	"math"
)

type V struct{ x, y float64 }

func (v V) neg() bool       { return math.Signbit(v.x) }
func results() (float64, V) { return math.Copysign(0, -1), V{math.Copysign(0, -1), 1} }

func main() {
	z := math.Copysign(0, -1)
	a, v := results()
	m := map[string]float64{"z": z}
	s := []float64{z}
	var i any = z
	fmt.Println(z, a, v, m, s, i, -z, z*2, z+z, math.Signbit(z), v.neg(), V{z, 1}.neg(), V{x: z}.neg())
	c := make(chan float64, 1)
	c <- z
	fmt.Println(<-c, 1/z, float32(z), complex(z, z), min(z, 0), max(z, 0))
}
