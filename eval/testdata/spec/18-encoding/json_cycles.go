// Package json: cycles.
package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"
)

type N struct {
	V    int
	Next *N `json:",omitempty"`
}
type L struct {
	S []any
	M map[string]any
	P *L
	I any
}
type Ring []Ring2
type Ring2 struct{ R *Ring }

func main() {
	n := &N{1, nil}
	n.Next = &N{2, n}
	_, err := json.Marshal(n)
	fmt.Println(err)
	var uv *json.UnsupportedValueError
	fmt.Println(errors.As(err, &uv))
	l := &L{}
	l.P = l
	_, err = json.Marshal(l)
	fmt.Println(err)
	l = &L{}
	l.I = l
	_, err = json.Marshal(l)
	fmt.Println(err)
	l = &L{S: make([]any, 1)}
	l.S[0] = l.S
	_, err = json.Marshal(l)
	fmt.Println(err)
	l = &L{M: map[string]any{}}
	l.M["a"] = l.M
	_, err = json.Marshal(l)
	fmt.Println(err)
	r := &Ring{{nil}}
	(*r)[0].R = r
	_, err = json.Marshal(r)
	fmt.Println(err)
	var head *N
	for i := range 3000 {
		head = &N{i, head}
	}
	b, err := json.Marshal(head)
	fmt.Println(len(b), err)
	var back *N
	fmt.Println(json.Unmarshal(b, &back))
	k := 0
	for x := back; x != nil; x = x.Next {
		k += x.V
	}
	fmt.Println(k)
	deep := strings.Repeat(`{"Next":`, 10001) + "null" + strings.Repeat("}", 10001)
	fmt.Println(json.Unmarshal([]byte(deep), &back))
}
