// Assignment copies arrays and structs, shares slices, maps, pointers; converts to interfaces.
package main

import "fmt"

type In struct{ a [2]int }
type T struct {
	In
	s []int
	m map[string]int
	p *int
}

type Str string

func (s Str) String() string { return "Str:" + string(s) }

func main() {
	one := 1
	a := T{In{[2]int{1, 2}}, []int{1}, map[string]int{"a": 1}, &one}
	b := a
	b.a[0] = 100
	b.s[0] = 100
	b.m["a"] = 100
	*b.p = 100
	fmt.Println(a.a, a.s, a.m, *a.p, b.a)
	arr := [2]T{a, b}
	arr2 := arr
	arr2[0].a[1] = 55
	fmt.Println(arr[0].a, arr2[0].a)
	pa := &arr
	pa[1].a[0] = 77
	fmt.Println(arr[1].a)
	sl := arr[:]
	sl[0].a = [2]int{8, 8}
	fmt.Println(arr[0].a)
	var x any = a
	a.a[0] = -1
	fmt.Println(x.(T).a)
	m := map[string]In{"k": {[2]int{1, 1}}}
	v := m["k"]
	v.a[0] = 9
	fmt.Println(m)
	c := make(chan In, 1)
	c <- v
	v.a[0] = 10
	fmt.Println(<-c)
	f := func(i In) { i.a[0] = 33 }
	f(v)
	fmt.Println(v)
	var s fmt.Stringer = Str("x")
	fmt.Println(s.String())
	for _, e := range arr {
		e.a[0] = 1000
	}
	fmt.Println(arr[0].a)
	st := struct{ a, b [1]int }{}
	st2 := st
	st2.a[0] = 4
	fmt.Println(st, st2)
	p := new(T)
	*p = a
	p.a[0] = 321
	fmt.Println(a.a, p.a)
	q := *p
	q.a[0] = 1
	fmt.Println(p.a, q.a)
}
