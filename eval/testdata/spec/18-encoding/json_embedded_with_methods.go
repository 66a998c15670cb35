// Package json: embedded with methods.
package main

import (
	"encoding/json"
	"fmt"
)

type Base struct{ ID int }

func (b Base) MarshalJSON() ([]byte, error)  { return []byte(fmt.Sprintf(`"base%d"`, b.ID)), nil }
func (b *Base) UnmarshalJSON(x []byte) error { b.ID = len(x); return nil }

type D struct {
	Base
	Name string
}
type PD struct {
	*Base
	Name string
}
type Two struct {
	Base
	Other
}
type Other struct{ O int }

func (Other) MarshalJSON() ([]byte, error) { return []byte(`"other"`), nil }

type Text struct{ T string }

func (t Text) MarshalText() ([]byte, error) { return []byte(t.T), nil }

type DT struct {
	Text
	N int
}
type Over struct {
	Base
	N int
}

func (o Over) MarshalJSON() ([]byte, error) {
	type alias struct{ N int }
	return json.Marshal(alias{o.N})
}

type Alias Over
type Iface struct {
	json.Marshaler
	N int
}
type Raw struct {
	json.RawMessage
	N int
}

func main() {
	show(D{Base{1}, "n"})
	show(&D{Base{1}, "n"})
	show(PD{&Base{2}, "n"})
	show(Two{Base{1}, Other{2}})
	show(DT{Text{"tt"}, 1})
	show(Over{Base{1}, 2})
	show(Alias{Base{1}, 2})
	show(struct {
		Base
		X int
	}{Base{3}, 4})
	show(Iface{Base{4}, 1})
	show(Raw{json.RawMessage(`[1]`), 2})
	var d D
	fmt.Println(json.Unmarshal([]byte(`{"Name":"x"}`), &d), d)
	var pd PD
	pd.Base = &Base{}
	fmt.Println(json.Unmarshal([]byte(`12345`), &pd), pd.ID)
	var a Alias
	fmt.Println(json.Unmarshal([]byte(`{"N":3,"ID":3}`), &a), a)
}

func show(x any) {
	b, err := json.Marshal(x)
	fmt.Println(string(b), err)
}
