// Package json: Encoder and writers.
package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"
)

type T struct {
	A int
	B []byte
	C any
}
type W struct{ n int }

func (w *W) Write(b []byte) (int, error) {
	w.n += len(b)
	if w.n > 60 {
		return 0, errors.New("full")
	}
	fmt.Printf("[%s]", b)
	return len(b), nil
}
func main() {
	w := &W{}
	e := json.NewEncoder(w)
	for i := range 5 {
		fmt.Println(e.Encode(T{i, []byte{1}, T{}}))
	}
	var sb strings.Builder
	e = json.NewEncoder(&sb)
	for _, x := range []any{T{}, &T{}, nil, (*T)(nil), []T{}, 1, T{C: func() {}}} {
		fmt.Println(e.Encode(x))
	}
	fmt.Print(sb.String())
}
