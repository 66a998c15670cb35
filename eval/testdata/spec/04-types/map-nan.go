// A key that is not equal to itself is never found.
package main

import (
	"fmt"
	"math"
)

func main() {
	m := map[float64]int{}
	m[math.NaN()] = 1
	m[math.NaN()] = 2
	_, ok := m[math.NaN()]
	fmt.Println(len(m), ok)
	delete(m, math.NaN())
	fmt.Println(len(m))
	clear(m)
	fmt.Println(len(m))
	z := map[float64]string{0: "zero"}
	fmt.Println(z[math.Copysign(0, -1)])
}
