// Package json: methods of types that lead back to themselves.
package main

import (
	"encoding/json"
	"errors"
	"fmt"
)

type L []L

func (l L) MarshalJSON() ([]byte, error) { return json.Marshal(len(l)) }

type M map[string]M

func (m M) UnmarshalText(b []byte) error {
	if m != nil {
		m[string(b)] = nil
		return nil
	}
	return errors.New("nil map")
}
func (m M) MarshalText() ([]byte, error) { return []byte(fmt.Sprint(len(m))), nil }

type T struct {
	L  L
	P  *L
	M  M
	Ls []L
	Ms map[string]M
	A  any
}

func main() {
	l := L{nil, nil}
	show(l)
	show(&l)
	show(M{"a": nil})
	show(T{L: l, P: &l, M: M{}, Ls: []L{l}, Ms: map[string]M{"x": {"y": nil}}, A: l})
	show(T{})
	t := T{M: M{"a": nil}, Ms: map[string]M{"q": {}}}
	read(`{"L":[[],[[]],null],"P":[[]],"M":"k","Ls":[[],null]}`, &t)
	fmt.Println(len(t.L), len(*t.P), t.M["k"] == nil, len(t.M), len(t.Ls), t.Ls[1] == nil)
	read(`{"M":5}`, &t)
	read(`{"Ms":{"q":"z"}}`, &t)
	var k L
	read(`true`, &k)
	read(`null`, &k)
	m := M{}
	read(`"x"`, &m)
	read(`"x"`, m)
	var n M
	read(`"x"`, &n)
	fmt.Println(len(k), m, len(n))
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
