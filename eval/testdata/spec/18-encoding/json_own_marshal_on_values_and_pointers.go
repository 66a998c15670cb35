// Package json: own marshal on values and pointers.
package main

import (
	"encoding/json"
	"fmt"
)

type V int

func (v V) MarshalJSON() ([]byte, error) { return []byte(fmt.Sprintf(`"v%d"`, int(v))), nil }

type P int

func (p *P) MarshalJSON() ([]byte, error) { return []byte(fmt.Sprintf(`"p%d"`, int(*p))), nil }

type T int

func (t T) MarshalText() ([]byte, error) { return []byte(fmt.Sprintf("t<%d>", int(t))), nil }

type S struct {
	V  V
	P  P
	T  T
	PV *V
	PP *P
	PT *T
}

func main() {
	v, p, t := V(1), P(2), T(3)
	show(v)
	show(p)
	show(t)
	show(&v)
	show(&p)
	show(&t)
	show(S{v, p, t, &v, &p, &t})
	show(&S{v, p, t, &v, &p, &t})
	show(S{})
	show([]P{1, 2})
	show([2]P{1, 2})
	show(&[2]P{1, 2})
	show(map[string]P{"a": 1})
	show([]V{1})
	show(map[string]V{"a": 1})
	show([]any{v, p, t, &p})
	show(map[string]any{"a": &p, "b": p})
	show(struct {
		P P
		Q *P
	}{1, nil})
	show(&struct{ P P }{1})
	var nv *V
	var np *P
	show(nv)
	show(np)
	show([]*V{nil})
	show([]any{nv})
}

func show(x any) {
	b, err := json.Marshal(x)
	fmt.Println(string(b), err)
}
