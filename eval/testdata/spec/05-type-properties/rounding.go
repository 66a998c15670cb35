// Constants are rounded to their type.
package main

import "fmt"

func main() {
	var f float32 = 0.49999999
	fmt.Println(f, float32(0.1) == 0.1, float64(float32(0.1)) == 0.1)
	var g float64 = 1e-1000
	fmt.Println(g == 0)
	var h float32 = 1e-50
	fmt.Println(h)
	x := float32(16777217)
	fmt.Println(x)
	var i int = 3.0
	var u uint8 = 2.55e2
	fmt.Println(i, u, int64(1e18), -0.0)
}
