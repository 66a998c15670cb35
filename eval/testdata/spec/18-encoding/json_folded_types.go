// Package json: folded types.
package main

import (
	"encoding/json"
	"errors"
	"fmt"
)

type L []L
type M map[string]M
type P *P
type F func(F) F
type N struct {
	L    L
	M    M
	Kids []N
	Fs   []F `json:"-"`
}
type A struct {
	*B
	N int
}
type B struct {
	*A
	S string
}
type X struct {
	Y    []Y
	Self map[string]*X
}
type Y struct {
	X *X
	M map[string]Y
	V int
}

func main() {
	show(L{nil, L{}, L{L{}}})
	show(M{"a": nil, "b": M{"c": {}}})
	show(N{L: L{{}}, M: M{"q": nil}, Kids: []N{{}}})
	var l L
	read(`[[],null,[[[]]]]`, &l)
	fmt.Println(len(l), l[1] == nil, len(l[2][0]))
	read(`[[],5]`, &l)
	read(`{"a":1}`, &l)
	var m M
	read(`{"x":{"y":{}},"z":null}`, &m)
	fmt.Println(len(m), m["x"]["y"] == nil, m["z"] == nil)
	read(`{"x":{"y":[1]}}`, &m)
	var n N
	read(`{"L":[[[]]],"M":{"k":{"j":{}}},"Kids":[{"L":[null]}]}`, &n)
	fmt.Println(n.Kids[0].L[0] == nil, len(n.M["k"]))
	show(A{&B{&A{nil, 3}, "s"}, 1})
	show(A{})
	show(B{&A{nil, 2}, "x"})
	var a A
	read(`{"N":1,"S":"q"}`, &a)
	fmt.Println(a.N, a.B.S, a.B.A == nil)
	x := X{[]Y{{nil, map[string]Y{"k": {V: 2}}, 1}}, map[string]*X{"s": {}}}
	show(x)
	var x2 X
	read(`{"Y":[{"X":{"Y":[{"V":4}]},"M":{"a":{"V":5,"M":{"b":{"V":6}}}}}],"Self":{"me":{"Y":[]}}}`, &x2)
	fmt.Println(x2.Y[0].X.Y[0].V, x2.Y[0].M["a"].M["b"].V, len(x2.Self["me"].Y))
	read(`{"Y":[{"M":{"a":{"V":"no"}}}]}`, &x2)
	var d json.Decoder
	_ = d
	var p P
	show(p)
}

func show(x any) {
	b, err := json.Marshal(x)
	fmt.Println(string(b), err)
}

func read(s string, p any) {
	err := json.Unmarshal([]byte(s), p)
	b, e2 := json.Marshal(p)
	fmt.Println(string(b), e2, "|", err)
	var te *json.UnmarshalTypeError
	if errors.As(err, &te) {
		fmt.Printf("value=%s type=%v offset=%d struct=%s field=%s\n", te.Value, te.Type, te.Offset, te.Struct, te.Field)
	}
	var se *json.SyntaxError
	if errors.As(err, &se) {
		fmt.Println("syntax", se.Offset)
	}
}
