// Package json: bytes.
package main

import (
	"encoding/json"
	"errors"
	"fmt"
)

type B []byte
type C byte
type CS []C
type M byte

func (m M) MarshalJSON() ([]byte, error) { return []byte(`"m"`), nil }

type MP byte

func (m *MP) MarshalText() ([]byte, error) { return []byte("mp"), nil }

type T struct {
	A []byte
	B B
	C CS
	D [3]byte
	E []M
	F []MP
	G [2]C
	H *[]byte
	I []int8
}

func main() {
	h := []byte("h")
	show(T{[]byte("abc"), B("x"), CS{1, 2}, [3]byte{1, 2, 3}, []M{1}, []MP{1}, [2]C{4, 5}, &h, []int8{-1}})
	show(T{})
	show(B(nil))
	show(B("hey"))
	show(B{})
	show([]B{{1}})
	var t T
	read(`{"A":"YWJj","B":"eA==","C":"AQI=","D":[1,2],"G":[1,2,3],"H":"aA==","I":[5]}`, &t)
	fmt.Printf("%s %s %v %v %v %s\n", t.A, t.B, t.C, t.D, t.G, *t.H)
	read(`{"A":"!!"}`, &t)
	read(`{"B":"!!"}`, &t)
	read(`{"A":[1,2],"B":[3]}`, &t)
	read(`{"A":5}`, &t)
	read(`{"D":"AQID"}`, &t)
	read(`{"B":{}, "C":3}`, &t)
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
