// If with and without init, scopes of its names, else chains.
package main

import (
	"errors"
	"fmt"
	"strconv"
)

func f() (int, error) { return 3, nil }

func main() {
	x := 10
	if x := 5; x > 3 {
		fmt.Println("inner", x)
		x = 6
		fmt.Println(x)
	}
	fmt.Println("outer", x)
	if v, err := f(); err != nil {
		fmt.Println("err")
	} else if w := v * 2; w > 5 {
		fmt.Println(v, w)
	} else {
		fmt.Println("none", v, w)
	}
	if n, err := strconv.Atoi("zz"); err != nil {
		fmt.Println(n, err)
	}
	if x++; x > 10 {
		fmt.Println("incremented", x)
	}
	if (x > 3) && !(x < 5) || false {
		fmt.Println("cond")
	}
	type B bool
	var b B = true
	if b {
		fmt.Println("named bool")
	}
	if b && x > 1 == true {
		fmt.Println("named bool and")
	}
	if e := errors.New("a"); e != nil {
		if e := errors.New("b"); e != nil {
			fmt.Println(e)
		}
		fmt.Println(e)
	}
	if c := make(chan int, 1); true {
		c <- 1
		if v, ok := <-c; ok {
			fmt.Println(v)
		}
	}
	if m := map[string]int{"a": 1}; m["a"] == 1 {
		fmt.Println(m)
	}
	if s := (struct{ a int }{1}); s.a == 1 {
		fmt.Println(s)
	}
}
