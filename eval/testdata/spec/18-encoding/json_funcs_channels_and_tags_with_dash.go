// Package json: funcs, channels and tags with dash.
package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"sync"
)

type T struct {
	F  func()   `json:"-"`
	C  chan int `json:"-"`
	A  int
	D  complex64 `json:"-"`
	mu sync.Mutex
	E  error `json:"-"`
}
type U struct {
	T
	F int
}

func main() {
	show(&T{A: 1})
	show(&U{F: 2})
	var u U
	read(`{"A":3,"F":4}`, &u)
	type X struct {
		A int
		F func()   `json:",omitempty"`
		C chan int `json:",omitempty"`
	}
	show(X{})
	show(struct{ C chan int }{})
	show(map[string]func(){})
	show([]func(){})
	show([]chan int(nil))
	show(map[string]chan int(nil))
	show(struct {
		M map[string]func() `json:",omitempty"`
	}{})
}

func show(x any) {
	b, err := json.Marshal(x)
	fmt.Println(string(b), err)
}

func read(s string, p any) {
	err := json.Unmarshal([]byte(s), p)
	b, e2 := json.Marshal(p)
	fmt.Println(string(b), e2, "|", err)
	var te *json.UnmarshalTypeError
	if errors.As(err, &te) {
		fmt.Printf("value=%s type=%v offset=%d struct=%s field=%s\n", te.Value, te.Type, te.Offset, te.Struct, te.Field)
	}
	var se *json.SyntaxError
	if errors.As(err, &se) {
		fmt.Println("syntax", se.Offset)
	}
}
