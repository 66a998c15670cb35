// Constant shifts, and shifts of untyped constants.
package main

import "fmt"

func main() {
	var s uint = 33
	var i = 1 << s
	var j int32 = 1 << s
	var k = uint64(1 << s)
	var w int64 = 1.0 << 33
	var u = 1 << 3.0
	fmt.Println(i, j, k, w, u)
	var b = make([]byte, 1<<(s-30))
	fmt.Println(len(b))
	var xx = i == 1<<s
	var yy = j == 1<<s
	fmt.Println(xx, yy)
	a := [4]int{10, 20, 30, 40}
	fmt.Println(a[1<<(s-33)])
	var f float64 = 1 << 3
	fmt.Println(f)
	fmt.Println(uint8(1)<<7, int8(1)<<6, 1<<62)
}
