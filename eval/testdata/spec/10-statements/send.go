// Send statements: order of evaluation, conversion to the element type, blocking and panics.
package main

import (
	"errors"
	"fmt"
)

type S struct{ a int }

func ch(c chan any) chan any { fmt.Println("chan"); return c }
func val(v any) any          { fmt.Println("value"); return v }

func main() {
	c := make(chan any, 5)
	ch(c) <- val(1)
	c <- "s"
	c <- S{3}
	c <- nil
	fmt.Println(<-c, <-c, <-c, <-c)
	e := make(chan error, 1)
	e <- errors.New("e")
	fmt.Println(<-e)
	f := make(chan float64, 1)
	f <- 1
	fmt.Println(<-f)
	fs := make(chan func() int, 1)
	fs <- func() int { return 4 }
	fmt.Println((<-fs)())
	cc := make(chan chan int, 1)
	i := make(chan int, 1)
	cc <- i
	(<-cc) <- 5
	fmt.Println(<-i)
	var so chan<- int = i
	so <- 6
	fmt.Println(<-i)
	done := make(chan bool)
	u := make(chan int)
	go func() {
		for v := range u {
			fmt.Println("got", v)
		}
		close(done)
	}()
	for i := range 3 {
		u <- i
	}
	close(u)
	<-done
	defer func() { fmt.Println(recover()) }()
	u <- 1
}
