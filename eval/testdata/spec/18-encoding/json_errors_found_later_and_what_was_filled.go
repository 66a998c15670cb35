// Package json: errors found later and what was filled.
package main

import (
	"encoding/json"
	"fmt"
)

type In struct {
	X int
	Y string
}
type T struct {
	A int
	B In
	C []In
	D map[string]In
	E *In
	F string
}

func main() {
	for _, in := range []string{`{"A":"x","B":{"X":1,"Y":"ok"},"F":"end"}`, `{"B":{"X":"bad","Y":"ok"},"C":[{"X":1},{"X":"bad","Y":"in"},{"X":3}],"F":"end"}`, `{"D":{"a":{"X":"bad","Y":"k"},"b":{"X":2}},"F":"end"}`, `{"E":{"X":[],"Y":"y"},"F":"end"}`, `{"C":{"X":1},"A":5}`, `{"C":[1,{"X":2}],"A":5}`, `{"D":[],"A":6}`, `{"E":7,"A":8}`, `{"F":{},"A":9}`} {
		var t T
		err := json.Unmarshal([]byte(in), &t)
		fmt.Printf("%+v %v %v %v %v %v | %v\n", t.A, t.B, t.C, t.D, t.E != nil, t.F, err)
	}
}
