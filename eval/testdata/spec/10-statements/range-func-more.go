// Range over functions with deferred calls, jumps, returns, panics, and variables of its own.
package main

import "fmt"

func seq(n int) func(func(int, string) bool) {
	return func(y func(int, string) bool) {
		defer fmt.Println("seq done")
		for i := 0; i < n; i++ {
			if !y(i, fmt.Sprint("s", i)) {
				fmt.Println("stopped", i)
				return
			}
		}
	}
}
func find(n int) (r int) {
	defer func() { r *= 2 }()
	for i, s := range seq(10) {
		defer fmt.Println("deferred in", i, s)
		if i == n {
			return i
		}
	}
	return -1
}
func nested() string {
outer:
	for i := range seq(3) {
		for j, s := range seq(3) {
			if j == 1 {
				continue outer
			}
			if i == 2 {
				break outer
			}
			fmt.Println(i, j, s)
		}
	}
	for i := range seq(3) {
		for j := range 5 {
			switch {
			case j == 3:
				return fmt.Sprint(i, j)
			}
		}
	}
	return ""
}
func main() {
	fmt.Println(find(2))
	fmt.Println(find(20))
	fmt.Println(nested())
	var fs []func() int
	for i := range seq(3) {
		fs = append(fs, func() int { i++; return i })
	}
	for _, f := range fs {
		fmt.Print(f(), f(), " ")
	}
	fmt.Println()
	for range seq(2) {
		fmt.Println("x")
	}
	var a, b any
	for a, b = range seq(2) {
	}
	fmt.Println(a, b)
	var arr [2]int
	for arr[1] = range seq(2) {
	}
	fmt.Println(arr)
	goto L
L:
	for i := range seq(5) {
		if i > 1 {
			goto end
		}
	}
end:
	fmt.Println("end")
	func() {
		defer func() { fmt.Println("rec", recover()) }()
		for i := range seq(3) {
			if i == 1 {
				panic("boom")
			}
		}
	}()
}
