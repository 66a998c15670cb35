// Package json: types declared in functions.
package main

import (
	"encoding/json"
	"errors"
	"fmt"
)

func f() any {
	type T struct {
		A int `json:"a"`
		B []string
	}
	return T{1, []string{"x"}}
}
func g() {
	type T struct {
		C    string `json:"c"`
		Next *T     `json:"next,omitempty"`
	}
	type U struct {
		T
		X map[string]T
	}
	show(T{"c", &T{"d", nil}})
	show(U{T{"e", nil}, map[string]T{"k": {"z", nil}}})
	var u U
	read(`{"c":"q","X":{"a":{"c":"w"}},"next":{"c":"m"}}`, &u)
	read(`{"c":1}`, &u)
	read(`{"X":{"a":{"next":{"c":4}}}}`, &u)
}
func h[K any](k K) {
	type W struct {
		V K
		L []K
	}
	show(W{k, []K{k}})
	var w W
	read(`{"V":"x"}`, &w)
}
func main() {
	show(f())
	g()
	h(1)
	h("s")
	h(f())
	type E int
	type Row struct {
		ID   E
		Tags map[string]E
	}
	rows := []Row{{1, nil}, {2, map[string]E{"a": 3}}}
	show(rows)
	var back []Row
	read(`[{"ID":5,"Tags":{"z":1}},{"ID":"x"}]`, &back)
	read(`[{"ID":1.5}]`, &back)
	fmt.Printf("%v %T\n", back, back)
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
