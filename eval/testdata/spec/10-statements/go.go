// Go statements: functions, methods, literals, built-ins; operands are evaluated by the statement.
package main

import (
	"fmt"
	"sync"
)

type T struct{ n int }

func (t T) val(c chan int)  { c <- t.n }
func (t *T) ptr(c chan int) { c <- t.n }

type I interface{ val(chan int) }

func send(c chan int, v int) { c <- v }

func arg(v int) int { fmt.Println("evaluated", v); return v }

func gen[X any](c chan X, v X) { c <- v }

func main() {
	c := make(chan int)
	go send(c, arg(1))
	fmt.Println(<-c)
	x := 2
	go func(v int) { c <- v }(x)
	x = 3
	fmt.Println(<-c)
	t := T{4}
	go t.val(c)
	t.n = 5
	fmt.Println(<-c)
	go t.ptr(c)
	fmt.Println(<-c)
	var i I = t
	go i.val(c)
	fmt.Println(<-c)
	f := send
	go f(c, 6)
	f = nil
	fmt.Println(<-c)
	go gen(c, 7)
	fmt.Println(<-c)
	go gen[int](c, 8)
	fmt.Println(<-c)
	m := t.val
	go m(c)
	fmt.Println(<-c)
	go T.val(T{9}, c)
	fmt.Println(<-c)
	d := make(chan bool)
	go close(d)
	<-d
	fs := []func(chan int, int){send}
	go fs[0](c, 10)
	fmt.Println(<-c)
	go (func() { c <- 11 })()
	fmt.Println(<-c)
	go func() func() { return func() { c <- 12 } }()()
	fmt.Println(<-c)
	var wg sync.WaitGroup
	var mu sync.Mutex
	sum := 0
	for i := range 10 {
		wg.Add(1)
		go func() {
			defer wg.Done()
			mu.Lock()
			defer mu.Unlock()
			sum += i
		}()
	}
	wg.Wait()
	fmt.Println(sum)
	v := 1
	done := make(chan struct{})
	go func() {
		defer close(done)
		v = 42
	}()
	<-done
	fmt.Println(v)
	var vs = []int{1, 2}
	go func(xs ...int) { c <- len(xs) }(vs...)
	fmt.Println(<-c)
}
