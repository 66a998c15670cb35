// Package json: recursive types.
package main

import (
	"encoding/json"
	"errors"
	"fmt"
)

type Tree struct {
	V           int
	Kids        []Tree
	Left, Right *Tree
	ByName      map[string]*Tree
	Any         any
}
type A struct {
	B *B
	N int
}
type B struct {
	A  *A
	As []A
	S  string
}
type Expr struct {
	Op   string
	Args []*Expr
	Lit  *Lit
}
type Lit struct {
	V  float64
	Of *Expr
}
type J struct {
	M map[string]J
	L []J
	S string
}

func main() {
	t := Tree{1, []Tree{{V: 2}}, &Tree{V: 3}, nil, map[string]*Tree{"x": {V: 4}}, Tree{V: 5}}
	show(t)
	show(&t)
	var u Tree
	read(`{"V":1,"Kids":[{"V":2,"Kids":[]}],"Left":{"V":3,"Right":{"V":9}},"ByName":{"k":{"V":7}},"Any":{"V":1}}`, &u)
	read(`{"Left":{"Right":{"V":"x"}}}`, &u)
	read(`{"Kids":[{"Kids":[{"V":true}]}]}`, &u)
	a := A{&B{&A{nil, 2}, []A{{nil, 3}}, "s"}, 1}
	show(a)
	var a2 A
	read(`{"B":{"A":{"N":2,"B":{"S":"deep"}},"As":[{"N":3}],"S":"s"},"N":1}`, &a2)
	fmt.Println(a2.B.A.B.S, a2.B.As[0].N)
	read(`{"B":{"A":{"N":"x"}}}`, &a2)
	e := Expr{"+", []*Expr{{"*", nil, &Lit{2, &Expr{Op: "q"}}}, nil}, nil}
	show(e)
	var e2 Expr
	read(`{"Op":"-","Args":[{"Op":"z","Lit":{"V":3,"Of":{"Op":"o"}}},null]}`, &e2)
	j := J{map[string]J{"a": {S: "b"}}, []J{{S: "c"}}, "d"}
	show(j)
	var j2 J
	read(`{"M":{"a":{"M":{"b":{"S":"x"}}}},"L":[{"L":[{"S":"y"}]}]}`, &j2)
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
