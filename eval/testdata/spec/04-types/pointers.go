// Pointers, to pointers and into structures.
package main

import "fmt"

type pt struct{ x, y int }

func (p *pt) move(dx int) *pt { p.x += dx; return p }

func swap(a, b *int) { *a, *b = *b, *a }

func main() {
	a, b := 1, 2
	swap(&a, &b)
	fmt.Println(a, b)
	p := &pt{1, 2}
	p.move(1).move(2).y = 9
	fmt.Println(p.x, p.y, (*p).x)
	q := *p
	q.x = 0
	fmt.Println(p.x, q.x)
	r := &p
	(*r).x = 42
	(**r).y = 43
	fmt.Println(p.x, p.y)
	*p = pt{7, 8}
	fmt.Println(*p == pt{7, 8}, p == &q, p != nil)
	var n *pt
	fmt.Println(n == nil)
	arr := []*pt{p, {1, 1}}
	arr[1].move(5)
	fmt.Println(arr[1].x, arr[0] == p)
	m := map[string]*pt{"a": p}
	m["a"].x++
	fmt.Println(p.x)
	f := &m
	(*f)["b"] = &pt{3, 3}
	fmt.Println(len(m))
	pi := &arr[1].y
	*pi = 77
	fmt.Println(arr[1].y)
}
