// Package json: arrays and slices.
package main

import (
	"encoding/json"
	"errors"
	"fmt"
)

type A [3]int
type In struct{ X int }
type T struct {
	A A
	B [2]In
	C [2]string
	D []In
	E [][]int
	F [2][2]byte
	G []A
}

func main() {
	t := T{A: A{9, 9, 9}, B: [2]In{{8}, {8}}, C: [2]string{"q", "q"}, D: []In{{1}, {2}, {3}}}
	read(`{"A":[1],"B":[{},{"X":1},{"X":2}],"C":["a","b","c"],"D":[{}],"E":[[1],[],null],"F":[[1,2],[3,4]],"G":[[1,2,3,4]]}`, &t)
	fmt.Println(len(t.D), cap(t.D) >= 1, t.D[:1])
	read(`{"D":[],"E":[]}`, &t)
	fmt.Println(t.D == nil, len(t.D))
	read(`{"A":null,"D":null,"B":[null,null]}`, &t)
	fmt.Println(t.D == nil)
	read(`{"A":{"x":1}}`, &t)
	read(`{"A":"x","D":"y","E":[1,[2]]}`, &t)
	d := make([]In, 1, 4)
	d = append(d, In{5})
	d = d[:1]
	fmt.Println(json.Unmarshal([]byte(`[{"X":1},{}]`), &d), d)
	var arr [2]In
	read(`[{"X":1}]`, &arr)
	var sl []*In = []*In{{1}, {2}}
	p := sl[0]
	read(`[{"X":7}]`, &sl)
	fmt.Println(p.X)
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
