// Package json: syntax errors.
package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"
)

type T struct {
	A int
	B []T
	C string
}

func main() {
	for _, in := range []string{``, ` `, `{`, `{"A"`, `{"A":`, `{"A":1`, `{"A":1,`, `{"A":1,}`, `{A:1}`, `{"A":01}`, `{"A":1}x`, `[1,2`, `{"B":[}`, `{"C":"a`, `{"C":"\q"}`, "{\"C\":\"a\nb\"}", `{"A":-}`, `{"A":1.}`, `{"A":tru}`, `nul`, `{"C":"\u12"}`, `{"A":+1}`, "\x00", `{'A':1}`, `{"A":1}{"A":2}`} {
		var t T
		err := json.Unmarshal([]byte(in), &t)
		var se *json.SyntaxError
		fmt.Printf("%q %v %v", in, err, t.A)
		if errors.As(err, &se) {
			fmt.Print(" at ", se.Offset)
		}
		fmt.Println()
		d := json.NewDecoder(strings.NewReader(in))
		err = d.Decode(&t)
		fmt.Printf("   %v %v", err, d.InputOffset())
		if errors.As(err, &se) {
			fmt.Print(" at ", se.Offset)
		}
		fmt.Println()
	}
}
