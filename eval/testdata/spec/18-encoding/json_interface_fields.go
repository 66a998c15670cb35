// Package json: interface fields.
package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"time"
)

type Shape interface{ Area() float64 }
type Sq struct{ S float64 }

func (s Sq) Area() float64 { return s.S * s.S }

type Ci struct {
	R float64 `json:"r"`
}

func (c *Ci) Area() float64 { return c.R }

type T struct {
	S  Shape
	A  any
	E  error
	L  []Shape
	M  map[string]Shape
	St fmt.Stringer
}
type Er struct{ Code int }

func (e Er) Error() string { return "er" }
func main() {
	show(T{S: Sq{2}, A: Sq{3}, E: Er{4}, L: []Shape{Sq{1}, &Ci{2}, nil}, M: map[string]Shape{"a": &Ci{5}}, St: time.Second})
	show(T{E: errors.New("x")})
	var t T
	read(`{"S":{"S":3},"A":1}`, &t)
	t = T{S: &Ci{1}, A: &Sq{2}}
	read(`{"S":{"r":3},"A":{"S":9}}`, &t)
	fmt.Println(t.S.(*Ci).R, t.A.(*Sq).S)
	t = T{S: Sq{1}, A: Sq{2}}
	read(`{"S":{"S":3},"A":{"S":9}}`, &t)
	fmt.Printf("%v %v\n", t.S, t.A)
	read(`{"S":null,"A":null,"E":null,"L":null}`, &t)
	fmt.Println(t.S, t.A, t.E, t.L)
	read(`{"L":[1,null,{"a":2}],"E":"x","A":[1,{"b":null}]}`, &t)
	read(`{"M":{"a":1},"A":"ok"}`, &t)
	var a any = &Sq{1}
	read(`{"S":5}`, &a)
	fmt.Printf("%T %v\n", a, a.(*Sq).S)
	var s Shape
	read(`{"S":5}`, &s)
	read(`null`, &s)
	s = &Ci{}
	read(`{"r":5}`, &s)
	fmt.Println(s.Area())
	var x any = Sq{1}
	read(`{"S":5}`, &x)
	fmt.Printf("%T\n", x)
	pp := &Sq{1}
	var y any = &pp
	read(`{"S":6}`, &y)
	fmt.Println(pp.S)
	read(`null`, &y)
	fmt.Println(pp, y == nil)
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
