// Timers, tickers, AfterFunc, durations in selects.
package main

import (
	"fmt"
	"time"
)

func main() {
	t := time.NewTimer(time.Hour)
	fmt.Println(t.Stop(), t.Stop())
	t.Reset(time.Millisecond)
	<-t.C
	tk := time.NewTicker(time.Millisecond)
	n := 0
	for range tk.C {
		if n++; n == 3 {
			tk.Stop()
			break
		}
	}
	fmt.Println(n)
	done := make(chan string)
	time.AfterFunc(time.Millisecond, func() { done <- "fired" })
	fmt.Println(<-done)
	select {
	case <-done:
	case <-time.After(2 * time.Millisecond):
		fmt.Println("after")
	}
	start := time.Now()
	time.Sleep(3 * time.Millisecond)
	fmt.Println(time.Since(start) >= 3*time.Millisecond, time.Duration(1500)*time.Millisecond)
	deadline := time.After(time.Second)
	ticks := 0
	tick := time.Tick(time.Millisecond)
loop:
	for {
		select {
		case <-tick:
			ticks++
			if ticks == 2 {
				break loop
			}
		case <-deadline:
			fmt.Println("deadline")
			break loop
		}
	}
	fmt.Println(ticks)
}
