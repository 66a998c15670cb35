// Close: receives after it, double close, nil, ranges and select.
package main

import "fmt"

func try(name string, f func()) {
	defer func() { fmt.Println(name, recover()) }()
	f()
}

func main() {
	c := make(chan int, 2)
	c <- 1
	close(c)
	v, ok := <-c
	fmt.Println(v, ok)
	v, ok = <-c
	fmt.Println(v, ok, <-c)
	try("twice", func() { close(c) })
	try("nil", func() { var n chan int; close(n) })
	try("send", func() { c <- 1 })
	s := make(chan<- string, 1)
	close(s)
	done := make(chan struct{})
	results := make(chan int)
	for i := range 3 {
		go func() {
			<-done
			results <- i
		}()
	}
	close(done)
	sum := 0
	for range 3 {
		sum += <-results
	}
	fmt.Println(sum)
	for range done {
	}
	select {
	case _, ok := <-done:
		fmt.Println("closed", ok)
	}
}
