// Package json: nil Marshaler pointers and MarshalText pointers.
package main

import (
	"encoding/json"
	"fmt"
)

type PT struct{ s string }

func (p *PT) MarshalText() ([]byte, error) {
	if p == nil {
		return []byte("nil"), nil
	}
	return []byte("pt" + p.s), nil
}

type PM struct{ s string }

func (p *PM) MarshalJSON() ([]byte, error) {
	if p == nil {
		return []byte(`"nilpm"`), nil
	}
	return []byte(`"pm"`), nil
}

type T struct {
	A PT
	B *PT
	C PM
	D *PM
	E []PT
	F map[string]PT
	G [1]PM
	H json.Marshaler
	I any
}

func main() {
	show(T{})
	show(&T{})
	show(&T{A: PT{"a"}, B: &PT{"b"}, E: []PT{{"e"}}, F: map[string]PT{"f": {"g"}}, H: &PM{}, I: PM{}})
	show(T{A: PT{"a"}, B: &PT{"b"}, E: []PT{{"e"}}, F: map[string]PT{"f": {"g"}}, H: (*PM)(nil), I: &PT{"i"}})
	show(map[*PT]int{{"k"}: 1})
	show(map[*PT]int{nil: 1})
}

func show(x any) {
	b, err := json.Marshal(x)
	fmt.Println(string(b), err)
}
