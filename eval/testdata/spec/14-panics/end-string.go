// A program that ends with a panic: deferred calls run, the exit code is 2.
package main

import "fmt"

func main() {
	defer fmt.Println("deferred")
	fmt.Println("before")
	panic("the end")
}
