// Package json: invalid targets.
package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"
)

type T struct{ A int }
type F func()

func main() {
	var t T
	err := json.Unmarshal([]byte(`{}`), t)
	fmt.Println(err)
	var ie *json.InvalidUnmarshalError
	fmt.Println(errors.As(err, &ie), ie.Type)
	fmt.Println(json.Unmarshal([]byte(`{}`), nil))
	fmt.Println(json.Unmarshal([]byte(`{}`), (*T)(nil)))
	fmt.Println(json.Unmarshal([]byte(`{`), (*T)(nil)))
	fmt.Println(json.Unmarshal([]byte(`{}`), []T{}))
	fmt.Println(json.Unmarshal([]byte(`{}`), map[string]T{}))
	fmt.Println(json.Unmarshal([]byte(`{}`), "x"))
	fmt.Println(json.NewDecoder(strings.NewReader(`{}`)).Decode(t))
	fmt.Println(json.NewDecoder(strings.NewReader(`{}`)).Decode((*T)(nil)))
	fmt.Println(json.NewDecoder(strings.NewReader(`{}`)).Decode(nil))
	var f F
	fmt.Println(json.Unmarshal([]byte(`{}`), &f))
	var c chan int
	fmt.Println(json.Unmarshal([]byte(`{}`), &c))
	var x struct {
		F func()
		C complex128
		T T
	}
	fmt.Println(json.Unmarshal([]byte(`{"F":1,"T":{"A":2}}`), &x), x.T)
	fmt.Println(json.Unmarshal([]byte(`{"C":"s","T":{"A":3}}`), &x), x.T)
	fmt.Println(json.Unmarshal([]byte(`{"F":null,"C":null}`), &x), x.T)
}
