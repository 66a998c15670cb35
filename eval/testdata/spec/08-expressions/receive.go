// The receive operator, in expressions and with two values.
package main

import "fmt"

func feed(xs ...int) <-chan int {
	c := make(chan int, len(xs))
	for _, x := range xs {
		c <- x
	}
	close(c)
	return c
}

func first(c <-chan int) int { return <-c }

func main() {
	c := feed(1, 2, 3, 4, 5)
	fmt.Println(<-c+<-c*10, -<-c)
	v, ok := <-c
	fmt.Println(v, ok, first(c))
	v, ok = <-c
	fmt.Println(v, ok)
	cc := make(chan chan string, 1)
	in := make(chan string, 1)
	in <- "nested"
	cc <- in
	fmt.Println(<-<-cc)
	a := []int{10, 20, 30}
	i := make(chan int, 2)
	i <- 2
	i <- 1
	fmt.Println(a[<-i], a[<-i])
	st := make(chan struct{ x int }, 1)
	st <- struct{ x int }{7}
	fmt.Println((<-st).x)
	var got int
	e := make(chan any, 2)
	e <- 5
	e <- nil
	got = (<-e).(int)
	fmt.Println(got, <-e)
	done := make(chan bool)
	go func() { done <- true }()
	if <-done {
		fmt.Println("done")
	}
	<-feed(1)
	switch x := <-feed(9); x {
	case 9:
		fmt.Println("nine")
	}
	for x := range feed(1, 2) {
		fmt.Print(x, " ")
	}
	fmt.Println(len(feed(1, 2)))
	f := make(chan func(int) int, 1)
	f <- func(x int) int { return x * x }
	fmt.Println((<-f)(<-feed(6)))
}
