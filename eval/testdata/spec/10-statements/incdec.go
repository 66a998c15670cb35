// ++ and -- on every kind of operand, with overflow and a single evaluation of the operand.
package main

import "fmt"

type S struct {
	n int
	a [2]uint8
}

var calls int

func idx() int { calls++; return 1 }

func main() {
	var i8 int8 = 127
	i8++
	var u8 uint8
	u8--
	f := 1.5
	f++
	c := 1 + 2i
	c--
	r := 'a'
	r++
	fmt.Println(i8, u8, f, c, string(r))
	a := []int{1, 2, 3}
	a[idx()]++
	fmt.Println(a, calls)
	m := map[string]int{}
	m["x"]++
	m["x"]++
	m["y"]--
	fmt.Println(m["x"], m["y"])
	s := S{}
	p := &s
	p.n++
	(*p).n++
	s.a[1]--
	pi := &s.n
	*pi++
	fmt.Println(s)
	mf := map[string]float64{}
	mf["q"]++
	fmt.Println(mf)
	type N uint16
	var n N = 65535
	n++
	fmt.Println(n)
}
