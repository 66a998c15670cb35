// Address operators and indirection.
package main

import "fmt"

type pt struct{ x, y int }

func f(p *int) { *p *= 2 }

func main() {
	a := [3]int{1, 2, 3}
	s := []pt{{1, 2}, {3, 4}}
	f(&a[1])
	f(&s[1].y)
	fmt.Println(a, s[1].y)
	p := &pt{5, 6}
	f(&p.x)
	f(&(p.y))
	q := &*p
	fmt.Println(p.x, p.y, q == p, *&a[0])
	pp := &p
	(*pp).x = 1
	(**pp).y = 2
	*pp = &pt{7, 8}
	fmt.Println(p.x, q.x, q.y)
	l := &[]int{1, 2}
	(*l)[0] = 9
	*l = append(*l, 3)
	fmt.Println(*l, len(*l))
	var i any = &a
	i.(*[3]int)[2] = 30
	fmt.Println(a)
	g := func() *pt { return p }
	g().x++
	*g() = pt{g().x * 2, 0}
	fmt.Println(p.x, p.y)
	x := 1
	px := &x
	ppx := &px
	**ppx = 5
	y := 2
	*ppx = &y
	*px += 10
	fmt.Println(x, y)
	ps := []*int{&x, &y, &a[0]}
	for _, p := range ps {
		*p = 0
	}
	fmt.Println(x, y, a[0])
	c := pt{1, 1}
	d := &c
	e := *d
	e.x = 100
	fmt.Println(c.x, d.x, e.x)
	defer func() { fmt.Println(recover() != nil) }()
	var n *pt
	n.x = 1
}
