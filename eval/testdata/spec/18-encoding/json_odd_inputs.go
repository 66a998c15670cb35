// Package json: odd inputs.
package main

import (
	"encoding/json"
	"errors"
	"fmt"
)

type T struct {
	S string `json:"s"`
	F float64
	I int64
	U uint64
	R rune
	B byte
	M map[string]string
	A any
}

func main() {
	for _, in := range []string{`{"s":"\ud83d\ude00 \ud800 \u0000 \/ \b"}`, "{\"s\":\"\xff\xfe\"}", "\ufeff{}", `{"F":1e308,"I":9223372036854775807,"U":18446744073709551615}`, `{"I":9223372036854775808}`, `{"U":-0}`, `{"I":-0,"F":-0}`, `{"I":1.0}`, `{"F":1e-400}`, `{"F":1e309}`, `{"A":1e309}`, `{"A":[1,1e309,2]}`, `{"M":{"a":null,"b":"x"}}`, `{"M":{"a":1,"b":"x"}}`, `{"R":128512,"B":255}`, `{"B":256}`, `{"":1,"s":"e"}`, `{"s":"a","S":"b"}`, ` { "s" : "x" , "M" : { "k" : "v" } } `, `{"A":{"z":{"y":[{}]}}}`, `{"s":"<>&\u2028"}`} {
		var t T
		read(in, &t)
	}
	show(T{S: "\u2028\u2029<>&\x7f\x00\x1f\"\\/\b\f\n\r\t", R: 'é', A: "é\xff"})
	show(map[string]int{"<": 1, "\n": 2, "é": 3, "\xff": 4})
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
