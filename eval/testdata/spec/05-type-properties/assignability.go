// What is assignable: the same layout, channels, interfaces, nil, constants.
package main

import (
	"fmt"
	"io"
	"strings"
)

type ints []int
type fn func(int) int
type num float64
type pipe chan int

func inc(x int) int { return x + 1 }

func takeInts(x ints) int   { return len(x) }
func takeFn(f fn) int       { return f(1) }
func takeAny(x any) any     { return x }
func takeRecv(c <-chan int) {}
func takeNum(n num) float64 { return float64(n) }

func main() {
	var i ints = []int{1, 2}
	var s []int = i
	fmt.Println(takeInts(s), takeInts([]int{1}), takeFn(inc), takeFn(func(x int) int { return 9 }))
	var p pipe = make(chan int, 1)
	var c chan int = p
	takeRecv(p)
	c <- 3
	fmt.Println(<-p)
	fmt.Println(takeNum(3), takeNum('a'), takeNum(1<<3), takeAny(nil) == nil)
	var r io.Reader = strings.NewReader("x")
	var a any = r
	_, ok := a.(io.Reader)
	fmt.Println(ok)
	var e error
	a = e
	fmt.Println(a == nil)
	f := fn(inc)
	f = nil
	fmt.Println(f == nil)
	var m map[string]int = nil
	fmt.Println(m == nil)
	x := struct{ v ints }{[]int{1}}
	x.v = []int{1, 2, 3}
	fmt.Println(len(x.v))
}
