// Package json: deep conflicting tags over levels.
package main

import (
	"encoding/json"
	"errors"
	"fmt"
)

type L1 struct {
	A int `json:"a"`
	B int
	C int
}
type L2 struct {
	L1
	B int    `json:"b"`
	C string `json:"C"`
}
type L3 struct {
	L2
	*M2
	D int `json:"a"`
}
type M2 struct {
	B float64
	E int `json:"e"`
}
type X1 struct {
	V int `json:"v"`
}
type X2 struct {
	V int `json:"v"`
}
type X struct {
	X1
	X2
	W int
}
type Y struct {
	X1
	X2
	V string
}
type Q struct {
	X1  `json:"x"`
	*X2 `json:",omitempty"`
}

func main() {
	show(L3{L2{L1{1, 2, 3}, 4, "c"}, &M2{1.5, 6}, 7})
	show(L3{})
	show(X{X1{1}, X2{2}, 3})
	show(Y{X1{1}, X2{2}, "y"})
	show(Q{X1{1}, &X2{2}})
	show(Q{})
	var l L3
	read(`{"a":1,"b":2,"B":3,"C":"x","e":5}`, &l)
	fmt.Println(l.L2, l.D)
	var x X
	read(`{"v":1,"W":2}`, &x)
	var q Q
	read(`{"x":{"v":1},"v":2}`, &q)
	read(`{"x":{"v":"s"}}`, &q)
	read(`{"v":"s"}`, &q)
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
