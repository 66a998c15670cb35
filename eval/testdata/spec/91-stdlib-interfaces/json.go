// Package encoding/json: structs with tags, own marshalers in every place.
package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"
)

type color int

func (c color) MarshalText() ([]byte, error) { return fmt.Appendf(nil, "color-%d", int(c)), nil }

func (c *color) UnmarshalText(b []byte) error {
	_, err := fmt.Sscanf(string(b), "color-%d", (*int)(c))
	return err
}

type celsius float64

func (c celsius) MarshalJSON() ([]byte, error) { return json.Marshal(fmt.Sprintf("%.1fC", float64(c))) }

func (c *celsius) UnmarshalJSON(b []byte) error {
	var s string
	if err := json.Unmarshal(b, &s); err != nil {
		return err
	}
	if !strings.HasSuffix(s, "C") {
		return errors.New("no temperature: " + s)
	}
	var f float64
	_, err := fmt.Sscanf(s, "%f", &f)
	*c = celsius(f)
	return err
}

type base struct {
	ID   int    `json:"id"`
	Note string `json:"note,omitempty"`
}

type reading struct {
	base
	Where  string            `json:"where"`
	Temp   celsius           `json:"temp"`
	Paint  color             `json:"paint"`
	All    []celsius         `json:"all"`
	ByName map[string]*color `json:"by_name,omitempty"`
	By     map[color]int     `json:"by,omitempty"`
	When   time.Time         `json:"when,omitzero"`
	Any    any               `json:"any"`
	Next   *reading          `json:"next,omitempty"`
	Raw    json.RawMessage   `json:"raw,omitempty"`
	Skip   int               `json:"-"`
	hidden int
	Str    int `json:"str,string"`
}

func main() {
	red := color(1)
	r := reading{base: base{ID: 7}, Where: "<roof>", Temp: 21.5, Paint: 2, All: []celsius{1, 2.25}, ByName: map[string]*color{"red": &red},
		By: map[color]int{3: 4}, Any: []any{1, "x", nil, true}, Next: &reading{Where: "cellar"}, Raw: json.RawMessage(`{"a":[1,2]}`), Skip: 9, hidden: 8, Str: 5}
	b, err := json.Marshal(r)
	fmt.Println(string(b), err)
	var back reading
	err = json.Unmarshal(b, &back)
	fmt.Println(err, back.ID, back.Where, float64(back.Temp), int(back.Paint), len(back.All), int(*back.ByName["red"]), back.By[3], back.Any, back.Next.Where, string(back.Raw), back.Str)
	err = json.Unmarshal([]byte(`{"temp": "cold"}`), &back)
	fmt.Println(err)
	err = json.Unmarshal([]byte(`{"id": "x"}`), &back)
	var te *json.UnmarshalTypeError
	fmt.Println(errors.As(err, &te))
	if te != nil {
		fmt.Println(te.Field, te.Value, te.Offset)
	}
	err = json.Unmarshal([]byte(`{"id": 1,}`), &back)
	var se *json.SyntaxError
	fmt.Println(err, errors.As(err, &se))

	b, err = json.MarshalIndent(struct {
		A int
		B []string `json:"b"`
	}{1, []string{"x"}}, "", "  ")
	fmt.Println(string(b), err)
	b, _ = json.Marshal(map[string]any{"z": 1, "a": celsius(3), "m": []color{1}})
	fmt.Println(string(b))

	dec := json.NewDecoder(strings.NewReader(`{"where":"a"} {"where":"b","more":1} [1,2`))
	for {
		var x reading
		if err := dec.Decode(&x); err != nil {
			fmt.Println(err)
			break
		}
		fmt.Println(x.Where)
	}
	dec = json.NewDecoder(strings.NewReader(`{"nope":1}`))
	dec.DisallowUnknownFields()
	fmt.Println(dec.Decode(&back))
	var v any
	json.Unmarshal([]byte(`{"n": 1.5, "l": [true, null]}`), &v)
	m := v.(map[string]any)
	fmt.Println(m["n"].(float64), m["l"].([]any)[0])
	var sb strings.Builder
	enc := json.NewEncoder(&sb)
	enc.SetEscapeHTML(false)
	enc.SetIndent(">", " ")
	fmt.Println(enc.Encode(map[string]celsius{"<t>": 1}), sb.String())
	fmt.Println(json.Valid([]byte(`{}`)), json.Valid([]byte(`{`)))
}
