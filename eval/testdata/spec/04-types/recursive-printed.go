// Types that lead back to themselves, as they are printed, compared, asserted and used as keys.
package main

import (
	"errors"
	"fmt"
	"os"
	"strings"
)

type tree []tree
type named []named

func (n named) String() string { return fmt.Sprint("n", len(n)) }

type dict map[string]dict
type ring *ring
type state func() state
type chain chan chain
type errs []errs

func (e errs) Error() string { return fmt.Sprintf("%d errs", len(e)) }

type node struct {
	tree
	D dict
	N named
	E error
	S state
}
type keyed map[*keyed]int
type cmpd struct{ c chain }

func main() {
	t := tree{{}, nil, {{}}}
	fmt.Printf("%v %+v %T %d %s %#v\n", t, t, t, t, t, t)
	d := dict{"a": {"b": nil, "c": {}}}
	fmt.Printf("%v %+v %T %#v\n", d, d, d, d)
	n := named{nil, {}}
	fmt.Printf("%v %+v %T %s %d %#v\n", n, n, n, n, n, n)
	fmt.Println([]named{n}, map[string]named{"a": n}, struct{ N named }{n})
	var r ring
	fmt.Printf("%v %T %#v %t\n", r, r, r, r == nil)
	var s state
	fmt.Printf("%v %T %#v\n", s, s, s)
	var c chain
	fmt.Printf("%v %T %#v\n", c, c, c)
	x := node{tree: t, D: d, N: n, E: errs{nil}}
	fmt.Printf("%v\n%+v\n%T\n%#v\n", x, x, x, x)
	fmt.Printf("%v %+v\n", &x, []*node{nil})
	fmt.Printf("%T %T %T %T\n", &t, []tree{}, map[string]*dict{}, func(tree) state { return nil })
	var err error = errs{nil, nil}
	var e2 errs
	fmt.Println(err, errors.As(fmt.Errorf("w: %w", err), &e2), len(e2), e2)
	fmt.Fprintln(os.Stdout, errs(nil), errors.Unwrap(err) == nil)
	k := keyed{}
	k[&k] = 3
	fmt.Println(k[&k], len(k))
	m := map[cmpd]int{{}: 1}
	cc := make(chain)
	m[cmpd{cc}] = 2
	fmt.Println(m[cmpd{}], m[cmpd{cc}], m[cmpd{make(chain)}], len(m))
	mr := map[ring]int{nil: 1}
	r = &r
	mr[r]++
	fmt.Println(mr[nil], mr[r], mr[*r], len(mr))
	mc := map[chain]string{cc: "cc", nil: "nil"}
	fmt.Println(mc[cc], mc[nil], mc[make(chain)] == "")
	fmt.Println(mc[cc], mc[nil], mr[r], k[&k], m[cmpd{cc}])
	arr := [2]chain{cc, nil}
	brr := [2]chain{cc, nil}
	fmt.Println(arr == brr, arr != [2]chain{})
	var i1, i2 any = cc, cc
	fmt.Println(i1 == i2, i1 == cc, i1 != any(nil))
	fmt.Println(i1 == i2, i1 == cc, i1.(chain) == cc)
	func() {
		defer func() { fmt.Println(recover()) }()
		var i3 any = t
		_ = i3.(dict)
	}()
	func() {
		defer func() { fmt.Println(recover()) }()
		_ = t[7]
	}()
	func() {
		defer func() { fmt.Println(recover()) }()
		var d dict
		d["a"] = nil
	}()
	var sb strings.Builder
	fmt.Fprintf(&sb, "%v|%v", t, d)
	fmt.Println(sb.String())
	p := &t
	var q any = p
	fmt.Println(p, *p, len(*q.(*tree)), &struct{ t *tree }{nil}, [1]*tree{}, q == any(p))
	fmt.Println(&d, &n, []*tree{nil})
	switch v := q.(type) {
	case *any:
		fmt.Println("any", v)
	case *tree:
		fmt.Println("tree", len(*v))
	}
}
