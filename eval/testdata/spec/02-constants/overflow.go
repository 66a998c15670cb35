// A constant must fit its type.
package main

const Big = 1 << 40

func main() {
	var x int8 = 300
	var y int32 = Big
	z := 1
}
