// Package json: anonymous structs.
package main

import (
	"encoding/json"
	"errors"
	"fmt"
)

func main() {
	x := struct {
		A int `json:"a"`
		B struct {
			C string
			D []struct{ E bool }
		}
	}{}
	read(`{"a":1,"B":{"C":"c","D":[{"E":true},{}]}}`, &x)
	read(`{"a":"x"}`, &x)
	read(`{"B":{"C":1}}`, &x)
	read(`{"B":{"D":[{"E":3}]}}`, &x)
	read(`{"B":5}`, &x)
	show(struct{ X, Y int }{1, 2})
	show([]struct {
		N string `json:"n"`
	}{{"a"}, {"b"}})
	show(map[string]struct{ V any }{"k": {[]int{1}}})
	show(struct{}{})
	show([]struct{}{{}, {}})
	var e struct{}
	read(`{"a":1}`, &e)
	read(`5`, &e)
	type P struct {
		struct1 struct{ A int }
		Pub     struct{ A int }
	}
	show(P{})
	var list []struct {
		Name string
		Age  int `json:"age"`
	}
	fmt.Println(json.Unmarshal([]byte(`[{"name":"x","age":3},{"NAME":"y"}]`), &list), list)
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
