// Comparison of all comparable types.
package main

import (
	"fmt"
	"math"
)

type st struct {
	a int
	b string
	_ int
}
type emb struct {
	st
	p *int
	i any
	c chan int
	f [2]float64
}
type num int

func try(f func() bool) {
	defer func() {
		if r := recover(); r != nil {
			fmt.Println(r)
		}
	}()
	fmt.Println(f())
}

func main() {
	x, y := 1, 1
	p, q := &x, &y
	fmt.Println(x == y, p == q, *p == *q, p == &x, p != nil)
	fmt.Println(st{1, "a", 1} == st{1, "a", 2}, st{1, "a", 0} != st{2, "a", 0})
	c := make(chan int)
	d := c
	fmt.Println(c == d, c == make(chan int), (<-chan int)(c) == d)
	e1 := emb{st{1, "a", 0}, p, 5, c, [2]float64{1, 2}}
	e2 := e1
	fmt.Println(e1 == e2)
	e2.i = "5"
	fmt.Println(e1 == e2)
	var i, j any = 1, 1
	fmt.Println(i == j, i == 1, i == any(1.0), i != nil, i == int64(1))
	i, j = st{a: 1}, st{a: 1}
	fmt.Println(i == j, i == any(&st{a: 1}))
	i, j = &x, &x
	fmt.Println(i == j, i == any(&y))
	var err1, err2 error
	fmt.Println(err1 == err2, err1 == nil)
	nan := math.NaN()
	fmt.Println(nan == nan, nan != nan, nan < 1, [1]float64{nan} == [1]float64{nan}, any(nan) == any(nan))
	fmt.Println(0.0 == math.Copysign(0, -1), math.Inf(1) > math.MaxFloat64)
	fmt.Println([2][2]int{{1, 2}, {3, 4}} == [2][2]int{{1, 2}, {3, 4}}, [0]int{} == [0]int{}, struct{}{} == struct{}{})
	fmt.Println("a" == "a", "a" < "aa", "é" > "z", true == !false, 'a' == 97)
	var m map[int]int
	var s []int
	var f func()
	fmt.Println(m == nil, s == nil, f == nil, []int{} == nil)
	fmt.Println(complex(1, 2) == complex(1, 2), num(1) == 1, num(2) > num(1))
	anon := struct {
		a int
		b string
		_ int
	}{1, "a", 0}
	fmt.Println(anon == st{1, "a", 0})
	try(func() bool { var a, b any = []int{1}, []int{1}; return a == b })
	try(func() bool { var a, b any = map[int]int{}, 1; return a == b })
	try(func() bool { return e1.i == any(func() {}) })
	try(func() bool { return any([1]any{[]int{}}) == any([1]any{[]int{}}) })
}
