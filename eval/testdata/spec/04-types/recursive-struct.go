// Structs that refer to themselves by pointers, slices, maps, channels and interfaces.
package main

import "fmt"

type list struct {
	v    int
	next *list
}

type tree struct {
	kids []tree
	by   map[string]tree
	v    int
}

type a struct{ b *b }
type b struct {
	a *a
	n int
}

type visitor interface{ visit(int) visitor }

type count struct{ n *int }

func (c count) visit(i int) visitor { *c.n += i; return c }

type node struct {
	parent *node
	kids   []*node
	by     map[string]*node
	find   func(*node) *node
	c      chan node
	arr    [2]*node
}

func (l *list) sum() int {
	if l == nil {
		return 0
	}
	return l.v + l.next.sum()
}

func main() {
	l := &list{1, &list{2, &list{v: 3}}}
	fmt.Println(l.sum())
	t := tree{v: 1, kids: []tree{{v: 2}, {v: 3, kids: []tree{{v: 4}}}}, by: map[string]tree{"x": {v: 5}}}
	fmt.Println(t.kids[1].kids[0].v, t.by["x"].v, len(t.kids))
	x := a{&b{n: 7}}
	x.b.a = &x
	fmt.Println(x.b.a.b.n)
	k := 0
	count{&k}.visit(1).visit(2).visit(3)
	fmt.Println(k)
	root := &node{by: map[string]*node{}, c: make(chan node, 1)}
	kid := &node{parent: root}
	root.kids = append(root.kids, kid)
	root.by["k"] = kid
	kid.find = func(n *node) *node { return n.parent }
	root.c <- *kid
	got := <-root.c
	root.arr[1] = kid
	fmt.Println(kid.find(root.kids[0]) == root, root.by["k"] == kid, got.parent == root, root.arr[1].parent.kids[0] == kid)
}
