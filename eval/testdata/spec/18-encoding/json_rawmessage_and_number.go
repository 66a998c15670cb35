// Package json: RawMessage and Number.
package main

import (
	"encoding/json"
	"errors"
	"fmt"
)

type R json.RawMessage
type T struct {
	Raw json.RawMessage
	PR  *json.RawMessage
	N   json.Number
	NS  []json.Number
	M   map[string]json.RawMessage
	A   any
	Own R
}

func main() {
	var t T
	read(`{"Raw": {"a" : 1 } ,"PR":[1 ,2],"N":12.50,"NS":[1,"2"],"M":{"x": [ 1 ]},"A":1.50}`, &t)
	fmt.Printf("%q %q %q %q %q\n", t.Raw, *t.PR, t.N, t.NS, t.M)
	read(`{"Raw":null,"PR":null,"N":null}`, &t)
	fmt.Printf("%q %v\n", t.Raw, t.PR)
	read(`{"N":"abc"}`, &t)
	read(`{"N":true}`, &t)
	show(T{N: "1e5", Raw: json.RawMessage(` { "x" : "<" } `)})
	show(T{N: "zz"})
	show(T{Raw: json.RawMessage(`{bad`)})
	show(T{Own: R("abc")})
	f, err := t.N.Float64()
	fmt.Println(f, err)
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
