// Initialisation sees dependencies through methods, closures and function values.
package main

import "fmt"

type t struct{}

func (t) m() int { return later }

var viaMethod = t{}.m()
var viaExpr = t.m(t{})
var viaClosure = func() int { return func() int { return later }() }()
var viaValue = fn()
var fn = get
var multi1, multi2 = two()
var blank = 1
var _ = side()

var later = 7

func get() int        { return later * 2 }
func two() (int, int) { return later, later + 1 }
func side() int       { fmt.Println("side effect", blank); return 0 }

func main() {
	fmt.Println(viaMethod, viaExpr, viaClosure, viaValue, multi1, multi2)
}
