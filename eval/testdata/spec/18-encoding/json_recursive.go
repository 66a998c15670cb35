// Package json with types that lead back to themselves.
package main

import (
	"encoding/json"
	"encoding/xml"
	"fmt"
	"strings"
)

type tree []tree
type dict map[string]dict
type state func() state
type named []named
type list[T any] []list[T]

func (n named) MarshalJSON() ([]byte, error) { return []byte(fmt.Sprintf(`{"n":%d}`, len(n))), nil }

type holder struct {
	T tree  `json:"t"`
	D dict  `json:"d,omitempty"`
	P *tree `json:"p,omitempty"`
	M map[string]tree
	L []dict
	N named
	I any
}
type small struct {
	T tree
	S state `json:"-"`
	D dict
}
type xh struct {
	XMLName xml.Name `xml:"h"`
	A       int      `xml:"a,attr"`
	F       state    `xml:"-"`
}

func main() {
	t := tree{{}, nil, {{}}}
	b, err := json.Marshal(t)
	fmt.Println(string(b), err)
	d := dict{"a": {"b": nil, "c": {}}}
	b, err = json.Marshal(d)
	fmt.Println(string(b), err)
	h := holder{t, d, &t, map[string]tree{"x": t}, []dict{d}, named{nil, nil}, named{nil}}
	b, err = json.Marshal(h)
	fmt.Println(string(b), err)
	b, err = json.MarshalIndent(map[string]any{"t": t, "n": []named{nil, {}}}, "", " ")
	fmt.Println(string(b), err)
	b, err = json.Marshal(holder{})
	fmt.Println(string(b), err)
	var t2 tree
	err = json.Unmarshal([]byte("[[],null,[[],[[]]]]"), &t2)
	fmt.Println(t2, err, len(t2), t2[1] == nil, t2[0] == nil)
	err = json.Unmarshal([]byte("[[]]"), &t2)
	fmt.Println(t2, err, len(t2))
	err = json.Unmarshal([]byte("null"), &t2)
	fmt.Println(t2 == nil, err)
	err = json.Unmarshal([]byte("[3]"), &t2)
	fmt.Println(err)
	var d2 dict
	err = json.Unmarshal([]byte(`{"a":{"b":{}},"c":null}`), &d2)
	fmt.Println(d2, err, d2["a"]["b"] == nil, len(d2))
	err = json.Unmarshal([]byte(`{"a":3}`), &d2)
	fmt.Println(d2, err)
	var s small
	err = json.Unmarshal([]byte(`{"T":[[],[[]]],"D":{"a":{}}}`), &s)
	fmt.Println(s.T, s.D, s.S == nil, err, len(s.T[1]))
	p := &small{T: tree{nil}}
	err = json.NewDecoder(strings.NewReader(`{"D":{"z":{"y":null}}}`)).Decode(p)
	fmt.Println(p.T, p.D, err)
	fmt.Println(len(p.T), p.D["z"]["y"] == nil, len(s.T[1][0]))
	var li list[int]
	fmt.Println(json.Unmarshal([]byte(`[[],[[]]]`), &li), li, len(li))
	m := map[string]tree{}
	fmt.Println(json.Unmarshal([]byte(`{"a":[[]]}`), &m), m, len(m["a"]))
	b, err = xml.Marshal(xh{A: 1})
	fmt.Println(string(b), err)
	_, err = json.Marshal(map[string]any{"s": state(nil)})
	fmt.Println(err)
	_, err = json.Marshal(struct{ S state }{})
	fmt.Println(err)
}
