// Predeclared identifiers can be declared again for a whole package.
package main

import "fmt"

type string = []byte

type error struct{ code int }

func max(a, b int) int { return a*100 + b }

var min = func(x int) int { return -x }

const iota = 40

const (
	x = iota
	y
)

func main() {
	var s string
	s = append(s, 'h', 'i')
	fmt.Println(len(s), s[0])
	e := error{3}
	fmt.Println(e.code, max(1, 2), min(5), x, y)
}
