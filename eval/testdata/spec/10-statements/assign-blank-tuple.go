// Tuple assignment from functions, comma-ok forms and the blank identifier.
package main

import "fmt"

func two() (int, string)         { return 1, "one" }
func three() (a, b int, c error) { return 1, 2, nil }
func side() int                  { fmt.Println("side"); return 3 }

type T struct {
	a int
	b string
}

func main() {
	_ = side()
	_, _ = side(), side()
	var t T
	t.a, t.b = two()
	fmt.Println(t)
	arr := [2]int{}
	arr[0], _ = two()
	_, t.b = two()
	fmt.Println(arr, t)
	m := map[string]int{"a": 1}
	var ok bool
	t.a, ok = m["a"]
	fmt.Println(t.a, ok)
	_, ok = m["b"]
	fmt.Println(ok)
	m["v"], ok = m["zz"]
	fmt.Println(m, ok)
	var x any = "s"
	t.b, ok = x.(string)
	fmt.Println(t.b, ok)
	t.a, ok = x.(int)
	fmt.Println(t.a, ok)
	c := make(chan int, 1)
	c <- 5
	t.a, ok = <-c
	fmt.Println(t.a, ok)
	close(c)
	arr[1], ok = <-c
	fmt.Println(arr, ok)
	var i any
	i, _ = two()
	fmt.Println(i)
	var e error
	_, t.a, e = three()
	fmt.Println(t.a, e)
	var any1, any2 any
	any1, any2 = two()
	fmt.Println(any1, any2)
	type B bool
	var b B
	_, b = m["a"]
	fmt.Println(b)
	_, b2 := m["q"]
	fmt.Println(b2)
}
