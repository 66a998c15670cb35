// Package json: omitempty and omitzero.
package main

import (
	"encoding/json"
	"fmt"
	"time"
)

type Z struct{ A int }

func (z Z) IsZero() bool { return z.A == 7 }

type PZ struct{ A int }

func (z *PZ) IsZero() bool { return z.A == 8 }

type In struct{ X int }
type T struct {
	A int            `json:",omitempty"`
	B string         `json:",omitempty"`
	C []int          `json:",omitempty"`
	D map[string]int `json:",omitempty"`
	E *int           `json:",omitempty"`
	F any            `json:",omitempty"`
	G [0]int         `json:",omitempty"`
	H [2]int         `json:",omitempty"`
	I In             `json:",omitempty"`
	J bool           `json:",omitempty"`
	K time.Time      `json:",omitempty"`
	L []In           `json:",omitempty"`
	M func()         `json:",omitempty"`
}
type Y struct {
	A int           `json:",omitzero"`
	B []int         `json:",omitzero"`
	C In            `json:"c,omitzero"`
	D Z             `json:",omitzero"`
	E *Z            `json:",omitzero"`
	F PZ            `json:",omitzero"`
	G time.Time     `json:",omitzero"`
	H any           `json:",omitzero"`
	I [2]In         `json:",omitzero"`
	J fmt.Stringer  `json:",omitzero"`
	K map[string]In `json:",omitzero,omitempty"`
}

func main() {
	show(T{})
	show(Y{})
	show(&Y{})
	x := 0
	show(T{E: &x, F: 0, C: []int{}, D: map[string]int{}, L: []In{}})
	show(Y{D: Z{7}, F: PZ{8}, E: &Z{7}, B: []int{}, H: 0, K: map[string]In{}})
	show(&Y{D: Z{7}, F: PZ{8}, E: &Z{7}})
	show(&Y{D: Z{1}, F: PZ{1}, E: &Z{1}, I: [2]In{{}, {1}}, G: time.Unix(0, 0).UTC()})
}

func show(x any) {
	b, err := json.Marshal(x)
	fmt.Println(string(b), err)
}
