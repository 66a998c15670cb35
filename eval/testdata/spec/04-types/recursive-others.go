// Slice, map, channel and pointer types that refer to themselves.
package main

import "fmt"

type self []self

type dict map[string]dict

type chain chan chain

type ptr *ptr

func (d dict) depth() int {
	n := 0
	for _, x := range d {
		n = max(n, x.depth())
	}
	return n + 1
}

func main() {
	s := self{nil, {}, {{}, {}}}
	s = append(s, s)
	fmt.Println(len(s), len(s[2]), s[0] == nil, s[1] == nil, len(s[3]))
	d := dict{"a": {"b": nil}}
	d["c"] = dict{}
	fmt.Println(len(d), d["a"]["b"] == nil, d.depth())
	c := make(chain, 1)
	c <- c
	fmt.Println(<-c == c)
	var p ptr
	p = &p
	fmt.Println(*p == p)
}
