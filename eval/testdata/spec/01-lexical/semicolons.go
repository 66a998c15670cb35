// Semicolons, written and implied.
package main

import (
	"fmt"
	"strings"
)

func f() int { return 1 }
func g() int { return 2 }

func main() {
	x := 1
	y := 2
	if x < y {
		fmt.Println("less")
	}
	fmt.Println(f(), g())
	for i := 0; i < 2; i++ {
		fmt.Print(i, ";")
	}
	fmt.Println()
	switch {
	case x == 1:
		fmt.Println("one")
		fmt.Println("still")
	}
	s := []string{
		"a",
		"b"}
	fmt.Println(strings.
		Join(s, "+"))

	{
	}
}
