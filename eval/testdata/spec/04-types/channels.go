// Channels: buffered, directed, closed, nil, of channels.
package main

import "fmt"

func produce(c chan<- int, n int) {
	for i := range n {
		c <- i
	}
	close(c)
}

func sum(c <-chan int) (t int) {
	for v := range c {
		t += v
	}
	return t
}

func main() {
	c := make(chan int)
	go produce(c, 5)
	fmt.Println(sum(c))
	v, ok := <-c
	fmt.Println(v, ok)
	b := make(chan string, 3)
	b <- "x"
	b <- "y"
	fmt.Println(len(b), cap(b), <-b, len(b))
	close(b)
	fmt.Println(<-b, len(<-b))
	cc := make(chan chan int, 1)
	in := make(chan int, 1)
	cc <- in
	in <- 7
	fmt.Println(<-<-cc)
	var n chan int
	fmt.Println(n == nil, len(n), cap(n))
	select {
	case <-n:
	default:
		fmt.Println("nil blocks")
	}
	var ro <-chan int = in
	var so chan<- int = in
	so <- 1
	fmt.Println(<-ro)
	done := make(chan struct{})
	go func() { defer close(done) }()
	<-done
	fs := make(chan func() int, 1)
	fs <- func() int { return 5 }
	fmt.Println((<-fs)())
	rr := make(chan (<-chan int), 1)
	rr <- ro
	in <- 3
	fmt.Println(<-<-rr)
}
