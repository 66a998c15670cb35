// Os.Exit ends the program with its code and runs no deferred calls.
package main

import (
	"fmt"
	"os"
)

func main() {
	defer fmt.Println("not run")
	fmt.Println("before")
	func() {
		defer fmt.Println("not run either")
		os.Exit(3)
	}()
}
