// Conditions that are constants

package main

import "fmt"

const debug = false

func main() {
L:
	for i := 0; i < 4; i++ {
		for {
			if debug {
				break L
			}
			if !debug || true {
				continue L
			}
		}
	}
M:
	for true {
		switch {
		case debug:
			break M
		case !debug:
			break M
		default:
		}
	}
	for debug {
		fmt.Println("never")
	}
	if false {
		fmt.Println("x")
	}
	if true {
		fmt.Println("t")
	} else {
		fmt.Println("f")
	}
	switch true {
	case false:
		fmt.Println("f")
	case true:
		fmt.Println("t")
	}
	switch false {
	case 1 > 2:
		fmt.Println("false")
	}
	x := 5
	fmt.Println(x > 3 && true, x > 3 && false, x < 3 || true, true && x > 3, false || x > 9, !true)
	if x > 3 && debug {
		fmt.Println("no")
	}
	fmt.Println("end")
}
