// Package fmt: Stringers inside of slices, maps and structs.
package main

import (
	"fmt"
	"time"
)

type point struct{ X, Y int }

func (p point) String() string { return fmt.Sprintf("(%d,%d)", p.X, p.Y) }

type level int

func (l level) String() string { return [...]string{"low", "high"}[l] }

func main() {
	fmt.Println([]point{{1, 2}}, map[string]level{"a": 1}, struct{ P point }{point{3, 4}}, []any{level(0), point{}})
	fmt.Println([]time.Duration{time.Second}, map[level]int{0: 1, 1: 2}, [2]level{})
	fmt.Printf("%v %s %d\n", []level{0, 1}, []level{1}, []level{1})
}
