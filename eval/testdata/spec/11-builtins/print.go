// Print and println write to the standard error.
package main

func main() {
	print("a", 1, true, "\n")
	println("b", 2, 'c', false)
	println()
	println(int8(-5), uint64(1<<63), "世")
	var e error
	println(e == nil, len("abc"))
	type N int
	println(N(4), "done")
}
