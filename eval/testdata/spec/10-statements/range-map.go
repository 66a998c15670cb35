// Range over maps: all entries once, deletion and insertion while ranging, nil maps.
package main

import (
	"fmt"
	"sort"
)

type K struct{ a, b int }

func main() {
	m := map[string]int{"a": 1, "b": 2, "c": 3}
	sum := 0
	var ks []string
	for k, v := range m {
		sum += v
		ks = append(ks, k)
	}
	sort.Strings(ks)
	fmt.Println(sum, ks)
	for k := range m {
		delete(m, k)
	}
	fmt.Println(len(m))
	m = map[string]int{"a": 1, "b": 2, "c": 3}
	seen := 0
	for range m {
		seen++
		clear(m)
	}
	fmt.Println(seen)
	m2 := map[int]bool{0: true}
	n := 0
	for k := range m2 {
		n++
		m2[k+1000] = true
		if n > 50 {
			break
		}
	}
	fmt.Println(n >= 1, len(m2) > 1)
	var nm map[string]int
	for range nm {
		fmt.Println("never")
	}
	mk := map[K][]int{{1, 2}: {3}}
	for k, v := range mk {
		v[0] = 99
		k.a = 5
		fmt.Println(k, v)
	}
	fmt.Println(mk)
	deleted := map[int]bool{}
	big := map[int]int{}
	for i := range 100 {
		big[i] = i
	}
	wrong := 0
	for k := range big {
		if deleted[k] {
			wrong++
		}
		for j := range 100 {
			if j != k && j%2 == 0 {
				delete(big, j)
				deleted[j] = true
			}
		}
	}
	fmt.Println(wrong)
	mf := map[string]func() string{"f": func() string { return "called" }}
	for _, f := range mf {
		fmt.Println(f())
	}
	mi := map[any]string{1: "int", "1": "string", 1.0: "float"}
	var vs []string
	for _, v := range mi {
		vs = append(vs, v)
	}
	sort.Strings(vs)
	fmt.Println(vs)
	var k string
	var v int
	for k, v = range map[string]int{"z": 26} {
	}
	fmt.Println(k, v)
	mm := map[string]map[string]int{"x": {"y": 1}}
	for _, inner := range mm {
		inner["z"] = 2
	}
	fmt.Println(mm)
}
