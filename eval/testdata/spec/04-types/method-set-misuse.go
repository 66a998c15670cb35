// A value does not have the methods of its pointer.
package main

type val struct{}

func (v *val) set() {}

type setter interface{ set() }

type byValue struct{ val }

var _ setter = val{}
var _ setter = &val{}
var _ setter = byValue{}

func main() {
	val{}.set()
	map[int]val{}[1].set()
	var s setter
	s.get()
}
