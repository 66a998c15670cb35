// Package json: string option.
package main

import (
	"encoding/json"
	"errors"
	"fmt"
)

type M int
type MS string
type T struct {
	A int     `json:",string"`
	B string  `json:",string"`
	C bool    `json:",string"`
	D float64 `json:",string"`
	E *int    `json:",string"`
	F []int   `json:",string"`
	G M       `json:",string"`
	H MS      `json:"h,string,omitempty"`
	I uint8   `json:",string"`
}

func main() {
	x := 4
	show(T{1, "a\"<", true, 1.5, &x, []int{1}, 3, "q", 9})
	show(T{})
	for _, in := range []string{`{"A":"5","B":"\"x\"","C":"true","D":"2.5","E":"7","F":[1],"G":"8","h":"\"z\"","I":"200"}`, `{"A":5}`, `{"A":"x"}`, `{"A":""}`, `{"A":null,"E":null,"B":null}`, `{"A":"null"}`, `{"B":"x"}`, `{"C":"yes"}`, `{"G":"q"}`, `{"G":12}`, `{"I":"300"}`, `{"A":{}}`, `{"h":5}`, `{"E":"x"}`, `{"D":"1e400"}`, `{"A":"5 "}`} {
		var t T
		read(in, &t)
	}
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
