// Package json: UseNumber and DisallowUnknownFields.
package main

import (
	"encoding/json"
	"fmt"
	"strings"
)

type In struct {
	X any
	Y map[string]any
	Z []any
}
type T struct {
	A any
	B In
	C map[string]In
	D json.Number
	E any `json:"e"`
}

func main() {
	d := json.NewDecoder(strings.NewReader(`{"A":1,"B":{"X":2.0,"Y":{"q":[3]},"Z":[4,"x"]},"C":{"k":{"X":5}},"D":6,"e":{"f":1e3}}`))
	d.UseNumber()
	var t T
	fmt.Println(d.Decode(&t))
	fmt.Printf("%T %T %T %T %T %v\n", t.A, t.B.X, t.B.Y["q"].([]any)[0], t.C["k"].X, t.E.(map[string]any)["f"], t)
	for _, in := range []string{`{"A":1,"nope":2}`, `{"B":{"q":1}}`, `{"C":{"k":{"zz":1}}}`, `{"a":1,"E":2}`, `{"B":{"X":1,"bad":{}},"D":4}`} {
		d := json.NewDecoder(strings.NewReader(in))
		d.DisallowUnknownFields()
		var t T
		fmt.Println(d.Decode(&t), t)
	}
}
