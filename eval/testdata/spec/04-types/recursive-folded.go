// Types that lead back to themselves other than by way of a struct, in all they can be used for.
package main

import (
	"errors"
	"fmt"
	"sort"
	"strings"
)

type state func(*lexer) state

type lexer struct {
	in    string
	pos   int
	out   []string
	now   state
	table map[string]state
}

func (s state) run(l *lexer) int {
	n := 0
	for ; s != nil; n++ {
		s = s(l)
	}
	return n
}

func (s state) String() string {
	if s == nil {
		return "done"
	}
	return "state"
}

func text(l *lexer) state {
	for ; l.pos < len(l.in); l.pos++ {
		if l.in[l.pos] == '{' {
			l.out = append(l.out, "open")
			l.pos++
			return inside
		}
	}
	return nil
}

func inside(l *lexer) state {
	start := l.pos
	for l.pos < len(l.in) && l.in[l.pos] != '}' {
		l.pos++
	}
	if l.pos == len(l.in) {
		return failed(errors.New("no end"))
	}
	l.out = append(l.out, l.in[start:l.pos])
	return text
}

func failed(err error) state {
	return func(l *lexer) state {
		l.out = append(l.out, err.Error())
		return nil
	}
}

func two() (state, error) { return text, nil }

func second() (a, b state) {
	a = text
	defer func() { b = inside }()
	return a, nil
}

type tree []tree

func (t tree) size() int {
	n := 1
	for _, c := range t {
		n += c.size()
	}
	return n
}

func (t tree) Len() int           { return len(t) }
func (t tree) Less(i, j int) bool { return t[i].size() < t[j].size() }
func (t tree) Swap(i, j int)      { t[i], t[j] = t[j], t[i] }

type dict map[string]dict

func (d dict) paths(prefix string) (out []string) {
	keys := make([]string, 0, len(d))
	for k := range d {
		keys = append(keys, k)
	}
	sort.Strings(keys)
	for _, k := range keys {
		out = append(out, prefix+k)
		out = append(out, d[k].paths(prefix+k+"/")...)
	}
	return out
}

type ring *ring

type chain chan chain

type (
	many  []named
	named map[string]many
)

type walker func(yield func(walker) bool)

type list[T any] []list[T]

type option func(option) option

type node struct {
	kids tree
	tree
	p *tree
}

func apply(fs ...state) int {
	l := &lexer{in: "a{b}c"}
	n := 0
	for _, f := range fs {
		l.pos = 0
		n += f.run(l)
	}
	return n
}

func main() {
	l := &lexer{in: "x{y}z{w", now: text}
	fmt.Println(l.now.run(l), l.out, l.pos)
	l.pos, l.out = 0, nil
	l.table = map[string]state{"t": text, "i": inside}
	l.now = l.table["t"]
	for l.now != nil {
		l.now = l.now(l)
	}
	fmt.Println(strings.Join(l.out, ","), l.now == nil, l.table["none"] == nil, len(l.table))
	s, err := two()
	fmt.Println(s != nil, err, s, state(nil))
	a, b := second()
	a, b = b, a
	fmt.Println(a != nil, b != nil, apply(a, b, text, func(*lexer) state { return nil }))
	var plain func(*lexer) state = s
	s = plain
	f := s.run
	g := state.run
	fmt.Println(f(&lexer{in: "{}"}), g(text, &lexer{in: "{}{}"}))
	var any1 any = s
	switch v := any1.(type) {
	case func(*lexer) state:
		fmt.Println("func", v != nil)
	case state:
		fmt.Println("state", v.run(&lexer{}))
	}
	if v, ok := any1.(fmt.Stringer); ok {
		fmt.Println(v.String())
	}
	_, ok := any1.(tree)
	fmt.Printf("%T %v %T %v\n", any1, ok, []state{nil}, []state{nil, text})
	ps := &s
	*ps = nil
	fmt.Println(s == nil, *ps == nil)
	defer l.now.run(l)
	func() {
		defer func() { fmt.Println("recovered:", recover()) }()
		s(l)
	}()

	t := tree{nil, {nil, nil}, {{}}}
	t = append(t, tree{}, t[1])
	t[0] = tree{t[2]}
	sort.Sort(t)
	fmt.Println(t, len(t), cap(t) >= 5, t.size(), t[1:3], tree(nil) == nil)
	for i := range t {
		t[i] = nil
	}
	u := make(tree, 2, 5)
	copy(u, t)
	var raw []tree = u
	raw[0] = tree{{}}
	u = append(u, raw...)
	fmt.Printf("%v %d %T %+v\n", u, len(u), u, raw)
	clear(u)
	fmt.Println(u)
	n := node{kids: tree{{}}, tree: tree{{}, {}}}
	n.p = &n.kids
	*n.p = append(*n.p, nil)
	fmt.Println(n.kids, n.size(), n.Len(), n.tree)

	d := dict{"usr": {"bin": {}, "lib": {"go": nil}}, "etc": nil}
	d["etc"] = dict{"passwd": {}}
	d["usr"]["share"] = dict{}
	delete(d["usr"], "bin")
	_, has := d["usr"]["bin"]
	fmt.Println(d.paths("/"), has, len(d), d)
	e, has := d["usr"]
	fmt.Println(e, has)

	var r ring
	r = &r
	fmt.Println(r == *r, *r == **r, r != nil)

	c := make(chain, 2)
	c <- c
	c <- nil
	x := <-c
	fmt.Println(x == c, x != nil)
	y, more := <-x
	fmt.Println(y == nil, more, len(c), cap(c))
	select {
	case c <- x:
		z := <-c
		fmt.Println(z == x)
	default:
	}
	close(c)
	for range c {
	}

	m := many{{"a": nil, "b": many{nil}}, nil}
	m[0]["c"] = append(m[0]["b"], named{"z": {}})
	fmt.Println(m, len(m[0]["c"]))

	var w walker = func(yield func(walker) bool) {
		for i := 0; i < 3; i++ {
			if !yield(func(func(walker) bool) { fmt.Println("inner", i) }) {
				return
			}
		}
	}
	for v := range w {
		for range v {
		}
	}

	li := list[int]{{}, {nil}}
	ls := list[string]{}
	fmt.Printf("%v %T %T %d\n", li, li, ls, len(li[1]))

	var o option
	count := 0
	o = func(p option) option { count++; return p }
	o(o)(o)(nil)
	fmt.Println(count)

	same := map[any]int{c: 1, r: 2}
	fmt.Println(same[c], same[r], same[x])
	local()
}

func local() {
	type rec []rec
	v := rec{{}, {{}}}
	type fn func(int) fn
	var add func(sum int) fn
	add = func(sum int) fn { return func(i int) fn { fmt.Println(sum + i); return add(sum + i) } }
	add(1)(2)(3)
	fmt.Println(v, len(v))
}
