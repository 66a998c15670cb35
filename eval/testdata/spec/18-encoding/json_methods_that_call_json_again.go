// Package json: methods that call json again.
package main

import (
	"encoding/json"
	"errors"
	"fmt"
)

type Node struct {
	name string
	kids []*Node
}

func (n *Node) MarshalJSON() ([]byte, error) {
	return json.Marshal(map[string]any{"name": n.name, "kids": n.kids})
}
func (n *Node) UnmarshalJSON(b []byte) error {
	var aux struct {
		Name string
		Kids []*Node
	}
	if err := json.Unmarshal(b, &aux); err != nil {
		return fmt.Errorf("node: %w", err)
	}
	n.name, n.kids = aux.Name, aux.Kids
	return nil
}
func (n *Node) String() string { return fmt.Sprint(n.name, n.kids) }
func main() {
	n := &Node{"a", []*Node{{"b", nil}, {"c", []*Node{{"d", nil}}}}}
	show(n)
	var m Node
	fmt.Println(json.Unmarshal([]byte(`{"name":"x","kids":[{"name":"y","kids":null},{"name":"z","kids":[{"name":"w"}]}]}`), &m), &m)
	err := json.Unmarshal([]byte(`{"name":"x","kids":[{"name":5}]}`), &m)
	fmt.Println(err)
	var te *json.UnmarshalTypeError
	fmt.Println(errors.As(err, &te))
	if te != nil {
		fmt.Println(te.Field, te.Offset, te.Struct, te.Type)
	}
}

func show(x any) {
	b, err := json.Marshal(x)
	fmt.Println(string(b), err)
}
