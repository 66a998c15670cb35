// Package json: error types of marshalers.
package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
)

type Bad struct{ N int }

func (b Bad) MarshalJSON() ([]byte, error) {
	switch b.N {
	case 0:
		return nil, errors.New("zero")
	case 1:
		return []byte(`{bad`), nil
	case 2:
		return []byte(``), nil
	case 3:
		return nil, nil
	case 4:
		return []byte(`1 2`), nil
	}
	return []byte(` {"a" : "<" } `), nil
}

type BT int

func (b BT) MarshalText() ([]byte, error) { return nil, fmt.Errorf("text %d: %w", int(b), io.EOF) }

type W struct {
	B Bad
	L []*Bad
}

func main() {
	for i := range 6 {
		b, err := json.Marshal(W{Bad{i}, nil})
		fmt.Println(string(b), err)
		var me *json.MarshalerError
		if errors.As(err, &me) {
			fmt.Println(me.Type, me.Err, errors.Unwrap(err))
		}
		b, err = json.Marshal(map[string]any{"x": []any{&Bad{i}}})
		fmt.Println(string(b), err)
	}
	_, err := json.Marshal([]BT{1})
	fmt.Println(err, errors.Is(err, io.EOF))
	_, err = json.Marshal(map[BT]int{1: 2})
	fmt.Println(err, errors.Is(err, io.EOF))
	_, err = json.Marshal(map[string]*Bad{"a": {}})
	fmt.Println(err)
	b, err := json.MarshalIndent(Bad{5}, "", " ")
	fmt.Println(string(b), err)
}
