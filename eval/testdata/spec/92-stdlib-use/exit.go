// Function os.Exit: nothing that is deferred runs, and no other goroutine goes on.
package main

import (
	"fmt"
	"os"
)

type closer struct{ name string }

func (c closer) Close() { fmt.Println("closed", c.name) }

func main() {
	defer fmt.Println("deferred")
	defer closer{"x"}.Close()
	defer func() {
		fmt.Println("in a function", recover())
	}()
	c := make(chan int)
	go func() {
		<-c
		fmt.Println("not this")
	}()
	func() {
		defer println("nor this")
		fmt.Println("before")
		os.Exit(3)
	}()
	fmt.Println("after")
}
