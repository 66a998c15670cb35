// Package json: UnmarshalJSON keeps what it got.
package main

import (
	"bytes"
	"encoding/json"
	"fmt"
)

type Keep struct{ b []byte }

func (k *Keep) UnmarshalJSON(b []byte) error { k.b = b; return nil }

type T struct {
	A, B Keep
	L    []Keep
}

func main() {
	in := []byte(`{"A": {"x" : 1 }, "B":"\u0041", "L":[1, 2 ]}`)
	var t T
	fmt.Println(json.Unmarshal(in, &t))
	fmt.Printf("%s %s %s %s\n", t.A.b, t.B.b, t.L[0].b, t.L[1].b)
	d := json.NewDecoder(bytes.NewReader(in))
	fmt.Println(d.Decode(&t))
	fmt.Printf("%s %s\n", t.A.b, t.B.b)
}
