// Marshalers and unmarshalers of declared types, TextMarshaler keys.
package main

import (
	"encoding/json"
	"fmt"
	"strings"
)

type Color int

const (
	Red Color = iota
	Green
)

func (c Color) MarshalJSON() ([]byte, error) {
	return json.Marshal([]string{"red", "green"}[c])
}

func (c *Color) UnmarshalJSON(b []byte) error {
	var s string
	if err := json.Unmarshal(b, &s); err != nil {
		return err
	}
	switch s {
	case "red":
		*c = Red
	case "green":
		*c = Green
	default:
		return fmt.Errorf("no color %q", s)
	}
	return nil
}

type Point struct{ X, Y int }

func (p Point) MarshalText() ([]byte, error) { return []byte(fmt.Sprintf("%d:%d", p.X, p.Y)), nil }

func (p *Point) UnmarshalText(b []byte) error {
	_, err := fmt.Sscanf(strings.ReplaceAll(string(b), ":", " "), "%d %d", &p.X, &p.Y)
	return err
}

type Doc struct {
	C  Color            `json:"c"`
	P  Point            `json:"p"`
	Ps []Point          `json:"ps"`
	M  map[string]Color `json:"m"`
}

func main() {
	d := Doc{Green, Point{1, 2}, []Point{{3, 4}}, map[string]Color{"k": Red}}
	b, err := json.Marshal(d)
	fmt.Println(string(b), err)
	b, err = json.Marshal(&d.P)
	fmt.Println(string(b), err)
	var e Doc
	err = json.Unmarshal([]byte(`{"c":"green","p":"5:6","ps":["7:8"],"m":{"x":"green"}}`), &e)
	fmt.Println(int(e.C), e.P.X, e.P.Y, e.Ps[0].X, int(e.M["x"]), err)
	fmt.Println(json.Unmarshal([]byte(`{"c":"blue"}`), &e))
}
