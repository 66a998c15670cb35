// An untyped constant has a default type where one is needed.
package main

import "fmt"

func show(vs ...any) {
	for _, v := range vs {
		fmt.Printf("%T:%v ", v, v)
	}
	fmt.Println()
}

func main() {
	show(1, 1.0, 'a', "s", true, 2i, 1+0i, 'a'+1, 'a'+1.0, 1<<3, 2.0*3)
	a := 1
	b := 1.0
	c := 'c'
	d := 1 == 2
	e := 1i * 1i
	show(a, b, c, d, e)
	var x any = 1 << 3.0
	show(x)
	m := map[any]int{1: 1, 1.0: 2, 'a': 3, "a": 4}
	fmt.Println(len(m), m[1], m[1.0], m['a'], m["a"], m[97])
}
