// Package json: own types over standard ones.
package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"time"
)

type Raw json.RawMessage
type Num json.Number
type Dur time.Duration
type IP net.IP
type Bytes []byte
type T struct {
	R  Raw
	N  Num
	D  Dur
	I  IP
	B  Bytes
	RM json.RawMessage `json:",omitempty"`
	JN json.Number     `json:",string"`
	TD time.Duration   `json:",string"`
}

func main() {
	show(T{R: Raw("[1]"), N: "5", D: 7, I: IP{1, 2}, B: Bytes("hi"), JN: "12", TD: 5})
	var t T
	read(`{"R":"WzFd","N":"5","D":8,"I":"AQI=","B":"aGk=","RM":{"x":1},"JN":"13","TD":"6"}`, &t)
	fmt.Println(string(t.R), t.N, t.D, t.I, string(t.B), string(t.RM), t.JN, t.TD)
	read(`{"N":5}`, &t)
	read(`{"JN":5}`, &t)
	read(`{"JN":"x"}`, &t)
	read(`{"TD":"1s"}`, &t)
	read(`{"TD":1}`, &t)
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
