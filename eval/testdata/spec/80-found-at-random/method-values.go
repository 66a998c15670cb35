// Method values copy their receiver; method expressions take any method of the method set

package main

import "fmt"

type T struct{ a int }

func (t T) Sum() int   { return t.a }
func (t *T) Add(n int) { t.a += n }

type N int

func (t N) Sum() int   { return int(t) }
func (t *N) Add(n int) { *t += N(n) }

func main() {
	t := T{1}
	m := t.Sum
	t.Add(3)
	fmt.Println(m(), t.Sum())
	a := t.Add
	a(4)
	fmt.Println(t.Sum(), T.Sum(t), (*T).Sum(&t))
	n := N(1)
	nm := n.Sum
	n.Add(3)
	fmt.Println(nm(), n.Sum())
	na := n.Add
	na(4)
	fmt.Println(n.Sum(), N.Sum(n), (*N).Sum(&n))
	p := &t
	pm := p.Sum
	p.a = 100
	fmt.Println(pm())
	f := (*T).Add
	f(p, 2)
	fmt.Println(t)
	defer n.Add(1)
	defer fmt.Println("x", n)
}
