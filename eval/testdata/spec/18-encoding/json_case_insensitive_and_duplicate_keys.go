// Package json: case-insensitive and duplicate keys.
package main

import (
	"encoding/json"
	"fmt"
)

type T struct {
	Name   string
	NAME   string `json:"NAMe"`
	A_B    int
	Kelvin int `json:"kelvin"`
	L      []int
	M      map[string]int
	In     *In
}
type In struct{ X, Y int }

func main() {
	for _, in := range []string{`{"name":"a"}`, `{"NAME":"b"}`, `{"NAMe":"c"}`, `{"Name":"d","name":"e"}`, `{"a_b":1}`, `{"KELVIN":2}`, `{"\u212aelvin":3}`, `{"L":[1,2,3],"l":[4]}`, `{"M":{"a":1},"M":{"b":2}}`, `{"In":{"X":1},"In":{"Y":2}}`, `{"In":{"X":1},"in":null}`} {
		var t T
		fmt.Println(json.Unmarshal([]byte(in), &t))
		fmt.Println(t.Name, t.NAME, t.A_B, t.Kelvin, t.L, t.M, t.In)
	}
}
