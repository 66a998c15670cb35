// Package json: Valid, Compact, Indent and any.
package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
)

type T map[string]any
type L []any

func main() {
	var t T
	read(`{"a":1,"b":[1,"x",null,true,{"c":2.5}],"d":{}}`, &t)
	fmt.Printf("%T %T %T\n", t["a"], t["b"], t["d"])
	var l L
	read(`[1,[2],{"a":3}]`, &l)
	fmt.Printf("%T\n", l[2])
	var a any
	read(`{"z":1,"a":{"q":[]}}`, &a)
	fmt.Println(json.Valid([]byte(`{}`)), json.Valid([]byte(`{`)))
	var b bytes.Buffer
	fmt.Println(json.Compact(&b, []byte(`{ "a" : 1 }`)), b.String())
	b.Reset()
	fmt.Println(json.Indent(&b, []byte(`{"a":[1,2]}`), "", " "), b.String())
	b.Reset()
	fmt.Println(json.Compact(&b, []byte(`{ "a" : `)), b.Len())
	t = T{"x": T{"y": L{1, T{}}}}
	show(t)
	m := map[string]any{"k": T{"z": 1}}
	fmt.Println(json.Unmarshal([]byte(`{"k":{"w":2},"j":1}`), &m), m)
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
