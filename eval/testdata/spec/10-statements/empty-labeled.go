// Empty statements, labels on ordinary statements, labels with the names of other things.
package main

import "fmt"

func main() {

	{
	}
	if true {
	}
	for i := 0; i < 3; i++ {
	}
	for range 3 {
	}
	x := 1
x:
	for {
		x++
		if x > 3 {
			break x
		}
	}
	fmt.Println(x)
main:
	x--
	if x > 0 {
		goto main
	}
	fmt.Println(x)
fmt:
	for i := range 3 {
		switch {
		case i == 1:
			continue fmt
		}
		fmt.Println("i", i)
	}
	if x > 100 {
		goto end
	}
end:
}
