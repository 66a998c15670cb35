// A program that ends with an error as its panic.
package main

import "errors"

func f() { panic(errors.New("an error")) }

func main() { f() }
