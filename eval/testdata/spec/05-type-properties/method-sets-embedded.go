// Methods promoted over several levels, hidden and ambiguous ones.
package main

import "fmt"

type l0 struct{ x int }

func (l0) a() string  { return "l0.a" }
func (l0) b() string  { return "l0.b" }
func (*l0) p() string { return "l0.p" }

type l1 struct{ l0 }

func (l1) b() string { return "l1.b" }

type m1 struct{ x string }

func (m1) c() string { return "m1.c" }

type l2 struct {
	*l1
	m1
	y int
}

type abc interface {
	a() string
	b() string
	c() string
	p() string
}

func main() {
	v := l2{&l1{l0{3}}, m1{"m"}, 2}
	fmt.Println(v.a(), v.b(), v.c(), v.p(), v.l1.l0.b(), v.x, v.l0.x, v.l1.x)
	var i abc = v
	fmt.Println(i.a(), i.b(), i.c(), i.p())
	i = &v
	fmt.Println(i.a(), i.b(), i.c(), i.p())
	f := v.a
	g := l2.b
	h := (*l2).p
	fmt.Println(f(), g(v), h(&v))
}
