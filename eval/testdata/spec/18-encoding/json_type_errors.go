// Package json: type errors.
package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"time"
)

type In struct {
	X int8 `json:"x"`
	Y []struct{ Z uint }
	M map[string]In
}
type T struct {
	A int
	B string
	C bool
	D In `json:"dee"`
	E *In
	F []In
	G float32
	H time.Time
	I map[int]string
	In
}

func main() {
	for _, in := range []string{`{"A":"x"}`, `{"A":1.5}`, `{"A":1e3}`, `{"A":99999999999999999999}`, `{"A":true}`, `{"A":[1]}`, `{"A":{"q":1}}`, `{"B":1}`, `{"C":"true"}`, `{"C":0}`, `{"dee":5}`, `{"dee":[]}`, `{"dee":{"x":300}}`, `{"dee":{"x":"a"}}`,
		`{"E":{"x":-129}}`, `{"F":[{"x":1},{"x":"b"}]}`, `{"F":{"x":1}}`, `{"F":[1,"s",{"x":2}]}`, `{"G":1e39}`, `{"G":"x"}`, `{"H":"notatime"}`, `{"H":5}`, `{"I":{"x":"y"}}`, `{"I":{"1":2}}`, `{"x":"y"}`, `{"Y":[{"Z":-1}]}`, `{"dee":{"Y":[{"Z":1},{"Z":"q"}]}}`,
		`{"dee":{"M":{"k":{"x":"deep"}}}}`, `[1]`, `"s"`, `12`, `true`, `null`, `{"A":"1","B":2,"C":3}`, `  {  "B" : 12 ,"A": 4 }`, `{"a":"lower"}`, `{"DEE":{"X":"upper"}}`, `{"A":1,"A":"dup"}`, `{"A":"dup","A":2}`} {
		var t T
		err := json.Unmarshal([]byte(in), &t)
		fmt.Println(in, "=>", err, t.A, t.B, t.D.X, len(t.F))
		var te *json.UnmarshalTypeError
		if errors.As(err, &te) {
			fmt.Printf("  value=%s type=%v kind=%v offset=%d struct=%s field=%s\n", te.Value, te.Type, te.Type.Kind(), te.Offset, te.Struct, te.Field)
		}
	}
}
