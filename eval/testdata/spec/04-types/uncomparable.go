// What is not comparable, by its declared type.
package main

import "fmt"

type S []int

func main() {
	defer func() { fmt.Println(recover()) }()
	fmt.Println(any(S{1}) == any(S{1}))
}
