// Fallthrough: into the next clause, default, chains, with local variables, conditional paths before it.
package main

import "fmt"

func chain(n int) (s string) {
	switch n {
	case 0:
		s += "0"
		fallthrough
	case 1:
		s += "1"
		fallthrough
	case 2:
		s += "2"
	case 3:
		s += "3"
		fallthrough
	default:
		s += "d"
		fallthrough
	case 4:
		s += "4"
	}
	return
}

func eff(s string, b bool) bool { fmt.Print(s, " "); return b }

func main() {
	for i := range 6 {
		fmt.Print(chain(i), " ")
	}
	fmt.Println()
	switch {
	case eff("a", false):
	case eff("b", true):
		x := 1
		fmt.Print("x", x, " ")
		if x > 5 {
			break
		}
		fallthrough
	case eff("c", false):
		x := "other"
		fmt.Print(x, " ")
	case eff("d", true):
		fmt.Print("no")
	}
	fmt.Println()
	for i := 0; i < 3; i++ {
		switch i {
		case 0:
			fallthrough
		case 1:
			if i == 0 {
				continue
			}
			fmt.Println("one")
		default:
			fmt.Println("def", i)
		}
	}
	switch x := any(2); x {
	case 2:
		fallthrough
	case "s":
		fmt.Println("fell through interface cases")
	}
}
