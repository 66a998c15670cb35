// A slice as the only element of a variadic parameter of interfaces.
package main

import "fmt"

func count(xs ...any) int { return len(xs) }

func second(a int, xs ...any) any { return xs[0] }

type list []any

func main() {
	s := []any{1, 2}
	fmt.Println(count(s), count(s...), count(s, s), count([]any{1, 2, 3}), count([]int{1, 2}), count(list{1}), count(nil), count(nil...), count([]any(nil)))
	fmt.Println(append([]any{}, s), len(append(s, s)), len(append(s, s...)), len(append([]any{0}, nil)))
	fmt.Println(s)
	fmt.Println(s...)
	fmt.Println([]any{s})
	fmt.Printf("%v %v\n", s...)
	fmt.Printf("%v\n", s)
	fmt.Println(second(1, s), second(1, s...), second(1, 5))
	var l list
	l = append(l, 1, list{2})
	l = append(l, l)
	fmt.Println(len(l), len(l[2].(list)))
	f := func(xs ...any) int { return len(xs) }
	fmt.Println(f(s), f(s...))
}
