// Package json: tags that are malformed and options unknown.
package main

import (
	"encoding/json"
	"errors"
	"fmt"
)

type T struct {
	A int      `json:a`
	B int      `json: "b"`
	C int      `json:"c" json:"d"`
	D int      `json:"d,"`
	E int      `json:",unknown,omitempty"`
	F int      `json:"f,omitempty,string"`
	G int      `json:" g "`
	H int      `json:"h,string,omitzero"`
	I int      "json:\"i\""
	J int      `yaml:"x,y" json:"j,omitempty" xml:"q"`
	K []string `json:"k,omitempty,omitzero"`
	L int      `json:""`
	M int      `json:"a.b/c"`
	N int      `json:"x'y"`
	O int      `json:"a;b"`
}

func main() {
	show(T{})
	show(T{1, 2, 3, 4, 5, 6, 7, 8, 9, 10, []string{"l"}, 12, 13, 14, 15})
	show(T{K: []string{}})
	var t T
	read(`{"A":1,"B":2,"c":3,"d":4,"E":5,"f":"6"," g ":7,"g":8,"G":9,"h":"8","i":9,"j":10,"k":[],"L":12,"a.b/c":13,"x'y":14,"N":15,"a;b":16,"O":17}`, &t)
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
