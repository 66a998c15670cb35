// Maps: keys of many types, missing ones, deletion while ranging.
package main

import (
	"fmt"
	"sort"
)

type key struct {
	a string
	b int
}

func main() {
	m := map[string]int{"a": 1, "b": 2}
	m["c"] += 3
	m["a"]++
	v, ok := m["zz"]
	fmt.Println(len(m), m["c"], v, ok, m)
	delete(m, "a")
	delete(m, "never")
	_, ok = m["a"]
	fmt.Println(ok, len(m))
	s := map[key][]int{{"x", 1}: {1}}
	s[key{"x", 1}] = append(s[key{"x", 1}], 2)
	s[key{"y", 2}] = append(s[key{"y", 2}], 3)
	fmt.Println(s[key{"x", 1}], s[key{"y", 2}], s[key{"z", 0}] == nil)
	nested := map[int]map[string]bool{1: {"t": true}}
	fmt.Println(nested[1]["t"], nested[2]["t"])
	i := map[any]string{1: "int", "1": "string", 1.5: "float", key{"k", 1}: "key", [1]int{2}: "array"}
	fmt.Println(i[1], i["1"], i[1.5], i[key{"k", 1}], i[[1]int{2}], i[int8(1)] == "")
	var n map[string]int
	fmt.Println(n["x"], len(n), n == nil)
	delete(n, "x")
	for k := range map[int]int{1: 1, 2: 2, 3: 3} {
		_ = k
	}
	big := map[int]int{}
	for i := range 100 {
		big[i] = i
	}
	for k := range big {
		if k%2 == 0 {
			delete(big, k)
		}
	}
	fmt.Println(len(big))
	p := map[*int]string{}
	x, y := 1, 1
	p[&x] = "x"
	fmt.Println(p[&x], p[&y] == "")
	ks := make([]string, 0)
	for k := range m {
		ks = append(ks, k)
	}
	sort.Strings(ks)
	fmt.Println(ks)
	ps := map[string]struct{ n int }{"q": {4}}
	fmt.Println(ps["q"].n, ps["r"].n)
	b := map[bool]int{true: 1}
	b[3 < 2]--
	fmt.Println(b[true], b[false])
	other := m
	other["new"] = 9
	fmt.Println(m["new"])
	clear(m)
	fmt.Println(len(other))
}
