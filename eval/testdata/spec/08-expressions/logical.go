// Logical operators evaluate only what they need.
package main

import "fmt"

func say(s string, b bool) bool { fmt.Print(s); return b }

type flag bool

func main() {
	fmt.Println(say("a", false) && say("b", true))
	fmt.Println(say("a", true) || say("b", true))
	fmt.Println(say("a", true) && say("b", false) || say("c", true) && say("d", true))
	fmt.Println(!say("a", true) || !(say("b", true) && say("c", false)))
	var p *int
	if p != nil && *p > 0 {
		fmt.Println("never")
	}
	var m map[string][]int
	if m == nil || m["a"][0] == 1 {
		fmt.Println("short")
	}
	x := 5
	in := x > 0 && x < 10
	out := !in || x == 5
	fmt.Println(in, out, in != out, in == (x > 3))
	a, b := flag(true), flag(false)
	fmt.Println(bool(a && !b), bool(a || b))
	var c flag = x > 3 && x < 4
	fmt.Println(bool(c))
	for i := 0; i < 10 && say(".", i < 3); i++ {
	}
	fmt.Println()
	f := func() bool { return in }
	fmt.Println(f() && f(), f() || panics())
}

func panics() bool { panic("evaluated") }
