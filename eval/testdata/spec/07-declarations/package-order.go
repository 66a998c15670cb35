// Package-level declarations may be in any order.
package main

import "fmt"

var a = b + f()

var b = c * 2

const d = e + 1

func f() int { return c + int(k) }

type outer struct{ in inner }

var c = 3

const e = 10

func main() {
	fmt.Println(a, b, c, d, outer{inner{5}}.in.get(), x, y, z)
}

func (i inner) get() int { return i.n }

type inner struct{ n int }

const k kind = iota + 4

type kind int

var x, y = pair()

func pair() (int, string) { return z + 1, "p" }

var z = func() int { return d }()
