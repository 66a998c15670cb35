// Package json fills structs with embedded and unexported fields, interfaces and recursive types, and calls methods that decode, wherever they are.
package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"
)

type Temp float64

func (t *Temp) UnmarshalJSON(b []byte) error {
	_, err := fmt.Sscanf(string(b), "\"%gC\"", (*float64)(t))
	return err
}

type Color int

func (c *Color) UnmarshalText(b []byte) error {
	for i, s := range []string{"red", "green", "blue"} {
		if s == string(b) {
			*c = Color(i)
			return nil
		}
	}
	return errors.New("no color " + string(b))
}

func (c Color) String() string { return fmt.Sprintf("color(%d)", int(c)) }

type base struct {
	ID   int `json:"id"`
	note string
}

type Extra struct {
	Note string
	Deep struct{ V []int }
}

type Shape interface{ Area() float64 }

type Plain int

type All struct {
	base
	*Extra
	T      Temp               `json:"t"`
	C      Color              `json:"c"`
	M      map[Color]Temp     `json:"m"`
	S      []Color            `json:"s"`
	P      *Color             `json:"p"`
	hidden int                `json:"hidden"`
	Any    any                `json:"any"`
	Sh     Shape              `json:"sh"`
	N      int64              `json:"n,string"`
	W      time.Time          `json:"w"`
	B      []byte             `json:"b"`
	Arr    [2]Color           `json:"arr"`
	Pl     Plain              `json:"pl"`
	Pls    []Plain            `json:"pls"`
	PM     map[string]Plain   `json:"pm"`
	IM     map[int]Plain      `json:"im"`
	In     struct{ X, y int } `json:"in"`
}

type Node struct {
	Name string           `json:"name"`
	Next *Node            `json:"next"`
	Kids []*Node          `json:"kids"`
	By   map[string]*Node `json:"by"`
}

type A struct{ B *B }

type B struct {
	As []A
	N  int
}

type lower struct{ V int }

type WithLower struct{ *lower }

func (n *Node) text() string {
	if n == nil {
		return "-"
	}
	var b strings.Builder
	b.WriteString(n.Name + "(" + n.Next.text() + ")")
	for _, k := range n.Kids {
		b.WriteString(" " + k.text())
	}
	for _, k := range []string{"x", "y"} {
		if v, ok := n.By[k]; ok {
			b.WriteString(" " + k + ":" + v.text())
		}
	}
	return b.String()
}

func main() {
	var all All
	all.hidden = 7
	err := json.Unmarshal([]byte(`{"id":1,"note":"no","Note":"yes","deep":{"v":[1,2]},"t":"3C","c":"green","m":{"red":"1C","blue":"2C"},"s":["blue","red"],"p":"green","hidden":9,
		"any":{"a":[1,"x",null]},"n":"12","w":"2020-01-02T03:04:05Z","b":"aGk=","arr":["blue"],"pl":5,"pls":[1,2],"pm":{"k":3},"im":{"4":4},"in":{"X":1,"y":2}}`), &all)
	fmt.Println(err)
	fmt.Println(all.ID, all.note, *all.Extra, all.T, all.C, all.M[0], all.M[2], all.S, *all.P, all.hidden, all.Any, all.N, all.W, string(all.B), all.Arr, all.Pl, all.Pls, all.PM, all.IM, all.In)
	err = json.Unmarshal([]byte(`{"p":null,"any":null,"m":null,"id":null,"pls":[9],"pm":{"j":1},"in":null}`), &all)
	fmt.Println(err, all.P, all.Any, all.M == nil, all.ID, all.Pls, all.PM, all.In)

	for _, s := range []string{`{"id":"x","pl":1}`, `{"c":"pink"}`, `{"c":3,"pl":4}`, `{"pl":"x"}`, `{"pls":[1,"x",3]}`, `{"in":{"X":"s"}}`, `{"Deep":{"V":["q"]}}`,
		`{"sh":{}}`, `{"n":12}`, `{"n":"x"}`, `[1]`, `"s"`, `{`, `{"im":{"x":1}}`, `{"t":5}`, `null`, `{"m":{"pink":"1C"}}`, `{"w":"x"}`, `{"arr":{}}`} {
		var a All
		err := json.Unmarshal([]byte(s), &a)
		fmt.Println(s, "->", err, a.Pl, a.Pls)
	}

	var n Node
	fmt.Println(json.Unmarshal([]byte(`{"name":"a","next":{"name":"b"},"kids":[{"name":"c","kids":[{"name":"d"}]},null],"by":{"x":{"name":"e"}}}`), &n), n.text())
	var a A
	fmt.Println(json.Unmarshal([]byte(`{"B":{"N":1,"As":[{"B":{"N":2}},{}]}}`), &a))
	fmt.Println(a.B.N, len(a.B.As), a.B.As[0].B.N, a.B.As[1].B == nil)

	var cs []Color
	fmt.Println(json.Unmarshal([]byte(`["red","blue"]`), &cs), cs)
	var m map[string]*All
	fmt.Println(json.Unmarshal([]byte(`{"x":{"id":3}}`), &m), m["x"].ID)
	var x any = &Extra{Note: "old"}
	fmt.Println(json.Unmarshal([]byte(`{"Deep":{"V":[3]}}`), &x))
	fmt.Println(x.(*Extra).Note, x.(*Extra).Deep.V)
	x = nil
	fmt.Println(json.Unmarshal([]byte(`{"a":1}`), &x), x)
	var p *All
	fmt.Println(json.Unmarshal([]byte(`{"id":4}`), &p), p.ID)
	fmt.Println(json.Unmarshal([]byte(`{}`), All{}), json.Unmarshal([]byte(`{}`), p.Extra), json.Unmarshal([]byte(`{}`), nil))
	var wl WithLower
	fmt.Println(json.Unmarshal([]byte(`{"V":4}`), &wl), wl.lower == nil)
	wl.lower = &lower{}
	fmt.Println(json.Unmarshal([]byte(`{"V":4}`), &wl), wl.V)
	var te *json.UnmarshalTypeError
	err = json.Unmarshal([]byte(`{"in":{"X":"s"}}`), &all)
	if errors.As(err, &te) {
		fmt.Println(te.Value, te.Struct, te.Field, te.Type)
	}

	dec := json.NewDecoder(strings.NewReader(`{"id":1,"any":2} {"id":2,"what":3} ["red"] x`))
	dec.UseNumber()
	var d All
	fmt.Println(dec.Decode(&d), d.ID)
	fmt.Printf("%T\n", d.Any)
	dec.DisallowUnknownFields()
	fmt.Println(dec.Decode(&d), d.ID)
	fmt.Println(dec.Decode(&cs), cs)
	fmt.Println(dec.Decode(&d))
	type Local struct {
		C Color
		base
	}
	var l Local
	fmt.Println(json.Unmarshal([]byte(`{"C":"blue","id":8}`), &l), l)
}
