// Types that lead back to themselves, in variables, interfaces, channels and closures.
package main

import "fmt"

type state func(*lexer) state
type lexer struct {
	n   int
	now state
}

func a(l *lexer) state {
	l.n++
	if l.n > 3 {
		return nil
	}
	return b
}
func b(l *lexer) state { l.n += 10; return a }

type tree []tree

func (t tree) size() int {
	n := 1
	for _, c := range t {
		n += c.size()
	}
	return n
}

type dict map[string]dict
type ring *ring
type chain chan chain
type pair struct {
	l, r tree
	d    dict
	s    state
}

func (s state) String() string { return "S" }

func main() {
	l := &lexer{}
	s := state(a)
	var x any = s
	t := tree{{}, {{}, {}}}
	var y any = t
	d := dict{"a": {"b": nil}}
	var z any = d
	var r ring
	r = &r
	c := make(chain, 2)
	c <- nil
	p := pair{t, nil, d, s}
	var pp any = p
	var st fmt.Stringer = s
	m := map[string]state{"a": a}
	many := []tree{t, t[1]}
	pt := &t
	f := func() tree { return t }
	g := t.size
	h := s.String
	ch := make(chan tree, 1)
	ch <- t
	arr := [2]tree{t, nil}
	s = s(l)
	fmt.Println(l.n, s != nil, t.size(), g(), h())
	s = x.(state)(l)
	_, ok := x.(tree)
	fmt.Println(l.n, ok)
	fmt.Println(y.(tree).size(), z.(dict)["a"], len(z.(dict)))
	fmt.Println(r == *r, len(c))
	c <- c
	v := <-c
	v = <-c
	fmt.Println(v == c)
	fmt.Println(p.l.size(), p.r == nil, p.d["a"]["b"] == nil, pp.(pair).l[1].size(), st.String(), st)
	p.r = append(p.r, p.l, nil)
	p.s = m["a"]
	fmt.Println(p.r, p.r.size(), p.s(l) != nil, many, len(many[1]))
	many = append(many, many[0][1])
	*pt = append(*pt, tree{})
	fmt.Println(t, many, f(), g(), (*pt)[2] == nil)
	q := <-ch
	q[0] = tree{{}}
	fmt.Println(t[0], arr, len(q), cap(t) >= 3)
	switch v := y.(type) {
	case state:
		fmt.Println("state", v)
	case []tree:
		fmt.Println("raw", v)
	case tree:
		fmt.Println("tree", v, v.size())
	}
	var w []tree = t
	w[0] = nil
	fmt.Println(t)
	y = w
	_, ok = y.(tree)
	_, ok2 := y.([]tree)
	fmt.Printf("%T %v %v\n", y, ok, ok2)
	for l.now = a; l.now != nil; l.now = l.now(l) {
	}
	l.now = m["a"]
	fmt.Println(l.n, l.now != nil, l.now)
	st = l.now
	fmt.Println(st)
}
