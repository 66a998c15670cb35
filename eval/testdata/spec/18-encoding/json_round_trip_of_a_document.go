// Package json: round trip of a document.
package main

import (
	"encoding/json"
	"fmt"
	"reflect"
)

type Addr struct {
	Street string  `json:"street"`
	Zip    *string `json:"zip,omitempty"`
}
type Person struct {
	Name     string         `json:"name"`
	Age      int            `json:"age"`
	Emails   []string       `json:"emails"`
	Addr     Addr           `json:"addr"`
	Prev     []Addr         `json:"prev,omitempty"`
	Meta     map[string]any `json:"meta"`
	Friends  []*Person      `json:"friends,omitempty"`
	Score    float64        `json:"score,string"`
	Active   bool           `json:"active"`
	internal int
}

func main() {
	z := "123"
	p := Person{"Ann", 30, []string{"a@b"}, Addr{"S", &z}, []Addr{{"T", nil}}, map[string]any{"k": 1.5, "l": []any{"x", nil, true}, "addr": Addr{"U", nil}}, []*Person{{Name: "Bob", internal: 3}}, 1.25, true, 7}
	b, err := json.MarshalIndent(p, "", "  ")
	fmt.Println(string(b), err)
	var q Person
	fmt.Println(json.Unmarshal(b, &q))
	b2, err := json.MarshalIndent(q, "", "  ")
	fmt.Println(string(b) == string(b2), err, q.Meta["addr"], q.Friends[0].Name)
	fmt.Println(reflect.DeepEqual(p.Emails, q.Emails))
}
