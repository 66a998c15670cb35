// Expression switches: tag, no tag, init, lists, default in the middle, fallthrough, order of evaluation.
package main

import "fmt"

func c(n int) int { fmt.Print("c", n, " "); return n }

func name(n int) string {
	switch n {
	default:
		return "other"
	case 0, 2, 4:
		return "even"
	case 1, 3:
		return "odd"
	}
}

func main() {
	for i := range 6 {
		fmt.Print(name(i), " ")
	}
	fmt.Println()
	switch c(2) {
	case c(1), c(2), c(3):
		fmt.Println("hit")
	case c(4):
	}
	switch x := c(5); {
	case x > 3:
		fmt.Println("big")
		fallthrough
	case x > 100:
		fmt.Println("fell")
	case x > 1:
		fmt.Println("no")
	default:
		fmt.Println("no")
	}
	switch x := 5; x {
	}
	switch {
	}
	switch {
	default:
		fmt.Println("default")
	}
	switch x := 3; x {
	case 1:
		fmt.Println(1)
	default:
		fmt.Println("d")
		fallthrough
	case 2:
		fmt.Println(2)
		if x == 3 {
			break
		}
		fmt.Println("not here")
	case 4:
		fmt.Println(4)
	}
	switch s := "b"; s {
	case "a", "b":
		s := s + "!"
		fmt.Println(s)
	}
	switch true {
	case false:
		fmt.Println("f")
	case true:
		fmt.Println("t")
	}
	switch f := 1.0; f {
	case 1:
		fmt.Println("one")
	}
	type E int
	const (
		A E = iota
		B
	)
	switch e := B; e {
	case A:
		fmt.Println("A")
	case B:
		fmt.Println("B")
	}
}
