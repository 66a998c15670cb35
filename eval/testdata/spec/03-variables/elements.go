// Elements and fields are variables, too.
package main

import "fmt"

type pair struct{ a, b int }

func main() {
	arr := [3]int{1, 2, 3}
	p := &arr[1]
	*p = 20
	fmt.Println(arr)
	s := arr[:]
	ps := &s[2]
	*ps += 5
	fmt.Println(arr, s)
	v := pair{1, 2}
	pb := &v.b
	*pb *= 10
	fmt.Println(v.a, v.b)
	vs := []pair{{1, 2}, {3, 4}}
	pv := &vs[1]
	pv.a = 30
	vs[0].b++
	fmt.Println(vs[0].b, vs[1].a)
	copyOf := arr
	copyOf[0] = 100
	fmt.Println(arr[0], copyOf[0])
	nested := [2][2]pair{}
	nested[1][0].a = 7
	other := nested
	other[1][0].a = 8
	fmt.Println(nested[1][0].a, other[1][0].a)
}
