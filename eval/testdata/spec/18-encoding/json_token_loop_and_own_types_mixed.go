// Package json: token loop and own types mixed.
package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
)

type Item struct {
	ID   int      `json:"id"`
	Tags []string `json:"tags"`
}
type Point struct{ X, Y int }

func (p *Point) UnmarshalJSON(b []byte) error {
	d := json.NewDecoder(bytes.NewReader(b))
	if t, err := d.Token(); err != nil || t != json.Delim('[') {
		return fmt.Errorf("want [, got %v", t)
	}
	for _, p := range []*int{&p.X, &p.Y} {
		if err := d.Decode(p); err != nil {
			return err
		}
	}
	_, err := d.Token()
	return err
}
func (p Point) MarshalJSON() ([]byte, error) { return json.Marshal([2]int{p.X, p.Y}) }
func main() {
	d := json.NewDecoder(strings.NewReader(`{"total": 2, "items": [ {"id":1,"tags":["a"]} , {"id":"x"} , {"id":3} ] , "pts":[[1,2],[3,4],{"a":1}] }`))
	d.UseNumber()
	for d.More() || true {
		t, err := d.Token()
		if err != nil {
			fmt.Println(err)
			break
		}
		if k, ok := t.(string); ok && k == "items" {
			d.Token()
			for d.More() {
				var it Item
				err := d.Decode(&it)
				fmt.Println(it, err, d.InputOffset())
				var te *json.UnmarshalTypeError
				if errors.As(err, &te) {
					fmt.Println(te.Offset, te.Field)
				}
			}
		}
		if k, ok := t.(string); ok && k == "pts" {
			var ps []Point
			fmt.Println(d.Decode(&ps), ps)
		}
		fmt.Printf("%T %v\n", t, t)
	}
	show([]Point{{1, 2}})
	show(map[string]*Point{"a": {3, 4}, "b": nil})
}

func show(x any) {
	b, err := json.Marshal(x)
	fmt.Println(string(b), err)
}
