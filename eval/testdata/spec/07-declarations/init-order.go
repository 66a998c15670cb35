// Variables are initialised by dependency, then init functions run, several of them.
//
// no prompt: at the prompt things are initialised as they come
package main

import "fmt"

var log []string

func note(s string) int { log = append(log, s); return len(log) }

var (
	a = c + b
	b = f()
	c = func() int { note("c"); return 1 }()
	d = note("d")
)

func f() int {
	note("f")
	d++
	return d
}

func init() { note("init1") }

var e = note("e")

func init() {
	note("init2")
	if a != 4 {
		note("bad")
	}
}

func main() {
	note("main")
	fmt.Println(a, b, c, d, e)
	fmt.Println(log)
}

func init() { note(fmt.Sprint("init3 ", len(log))) }
