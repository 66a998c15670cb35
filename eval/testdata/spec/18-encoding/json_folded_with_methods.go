// Package json: folded with methods.
package main

import (
	"encoding/json"
	"errors"
	"fmt"
)

type List []Item
type Item struct {
	Name string
	Sub  List `json:",omitempty"`
	Tree Tree `json:"tree,omitempty"`
}
type Tree map[string]*Item

func (l List) MarshalJSON() ([]byte, error) {
	return json.Marshal(map[string]any{"n": len(l), "items": []Item(l)})
}
func (l *List) UnmarshalJSON(b []byte) error {
	var aux struct{ Items []Item }
	if err := json.Unmarshal(b, &aux); err != nil {
		return err
	}
	*l = aux.Items
	return nil
}
func (t Tree) IsZero() bool { return len(t) == 0 }
func main() {
	it := Item{"a", List{{"b", nil, nil}, {"c", List{{Name: "d"}}, nil}}, Tree{"x": {Name: "y"}}}
	show(it)
	var back Item
	b, _ := json.Marshal(it)
	read(string(b), &back)
	read(`{"Name":"q","Sub":{"Items":[{"Name":"r","Sub":null}]},"tree":{"k":{"Name":"z"},"n":null}}`, &back)
	fmt.Println(back.Sub[0].Name, back.Tree["k"].Name, back.Tree["n"] == nil)
	read(`{"Sub":{"Items":[{"Name":1}]}}`, &back)
	read(`{"tree":{"k":{"Sub":{"Items":5}}}}`, &back)
	read(`{"Sub":null,"tree":null}`, &back)
}

func show(x any) {
	b, err := json.Marshal(x)
	fmt.Println(string(b), err)
}

func read(s string, p any) {
	err := json.Unmarshal([]byte(s), p)
	b, e2 := json.Marshal(p)
	fmt.Println(string(b), e2, "|", err)
	var te *json.UnmarshalTypeError
	if errors.As(err, &te) {
		fmt.Printf("value=%s type=%v offset=%d struct=%s field=%s\n", te.Value, te.Type, te.Offset, te.Struct, te.Field)
	}
	var se *json.SyntaxError
	if errors.As(err, &se) {
		fmt.Println("syntax", se.Offset)
	}
}
