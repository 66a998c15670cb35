// Package json: enum as text.
package main

import (
	"encoding/json"
	"fmt"
)

type Color int

const (
	Red Color = iota
	Green
)

var names = map[Color]string{Red: "red", Green: "green"}

func (c Color) MarshalText() ([]byte, error) {
	n, ok := names[c]
	if !ok {
		return nil, fmt.Errorf("no color %d", int(c))
	}
	return []byte(n), nil
}
func (c *Color) UnmarshalText(b []byte) error {
	for k, v := range names {
		if v == string(b) {
			*c = k
			return nil
		}
	}
	return fmt.Errorf("bad color %q", b)
}
func (c Color) String() string { return "color-" + names[c] }

type Car struct {
	C  Color   `json:"color"`
	Cs []Color `json:",omitempty"`
	M  map[Color]int
	P  *Color
	O  Color `json:",omitempty"`
	S  Color `json:",string"`
}

func main() {
	g := Green
	show(Car{Red, []Color{Red, Green}, map[Color]int{Green: 1, Red: 2}, &g, Red, Green})
	show(Car{C: 9})
	show(Green)
	var c Car
	fmt.Println(json.Unmarshal([]byte(`{"color":"green","Cs":["red"],"M":{"green":5},"P":"red","S":"green"}`), &c), c.C, c.Cs, c.M, *c.P, c.S)
	fmt.Println(json.Unmarshal([]byte(`{"color":"blue","Cs":["red","red"]}`), &c), c.Cs)
	fmt.Println(json.Unmarshal([]byte(`{"color":5,"Cs":["red"]}`), &c), c.Cs)
	fmt.Println(json.Unmarshal([]byte(`{"M":{"blue":5}}`), &c))
	fmt.Println(json.Unmarshal([]byte(`{"P":true}`), &c))
}

func show(x any) {
	b, err := json.Marshal(x)
	fmt.Println(string(b), err)
}
