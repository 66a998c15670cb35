// Package json: pointers.
package main

import (
	"encoding/json"
	"errors"
	"fmt"
)

type In struct {
	X int
	N *In
}
type T struct {
	A *int
	B **int
	C *In
	D *[]int
	E *map[string]*In
	F []*In
	G *[2]*In
	H *string
}

func main() {
	show(T{})
	x := 1
	px := &x
	in := &In{1, &In{2, nil}}
	sl := []int{1}
	m := map[string]*In{"a": in, "b": nil}
	s := "s"
	show(T{px, &px, in, &sl, &m, []*In{nil, in}, &[2]*In{in}, &s})
	var t T
	read(`{"A":1,"B":2,"C":{"X":1,"N":{"X":2,"N":null}},"D":[1],"E":{"a":{"X":4},"b":null},"F":[null,{}],"G":[{"X":1}],"H":"h"}`, &t)
	a, c := t.A, t.C
	read(`{"A":5,"C":{"N":{"X":3}},"F":[{"X":9}],"E":{"c":{}}}`, &t)
	fmt.Println(*a, c.N.X, a == t.A, c == t.C, len(t.F))
	read(`{"A":null,"B":null,"C":null,"D":null,"E":null,"F":null,"G":null,"H":null}`, &t)
	fmt.Println(t.A, t.B, t.C, t.D, t.E, t.F, t.G, t.H)
	var p *T
	fmt.Println(json.Unmarshal([]byte(`{"A":3}`), &p), *p.A)
	var pp **T
	fmt.Println(json.Unmarshal([]byte(`{"A":4}`), &pp), *(*pp).A)
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
