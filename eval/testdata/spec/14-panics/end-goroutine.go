// A panic in a goroutine, recovered in it.
package main

import (
	"fmt"
	"sync"
)

func worker(id int, wg *sync.WaitGroup, errs chan<- error) {
	defer wg.Done()
	defer func() {
		if r := recover(); r != nil {
			errs <- fmt.Errorf("worker %d: %v", id, r)
		}
	}()
	if id%2 == 1 {
		panic(fmt.Sprint("odd ", id))
	}
}

func main() {
	var wg sync.WaitGroup
	errs := make(chan error, 4)
	for i := range 4 {
		wg.Add(1)
		go worker(i, &wg, errs)
	}
	wg.Wait()
	close(errs)
	n := 0
	for err := range errs {
		if err != nil {
			n++
		}
	}
	fmt.Println(n)
}
