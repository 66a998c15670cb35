// Ranges inside of ranges over all kinds with labels, and changes of what is ranged over.
package main

import (
	"fmt"
	"sort"
)

func seq(n int) func(func(int) bool) {
	return func(y func(int) bool) {
		for i := range n {
			if !y(i) {
				return
			}
		}
	}
}

type Matrix [][]int

func (m Matrix) Cells() func(func([2]int, *int) bool) {
	return func(y func([2]int, *int) bool) {
		for r := range m {
			for c := range m[r] {
				if !y([2]int{r, c}, &m[r][c]) {
					return
				}
			}
		}
	}
}

func find(m Matrix, x int) (r, c int, ok bool) {
	for p, v := range m.Cells() {
		if *v == x {
			return p[0], p[1], true
		}
	}
	return -1, -1, false
}

func all() (out []string) {
outer:
	for i, s := range []string{"ab", "cd"} {
		for j, r := range s {
			for k := range 3 {
				for v := range seq(3) {
					switch {
					case v == 1:
						continue
					case k == 1:
						break
					case j == 1 && k == 2:
						continue outer
					case i == 1 && k == 2:
						break outer
					default:
						out = append(out, fmt.Sprint(i, string(r), k, v))
					}
				}
			}
		}
	}
	return
}

func closures() (n int) {
	var fs []func() int
	for i := range seq(3) {
		for _, x := range [2]int{10, 20} {
			fs = append(fs, func() int { return i + x })
		}
	}
	for _, f := range fs {
		n += f()
	}
	return
}

func grow() (out []int) {
	xs := []int{1, 2, 3}
	for i, x := range xs {
		if i == 0 {
			xs[1] = 20
			xs = append(xs, 4)
			xs[2] = 30
		}
		out = append(out, x)
	}
	return append(out, xs...)
}

func arrays() (out []int) {
	a := [3]int{1, 2, 3}
	for i, x := range a {
		a[2] = 10 + i
		out = append(out, x)
	}
	for i := range a {
		a[i] *= 2
	}
	for _, x := range a[:2] {
		out = append(out, x)
	}
	return
}

func maps() []string {
	m := map[string][]int{"a": {1, 2}, "b": {3}}
	var out []string
	for k, xs := range m {
		for i := range xs {
			xs[i] += 100
			out = append(out, fmt.Sprint(k, i, m[k][i]))
		}
	}
	sort.Strings(out)
	return out
}

func structs() (out []int) {
	type P struct{ xs []int }
	ps := []P{{[]int{1}}, {[]int{2, 3}}}
	for i, p := range ps {
		for j := range p.xs {
			ps[i].xs[j]++
			p.xs[j] *= 2
		}
		p.xs = nil
	}
	for _, p := range ps {
		out = append(out, p.xs...)
	}
	return
}

func main() {
	m := Matrix{{1, 2}, {3, 4}}
	for _, v := range m.Cells() {
		*v *= 10
	}
	fmt.Println(m)
	fmt.Println(find(m, 30))
	fmt.Println(find(m, 31))
	fmt.Println(all())
	fmt.Println(closures(), grow(), arrays(), maps(), structs())
}
