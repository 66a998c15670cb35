// Variables without a name, made by composite literals and new.
package main

import "fmt"

type node struct {
	v    int
	next *node
}

func main() {
	p := new(int)
	*p = 3
	q := p
	*q++
	fmt.Println(*p, p == q, new(int) == p)
	n := &node{1, &node{2, nil}}
	n.next.v += 10
	fmt.Println(n.v, n.next.v, n.next.next == nil)
	pp := &p
	**pp = 9
	fmt.Println(*p)
	s := new([]int)
	*s = append(*s, 1, 2)
	fmt.Println(len(*s), (*s)[1])
	m := &map[string]int{"a": 1}
	(*m)["b"] = 2
	fmt.Println(len(*m))
	r := new(5 * 2)
	fmt.Println(*r)
	t := new("text")
	*t += "!"
	fmt.Println(*t)
}
