// Package json: embedded promoted and conflicting.
package main

import (
	"encoding/json"
	"errors"
	"fmt"
)

type A struct{ X, Y int }
type B struct{ X, Z int }
type C struct {
	A
	B
	W int
}
type D struct {
	A
	B
	X string
}
type E struct {
	*A
	B `json:"bee"`
}
type F struct {
	A `json:"a"`
	Q int
}
type G struct {
	C
	Y int `json:"y"`
}
type Tagged struct {
	P int `json:"X"`
}
type H struct {
	A
	Tagged
}
type lower struct {
	L int
	m int
}
type I struct {
	lower
	*B
}
type Str string
type J struct {
	Str
	N int
}
type str string
type K struct {
	str
	N int
}

func main() {
	show(C{A{1, 2}, B{3, 4}, 5})
	show(D{A{1, 2}, B{3, 4}, "x"})
	show(E{&A{1, 2}, B{3, 4}})
	show(E{nil, B{3, 4}})
	show(F{A{1, 2}, 3})
	show(G{C{A{1, 2}, B{3, 4}, 5}, 6})
	show(H{A{1, 2}, Tagged{9}})
	show(I{lower{1, 2}, nil})
	show(J{"s", 1})
	show(K{"s", 1})
	var c C
	read(`{"X":1,"Y":2,"Z":3,"W":4}`, &c)
	fmt.Printf("%+v\n", c)
	var d D
	read(`{"X":"k","Y":2,"Z":3}`, &d)
	var e E
	read(`{"X":1,"bee":{"X":2}}`, &e)
	fmt.Println(*e.A, e.B)
	var i I
	read(`{"L":1,"m":4,"X":2,"Z":3}`, &i)
	fmt.Println(i.lower, *i.B)
	var h H
	read(`{"X":4,"Y":5}`, &h)
	fmt.Println(h)
	var j J
	read(`{"Str":"z","N":5}`, &j)
	var k K
	read(`{"str":"z","N":5}`, &k)
	fmt.Println(j, k)
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
