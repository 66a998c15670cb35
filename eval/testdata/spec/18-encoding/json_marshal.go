// Package json writes structs with embedded and unexported fields, tags and options, and calls methods that encode, wherever they are.
package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"math/big"
	"os"
	"time"
)

type Temp float64

func (t Temp) MarshalJSON() ([]byte, error) { return []byte(fmt.Sprintf("\"%g<C>\"", float64(t))), nil }

type Color int

func (c Color) MarshalText() ([]byte, error) {
	if c < 0 {
		return nil, errors.New("no such color")
	}
	return []byte([]string{"red", "green", "blue"}[c]), nil
}

type Ptr struct{ n int }

func (p *Ptr) MarshalJSON() ([]byte, error) { return fmt.Appendf(nil, `{"n": %d}`, p.n), nil }

type Broken struct{}

func (Broken) MarshalJSON() ([]byte, error) { return nil, errors.New("broken") }

type Invalid struct{}

func (Invalid) MarshalJSON() ([]byte, error) { return []byte("{"), nil }

type base struct {
	ID   int `json:"id"`
	Note string
	note string
}

type Extra struct {
	Note string
	More *Node `json:"more,omitempty"`
}

type lower string

type Upper string

type Shape interface{ Area() float64 }

type Square struct {
	Side float64 `json:"side"`
	unit string  `json:"unit"`
}

func (s Square) Area() float64 { return s.Side * s.Side }

type Age int

func (a Age) IsZero() bool { return a == 99 }

type All struct {
	base
	*Extra
	lower
	Upper
	T      Temp               `json:"t"`
	C      Color              `json:",omitempty"`
	M      map[Color]Temp     `json:"m"`
	S      []Color            `json:"s"`
	P      *Color             `json:"p"`
	Q      Ptr                `json:"q"`
	QS     []Ptr              `json:"qs"`
	QM     map[string]Ptr     `json:"qm"`
	hidden int                `json:"hidden"`
	Any    any                `json:"any"`
	Sh     Shape              `json:"sh"`
	Shs    []Shape            `json:"shs"`
	N      int64              `json:"n,string"`
	E      []int              `json:"e,omitempty"`
	E2     []int              `json:"e2"`
	A      Age                `json:"a,omitzero"`
	A2     Age                `json:"a2,omitzero"`
	W      time.Time          `json:"w,omitzero"`
	W2     time.Time          `json:"w2"`
	D      time.Duration      `json:"d"`
	B      []byte             `json:"b"`
	Big    big.Int            `json:"big"`
	Arr    [2]Temp            `json:"arr"`
	In     struct{ X, y int } `json:"in"`
	Skip   string             `json:"-"`
	Dash   string             `json:"-,"`
	F      func()             `json:"-"`
	Raw    json.RawMessage    `json:"raw"`
	Num    json.Number        `json:"num"`
	Nil    *Node              `json:"nil"`
	None   *Node              `json:"none,omitempty"`
	MM     map[int]map[string]Square
}

type Node struct {
	Name string           `json:"name"`
	Kids []*Node          `json:"kids,omitempty"`
	By   map[string]*Node `json:"by,omitempty"`
}

type A struct{ B *B }

type B struct {
	As []A
	N  int
}

type Tagged struct {
	base  `json:"base"`
	Extra `json:"extra"`
}

type X1 struct{ V, W int }

type X2 struct{ V int }

type Both struct {
	X1
	X2
}

type Promoted struct {
	Temp
	Other int
}

type Gen[T any] struct {
	Val T   `json:"val"`
	L   []T `json:"l"`
}

func show(x any) {
	b, err := json.Marshal(x)
	fmt.Println(string(b), err)
}

func main() {
	c := Color(1)
	all := All{base: base{1, "n", "x"}, Extra: &Extra{Note: "e", More: &Node{Name: "m"}}, lower: "l", Upper: "u", T: 3, M: map[Color]Temp{0: 1, 1: 2},
		S: []Color{0, 1}, P: &c, Q: Ptr{1}, QS: []Ptr{{2}, {3}}, QM: map[string]Ptr{"a": {4}}, hidden: 3, Any: Temp(4), Sh: Square{2, "m"},
		Shs: []Shape{Square{3, "m"}, nil, &Square{4, "m"}}, N: 12, A: 99, A2: 5, W2: time.Unix(0, 0).UTC(), D: time.Second, B: []byte("hi"),
		Big: *big.NewInt(77), Raw: json.RawMessage(`{"z": 1}`), Num: "12.5", Dash: "d", MM: map[int]map[string]Square{2: {"s": {1, "u"}}}}
	show(all)
	show(&all)
	show([]any{c, Temp(1), Square{1, "m"}, map[string]any{"x": c, "y": []Temp{1}}, nil, all.In})
	show(map[string]Shape{"a": Square{1, ""}, "b": nil})
	show(Node{"a", []*Node{{Name: "b"}, {Name: "c", Kids: []*Node{}}}, map[string]*Node{"x": {Name: "y"}}})
	show(A{&B{As: []A{{}, {&B{N: 2}}}, N: 1}})
	show(Tagged{base{1, "n", "x"}, Extra{Note: "t"}})
	show(Both{X1{1, 2}, X2{3}})
	show(Promoted{1, 2})
	show(Gen[Color]{1, []Color{2}})
	show(Gen[string]{"a", nil})
	show(struct {
		base
		K Color
	}{base{ID: 2}, 2})
	show(Color(2))
	show(&c)
	show((*Color)(nil))
	show([]Color(nil))
	show(map[Color]int{2: 1, 0: 3})
	show(Broken{})
	show([]any{1, Broken{}})
	show(map[string]Broken{"a": {}})
	show(Invalid{})
	show(Color(-1))
	show([]Color{-1})
	show(make(chan int))
	show(struct{ F func() }{})
	show(map[Square]int{})
	type Loop struct{ L *Loop }
	var l Loop
	l.L = &l
	show(l)
	_, err := json.Marshal([]Broken{{}})
	var me *json.MarshalerError
	fmt.Println(errors.As(err, &me), errors.Unwrap(err))

	b, err := json.MarshalIndent(map[string]any{"s": Square{1, "u"}, "t": []Temp{1}}, ">", "  ")
	fmt.Println(string(b), err)
	enc := json.NewEncoder(os.Stdout)
	fmt.Println(enc.Encode(struct{ T Temp }{5}))
	enc.SetEscapeHTML(false)
	enc.SetIndent("", " ")
	fmt.Println(enc.Encode([]Temp{5}), enc.Encode(Both{}))
	var buf bytes.Buffer
	fmt.Println(json.NewEncoder(&buf).Encode(Broken{}), buf.Len())
	f := json.Marshal
	b, err = f([]Color{1})
	fmt.Println(string(b), err)
	g := enc.Encode
	fmt.Println(g(Color(1)))
}
