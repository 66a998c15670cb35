// Package errors: AsType with an interface type.
// wrong: a type assertion to an interface that the program writes out does not see the methods of the standard library's types
package main

import (
	"errors"
	"fmt"
	"os"
)

func main() {
	_, err := os.Open("/nonexistent/file")
	_, ok := errors.AsType[interface {
		error
		Timeout() bool
	}](err)
	fmt.Println(ok)
}
