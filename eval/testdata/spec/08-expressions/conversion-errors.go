// Conversions that cannot be.
package main

type a struct{ x int }
type b struct{ y int }
type i interface{ m() }

func main() {
	var v a
	_ = b(v)
	_ = int("5")
	_ = string(1.5)
	_ = []int("abc")
	_ = i(v)
	_ = (*int)(v)
	_ = bool(1)
	_ = [2]int([]string{})
	_ = uint8(300)
}
