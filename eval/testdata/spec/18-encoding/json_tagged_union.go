// Package json: tagged union.
package main

import (
	"encoding/json"
	"fmt"
)

type Event struct {
	Kind string          `json:"kind"`
	Data json.RawMessage `json:"data"`
}
type Click struct{ X, Y int }
type Key struct {
	Code string `json:"code"`
}
type Env[T any] struct {
	Kind string
	Data T
}

func main() {
	for _, in := range []string{`{"kind":"click","data":{"X":1,"Y":2}}`, `{"kind":"key","data":{"code":"a"}}`, `{"kind":"key","data":{"code":5}}`} {
		var e Event
		if err := json.Unmarshal([]byte(in), &e); err != nil {
			fmt.Println(err)
			continue
		}
		var target any
		switch e.Kind {
		case "click":
			target = &Click{}
		case "key":
			target = new(Key)
		}
		err := json.Unmarshal(e.Data, target)
		fmt.Printf("%T %+v %v\n", target, target, err)
		show(Env[any]{e.Kind, target})
	}
	var e Env[any]
	e.Data = &Click{}
	fmt.Println(json.Unmarshal([]byte(`{"Kind":"c","Data":{"X":3}}`), &e), e.Data)
	e.Data = nil
	fmt.Println(json.Unmarshal([]byte(`{"Kind":"c","Data":{"X":3}}`), &e), e.Data)
	e.Data = Click{}
	fmt.Println(json.Unmarshal([]byte(`{"Kind":"c","Data":{"X":3}}`), &e), e.Data)
}

func show(x any) {
	b, err := json.Marshal(x)
	fmt.Println(string(b), err)
}
