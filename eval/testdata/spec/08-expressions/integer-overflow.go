// Integer overflow wraps around in every operation and type.
package main

import "fmt"

type small int8

func main() {
	var a int8 = 127
	var b uint8 = 255
	var c int16 = -32768
	var d uint16 = 65535
	var e int32 = 2147483647
	var f uint32 = 0
	var g int64 = 9223372036854775807
	var h uint64 = 0
	a += 2
	b += 2
	c--
	d++
	e *= 2
	f--
	g++
	h -= 2
	fmt.Println(a, b, c, d, e, f, g, h)
	x, y := int8(100), int8(100)
	fmt.Println(x+y, x*y, -(x + 28), x-y-y-y, int(x)+int(y), (x+y)/2, (x+y) > 0)
	s := []uint8{250}
	s[0] += 10
	m := map[string]int8{"k": 127}
	m["k"]++
	st := struct{ n uint16 }{65535}
	st.n++
	p := &b
	*p -= 5
	fmt.Println(s, m, st.n, b)
	z := small(127)
	z++
	fmt.Println(int(z), int(z-1), int(-z))
	for i := uint8(253); i >= 253; i++ {
		fmt.Print(i, " ")
	}
	sum := uint32(0)
	for i := range 70000 {
		sum += uint32(i) * uint32(i)
	}
	fmt.Println(sum)
	hash := uint32(2166136261)
	for _, c := range []byte("hash me") {
		hash ^= uint32(c)
		hash *= 16777619
	}
	fmt.Println(hash)
}
