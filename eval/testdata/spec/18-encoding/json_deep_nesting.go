// Package json: deep nesting.
package main

import (
	"encoding/json"
	"fmt"
	"strings"
)

type T struct {
	K *T  `json:"k"`
	L []T `json:"l"`
	A any `json:"a"`
}

func main() {
	for _, n := range []int{10, 999, 1001, 5000, 9999} {
		var t T
		in := strings.Repeat(`{"k":`, n) + `null` + strings.Repeat(`}`, n)
		err := json.Unmarshal([]byte(in), &t)
		d := 0
		for p := &t; p.K != nil; p = p.K {
			d++
		}
		out, e2 := json.Marshal(&t)
		fmt.Println(n, err, d, len(out), e2)
		in = strings.Repeat(`{"l":[`, n/2) + strings.Repeat(`]}`, n/2)
		err = json.Unmarshal([]byte(in), &t)
		fmt.Println(err)
		var a any
		fmt.Println(json.Unmarshal([]byte(strings.Repeat(`[`, n)+strings.Repeat(`]`, n)), &a))
	}
}
