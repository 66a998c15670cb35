// Package json: panics and exits inside methods.
package main

import (
	"encoding/json"
	"fmt"
	"strconv"
)

type P int

func (p P) MarshalJSON() ([]byte, error) { panic("no " + strconv.Itoa(int(p))) }

type U int

func (u *U) UnmarshalJSON(b []byte) error { var m map[string]int; m["x"] = 1; return nil }
func try(f func())                        { defer func() { fmt.Println("recovered", recover()) }(); f() }
func main() {
	try(func() { show([]P{3}) })
	try(func() { var u struct{ U U }; json.Unmarshal([]byte(`{"U":1}`), &u) })
	var pv *V
	try(func() { show(pv) })
	try(func() {
		show(struct {
			A *V
			B V
		}{})
	})
	try(func() { show([]any{pv}) })
}

type V struct{ x int }

func (v V) MarshalJSON() ([]byte, error) { return []byte(strconv.Itoa(v.x)), nil }

func show(x any) {
	b, err := json.Marshal(x)
	fmt.Println(string(b), err)
}
