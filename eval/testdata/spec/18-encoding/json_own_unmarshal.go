// Package json: own unmarshal.
package main

import (
	"encoding/json"
	"errors"
	"fmt"
)

type V struct{ s string }

func (v *V) UnmarshalJSON(b []byte) error {
	if string(b) == `"bad"` {
		return errors.New("bad v")
	}
	v.s = "<" + string(b) + ">"
	return nil
}

type T struct{ s string }

func (t *T) UnmarshalText(b []byte) error {
	if string(b) == "bad" {
		return errors.New("bad t")
	}
	t.s = "[" + string(b) + "]"
	return nil
}

type S struct {
	V  V
	T  T
	PV *V
	PT *T
	VS []V
	MT map[string]T
	A  [2]V
}

func main() {
	var s S
	err := json.Unmarshal([]byte(`{"V": {"a": [1, 2]} , "T":"x","PV":null,"PT":"y","VS":[1, null ,"z"],"MT":{"a":"b"},"A":[true]}`), &s)
	fmt.Println(s.V, s.T, s.PV, *s.PT, s.VS, s.MT, s.A, err)
	for _, in := range []string{`{"V":"bad"}`, `{"T":"bad"}`, `{"T":5}`, `{"T":null,"V":null}`, `{"VS":["bad"]}`, `{"MT":{"a":"bad","b":"c"}}`, `{"MT":{"a":1,"b":"c"}}`, `{"PT":[1],"V":3}`, `{"V":1,}`, `{"A":[1,2,3,"bad"]}`} {
		var s S
		err := json.Unmarshal([]byte(in), &s)
		fmt.Println(s.V, s.T, s.VS, s.MT, s.A, err)
		var te *json.UnmarshalTypeError
		if errors.As(err, &te) {
			fmt.Println(te.Value, te.Type, te.Offset, te.Struct, te.Field)
		}
	}
	var v V
	fmt.Println(json.Unmarshal([]byte(` "bad" `), &v), json.Unmarshal([]byte(` 12 `), &v), v)
	var pv *V
	fmt.Println(json.Unmarshal([]byte(`12`), &pv), pv)
	fmt.Println(json.Unmarshal([]byte(`null`), &pv), pv)
}
