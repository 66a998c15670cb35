// Package json: errors with fields below lists and maps.
package main

import (
	"encoding/json"
	"errors"
	"fmt"
)

type Leaf struct {
	N int `json:"n"`
}
type Mid struct {
	Leaves []Leaf           `json:"leaves"`
	Map    map[string]*Leaf `json:"map"`
	Arr    [1]Leaf
}
type Top struct {
	Mid  *Mid `json:"mid"`
	List [][]Mid
	Any  any
	Emb
}
type Emb struct {
	Q Leaf `json:"q"`
}

func main() {
	for _, in := range []string{`{"mid":{"leaves":[{"n":1},{"n":"x"}]}}`, `{"mid":{"map":{"k":{"n":[]}}}}`, `{"List":[[{"Arr":[{"n":{}}]}]]}`, `{"q":{"n":1.5}}`, `{"q":7}`, `{"mid":{"leaves":{}}}`, `{"mid":{"map":[1]}}`, `{"List":[1]}`, `{"List":[[2]]}`, `{"mid":{"leaves":[3]}}`, `{"mid":{"map":{"a":4}}}`, `{"mid":{"Arr":5}}`} {
		var t Top
		read(in, &t)
	}
	var ls []Leaf
	read(`[{"n":"x"}]`, &ls)
	read(`[{"n":1}, 5, {"n":true}]`, &ls)
	var m map[string]Leaf
	read(`{"a":{"n":"x"},"b":{"n":3}}`, &m)
	read(`{"a":1}`, &m)
	var p *Leaf
	read(`{"n":"x"}`, &p)
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
