// Min and max of numbers and strings: constants, one operand, NaN, zeros, mixed constants, named types.
package main

import (
	"fmt"
	"math"
	"time"
)

const c = min(3, 2.5, 7)
const s = max("a", "b")

type Age int

func f(n int) int { fmt.Print("f", n, " "); return n }

func smallest[T int | float64 | string](a, b T) T { return min(a, b) }

func main() {
	fmt.Println(c, s, min(1), max(2.5))
	x, y := 3, 5
	fmt.Println(min(x, y), max(x, y), min(x, y, 1), max(4, x))
	fmt.Println(min(f(3), f(1), f(2)))
	nan := math.NaN()
	fmt.Println(min(1, nan), max(nan, 1), min(nan, nan))
	neg := math.Copysign(0, -1)
	fmt.Println(1/min(0, neg), 1/max(neg, 0), 1/min(neg, 0))
	fmt.Println(min(math.Inf(1), 1), max(math.Inf(-1), 1))
	var a, b Age = 3, 4
	fmt.Printf("%v %T\n", max(a, b), max(x, 7))
	fmt.Println(min(time.Second, time.Minute), max("abc", "abd", ""))
	var f32 float32 = 1.5
	fmt.Println(max(f32, 1), min(uint8(200), 100))
	fmt.Println(smallest(2, 1), smallest("b", "a"), smallest(1.5, 0.5))
	t := "z"
	fmt.Println(min(t, "y"), max(len(t), 3))
}
