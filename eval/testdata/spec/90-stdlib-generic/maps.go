// Package maps: every function.
package main

import (
	"fmt"
	"maps"
	"slices"
)

type table map[string]int

func main() {
	m := table{"a": 1, "b": 2, "c": 3}
	fmt.Println(slices.Sorted(maps.Keys(m)), slices.Sorted(maps.Values(m)))
	sum := 0
	for k, v := range maps.All(m) {
		sum += v * len(k)
	}
	fmt.Println(sum)
	c := maps.Clone(m)
	c["a"] = 10
	fmt.Println(m, c, maps.Clone(table(nil)) == nil, len(maps.Clone(table{})))
	fmt.Println(maps.Equal(m, c), maps.Equal(m, map[string]int{"a": 1, "b": 2, "c": 3}))
	fmt.Println(maps.EqualFunc(m, map[string]string{"a": "1", "b": "2", "c": "3"}, func(n int, s string) bool { return fmt.Sprint(n) == s }))
	maps.Copy(m, map[string]int{"c": 30, "d": 4})
	maps.DeleteFunc(m, func(k string, v int) bool { return v == 2 })
	fmt.Println(m)
	maps.Insert(m, maps.All(map[string]int{"e": 5}))
	fmt.Printf("%v %d\n", m, len(m))
	n := maps.Collect(slices.All([]string{"x", "y"}))
	fmt.Println(n[0], n[1], len(n), len(maps.Collect(maps.All(table{}))))
}
