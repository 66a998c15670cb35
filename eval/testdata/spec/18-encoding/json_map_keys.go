// Package json: map keys.
package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"strings"
)

type K struct{ a, b int }

func (k K) MarshalText() ([]byte, error) {
	if k.a < 0 {
		return nil, errors.New("neg")
	}
	return []byte(fmt.Sprintf("%d-%d", k.a, k.b)), nil
}
func (k *K) UnmarshalText(b []byte) error {
	_, err := fmt.Sscanf(string(b), "%d-%d", &k.a, &k.b)
	return err
}

type N int

func (n N) MarshalText() ([]byte, error) { return []byte("n" + strconv.Itoa(int(n))), nil }
func (n *N) UnmarshalText(b []byte) error {
	x, err := strconv.Atoi(strings.TrimPrefix(string(b), "n"))
	*n = N(x)
	return err
}

type S string

func (s S) MarshalText() ([]byte, error)  { return []byte("s" + string(s)), nil }
func (s *S) UnmarshalText(b []byte) error { *s = S("u" + string(b)); return nil }

type I int8
type Sub struct{ K int }

func main() {
	show(map[K]int{{1, 2}: 3, {0, 5}: 4})
	show(map[K]int{{-1, 2}: 3})
	show(map[N]string{3: "c", 1: "a"})
	show(map[S]int{"b": 1, "a": 2})
	show(map[I]int{-5: 1, 3: 2, 20: 4})
	show(map[bool]int{true: 1})
	show(map[float64]int{1: 1})
	show(map[Sub]int{{1}: 1})
	show(map[any]int{1: 2})
	show(map[*K]int{{1, 2}: 3})
	show(struct{ M map[Sub]int }{})
	var m map[K]int
	read(`{"1-2":3,"0-5":4}`, &m)
	read(`{"x":3}`, &m)
	var n map[N]string
	read(`{"n3":"c"}`, &n)
	read(`{"q":"c"}`, &n)
	var s map[S]int
	read(`{"a":1}`, &s)
	var i map[I]int
	read(`{"1":2,"-3":4,"300":5,"x":6,"7":"y"}`, &i)
	var b map[Sub]int
	read(`{"a":1}`, &b)
	var u map[uint8]Sub
	read(`{"1":{"K":4},"-1":{},"999":{"K":3}}`, &u)
	m2 := map[string]Sub{"keep": {1}, "over": {2}}
	read(`{"over":{},"new":{"K":3}}`, &m2)
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
