// Parentheses around what gives several values.
package main

import "fmt"

type T struct{ n int }

func f() (int, string)         { return 1, "x" }
func g(n int, s string) string { return fmt.Sprint(n, s) }
func h() (int, string)         { return (f()) }
func (t T) m() (int, int)      { return t.n, 2 }
func all(xs ...any) int        { return len(xs) }

var top, level = (f())

func main() {
	(f())
	a, b := (f())
	fmt.Println(a, b, top, level)
	fmt.Println(g((f())), all((f())))
	fmt.Println((h()))
	m := map[int]int{1: 2}
	v, ok := (m[1])
	fmt.Println(v, ok)
	_, ok = (m[2])
	fmt.Println(ok)
	var x any = 3
	var n, is = (x.(int))
	fmt.Println(n, is)
	c := make(chan int, 2)
	c <- 7
	c <- 8
	(<-c)
	r, open := (<-c)
	fmt.Println(r, open)
	if s, ok := (x.(string)); !ok {
		fmt.Println(s == "", ok)
	}
	if a, b := (T{1}.m()); a < b {
		fmt.Println(a, b)
	}
	for i, j := (f()); i < 2; i++ {
		fmt.Println(i, j)
	}
	select {
	case c <- (1):
	}
	select {
	case r, open = (<-c):
		fmt.Println(r, open)
	}
}
