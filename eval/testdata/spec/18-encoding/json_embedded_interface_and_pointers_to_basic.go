// Package json: embedded interface and pointers to basic.
package main

import (
	"encoding/json"
	"errors"
	"fmt"
)

type Namer interface{ Name() string }
type Nm string

func (n Nm) Name() string { return string(n) }

type Int int
type T struct {
	Namer
	*Int
	X int
}
type U struct{ *Int }

func main() {
	i := Int(5)
	show(T{Nm("x"), &i, 1})
	show(T{})
	show(U{&i})
	show(U{})
	var u U
	read(`{"Int":7}`, &u)
	var t T
	read(`{"Int":7,"X":3,"Namer":null}`, &t)
	read(`{"Namer":"z","X":4}`, &t)
	fmt.Println(t.X)
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
