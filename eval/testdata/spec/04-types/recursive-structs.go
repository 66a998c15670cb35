// Structs with fields that lead back to them by way of maps, functions, channels and other structs.
package main

import "fmt"

type node struct {
	next  *node
	kids  map[string][]*node
	owner func() *node
	oth   *other
	ch    chan *node
	n     int
}
type other struct {
	n    *node
	deep map[string]*deep
	list []*node
	o    *other
}
type deep struct {
	os []*other
	f  func(*deep, *node) *other
}

func (n *node) sum() int {
	if n == nil {
		return 0
	}
	s := n.n + n.next.sum()
	for _, ks := range n.kids {
		for _, k := range ks {
			s += k.sum()
		}
	}
	if n.oth != nil {
		for _, k := range n.oth.list {
			s += k.sum()
		}
		for _, d := range n.oth.deep {
			s += len(d.os) * 100
		}
	}
	return s
}

type vs map[key]vs
type key struct {
	p *key
	a int
}
type xs []map[string]*node
type ys struct {
	y []map[string]*ys
	n *node
	z map[*node]*ys
}

func main() {
	n := &node{n: 1, next: &node{n: 2}}
	n.kids = map[string][]*node{"a": {{n: 3}, nil, n.next}}
	n.owner = func() *node { return n }
	n.oth = &other{n: n, list: []*node{{n: 10}}, deep: map[string]*deep{"x": {os: []*other{nil, nil}}}}
	n.oth.deep["x"].f = func(d *deep, n *node) *other { return &other{n: n, o: n.oth} }
	n.ch = make(chan *node, 1)
	n.ch <- n
	fmt.Println(n.sum())
	v := vs{key{a: 1}: {key{a: 2}: nil}}
	k := &key{a: 3}
	v[key{k, 4}] = vs{{k, 5}: v}
	x := xs{{"n": n}}
	y := ys{y: []map[string]*ys{{"q": {n: n}}}, n: n, z: map[*node]*ys{n: nil}}
	var a any = n
	var ay any = y
	var av any = v
	fmt.Println(n.sum(), n.owner() == n, (<-n.ch).sum(), len(v), len(v[key{a: 1}]), len(v[key{k, 4}][key{k, 5}]))
	n.kids["a"] = append(n.kids["a"], n.owner().next)
	n.oth.list = append(n.oth.list, n.next)
	o := n.oth.deep["x"].f(nil, n.next)
	fmt.Println(n.sum(), o.n == n.next, x[0]["n"].n, y.y[0]["q"].n.sum(), len(y.z), o.o == nil)
	fmt.Println(a.(*node).sum(), ay.(ys).y[0]["q"].n == n, len(av.(vs)))
	n.oth.o = o
	n.oth.deep["x"].os = append(n.oth.deep["x"].os, o)
	fmt.Println(n.oth.o.n.n, n.sum(), n.oth.deep["x"].os[2] == o)
	n.oth.deep["x"].f = nil
	n.owner = nil
	n.kids = nil
	fmt.Println(n.kids["a"] == nil, n.sum())
	_, ok := a.(*other)
	fmt.Println(ok, y.z[n] == nil)
	_, ok = y.z[n]
	fmt.Println(ok)
}
