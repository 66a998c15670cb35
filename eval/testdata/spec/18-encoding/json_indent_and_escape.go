// Package json: SetIndent, SetEscapeHTML, MarshalIndent, HTMLEscape.
package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
)

type In struct {
	S string `json:"s"`
	E []int  `json:"e"`
	M map[string]int
}
type T struct {
	A string
	B []In
	C In
	D any
	R json.RawMessage
	W W
}
type W struct{}

func (W) MarshalJSON() ([]byte, error) { return []byte(`{"html": "<b>&", "u":"\u2028"}`), nil }

type X string

func (x X) MarshalText() ([]byte, error) { return []byte("<" + string(x) + ">"), nil }
func main() {
	t := T{"<a>&", []In{{"x", nil, nil}, {"y", []int{}, map[string]int{}}}, In{"z", []int{1, 2}, map[string]int{"b": 1, "a": 2}}, X("q"), json.RawMessage(`[ "<" ]`), W{}}
	show(t)
	b, err := json.MarshalIndent(t, ">", "  ")
	fmt.Println(string(b), err)
	e := json.NewEncoder(os.Stdout)
	fmt.Println(e.Encode(t))
	e.SetEscapeHTML(false)
	fmt.Println(e.Encode(t))
	e.SetIndent("--", "\t")
	fmt.Println(e.Encode(t), e.Encode(X("<")), e.Encode([]X{"a"}), e.Encode(map[X]X{"a": "<"}))
	e.SetIndent("", "")
	fmt.Println(e.Encode(map[string]any{"t": t, "x": X("<")}))
	var buf bytes.Buffer
	json.HTMLEscape(&buf, b[:20])
	fmt.Println(buf.String())
	show("bad\xffutf\u2028")
	show(X("bad\xff"))
	show(map[X]int{"\xff": 1})
}

func show(x any) {
	b, err := json.Marshal(x)
	fmt.Println(string(b), err)
}
