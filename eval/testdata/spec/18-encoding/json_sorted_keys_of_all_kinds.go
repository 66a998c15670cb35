// Package json: sorted keys of all kinds.
package main

import (
	"encoding"
	"encoding/json"
	"fmt"
	"strconv"
	"time"
)

type K string
type I int
type T struct{ a int }

func (t T) MarshalText() ([]byte, error) { return []byte(strconv.Itoa(t.a % 2)), nil }

type E interface{ MarshalText() ([]byte, error) }

func main() {
	show(map[K]I{"b": 1, "a": 2, "é": 3, "": 4})
	show(map[I]K{10: "x", 9: "y", -1: "z"})
	show(map[uint8]any{200: K("q"), 3: I(4)})
	show(map[K]map[I][]K{"x": {1: {"y"}}})
	b, err := json.Marshal(map[T]int{{1}: 5, {3}: 5})
	fmt.Println(string(b), err)
	show(map[encoding.TextMarshaler]int{time.Unix(0, 0).UTC(): 1})
	show(map[[2]int]int{})
	show(map[*int]int(nil))
	show(map[struct{}]int(nil))
	show(map[I]func(){})
}

func show(x any) {
	b, err := json.Marshal(x)
	fmt.Println(string(b), err)
}
