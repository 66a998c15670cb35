// Boolean types, also declared ones.
package main

import "fmt"

type flag bool

func (f flag) not() flag { return !f }

func main() {
	var f flag = true
	fmt.Println(bool(f), bool(f.not()), bool(f && f.not()), bool(f || false))
	var b bool = 3 > 2
	f = flag(b)
	if f {
		fmt.Println("set")
	}
	f = 1 == 2
	if !f {
		fmt.Println("clear")
	}
	fmt.Println(f == false, f != true)
	switch f {
	case true:
		fmt.Println("t")
	case false:
		fmt.Println("f")
	}
}
