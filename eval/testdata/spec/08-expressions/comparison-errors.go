// What cannot be compared.
package main

type s struct{ f []int }

func main() {
	var a, b []int
	_ = a == b
	var m map[int]int
	_ = m == m
	f := func() {}
	_ = f == f
	_ = s{} == s{}
	_ = 1 == "a"
	var x int
	var y int64
	_ = x == y
	_ = s{} < s{}
	_ = true > false
}
