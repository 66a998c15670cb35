// Selects in loops with labels, timeouts, nil channels switched on and off, results of all forms.
package main

import "fmt"

type msg struct {
	id   int
	resp chan string
}

func merge(a, b <-chan int) (out []int) {
	for a != nil || b != nil {
		select {
		case v, ok := <-a:
			if !ok {
				a = nil
				continue
			}
			out = append(out, v)
		case v, ok := <-b:
			if !ok {
				b = nil
				break
			}
			out = append(out, v)
		}
	}
	return
}

func gen(ns ...int) <-chan int {
	c := make(chan int)
	go func() {
		defer close(c)
		for _, n := range ns {
			c <- n
		}
	}()
	return c
}

func server(reqs <-chan msg, quit <-chan struct{}) (n int) {
	for {
		select {
		case m := <-reqs:
			n++
			m.resp <- fmt.Sprint("re ", m.id)
		case <-quit:
			return n
		}
	}
}

func trySend(c chan int, v int) (sent bool) {
	select {
	case c <- v:
		return true
	default:
	}
	return
}

func returns(c chan int) (v int, ok bool) {
	select {
	case v, ok = <-c:
		return
	default:
		return -1, false
	}
}

func batches() (out [][]int) {
	in := gen(1, 2, 3, 4, 5)
	var cur []int
loop:
	for {
		var full chan []int
		if len(cur) == 2 {
			full = make(chan []int, 1)
		}
		if full != nil {
			select {
			case full <- cur:
				out = append(out, <-full)
				cur = nil
				continue loop
			}
		}
		select {
		case v, ok := <-in:
			if !ok {
				break loop
			}
			cur = append(cur, v)
		}
	}
	return append(out, cur)
}

func main() {
	s := 0
	for _, v := range merge(gen(1, 2, 3), gen(10, 20)) {
		s += v
	}
	fmt.Println(s)
	reqs, quit, done := make(chan msg), make(chan struct{}), make(chan int)
	go func() { done <- server(reqs, quit) }()
	for i := range 3 {
		m := msg{i, make(chan string)}
		reqs <- m
		fmt.Print(<-m.resp, " ")
	}
	close(quit)
	fmt.Println(<-done)
	c := make(chan int, 1)
	fmt.Println(trySend(c, 1), trySend(c, 2))
	fmt.Println(returns(c))
	fmt.Println(returns(c))
	close(c)
	fmt.Println(returns(c))
	fmt.Println(batches())
	chans := []chan int{make(chan int), make(chan int, 1)}
	chans[1] <- 7
	var got [2]int
	var ok bool
	i := 1
	select {
	case got[i], ok = <-chans[i]:
		fmt.Println(got, ok)
	case chans[0] <- 1:
		fmt.Println("sent")
	}
	var f func() int
	fc := make(chan func() int, 1)
	fc <- func() int { return 9 }
	select {
	case f = <-fc:
		fmt.Println(f())
	}
	errs := make(chan error, 2)
	errs <- nil
	select {
	case err := <-errs:
		fmt.Println(err == nil)
	}
}
