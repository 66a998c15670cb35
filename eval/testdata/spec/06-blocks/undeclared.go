// Names are seen only in their block, and after their declaration in functions.
package main

import "fmt"

func main() {
	fmt.Println(later)
	later := 1
	if y := 2; y > 1 {
		z := 3
	}
	fmt.Println(y, z)
	for i := 0; i < 1; i++ {
	}
	fmt.Println(i)
	switch t := any(later).(type) {
	}
	fmt.Println(t)
	{
		const c = 1
		type T int
	}
}
