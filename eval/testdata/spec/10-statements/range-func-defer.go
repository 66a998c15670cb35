// A defer in the body of a range over a function belongs to the enclosing function; recover too.
package main

import "fmt"

func seq(n int) func(func(int) bool) {
	return func(yield func(int) bool) {
		fmt.Print("begin ")
		for i := range n {
			if !yield(i) {
				break
			}
		}
		fmt.Print("end ")
	}
}

func defers() {
	for i := range seq(3) {
		defer fmt.Print("deferred ", i, "\n")
		defer func() { fmt.Print("closure ", i, " ") }()
	}
	fmt.Println("body done")
}

func result() (n int) {
	for i := range seq(3) {
		defer func() { n += 10 * i }()
		if i == 2 {
			return 5
		}
	}
	return 1
}

func nested() {
	for i := range seq(2) {
		for j := range seq(2) {
			defer fmt.Print(i, j, " ")
		}
	}
	fmt.Print("last ")
}

func recovers() (err error) {
	for i := range seq(5) {
		defer func() {
			if r := recover(); r != nil {
				err = fmt.Errorf("recovered %v at %d", r, i)
			}
		}()
		if i == 1 {
			panic("boom")
		}
	}
	return nil
}

func literalIn() {
	for i := range seq(2) {
		func() {
			defer fmt.Print("own ", i, " ")
			fmt.Print("in ")
		}()
	}
	fmt.Println()
}

type T struct{ n int }

func (t T) show()   { fmt.Print("T", t.n, " ") }
func (t *T) showP() { fmt.Print("P", t.n, " ") }

func methods() {
	t := T{1}
	for range seq(1) {
		defer t.show()
		defer t.showP()
		t.n = 2
	}
}

func plainLoop() {
	for range seq(1) {
		for k := range 3 {
			defer fmt.Print("k", k, " ")
		}
	}
}

func main() {
	defers()
	fmt.Println(result())
	nested()
	fmt.Println()
	fmt.Println(recovers())
	literalIn()
	methods()
	fmt.Println()
	plainLoop()
	fmt.Println()
}
