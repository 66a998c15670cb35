// Functions that end in each kind of terminating statement.
package main

import "fmt"

func ifElse(n int) string {
	if n > 0 {
		return "pos"
	} else if n < 0 {
		return "neg"
	} else {
		return "zero"
	}
}

func forever(n int) int {
	for {
		n++
		if n > 5 {
			return n
		}
	}
}

func sw(n int) string {
	switch n {
	case 1:
		return "one"
	case 2:
		fallthrough
	case 3:
		return "two or three"
	default:
		panic("other")
	}
}

func ts(x any) string {
	switch x.(type) {
	case int:
		return "int"
	default:
		return "other"
	}
}

func sel(c chan int) int {
	select {
	case v := <-c:
		return v
	}
}

func labeled(n int) int {
L:
	for {
		if n > 3 {
			return n
		}
		n++
		continue L
	}
}

func gotos(n int) int {
again:
	n *= 2
	if n > 20 {
		return n
	}
	goto again
}

func block() int {
	{
		return 7
	}
}

func main() {
	fmt.Println(ifElse(1), ifElse(-1), ifElse(0))
	fmt.Println(forever(1), sw(1), sw(2), sw(3), ts(1), ts(""))
	c := make(chan int, 1)
	c <- 9
	fmt.Println(sel(c), labeled(1), gotos(3), block())
	defer func() { fmt.Println("recovered", recover()) }()
	sw(9)
}
