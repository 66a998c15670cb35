// Package encoding/gob: own types that marshal themselves.
// refused: gob finds methods by reflection, which shows none of those of evaluated types, and would send the fields
package main

import (
	"bytes"
	"encoding/gob"
	"fmt"
)

type packed struct{ n int }

func (p packed) MarshalBinary() ([]byte, error) { return []byte{byte(p.n), 0xff}, nil }
func (p *packed) UnmarshalBinary(b []byte) error {
	p.n = int(b[0])
	return nil
}

type box struct {
	P packed
	L []packed
}

func main() {
	var buf bytes.Buffer
	fmt.Println(gob.NewEncoder(&buf).Encode(box{packed{5}, []packed{{6}, {7}}}))
	var b box
	fmt.Println(gob.NewDecoder(&buf).Decode(&b), b.P.n, len(b.L), b.L[1].n)
}
