// Runtime.Goexit runs the deferred calls, cannot be recovered from and ends only its goroutine.
package main

import (
	"fmt"
	"runtime"
	"sync"
)

func inner() {
	defer fmt.Println("inner deferred")
	runtime.Goexit()
	fmt.Println("not reached")
}

func main() {
	var wg sync.WaitGroup
	wg.Add(1)
	go func() {
		defer wg.Done()
		defer func() { fmt.Println("recover gives", recover()) }()
		inner()
		fmt.Println("not reached")
	}()
	wg.Wait()
	done := make(chan int)
	go func() {
		defer close(done)
		defer func() {
			defer func() { fmt.Println("nested", recover()) }()
			panic("in a deferred call of Goexit")
		}()
		runtime.Goexit()
	}()
	<-done
	go func() {
		defer func() { done2 <- true }()
		defer func() {
			recover()
			runtime.Goexit()
		}()
		panic("replaced by Goexit")
	}()
	<-done2
	fmt.Println("main goes on")
}

var done2 = make(chan bool)
