// Functions declared elsewhere, put into literals and called out of them.
package main

import "fmt"

type number int

func (n number) twice() int { return int(n) * 2 }

func do(f func()) { f() }

func even(n int) string {
	if n == 0 {
		return "even"
	}
	return []func(int) string{odd}[0](n - 1)
}

func main() {
	do(func() { f := []func(int) string{late}; fmt.Println(f[0](8)) })
	do(func() { f := map[string]func(int) string{"a": late}; s := f["a"](9); fmt.Println(s) })
	do(func() { f := []func(number) int{number.twice}; fmt.Println(f[0](8)) })
	do(func() { f := [...]func(int) string{even, odd}; fmt.Println(f[0](3), f[1](3)) })
	f := struct{ f []func(int) string }{[]func(int) string{late}}
	do(func() { fmt.Println(f.f[0](1)) })
}

func odd(n int) string {
	if n == 0 {
		return "odd"
	}
	return map[bool]func(int) string{true: even}[true](n - 1)
}

func late(n int) string { return fmt.Sprint("late", n) }
