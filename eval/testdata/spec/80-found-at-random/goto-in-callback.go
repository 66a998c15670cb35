// A goto inside the body of a range over a function
package main

import "fmt"

func count(n int) func(func(int) bool) {
	return func(yield func(int) bool) {
		for i := range n {
			if !yield(i) {
				return
			}
		}
	}
}

func main() {
	for j := range count(3) {
		v := 0
	again:
		v++
		if v < 4 {
			goto again
		}
		switch {
		case fmt.Sprint([]int{v}) == "[4]", j == 2:
			fmt.Println(j, v)
		}
		if j == 1 {
			goto done
		}
	}
done:
	fmt.Println("done")
}
