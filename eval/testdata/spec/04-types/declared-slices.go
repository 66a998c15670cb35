// Declared slice, map, func and channel types with methods.
package main

import "fmt"

type ints []int

func (s ints) sum() (t int) {
	for _, v := range s {
		t += v
	}
	return
}
func (s *ints) push(v int) { *s = append(*s, v) }

type set map[string]bool

func (s set) add(k string) set { s[k] = true; return s }

type op func(int, int) int

func (o op) apply3(a, b, c int) int { return o(o(a, b), c) }

type pipe chan int

func (p pipe) put(v int) pipe { p <- v; return p }

type table [2]int

func (t *table) swap()     { t[0], t[1] = t[1], t[0] }
func (t table) first() int { return t[0] }

func main() {
	var s ints
	s.push(1)
	s.push(2)
	s = append(s, 3)
	fmt.Println(s.sum(), len(s), ints{4, 5}.sum(), s[1:].sum())
	fmt.Println(len(set{}.add("a").add("b").add("a")))
	plus := op(func(a, b int) int { return a + b })
	fmt.Println(plus.apply3(1, 2, 3), op.apply3(plus, 4, 5, 6), plus(1, 1))
	p := make(pipe, 2)
	p.put(1).put(2)
	fmt.Println(<-p, <-p, cap(p))
	t := table{1, 2}
	t.swap()
	fmt.Println(t.first(), t[1])
	(&t).swap()
	fmt.Println((&t).first(), len(t))
	for i, v := range s {
		fmt.Print(i, v, " ")
	}
	fmt.Println()
}
