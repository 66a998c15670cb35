// Composite literals of all types, with keys, without types, nested.
package main

import "fmt"

type point3D struct{ x, y, z float64 }
type line struct{ p, q point3D }
type tree struct {
	l, r *tree
	v    any
}

const one = 1

func main() {
	origin := &point3D{}
	l := line{*origin, point3D{y: -4, z: 12.3}}
	fmt.Println(l.q.y, l.q.z, origin.x)
	buffer := [10]string{}
	intSet := [6]int{1, 2, 3, 5}
	days := [...]string{"Sat", "Sun"}
	fmt.Println(len(buffer), intSet, len(days))
	points := [...]point3D{{1.5, -3.5, 0}, {0, 0, 1}}
	pp := [2]*point3D{{1.5, -3.5, 0}, {}}
	nested := [][]int{{1}, {2, 3}, {}, nil}
	noKeys := [][]point3D{{{0, 1, 2}, {1, 2, 3}}}
	m := map[string]point3D{"orig": {0, 0, 0}, "x": {x: 9}}
	mk := map[point3D]string{{0, 0, 0}: "orig", {x: 1}: "x"}
	mp := map[string]*point3D{"p": {1, 2, 3}}
	ms := map[string][]int{"a": {1, 2}, "b": nil}
	mm := map[int]map[int]int{1: {2: 3}}
	fmt.Println(points[0].x, pp[0].y, pp[1].x, len(nested[1]), nested[3] == nil, noKeys[0][1].z, m["x"].x, mk[point3D{x: 1}], mp["p"].z, ms["a"], mm[1][2])
	vowels := [128]bool{'a': true, 'e': true, 'y': true}
	filter := [10]float32{-1, 4: -0.1, -0.1, 9: -1}
	fmt.Println(vowels['e'], vowels['b'], filter)
	s := []int{2: 5, 6, 0: 1, one: 9}
	fmt.Println(s, len(s))
	a := []struct {
		n int
		s []string
	}{{1, []string{"a"}}, {s: []string{"b", "c"}}}
	fmt.Println(a[1].s[1], a[0].n)
	t := tree{&tree{v: 1}, nil, []any{1, "x", tree{v: 2}.v, nil}}
	fmt.Println(t.l.v, t.v)
	f := []func(int) int{func(x int) int { return x + 1 }, nil, func(x int) int { return x * 2 }}
	fmt.Println(f[0](1), f[1] == nil, f[2](5))
	fmt.Println(&[]int{1, 2}, *&[]int{3}, (&[3]int{1})[1:], (&map[string]int{"k": 1}) != nil)
	if (point3D{1, 2, 3}) == (point3D{1, 2, 3}) {
		fmt.Println("equal")
	}
	type pair[T any] struct{ a, b T }
	ps := []pair[string]{{"a", "b"}, {b: "c"}}
	fmt.Println(ps[1].b, pair[int]{1, 2}.a, map[pair[int]]bool{{1, 2}: true}[pair[int]{1, 2}])
}
