// Len and cap of everything that has them, also as constants.
package main

import "fmt"

const cs = "hello"
const n = len(cs)

var arr [5]int

const an = len(arr)

var pa *[7]string

const pn = len(pa)

type S []int
type A [n]byte

func calls() [2]int { fmt.Print("called "); return [2]int{} }

func main() {
	fmt.Println(n, an, pn, len([3]int{}), cap([4]string{}))
	var a A
	fmt.Println(len(a), cap(a), len(calls()))
	s := make([]int, 2, 5)
	fmt.Println(len(s), cap(s), len(s[1:]), cap(s[1:]), cap(s[1:2:3]))
	var ns []int
	var nm map[string]int
	var nc chan int
	fmt.Println(len(ns), cap(ns), len(nm), len(nc), cap(nc))
	c := make(chan int, 3)
	c <- 1
	fmt.Println(len(c), cap(c))
	m := map[string]int{"a": 1}
	fmt.Println(len(m), len("世界"), len(S{1, 2}))
	p := &[2]int{}
	fmt.Println(len(p), cap(p))
	x := [len("abc")]int{}
	fmt.Println(len(x))
	type T struct{ a [3]int }
	var t T
	fmt.Println(len(t.a), len(string([]byte{1, 2})))
	var l uint8 = uint8(len(s))
	fmt.Println(l)
}
