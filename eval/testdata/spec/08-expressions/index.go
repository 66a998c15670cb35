// Index expressions on arrays, pointers to arrays, slices, strings and maps.
package main

import "fmt"

type grid [2][3]int
type dict map[string]int
type str string
type bytes []byte

func get[T ~[]E, E any](x T, i int) E           { return x[i] }
func char[T ~string | ~[]byte](x T, i int) byte { return x[i] }

func try(f func()) {
	defer func() {
		if r := recover(); r != nil {
			_, ok := r.(error)
			fmt.Println("panics", ok)
		}
	}()
	f()
}

func main() {
	a := [3]int{1, 2, 3}
	p := &a
	s := a[:]
	p[0], s[1] = 10, 20
	fmt.Println(a[0], p[1], s[2], len(p), a)
	var i8 int8 = 2
	var u uint64 = 1
	fmt.Println(a[i8], s[u], "abc"[i8], "äb"[0], a['\x01'], a[1.0])
	g := grid{{1, 2, 3}, {4, 5, 6}}
	g[1][2]++
	row := g[1]
	row[0] = 99
	fmt.Println(g[1], row)
	d := dict{"a": 1}
	d["a"] += 5
	d["b"]++
	v, ok := d["c"]
	fmt.Println(d["a"], d["b"], v, ok, len(d))
	fmt.Println(str("xyz")[1], bytes("hello")[4], get([]string{"q"}, 0), char("abc", 1), char([]byte("abc"), 2))
	m := map[[2]int]map[any]string{{1, 2}: {1: "int", "1": "str", nil: "nil"}}
	fmt.Println(m[[2]int{1, 2}][1], m[[2]int{1, 2}]["1"], m[[2]int{1, 2}][nil], m[[2]int{}][0] == "")
	n := -1
	big := 10
	try(func() { fmt.Println(a[big]) })
	try(func() { fmt.Println(s[n]) })
	try(func() { fmt.Println("abc"[big]) })
	try(func() { s[big] = 1 })
	try(func() { var np *[3]int; fmt.Println(np[0]) })
	try(func() { var nm map[string]int; nm["a"] = 1 })
	try(func() { var nm map[string]int; fmt.Println(nm["a"], len(nm)) })
	try(func() { k := map[any]int{}; k[[]int{1}] = 2 })
	try(func() { k := map[any]int{}; fmt.Println(k[func() {}]) })
	order := ""
	f := func(x string, n int) int { order += x; return n }
	s[f("i", 1)] = f("v", 5)
	fmt.Println(order, s)
}
