// Predeclared identifiers can be declared again.
package main

import "fmt"

func main() {
	len := func(s string) int { return 100 }
	fmt.Println(len("abc"))
	true := false
	fmt.Println(true)
	nil := 5
	fmt.Println(nil)
	{
		int := 3.5
		fmt.Println(int)
		type string struct{ x float64 }
		s := string{int}
		fmt.Println(s.x)
	}
	new, make := 1, 2
	fmt.Println(new + make)
	append := "x"
	fmt.Println(append)
	iota := 9
	fmt.Println(iota)
	const c = 3
	print := fmt.Println
	print("printed", c)
	any := 7
	error := 8
	fmt.Println(any, error)
}
