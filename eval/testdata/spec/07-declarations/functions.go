// Function declarations: parameters, results, variadic, blank, unnamed.
package main

import (
	"errors"
	"fmt"
)

func none()                                          {}
func noNames(int, string, ...bool) int               { return 1 }
func grouped(a, b int, c, d string) (e, f int)       { e, f = a+b, len(c+d); return }
func blanks(_ int, _ string, x int) (_ int, _ error) { return x, nil }
func variadic(prefix string, xs ...int) (n int) {
	for _, x := range xs {
		n += x
	}
	if xs == nil {
		n = -1
	}
	fmt.Print(prefix, len(xs), cap(xs), " ")
	return
}
func results() (a int, err error) {
	if a = 5; a > 3 {
		err := errors.New("inner")
		_ = err
	}
	return a, err
}
func change(a [2]int, s []int, m map[string]int, p *int) {
	a[0], s[0], m["k"], *p = 9, 9, 9, 9
}
func recursive(n int) int {
	if n <= 1 {
		return 1
	}
	return n * recursive(n-1)
}
func isEven(n int) bool { return n == 0 || isOdd(n-1) }
func isOdd(n int) bool  { return n != 0 && isEven(n-1) }
func manyResults() (int, string, []int, error, func() int) {
	return 1, "s", []int{1}, nil, func() int { return 7 }
}
func anyArgs(xs ...any) int { return len(xs) }

func main() {
	none()
	fmt.Println(noNames(1, ""), noNames(1, "", true, false))
	fmt.Println(grouped(1, 2, "a", "bc"))
	fmt.Println(blanks(1, "", 3))
	fmt.Println(variadic("a"), variadic("b", 1, 2), variadic("c", []int{4, 5}...), variadic("d", nil...), variadic("e", []int{}...))
	fmt.Println(results())
	a, s, m, p := [2]int{1}, []int{1}, map[string]int{}, new(int)
	change(a, s, m, p)
	fmt.Println(a, s, m, *p)
	fmt.Println(recursive(10), isEven(10), isOdd(7))
	i, t, l, err, f := manyResults()
	fmt.Println(i, t, l, err, f())
	fmt.Println(anyArgs(), anyArgs(nil), anyArgs(1, nil, "x"), anyArgs([]any{1, 2}...), anyArgs([]any{1, 2}))
}
