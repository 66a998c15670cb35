// Sorting: sort.Interface, by several keys, stable, slices, search, custom orders.
package main

import (
	"cmp"
	"fmt"
	"slices"
	"sort"
	"strings"
)

type Person struct {
	Name string
	Age  int
}

type ByAge []Person

func (a ByAge) Len() int           { return len(a) }
func (a ByAge) Swap(i, j int)      { a[i], a[j] = a[j], a[i] }
func (a ByAge) Less(i, j int) bool { return a[i].Age < a[j].Age }

type lessFunc func(a, b *Person) bool

type multi struct {
	ps   []Person
	less []lessFunc
}

func (m *multi) Len() int      { return len(m.ps) }
func (m *multi) Swap(i, j int) { m.ps[i], m.ps[j] = m.ps[j], m.ps[i] }
func (m *multi) Less(i, j int) bool {
	a, b := &m.ps[i], &m.ps[j]
	for _, l := range m.less {
		switch {
		case l(a, b):
			return true
		case l(b, a):
			return false
		}
	}
	return false
}

func bubble(a []int) []int {
	for i := range a {
		for j := 0; j < len(a)-1-i; j++ {
			if a[j] > a[j+1] {
				a[j], a[j+1] = a[j+1], a[j]
			}
		}
	}
	return a
}

func quick(a []int) []int {
	if len(a) < 2 {
		return a
	}
	p := a[0]
	var lo, hi []int
	for _, x := range a[1:] {
		if x < p {
			lo = append(lo, x)
		} else {
			hi = append(hi, x)
		}
	}
	return append(append(quick(lo), p), quick(hi)...)
}

func merge(a, b []int) []int {
	out := make([]int, 0, len(a)+len(b))
	for len(a) > 0 && len(b) > 0 {
		if a[0] <= b[0] {
			out, a = append(out, a[0]), a[1:]
		} else {
			out, b = append(out, b[0]), b[1:]
		}
	}
	return append(append(out, a...), b...)
}

func main() {
	ps := []Person{{"Bob", 30}, {"Al", 25}, {"Cy", 30}, {"Di", 25}}
	sort.Sort(ByAge(ps))
	fmt.Println(ps[0].Age, ps[3].Age)
	sort.Sort(sort.Reverse(ByAge(ps)))
	fmt.Println(ps[0].Age)
	m := &multi{ps, []lessFunc{func(a, b *Person) bool { return a.Age < b.Age }, func(a, b *Person) bool { return a.Name > b.Name }}}
	sort.Sort(m)
	fmt.Println(ps)
	sort.SliceStable(ps, func(i, j int) bool { return len(ps[i].Name) < len(ps[j].Name) })
	fmt.Println(ps)
	slices.SortFunc(ps, func(a, b Person) int {
		return cmp.Or(-cmp.Compare(a.Age, b.Age), strings.Compare(a.Name, b.Name))
	})
	fmt.Println(ps)
	fmt.Println(bubble([]int{3, 1, 2}), quick([]int{5, 2, 9, 1, 5}), merge([]int{1, 4}, []int{2, 3, 5}))
	xs := []int{1, 3, 5, 7}
	fmt.Println(sort.SearchInts(xs, 5), sort.Search(len(xs), func(i int) bool { return xs[i] >= 4 }))
	i, ok := slices.BinarySearch(xs, 6)
	fmt.Println(i, ok, sort.IsSorted(sort.IntSlice(xs)))
	words := strings.Fields("the quick brown fox jumps over the lazy dog the end")
	freq := map[string]int{}
	for _, w := range words {
		freq[w]++
	}
	type kv struct {
		k string
		v int
	}
	var kvs []kv
	for k, v := range freq {
		kvs = append(kvs, kv{k, v})
	}
	sort.Slice(kvs, func(i, j int) bool {
		if kvs[i].v != kvs[j].v {
			return kvs[i].v > kvs[j].v
		}
		return kvs[i].k < kvs[j].k
	})
	for _, x := range kvs[:3] {
		fmt.Printf("%s=%d ", x.k, x.v)
	}
	fmt.Println()
}
