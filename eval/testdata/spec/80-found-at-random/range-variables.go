// A loop's variables may be changed in its body

package main

import "fmt"

func main() {
	for i, x := range [...]uint16{3, 4} {
		fmt.Println(i, x)
		for range 2 {
			i++
			x++
		}
		fmt.Println(i, x)
	}
	for i, x := range []uint16{3, 4} {
		i++
		x++
		fmt.Println(i, x)
	}
	for i := range 3 {
		i++
		fmt.Println(i)
	}
	for i, r := range "abc" {
		i++
		r++
		fmt.Println(i, r)
	}
	m := map[int]int{1: 2}
	for k, v := range m {
		k++
		v++
		fmt.Println(k, v)
	}
	a := [3]int{1, 2, 3}
	for i, x := range a {
		a[2] = 10
		fmt.Println(i, x)
	}
	for i, x := range &a {
		a[2] = 20
		fmt.Println(i, x)
	}
	s := a[:]
	for i, x := range s {
		s[2] = 30
		s = append(s, 1)
		fmt.Println(i, x)
	}
}
