// Calls and receives as statements; their values are dropped.
package main

import "fmt"

type T struct{ n int }

func (t *T) inc() int  { t.n++; return t.n }
func f() (int, string) { fmt.Println("f"); return 1, "" }

func main() {
	f()
	(f())
	t := &T{}
	t.inc()
	(*T).inc(t)
	g := t.inc
	g()
	func() { fmt.Println("lit") }()
	c := make(chan int, 2)
	c <- 1
	c <- 2
	<-c
	(<-c)
	m := map[string]func() int{"a": t.inc}
	m["a"]()
	copy(make([]int, 2), []int{1})
	fmt.Println(t.n, len(c))
}
