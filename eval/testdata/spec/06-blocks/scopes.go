// Blocks: each if, for, switch, case and select clause is one of its own.
package main

import "fmt"

var x = "package"

func f() string { return x }

func main() {
	fmt.Print(x, " ")
	x := "function"
	fmt.Print(x, " ")
	{
		x := "block"
		fmt.Print(x, " ")
		x = "changed"
	}
	if x := "if"; x != "" {
		x := x + "-then"
		fmt.Print(x, " ")
	} else {
		fmt.Print(x)
	}
	if y := 1; false {
	} else if z := y + 1; z == 2 {
		fmt.Print(y, z, " ")
	}
	for x := 0; x < 2; x++ {
		x := x * 10
		fmt.Print(x, " ")
	}
	switch x := 5; x {
	case 5:
		x := "case"
		fmt.Print(x, " ")
	default:
	}
	switch x := any(x).(type) {
	case string:
		fmt.Print(x, len(x), " ")
	}
	c := make(chan string, 1)
	c <- "received"
	select {
	case x := <-c:
		fmt.Print(x, " ")
	}
	func(x int) {
		fmt.Print(x, " ")
		{
			x, y := x+1, x
			fmt.Print(x, y, " ")
		}
	}(7)
	for _, x := range []int{1, 2} {
		fmt.Print(x, " ")
	}
	fmt.Println(x, f())
}
