// Nil of every kind, alone and among several values.
package main

import "fmt"

type st struct {
	p *int
	e error
	m map[int]int
	f func() int
	s []int
	i any
	c chan int
}

func all(a *int, e error, s []int, i any) (*int, error, []int, any) { return nil, nil, nil, nil }

func pick(n int) (p *int, err error) {
	switch n {
	case 0:
		return nil, fmt.Errorf("err")
	case 1:
		return &n, nil
	}
	p, err = nil, nil
	return
}

func main() {
	x := 1
	m := map[string]*int{}
	m["a"], m["b"] = &x, nil
	fmt.Println(len(m), m["b"] == nil, m["a"] == nil)
	var a, b *int
	a, b = nil, &x
	fmt.Println(a == nil, *b)
	s := make([]*int, 2)
	s[0], s[1] = &x, nil
	fmt.Println(s[0] == nil, s[1] == nil)
	q := st{&x, fmt.Errorf("e"), map[int]int{}, func() int { return 1 }, []int{}, 1, make(chan int)}
	q.p, q.e, q.m, q.f, q.s, q.i, q.c = nil, nil, nil, nil, nil, nil, nil
	fmt.Println(q.p == nil, q.e == nil, q.m == nil, q.f == nil, q.s == nil, q.i == nil, q.c == nil)
	c, d, e, f := all(nil, nil, nil, nil)
	fmt.Println(c == nil, d == nil, e == nil, f == nil)
	for i := range 3 {
		p, err := pick(i)
		fmt.Print(p == nil, err == nil, " ")
	}
	fmt.Println()
	var p *int = nil
	var g func() = nil
	var i any = nil
	fmt.Println(p, g == nil, i, []error{nil}, [2]any{nil, 1}, map[string][]int{"a": nil}["a"] == nil)
	ch := make(chan error, 1)
	ch <- nil
	fmt.Println(<-ch, (*int)(nil) == p, []int(nil) == nil, error(nil) == nil, any(nil) == nil, (func())(nil) == nil)
	fmt.Println(append([]any{1}, nil, nil), func() error { return nil }() == nil)
}
