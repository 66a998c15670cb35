// Select statements: order of evaluation, default, blocked, nil and closed channels, sends, loops, break.
package main

import (
	"fmt"
	"time"
)

func ch(n string, c chan int) chan int { fmt.Print("chan ", n, " "); return c }
func val(v int) int                    { fmt.Print("val ", v, " "); return v }

func main() {
	a, b := make(chan int, 1), make(chan int, 1)
	a <- 1
	select {
	case v := <-ch("a", a):
		fmt.Println("received", v)
	case ch("nil", nil) <- val(2):
		fmt.Println("sent")
	case v, ok := <-ch("nil2", nil):
		fmt.Println(v, ok)
	}
	select {
	case <-a:
		fmt.Println("a")
	default:
		fmt.Println("default")
	}
	select {
	case b <- 5:
		fmt.Println("sent 5")
	case <-a:
		fmt.Println("a")
	}
	var x [2]int
	i := 0
	idx := func() int { fmt.Print("idx "); i++; return i }
	var ok bool
	select {
	case x[idx()], ok = <-b:
		fmt.Println(x, ok)
	case x[idx()] = <-a:
		fmt.Println("no")
	}
	close(a)
	select {
	case v, ok := <-a:
		fmt.Println(v, ok)
	}
	func() {
		defer func() { fmt.Println(recover()) }()
		select {
		case a <- 1:
		default:
			fmt.Println("not taken")
		}
	}()
	select {
	case <-time.After(time.Millisecond):
		fmt.Println("timeout")
	case <-(chan int)(nil):
	}
	quit, work := make(chan bool), make(chan int)
	go func() {
		for i := range 3 {
			work <- i
		}
		close(quit)
	}()
loop:
	for {
		select {
		case w := <-work:
			if w == 1 {
				continue loop
			}
			fmt.Println("work", w)
		case <-quit:
			break loop
		}
	}
	select {
	case b <- 1:
		if len(b) == 1 {
			break
		}
		fmt.Println("unreached")
	}
	var e error
	ec := make(chan error, 1)
	ec <- fmt.Errorf("err")
	select {
	case e = <-ec:
	}
	fmt.Println(e)
	var s any
	sc := make(chan string, 1)
	sc <- "str"
	select {
	case s = <-sc:
	}
	fmt.Println(s)
	m := map[string]int{}
	b2 := make(chan int, 1)
	b2 <- 8
	select {
	case m["k"] = <-b2:
	}
	fmt.Println(m)
	counts := [2]int{}
	p, q := make(chan int, 100), make(chan int, 100)
	for range 100 {
		p <- 1
		q <- 1
	}
	for range 100 {
		select {
		case <-p:
			counts[0]++
		case <-q:
			counts[1]++
		}
	}
	fmt.Println(counts[0] > 10, counts[1] > 10, counts[0]+counts[1])
	go func() { time.Sleep(time.Millisecond); b <- 9 }()
	<-b
	select {
	case v := <-b:
		fmt.Println(v)
	}
}
