// Structs with several types that refer to themselves, each on its own.
package main

import "fmt"

type first struct {
	Next *first
	A    complex128
}

type second struct {
	Next *second
	B    int8
}

type third struct {
	Kids []third
	Up   *third
	Of   map[string]*third
	S    *second
}

type holder struct {
	Next *second
	Ax   *first
	All  []*third
	*first
}

func main() {
	h := holder{Next: &second{B: 1, Next: &second{B: 2}}}
	fmt.Println(h.Next.B, h.Next.Next.B, h.Next.Next.Next, h.Ax == nil)
	h.Ax = &first{A: 2i}
	h.Ax.Next = &first{A: 3}
	fmt.Println(h.Ax.A, h.Ax.Next.A, h.first)
	h.first = h.Ax
	t := &third{Kids: []third{{}, {S: h.Next}}}
	t.Kids[0].Up = t
	t.Of = map[string]*third{"t": t}
	h.All = append(h.All, t, nil)
	fmt.Println(h.A, h.first.Next.A, len(h.All), h.All[0].Of["t"].Kids[1].S.Next.B, h.All[0].Kids[0].Up == t)
	g := h
	g.Next = g.Next.Next
	g.Next, g.Ax = h.Next, nil
	fmt.Println(g.Next == h.Next, g.Ax == h.Ax)
	var any1 any = *h.Next
	s, ok := any1.(second)
	fmt.Printf("%v %v %T %T\n", s.B, ok, any1, h)
	var pair struct {
		a *first
		b *second
	}
	pair.a, pair.b = h.Ax, h.Next
	fmt.Println(pair.a.A, pair.b.B)
}
