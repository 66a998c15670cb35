// Iota counts the lines of a constant declaration.
package main

import "fmt"

type Weekday int

const (
	Sunday Weekday = iota
	Monday
	_
	Wednesday
)

const (
	a, b = iota, 1 << iota
	c, d
	e, f
)

func main() {
	fmt.Println(int(Sunday), int(Monday), int(Wednesday))
	fmt.Println(a, b, c, d, e, f)
}
