// Package sort: own types as sort.Interface.
package main

import (
	"fmt"
	"sort"
	"strings"
)

type byLength []string

func (b byLength) Len() int           { return len(b) }
func (b byLength) Less(i, j int) bool { return len(b[i]) < len(b[j]) }
func (b byLength) Swap(i, j int)      { b[i], b[j] = b[j], b[i] }

type table struct {
	rows  []map[string]int
	key   string
	swaps int
}

func (t *table) Len() int           { return len(t.rows) }
func (t *table) Less(i, j int) bool { return t.rows[i][t.key] < t.rows[j][t.key] }
func (t *table) Swap(i, j int) {
	t.rows[i], t.rows[j] = t.rows[j], t.rows[i]
	t.swaps++
}

func main() {
	words := byLength{"ccc", "a", "bb", "dddd"}
	sort.Sort(words)
	fmt.Println([]string(words), sort.IsSorted(words))
	sort.Sort(sort.Reverse(words))
	fmt.Println([]string(words))
	same := byLength(strings.Fields("b2 a2 c1 x y a z"))
	sort.Stable(same)
	fmt.Println([]string(same))

	t := &table{key: "n", rows: []map[string]int{{"n": 3}, {"n": 1}, {"n": 2}}}
	sort.Sort(t)
	fmt.Println(t.rows, t.swaps > 0)

	s := []struct {
		name string
		n    int
	}{{"x", 2}, {"y", 1}, {"z", 3}}
	sort.Slice(s, func(i, j int) bool { return s[i].n < s[j].n })
	fmt.Println(s[0].name, s[1].name, s[2].name)
	sort.SliceStable(s, func(i, j int) bool { return s[i].name > s[j].name })
	fmt.Println(s[0].name, sort.SliceIsSorted(s, func(i, j int) bool { return s[i].name > s[j].name }))
	fmt.Println(sort.Search(100, func(i int) bool { return i*i >= 50 }), sort.SearchInts([]int{1, 3, 5}, 3))
	fmt.Println(sort.Find(3, func(i int) int { return strings.Compare("b", []string{"a", "b", "c"}[i]) }))
	ints := sort.IntSlice{3, 1, 2}
	ints.Sort()
	fmt.Println([]int(ints), ints.Search(2))
}
