// Package json: generic types.
package main

import (
	"encoding/json"
	"fmt"
)

type Pair[A, B any] struct {
	First  A `json:"first"`
	Second B `json:"second,omitempty"`
}
type List[T any] struct {
	Items []T
	Next  *List[T] `json:",omitempty"`
}
type Opt[T any] struct {
	v  T
	ok bool
}

func (o Opt[T]) MarshalJSON() ([]byte, error) {
	if !o.ok {
		return []byte("null"), nil
	}
	return json.Marshal(o.v)
}
func (o *Opt[T]) UnmarshalJSON(b []byte) error {
	if string(b) == "null" {
		*o = Opt[T]{}
		return nil
	}
	o.ok = true
	return json.Unmarshal(b, &o.v)
}

type Set[K comparable] map[K]struct{}
type In struct{ X int }

func decode[T any](s string) (T, error) { var t T; err := json.Unmarshal([]byte(s), &t); return t, err }
func main() {
	show(Pair[string, int]{"a", 1})
	show(Pair[In, []In]{In{1}, []In{{2}}})
	show(List[In]{[]In{{1}}, &List[In]{[]In{{2}}, nil}})
	show(Opt[int]{3, true})
	show(Opt[In]{})
	show(struct {
		O Opt[In]
		P *Opt[string]
	}{Opt[In]{In{4}, true}, nil})
	show(Set[string]{"a": {}})
	p, err := decode[Pair[In, map[string]In]](`{"first":{"X":1},"second":{"q":{"X":2}}}`)
	fmt.Println(p, err)
	o, err := decode[Pair[Opt[int], Opt[In]]](`{"first":7,"second":{"X":1}}`)
	fmt.Println(o, err)
	l, err := decode[List[string]](`{"Items":["a"],"Next":{"Items":["b"]}}`)
	fmt.Println(l.Items, l.Next.Items, err)
	_, err = decode[Pair[int, string]](`{"first":"x"}`)
	fmt.Println(err)
	_, err = decode[Pair[In, string]](`{"first":{"X":"x"}}`)
	fmt.Println(err)
	_, err = decode[[]Pair[In, string]](`[{"first":[]}]`)
	fmt.Println(err)
	_, err = decode[Set[string]](`3`)
	fmt.Println(err)
	n, err := decode[int](`"x"`)
	fmt.Println(n, err)
}

func show(x any) {
	b, err := json.Marshal(x)
	fmt.Println(string(b), err)
}
