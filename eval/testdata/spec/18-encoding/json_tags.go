// Package json: tags.
package main

import (
	"encoding/json"
	"errors"
	"fmt"
)

type T struct {
	A int    `json:"a"`
	B int    `json:"-"`
	C int    `json:"-,"`
	D int    `json:",omitempty"`
	E string `json:"e e"`
	F string `json:"f,,omitempty"`
	G string `json:"a\\b"`
	H int    `json:"é"`
	I int    `xml:"x" json:"i"`
	J int    `json:"<j>&"`
	k int    `json:"k"`
	L int    `json:"$%-/"`
	M int    `bson:"m"`
	N int    `json:"n" `
}

func main() {
	show(T{A: 1, B: 2, C: 3, E: "e", G: "g", H: 4, I: 5, J: 6, L: 7, M: 8, N: 9, k: 1})
	var t T
	read(`{"a":1,"B":2,"-":3,"D":4,"E":"e","f":"f","H":1,"é":2,"i":3,"J":5,"$%-/":3,"m":4,"N":5,"k":6, "É":7}`, &t)
	fmt.Printf("%+v\n", t)
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
