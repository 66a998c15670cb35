// A panic with a string ends the program.
package main

import "fmt"

func f(n int) int {
	if n == 0 {
		panic("at the end")
	}
	return f(n-1) + 1
}

func main() {
	fmt.Println("begin")
	println("to stderr")
	f(3)
}
