// Panics through a range over a function, iterators that do not stop, recover inside of the iterator.
package main

import "fmt"

func stubborn(yield func(int) bool) {
	for i := range 3 {
		yield(i)
	}
}

func cleanup(yield func(int) bool) {
	defer fmt.Println("cleaned up")
	yield(1)
}

func swallow(yield func(int) bool) {
	defer func() { fmt.Println("swallowed", recover()) }()
	yield(1)
}

func try(name string, f func()) {
	defer func() {
		if r := recover(); r != nil {
			fmt.Println(name, "panicked:", r)
		} else {
			fmt.Println(name, "fine")
		}
	}()
	f()
}

var kept func(int) bool

func keep(yield func(int) bool) { kept = yield; yield(0) }

func main() {
	try("break in stubborn", func() {
		for i := range stubborn {
			if i == 1 {
				break
			}
		}
	})
	try("cleanup", func() {
		for range cleanup {
			panic("in body")
		}
	})
	try("swallow", func() {
		for range swallow {
			panic("in body")
		}
	})
	try("late call", func() {
		for range keep {
		}
		kept(1)
	})
	try("iterator panics", func() {
		for range func(yield func() bool) { panic("iterator") } {
		}
	})
	try("stubborn without break", func() {
		for range stubborn {
		}
	})
}
