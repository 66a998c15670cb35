// Types that lead back to themselves, over structs that do so too.
package main

import "fmt"

type state func(*lexer) state
type lexer struct {
	up  *lexer
	n   int
	now state
	m   map[string]state
	sub map[string][]*lexer
}
type table map[*lexer]table
type visitor func(*lexer, visitor) (visitor, []*lexer)
type lists []*lists
type hs []map[string]hs

func a(l *lexer) state {
	l.n++
	if l.up != nil {
		return l.up.now
	}
	return b
}
func b(l *lexer) state { l.n += 10; return nil }
func (s state) run(l *lexer) {
	for ; s != nil; s = s(l) {
	}
}

func main() {
	top := &lexer{now: b}
	l := &lexer{up: top, now: a, m: map[string]state{"a": a, "b": b}, sub: map[string][]*lexer{"t": {top}}}
	tb := table{l: {top: nil}, nil: nil}
	var v visitor
	v = func(l *lexer, w visitor) (visitor, []*lexer) {
		if w == nil {
			return v, l.sub["t"]
		}
		return w, nil
	}
	var x any = l.now
	ls := lists{nil}
	ls[0] = &ls
	h := hs{{"a": hs{nil}}}
	l.now.run(l)
	fmt.Println(l.n, len(tb), len(tb[l]), tb[nil] == nil)
	l.m["a"].run(l)
	fmt.Println(l.n, l.sub["t"][0] == top)
	w, s := v(l, nil)
	fmt.Println(s[0] == top, w != nil)
	w, s = w(l, w)
	fmt.Println(len(s), w != nil)
	_, s = w(l, nil)
	fmt.Println(len(s), s[0].now != nil)
	x.(state).run(l)
	_, ok := x.(visitor)
	fmt.Println(l.n, ok, len(*ls[0]), len(*(*ls[0])[0]), ls[0] == &ls)
	tb[l][l] = tb
	l.m["c"] = l.now
	l.sub["u"] = append(l.sub["u"], l, l.sub["t"][0])
	h[0]["b"] = h
	fmt.Println(len(tb[l][l][l]), len(l.m), l.m["c"] != nil, len(l.sub), l.sub["u"][1] == top, len(h[0]["b"][0]["a"]))
	l.m["c"](l.sub["u"][0])
	fmt.Println(l.n)
}
