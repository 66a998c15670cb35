// Copy between slices and from strings, overlapping; clear; delete.
package main

import "fmt"

type M map[string]int

func main() {
	a := []int{1, 2, 3, 4, 5}
	n := copy(a, a[2:])
	fmt.Println(n, a)
	a = []int{1, 2, 3, 4, 5}
	n = copy(a[2:], a)
	fmt.Println(n, a)
	b := make([]byte, 3)
	fmt.Println(copy(b, "hello"), string(b))
	fmt.Println(copy(b, []byte{'x'}), string(b))
	fmt.Println(copy([]int(nil), a), copy(a, []int(nil)))
	arr := [3]int{}
	copy(arr[:], a)
	fmt.Println(arr)
	clear(a)
	fmt.Println(a, len(a))
	clear(a[:0])
	m := M{"a": 1, "b": 2}
	clear(m)
	fmt.Println(m, len(m))
	var nm map[int]int
	clear(nm)
	delete(nm, 1)
	m["x"] = 1
	delete(m, "x")
	delete(m, "nothing")
	fmt.Println(len(m))
	ss := []string{"a", "b"}
	clear(ss[:1])
	fmt.Printf("%q\n", ss)
	type P struct{ v []int }
	ps := []P{{[]int{1}}, {nil}}
	clear(ps)
	fmt.Println(ps)
	mk := map[[2]int]string{{1, 2}: "x", {3, 4}: "y"}
	delete(mk, [2]int{1, 2})
	fmt.Println(mk)
	mi := map[any]int{1: 1, "1": 2, 1.5: 3}
	delete(mi, "1")
	delete(mi, 1)
	fmt.Println(mi)
	defer func() { fmt.Println(recover()) }()
	delete(mi, any([]int{}))
}
