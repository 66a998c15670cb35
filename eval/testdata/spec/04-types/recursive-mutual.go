// Structs that refer to each other, by slices, maps, functions and embedding.
package main

import "fmt"

type expr struct {
	op     string
	args   []*expr
	parent *stmt
}

type stmt struct {
	e      *expr
	body   []stmt
	next   *stmt
	blocks map[string]*block
}

type block struct {
	stmts       []stmt
	first, last *stmt
	visit       func(*block, ...*stmt) (*expr, error)
}

type file struct {
	*pkg
	name string
}

type pkg struct {
	files []*file
	path  string
	owner struct{ f *file }
}

func (p *pkg) add(names ...string) *pkg {
	for _, n := range names {
		p.files = append(p.files, &file{p, n})
	}
	return p
}

type gen[T any] struct {
	peer *other[T]
	v    T
}
type other[T any] struct{ back []*gen[T] }

func swap(s *stmt) (*expr, *stmt) { return s.next.e, s }

func main() {
	s := &stmt{e: &expr{op: "+"}}
	s.e.parent = s
	s.body = append(s.body, stmt{next: s})
	s.blocks = map[string]*block{"b": {first: s}}
	b := s.blocks["b"]
	b.stmts = s.body
	b.stmts[0].e = &expr{op: "-"}
	b.visit = func(b *block, ss ...*stmt) (*expr, error) { return ss[0].e, nil }
	e, err := b.visit(b, s)
	fmt.Println(e == s.e, err, s.body[0].e.op, b.first.e.parent == s, b.last == nil, len(b.first.e.args))
	s.e, s.next = swap(&stmt{next: &stmt{e: &expr{op: "*"}}})
	fmt.Println(s.e.op, s.next.next.e.op)
	s.blocks["c"], s.blocks["b"] = b, nil
	s.e, s.next.next.e = nil, s.e
	fmt.Println(s.e == nil, s.next.next.e.op, s.blocks["b"] == nil)
	for s.e = range map[*expr]int{{op: "range"}: 1} {
	}
	fmt.Println(s.e.op, stmt{}.e == (&stmt{e: nil}).e, expr{}.parent == expr{parent: nil}.parent)
	p := &pkg{path: "p"}
	p.add("a", "b").owner.f = p.files[1]
	f := p.files[0]
	f.path = "q"
	f.add("c")
	fmt.Println(len(p.files), p.files[2].name, p.path, p.owner.f.files[0].pkg == p)
	g := &gen[int]{v: 1}
	g.peer = &other[int]{back: []*gen[int]{g}}
	g.peer.back[0].v++
	fmt.Println(g.v, (&gen[string]{}).peer == nil)
}
