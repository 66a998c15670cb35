// Slice expressions, simple and full.
package main

import "fmt"

type text string
type ints []int

func try(f func()) {
	defer func() {
		if recover() != nil {
			fmt.Println("panics")
		}
	}()
	f()
}

func main() {
	a := [5]int{1, 2, 3, 4, 5}
	s := a[1:4]
	fmt.Println(s, a[2:], a[:3], a[:], len(s), cap(s), s[:4], s[1:][:2])
	t := a[1:3:5]
	fmt.Println(len(t), cap(t), cap(a[:2:3]), cap(t[:1:2]))
	t[0] = 20
	fmt.Println(a, s)
	p := &a
	fmt.Println(p[3:], p[1:2:3])
	str := "héllo"
	fmt.Println(str[1:3], str[:1]+str[3:], str[len(str):] == "", text("abc")[1:])
	var n []int
	fmt.Println(n[:] == nil, n[0:0] == nil, len(n[:0]))
	i := ints{1, 2, 3}
	j := i[1:]
	j[0] = 9
	fmt.Println(len(j), i[1])
	var lo, hi int8 = 1, 2
	fmt.Println(a[lo:hi], str[lo:])
	e := a[2:2]
	fmt.Println(len(e), cap(e), append(e, 7), a)
	big := 9
	try(func() { fmt.Println(a[big:]) })
	try(func() { fmt.Println(s[3 : 2+0*big : big]) })
	try(func() { x := 3; y := 1; fmt.Println(s[x:y]) })
	try(func() { fmt.Println(str[big:]) })
	try(func() { fmt.Println(len(s[:big-5])) })
	try(func() { fmt.Println(s[:big]) })
	q := [4]int(a[1:])
	q[0] = 55
	r := (*[2]int)(a[3:])
	r[0] = 44
	fmt.Println(q, a, len(r))
	try(func() { _ = [9]int(s) })
	z := (*[0]int)(n)
	fmt.Println(z == nil, (*[0]int)([]int{}) == nil)
	b := []byte("abc")
	c := append(b[:1], 'x')
	fmt.Println(string(b), string(c), string(append([]byte("a"), "bc"...)))
}
