// What is not comparable, by its declared type.
// wrong: the runtime compares the values, and names the type below the declared one
package main

import "fmt"

type S []int

func main() {
	defer func() { fmt.Println(recover()) }()
	fmt.Println(any(S{1}) == any(S{1}))
}
