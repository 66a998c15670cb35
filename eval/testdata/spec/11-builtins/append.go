// Append in all forms: nothing, several, slices, strings to bytes, nil, growth and aliasing, named slices.
package main

import "fmt"

type Ints []int

func vals() (a []int, b int) { return []int{1}, 2 }

func f(s string) int { fmt.Print(s, " "); return len(s) }

func main() {
	var s []int
	s = append(s)
	fmt.Println(s == nil, len(s))
	s = append(s, 1)
	s = append(s, 2, 3)
	s = append(s, s...)
	s = append(s, []int{9}...)
	s = append(s, nil...)
	fmt.Println(s, len(s))
	b := append([]byte("ab"), "cd"...)
	b = append(b, 'e', 102)
	fmt.Println(string(b))
	base := make([]int, 2, 10)
	x := append(base, 1)
	y := append(base, 2)
	fmt.Println(x, y, cap(x), len(base))
	full := base[:2:2]
	z := append(full, 3)
	z[0] = 100
	fmt.Println(base[0], z)
	var n Ints = append(Ints(nil), 1, 2)
	n = append(n, []int{3}...)
	fmt.Printf("%v %d\n", n, len(n))
	var as []any
	as = append(as, 1, "s", nil, 2.5)
	fmt.Println(as...)
	var es []error
	es = append(es, nil, fmt.Errorf("e"))
	fmt.Println(es)
	m := map[string][]int{}
	m["a"] = append(m["a"], 1)
	m["a"] = append(m["a"], 2)
	fmt.Println(m)
	ss := [][]int{{1}}
	ss[0] = append(ss[0], 2)
	ss = append(ss, []int{3}, nil)
	fmt.Println(ss)
	fs := append([]func() int{}, func() int { return 7 })
	fmt.Println(fs[0]())
	s2 := append([]int{f("a")}, f("bb"), f("ccc"))
	fmt.Println(s2)
	s3 := append(append([]int{1}, 2), 3)
	fmt.Println(s3)
	s3 = append(s3[:1], s3[2:]...)
	fmt.Println(s3)
	type P struct{ x int }
	ps := append([]P{}, P{1}, P{2})
	ps = append(ps, P{})
	ps[2].x = 5
	fmt.Println(ps)
	pp := append([]*P(nil), &ps[0])
	pp[0].x = 50
	fmt.Println(ps[0])
	c := 0
	for range 100 {
		s = append(s, c)
		c++
	}
	fmt.Println(len(s), s[len(s)-1])
}
