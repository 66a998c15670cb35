// Package json: interface targets and reuse of values.
package main

import (
	"encoding/json"
	"errors"
	"fmt"
)

type S struct {
	A int
	B *int
	C []int
	D map[string]int
	E any
	F [2]int
	G *S
}

func main() {
	one := 1
	s := S{9, &one, []int{1, 2, 3}, map[string]int{"k": 1}, &S{A: 4}, [2]int{5, 6}, &S{A: 7}}
	read(`{}`, &s)
	read(`{"B":2,"C":[4],"D":{"j":2},"E":{"A":5},"F":[1],"G":{"B":3}}`, &s)
	fmt.Println(one, len(s.C), s.D, s.E.(*S).A, s.F, s.G.A)
	read(`{"E":[1]}`, &s)
	read(`{"E":null,"G":null}`, &s)
	var e any = s
	read(`{"A":1}`, &e)
	fmt.Printf("%T\n", e)
	e = &s
	read(`{"A":77}`, e)
	fmt.Println(s.A)
	es := []any{&S{}, S{}, nil, new(int)}
	read(`[{"A":1},{"A":2},{"A":3},4,5]`, &es)
	fmt.Printf("%T %T %T %T %v\n", es[0], es[1], es[2], es[3], len(es))
	m := map[string]any{"a": &S{}}
	read(`{"a":{"A":1}}`, &m)
	fmt.Printf("%T\n", m["a"])
	pm := map[string]*S{"a": {A: 1, F: [2]int{8, 8}}}
	read(`{"a":{"B":4}}`, &pm)
	fmt.Println(pm["a"].F)
	arr := [2]any{&S{}, 3}
	read(`[{"A":6},"x",7]`, &arr)
	fmt.Println(arr[0].(*S).A)
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
