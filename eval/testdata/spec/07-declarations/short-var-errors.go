// Short variable declarations must declare something, in functions only.
package main

func two() (int, int) { return 1, 2 }

func main() {
	a := 1
	a := 2
	d, d := 1, 2
	var f, g = two()
	f, g := two()
	a.x := 1
}
