// Package json: variables of interface with methods in maps and arrays, decode.
package main

import (
	"encoding/json"
	"errors"
	"fmt"
)

type Speaker interface{ Speak() string }
type Dog struct{ N string }

func (d *Dog) Speak() string { return d.N }

type Zoo struct {
	A [2]Speaker
	M map[string]Speaker
	P *Speaker
	S Speaker
	N int
}

func main() {
	var sp Speaker = &Dog{"p"}
	z := Zoo{A: [2]Speaker{&Dog{"a"}, nil}, M: map[string]Speaker{"k": &Dog{"m"}}, P: &sp, S: &Dog{"s"}}
	show(z)
	read(`{"A":[{"N":"b"}],"S":{"N":"t"},"P":{"N":"q"},"N":1}`, &z)
	fmt.Println(z.S.Speak(), sp.Speak(), z.N)
	read(`{"M":{"k":{"N":"z"}},"N":2}`, &z)
	fmt.Println(z.N)
	read(`{"S":5,"N":3}`, &z)
	fmt.Println(z.N)
	read(`{"S":null,"N":4}`, &z)
	read(`{"S":{"N":"x"},"N":5}`, &z)
	fmt.Println(z.N, z.S)
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
