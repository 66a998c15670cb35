// Labels inside of cases

package main

import "fmt"

func k[T any](x T) T { return x }

func main() {
	for x := range 1 {
		_ = x
	}
	switch k(2) {
	case 1:
		fmt.Println(1)
	case 2:
	L:
		for i := 0; i < 4; i++ {
			for j := range 3 {
				if i+j > 3 {
					continue L
				}
				switch {
				case k(false):
					break L
				case k(true):
					continue L
				default:
				}
			}
		}
	default:
		fmt.Println(3)
	}
	fmt.Println("ok")
}
