// Range over channels: until closed, with break, nil elements, receive-only.
package main

import "fmt"

func gen(n int) <-chan int {
	c := make(chan int)
	go func() {
		defer close(c)
		for i := range n {
			c <- i
		}
	}()
	return c
}

func main() {
	for v := range gen(4) {
		fmt.Print(v, " ")
	}
	fmt.Println()
	c := make(chan string, 4)
	c <- "a"
	c <- "b"
	c <- "c"
	for s := range c {
		fmt.Print(s)
		if s == "b" {
			break
		}
	}
	close(c)
	for s := range c {
		fmt.Print(s)
	}
	for range c {
		fmt.Print("never")
	}
	fmt.Println()
	e := make(chan error, 2)
	e <- nil
	e <- fmt.Errorf("x")
	close(e)
	for err := range e {
		fmt.Print(err, " ")
	}
	fmt.Println()
	var v int
	for v = range gen(3) {
	}
	fmt.Println(v)
	n := 0
	for range gen(5) {
		n++
	}
	fmt.Println(n)
	var fs []func() int
	for v := range gen(3) {
		fs = append(fs, func() int { return v })
	}
	for _, f := range fs {
		fmt.Print(f())
	}
	fmt.Println()
	cc := make(chan chan int, 2)
	i := make(chan int, 1)
	i <- 5
	close(i)
	cc <- i
	close(cc)
	for c := range cc {
		for v := range c {
			fmt.Println(v)
		}
	}
outer:
	for x := range gen(3) {
		for y := range gen(3) {
			if y == 1 {
				continue outer
			}
			if x == 2 {
				break outer
			}
			fmt.Print(x, y, " ")
		}
	}
	fmt.Println()
}
