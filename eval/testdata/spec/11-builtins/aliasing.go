// Slices and maps share, copies do not, and maps change while they are ranged over.
package main

import (
	"fmt"
	"sort"
)

func main() {
	m := map[int]int{1: 1, 2: 2, 3: 3, 4: 4}
	seen := 0
	for k := range m {
		delete(m, k)
		seen++
	}
	fmt.Println(seen, len(m))
	m = map[int]int{}
	for i := 0; i < 100; i++ {
		m[i] = i
	}
	cnt := 0
	for k := range m {
		for j := 0; j < 100; j++ {
			if j != k {
				delete(m, j)
			}
		}
		cnt++
	}
	fmt.Println(cnt, len(m))
	for k, v := range m {
		m[k] = v + 1
	}
	for k := range m {
		m[k]++
	}
	var keys []int
	for k := range m {
		keys = append(keys, k)
	}
	sort.Ints(keys)
	fmt.Println(len(keys))
	s := []int{1, 2, 3, 4, 5}
	a := s[1:3]
	a = append(a, 99)
	fmt.Println(s, a, len(a), cap(a))
	b := append(s[:1:1], 7)
	fmt.Println(s, b)
	copy(s[1:], s)
	fmt.Println(s)
	s = append(s[:1], s[2:]...)
	fmt.Println(s, s[:5])
	for i, v := range s {
		s[i] = v * 2
		if i == 0 {
			s = append(s, 100)
			s[1] = 1000
		}
	}
	fmt.Println(s)
	x := []int{1, 2, 3}
	y := x
	x = append(x, 4)
	x[0] = 9
	fmt.Println(x, y)
	z := make([]int, 3, 10)
	p, q := append(z, 1), append(z, 2)
	fmt.Println(p, q)
	var n []int
	n = append(n, n...)
	fmt.Println(n == nil, len(n))
	n = append(n, x...)
	x[1] = 77
	fmt.Println(n)
	n = append(n[:2], append([]int{5}, n[2:]...)...)
	fmt.Println(n)
	mm := map[string][]int{}
	mm["a"] = append(mm["a"], 1, 2)
	t := mm["a"]
	t[0] = 50
	mm["a"] = append(mm["a"], 3)
	fmt.Println(mm, t)
	type P struct{ x, y int }
	mp := map[P]*P{{1, 2}: {3, 4}}
	mp[P{1, 2}].x++
	fmt.Println(*mp[P{1, 2}], mp[P{2, 1}] == nil)
	ms := map[string]P{"a": {1, 2}}
	v := ms["a"]
	v.x = 10
	fmt.Println(ms, v)
	v, ok := ms["zz"]
	fmt.Println(v, ok)
	nested := map[string]map[string]int{"a": {"b": 1}}
	nested["a"]["c"]++
	in := nested["a"]
	in["d"] = 4
	fmt.Println(nested, len(nested["none"]), nested["none"]["x"])
	mf := map[float64]int{}
	arr := [3][]int{{1}, {2}}
	arr2 := arr
	arr2[0][0] = 100
	arr2[2] = []int{3}
	fmt.Println(arr, arr2, len(mf))
	sl := make([][]int, 2)
	for i := range sl {
		sl[i] = make([]int, 2)
	}
	sl[0][1] = 5
	cp := append([][]int(nil), sl...)
	cp[0][1] = 6
	cp[1] = nil
	fmt.Println(sl, cp)
	clear(mm)
	clear(s)
	fmt.Println(mm, s)
	c3 := [...]int{5: 1, 2, 1: 7}
	fmt.Println(c3, len(c3))
	pa := &c3
	for i := range pa {
		pa[i] = i
	}
	sl3 := pa[2:4]
	sl3[0] = 50
	fmt.Println(c3, sl3, cap(sl3))
	arrp := [3]*int{}
	for i := range arrp {
		arrp[i] = &c3[i]
	}
	*arrp[1] = 99
	fmt.Println(c3[1])
	conv := [2]int(sl3)
	conv[0] = 1
	cpp := (*[2]int)(sl3)
	cpp[1] = 44
	fmt.Println(c3, conv, *cpp)
	fmt.Println(min(3, 1, 2), max("a", "b"), min(2.5, 1), max(1, 2.5))
}
