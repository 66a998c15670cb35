// For statements with all combinations of clauses.
package main

import "fmt"

func main() {
	for i := 0; i < 3; i++ {
		fmt.Print(i, " ")
	}
	i := 0
	for ; i < 3; i++ {
		fmt.Print(i, " ")
	}
	for i < 5 {
		i++
	}
	fmt.Println(i)
	for ; ; i++ {
		if i > 7 {
			break
		}
	}
	for i = 0; ; {
		i += 4
		if i > 10 {
			break
		}
	}
	fmt.Println(i)
	for i > 0 {
		i -= 5
	}
	for {
		break
	}
	for {
		break
	}
	fmt.Println(i)
	for i, j := 0, 10; i < j; i, j = i+1, j-2 {
		fmt.Print(i, j, ";")
	}
	fmt.Println()
	for s := "a"; len(s) < 5; s += "b" {
		fmt.Print(s, " ")
	}
	fmt.Println()
	for f := 0.0; f < 1; f += 0.25 {
		fmt.Print(f, " ")
	}
	fmt.Println()
	n := 0
	for fmt.Print("init "); n < 2; fmt.Print("post ") {
		n++
	}
	fmt.Println()
	for p := (&node{1, &node{2, nil}}); p != nil; p = p.next {
		fmt.Print(p.v, " ")
	}
	fmt.Println()
	for i := uint8(250); i >= 250; i++ {
		fmt.Print(i, " ")
	}
	fmt.Println()
	for c := 'a'; c <= 'e'; c++ {
		if c == 'b' {
			continue
		}
		fmt.Print(string(c))
	}
	fmt.Println()
	for i := 0; i < 10; i++ {
		i += 2
		fmt.Print(i, " ")
	}
	fmt.Println()
	c := make(chan int, 1)
	for c <- 1; len(c) > 0; <-c {
		fmt.Println("once")
	}
	m := map[int]int{}
	for m[0] = 0; m[0] < 3; m[0]++ {
	}
	fmt.Println(m)
}

type node struct {
	v    int
	next *node
}
