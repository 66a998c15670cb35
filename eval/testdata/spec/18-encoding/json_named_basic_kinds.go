// Package json: named basic kinds.
package main

import (
	"encoding/json"
	"errors"
	"fmt"
)

type B bool
type I int
type I8 int8
type U uint16
type F float32
type S string
type Sl []I
type Mp map[S]F
type Ar [2]B
type Pt *I
type T struct {
	B  B
	I  I
	I8 I8
	U  U
	F  F
	S  S
	Sl Sl
	Mp Mp
	Ar Ar
	Pt Pt
}

func main() {
	i := I(4)
	show(T{true, 1, -2, 3, 0.1, "s<", Sl{1}, Mp{"a": 1.5}, Ar{true}, &i})
	show(T{})
	show(B(true))
	show(F(0.1))
	show(F(1e21))
	show(F(1e-7))
	show(S("é\u0001"))
	show(Sl(nil))
	show(Mp(nil))
	show(Ar{})
	show(float32(3.4e38))
	show(I8(-128))
	var t T
	read(`{"B":true,"I":1,"I8":-3,"U":7,"F":0.25,"S":"z","Sl":[1,2],"Mp":{"q":1},"Ar":[false,true],"Pt":3}`, &t)
	for _, in := range []string{`{"B":1}`, `{"I":"1"}`, `{"I8":128}`, `{"U":-1}`, `{"F":"x"}`, `{"S":1}`, `{"Sl":{}}`, `{"Mp":[]}`, `{"Ar":3}`, `{"Pt":"x"}`, `{"Sl":["a"]}`, `{"Mp":{"a":"b"}}`, `{"F":1e60}`} {
		read(in, &t)
	}
	var b B
	var s S
	var sl Sl
	var mp Mp
	var f F
	read(`true`, &b)
	read(`"x"`, &s)
	read(`[1]`, &sl)
	read(`{"a":2}`, &mp)
	read(`1`, &b)
	read(`2`, &s)
	read(`"q"`, &sl)
	read(`7`, &mp)
	read(`"x"`, &f)
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
