// Package json: own types through interfaces of the package.
package main

import (
	"encoding"
	"encoding/json"
	"fmt"
	"strconv"
	"time"
)

type M struct{ N int }

func (m M) MarshalJSON() ([]byte, error)        { return []byte(strconv.Itoa(m.N)), nil }
func (m *M) UnmarshalJSON(b []byte) (err error) { m.N, err = strconv.Atoi(string(b)); return }

type T struct{ s string }

func (t T) MarshalText() ([]byte, error)  { return []byte(t.s), nil }
func (t *T) UnmarshalText(b []byte) error { t.s = string(b); return nil }

var _ json.Marshaler = M{}
var _ json.Unmarshaler = (*M)(nil)
var _ encoding.TextMarshaler = T{}

func enc(m json.Marshaler) {
	b, err := m.MarshalJSON()
	fmt.Println(string(b), err)
	show(m)
	show([]json.Marshaler{m, nil})
	show(map[string]json.Marshaler{"x": m})
}
func main() {
	enc(M{3})
	enc(&M{4})
	enc(json.RawMessage(`[1]`))
	enc(time.Unix(0, 0).UTC())
	var u json.Unmarshaler = &M{}
	fmt.Println(json.Unmarshal([]byte(`17`), u), u)
	fmt.Println(json.Unmarshal([]byte(`18`), &u), u)
	fmt.Println(json.Unmarshal([]byte(`"x"`), u), u)
	var tm encoding.TextMarshaler = T{"q"}
	show(tm)
	show([]encoding.TextMarshaler{tm})
	x := struct {
		U json.Unmarshaler
		T encoding.TextUnmarshaler
	}{&M{}, &T{}}
	fmt.Println(json.Unmarshal([]byte(`{"U":5,"T":"tt"}`), &x), x.U, x.T)
	x.U = nil
	fmt.Println(json.Unmarshal([]byte(`{"U":5}`), &x))
	a := []any{&M{}, &T{}}
	fmt.Println(json.Unmarshal([]byte(`[6,"zz",7]`), &a), a[0], a[1], a[2])
}

func show(x any) {
	b, err := json.Marshal(x)
	fmt.Println(string(b), err)
}
