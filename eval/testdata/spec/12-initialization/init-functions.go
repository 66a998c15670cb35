// Init functions run once, in order, before main, after the variables.
package main

import "fmt"

var v = 1

func init() {
	v *= 2
	fmt.Println("first", v)
	defer fmt.Println("deferred")
	v += 10
}

func init() {
	fmt.Println("second", v)
	func() {
		defer func() { recover() }()
		panic("recovered")
	}()
	if v > 0 {
		return
	}
	v = 0
}

type t struct{ init int }

func (t) Init() int { return v }

func main() {
	init := 5
	fmt.Println("main", v, t{1}.init, t{}.Init(), init)
}
