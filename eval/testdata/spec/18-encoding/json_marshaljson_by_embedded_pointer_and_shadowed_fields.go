// Package json: marshalJSON by embedded pointer and shadowed fields.
package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"time"
)

type Meta struct {
	ID  int    `json:"id"`
	Tag string `json:"tag,omitempty"`
}
type Inner struct {
	*Meta
	Name string
}
type Outer struct {
	Inner
	Meta2
	Name int `json:"Name"`
}
type Meta2 struct {
	ID    string `json:"id"`
	Extra bool
}
type Time struct{ time.Time }

func (t Time) MarshalJSON() ([]byte, error) { return []byte(strconv.Itoa(t.Year())), nil }
func (t *Time) UnmarshalJSON(b []byte) error {
	y, err := strconv.Atoi(string(b))
	t.Time = time.Date(y, 1, 1, 0, 0, 0, 0, time.UTC)
	return err
}

type Ev struct {
	At Time
	P  *Time
	L  []Time
	M  map[string]Time
	Z  Time `json:",omitzero"`
}

func main() {
	show(Outer{Inner{&Meta{1, "t"}, "n"}, Meta2{"x", true}, 3})
	show(Outer{})
	var o Outer
	read(`{"id":"z","tag":"T","Name":4,"Extra":true}`, &o)
	fmt.Println(o.Meta, o.Meta2)
	t := Time{time.Date(2020, 1, 1, 0, 0, 0, 0, time.UTC)}
	show(Ev{At: t, P: &t, L: []Time{t}, M: map[string]Time{"a": t}})
	var e Ev
	read(`{"At":1999,"P":2001,"L":[1,2],"M":{"k":3},"Z":5}`, &e)
	fmt.Println(e.At.Year(), e.P.Year(), e.L[1].Year(), e.M["k"].Year(), e.Z.Year())
	read(`{"At":"x"}`, &e)
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
