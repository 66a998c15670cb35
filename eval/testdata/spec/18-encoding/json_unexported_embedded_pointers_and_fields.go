// Package json: unexported embedded pointers and fields.
package main

import (
	"encoding/json"
	"fmt"
)

type inner struct{ A int }
type Outer struct {
	*inner
	B int
}
type mid struct {
	inner
	C int
}
type O2 struct{ mid }
type O3 struct {
	*mid
	D int
}

func main() {
	show(Outer{&inner{1}, 2})
	show(Outer{nil, 2})
	show(O2{mid{inner{1}, 2}})
	show(O3{&mid{inner{1}, 2}, 3})
	var o Outer
	fmt.Println(json.Unmarshal([]byte(`{"A":1,"B":2}`), &o), o.B)
	o.inner = &inner{}
	fmt.Println(json.Unmarshal([]byte(`{"A":1,"B":2}`), &o), o.A)
	var o2 O2
	fmt.Println(json.Unmarshal([]byte(`{"A":1,"C":2}`), &o2), o2)
	var o3 O3
	fmt.Println(json.Unmarshal([]byte(`{"A":1,"D":4}`), &o3), o3.D)
	var o4 struct {
		X int
		*inner
	}
	fmt.Println(json.Unmarshal([]byte(`{"X":1,"A":4}`), &o4), o4.X)
	fmt.Println(json.Unmarshal([]byte(`{"X":"s","A":4}`), &o4), o4.X)
}

func show(x any) {
	b, err := json.Marshal(x)
	fmt.Println(string(b), err)
}
