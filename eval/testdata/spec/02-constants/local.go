// Constants in functions, hiding others.
package main

import "fmt"

const n = 10

func f() int {
	const n = n + 1
	{
		const n = n * 2
		if n > 20 {
			const n = "text"
			fmt.Println(n)
		}
		fmt.Println(n)
	}
	return n
}

func main() {
	fmt.Println(f(), n)
	const (
		a = iota
		b
	)
	type t [b + 2]string
	fmt.Println(len(t{}), a)
}
