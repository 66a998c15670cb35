// Package errors: AsType with an interface type.
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
