// Package json: constants typed and shadows.
package main

import (
	"encoding/json"
	"errors"
	"fmt"
)

type json2 struct{ json int }
type Weekday int

const (
	Sunday Weekday = iota
	Monday
)

func (d Weekday) String() string               { return [...]string{"Sun", "Mon"}[d] }
func (d Weekday) MarshalJSON() ([]byte, error) { return json.Marshal(d.String()) }
func (d *Weekday) UnmarshalJSON(b []byte) error {
	var s string
	if err := json.Unmarshal(b, &s); err != nil {
		return err
	}
	switch s {
	case "Sun":
		*d = Sunday
	case "Mon":
		*d = Monday
	default:
		return fmt.Errorf("no day %q", s)
	}
	return nil
}

type Plan struct {
	Days  map[string]Weekday
	First Weekday
	Opt   *Weekday `json:",omitempty"`
	List  []Weekday
	Arr   [2]Weekday
	Any   any
}

func main() {
	m := Monday
	show(Plan{map[string]Weekday{"a": Monday}, Sunday, &m, []Weekday{0, 1}, [2]Weekday{1, 0}, Monday})
	var p Plan
	read(`{"Days":{"x":"Mon"},"First":"Mon","Opt":"Sun","List":["Mon"],"Arr":["Mon","Mon"]}`, &p)
	fmt.Println(p.Days, p.First, *p.Opt, p.List, p.Arr)
	read(`{"First":3}`, &p)
	read(`{"List":["Mon","Tue"]}`, &p)
	read(`{"Opt":null,"First":null}`, &p)
	show(Sunday)
	show(&m)
	show([]any{Monday, &m, map[Weekday]int{1: 2}})
	show(json2{1})
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
