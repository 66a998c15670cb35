// Every assignment operation on every kind of number, string and place.
package main

import "fmt"

type T struct{ n int }

var n int

func at() int { n++; return 0 }

func main() {
	i := 100
	i += 5
	i -= 3
	i *= 2
	i /= 3
	i %= 50
	fmt.Println(i)
	i |= 64
	i &= 0x7c
	i ^= 3
	i &^= 1
	i <<= 2
	i >>= 1
	fmt.Println(i)
	var u8 uint8 = 250
	u8 += 10
	u8 <<= 3
	fmt.Println(u8)
	var i16 int16 = 32767
	i16 += 2
	i16 >>= 1
	fmt.Println(i16)
	f := 1.5
	f *= 3
	f /= 2
	f -= 1
	fmt.Println(f)
	var f32 float32 = 0.1
	f32 += 0.2
	fmt.Println(f32)
	c := 1 + 1i
	c *= c
	c /= 2
	fmt.Println(c)
	s := "a"
	s += "b"
	s += string(rune(99))
	fmt.Println(s)
	a := []int{1, 2}
	a[at()] += 10
	a[at()] <<= 2
	fmt.Println(a, n)
	m := map[string][]int{}
	m["x"] = append(m["x"], 1)
	m["x"][0] += 4
	ms := map[string]string{}
	ms["k"] += "v"
	ms["k"] += "w"
	fmt.Println(m, ms)
	t := T{1}
	p := &t
	p.n += 2
	(*p).n *= 5
	pn := &t.n
	*pn -= 1
	fmt.Println(t)
	var sh uint = 3
	i = 1
	i <<= sh
	fmt.Println(i)
	mm := map[T]map[string]int{{1}: {"a": 1}}
	mm[T{1}]["a"] += 41
	fmt.Println(mm)
	var arr [2][2]int
	arr[1][0] += 3
	arr[1][0] *= 3
	fmt.Println(arr)
}
