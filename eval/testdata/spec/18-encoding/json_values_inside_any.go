// Package json: values inside any.
package main

import (
	"encoding/json"
	"fmt"
	"math"
)

type C int

func (c C) String() string               { return "C!" }
func (c C) MarshalText() ([]byte, error) { return []byte(fmt.Sprint("c", int(c))), nil }

type S struct {
	A int `json:"a"`
	b int
	C C
}
type P struct {
	X *S
	I any
}
type E struct{}
type L []S
type M map[string]S

func main() {
	var a any = S{1, 2, 3}
	show(a)
	show([]any{S{1, 2, 3}, &S{4, 5, 6}, C(7), nil, 1, "x", E{}, L{{A: 1}}, M{"k": {A: 2}}})
	show(map[string]any{"s": S{}, "c": C(1), "l": []S{{}}, "m": map[string]S{"q": {}}, "n": []any{map[string]any{"deep": S{A: 9}}}})
	show(map[string][]any{"z": {C(1), S{}}})
	show([]map[string]any{{"c": C(4)}})
	show([][]any{{S{}}})
	show(P{&S{}, P{nil, C(1)}})
	show(struct{ A, B any }{C(1), []C{2, 3}})
	show([2]any{C(1), S{}})
	show(map[C]any{1: C(2)})
	show(&a)
	pa := &a
	show(&pa)
	show(func() {})
	show(map[string]any{"f": func() {}})
	show([]any{make(chan int)})
	show(S2{nil, 1i})
	show([]any{complex(1, 2)})
	show(math.NaN())
	show([]any{math.Inf(1)})
	show(struct{ F F }{F(math.Inf(-1))})
	err := func() error { _, err := json.Marshal(map[string]any{"x": F(math.NaN())}); return err }()
	fmt.Printf("%T %v\n", err, err)
	_, err = json.Marshal(struct{ F func(int) S }{})
	fmt.Printf("%T %v\n", err, err)
}

type F float64
type S2 struct {
	N *int
	C complex128
}

func show(x any) {
	b, err := json.Marshal(x)
	fmt.Println(string(b), err)
}
