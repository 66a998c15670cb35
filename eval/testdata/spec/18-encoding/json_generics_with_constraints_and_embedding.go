// Package json: generics with constraints and embedding.
package main

import (
	"encoding/json"
	"errors"
	"fmt"
)

type Number interface{ ~int | ~float64 }
type Vec[T Number] []T

func (v Vec[T]) MarshalJSON() ([]byte, error) {
	var s T
	for _, x := range v {
		s += x
	}
	return json.Marshal(map[string]any{"sum": s, "n": len(v)})
}

type Base[T any] struct {
	Val T `json:"val"`
}
type Deriv[T any] struct {
	Base[T]
	More []Base[T] `json:"more,omitempty"`
}
type Tree[K comparable, V any] struct {
	Key  K
	Val  V
	Kids map[K]*Tree[K, V] `json:",omitempty"`
}
type Result[T any] struct {
	Ok  *T     `json:"ok,omitempty"`
	Err string `json:"err,omitempty"`
}
type MyInt int

func roundTrip[T any](x T) {
	b, err := json.Marshal(x)
	var y T
	e2 := json.Unmarshal(b, &y)
	c, e3 := json.Marshal(y)
	fmt.Println(string(b), err, e2, string(c) == string(b), e3)
}
func wrap[T any](x T) any {
	type box struct {
		In T `json:"in"`
		N  int
	}
	return box{x, 1}
}
func main() {
	show(Vec[int]{1, 2})
	show(Vec[float64]{1.5})
	show(map[string]Vec[MyInt]{"a": {4}})
	roundTrip(Deriv[string]{Base[string]{"x"}, []Base[string]{{"y"}}})
	roundTrip(Deriv[Base[int]]{Base: Base[Base[int]]{Base[int]{3}}})
	roundTrip(Tree[string, MyInt]{"a", 1, map[string]*Tree[string, MyInt]{"b": {"b", 2, nil}}})
	roundTrip(Tree[int, []string]{1, []string{"q"}, nil})
	x := MyInt(3)
	roundTrip(Result[MyInt]{Ok: &x})
	roundTrip(Result[Tree[int, bool]]{Err: "no"})
	roundTrip(map[string]Result[int]{"a": {}})
	roundTrip([]any{1.5, "x"})
	show(wrap(Base[int]{5}))
	show(wrap("s"))
	show(wrap(x))
	var d Deriv[int]
	read(`{"val":"x"}`, &d)
	read(`{"more":[{"val":1},{"val":[]}]}`, &d)
	var t Tree[string, Base[int]]
	read(`{"Val":{"val":true}}`, &t)
	read(`{"Kids":{"k":{"Val":{"val":"q"}}}}`, &t)
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
