// What can be switched on: interfaces, pointers, structs, arrays, channels, nil functions, mixed comparisons.
package main

import (
	"errors"
	"fmt"
	"io"
)

type P struct{ x, y int }

var e1 = errors.New("e1")

func kind(x any) string {
	switch x {
	case 1:
		return "int one"
	case "a":
		return "string a"
	case P{1, 2}:
		return "P12"
	case nil:
		return "nil"
	case int64(1):
		return "int64 one"
	case [2]int{1, 2}:
		return "array"
	case e1:
		return "e1"
	}
	return "?"
}

func main() {
	fmt.Println(kind(1), kind("a"), kind(P{1, 2}), kind(P{2, 1}), kind(nil), kind(int64(1)), kind(uint(1)), kind([2]int{1, 2}), kind(e1), kind(errors.New("e1")))
	var err error = io.EOF
	switch err {
	case nil:
		fmt.Println("nil")
	case io.ErrUnexpectedEOF:
		fmt.Println("unexpected")
	case io.EOF:
		fmt.Println("EOF")
	}
	switch (P{1, 2}) {
	case P{1, 1}:
		fmt.Println("11")
	case P{1, 2}:
		fmt.Println("12")
	}
	p, q := &P{}, &P{}
	switch p {
	case q:
		fmt.Println("q")
	case p:
		fmt.Println("p")
	}
	c := make(chan int)
	switch c {
	case nil:
		fmt.Println("nil chan")
	case c:
		fmt.Println("c")
	}
	var f func()
	switch f {
	case nil:
		fmt.Println("nil func")
	}
	switch r := 'b'; r {
	case 'a', 'b', 'c':
		fmt.Println(string(r))
	}
	switch x, y := 1, 2; x + y {
	case 3:
		fmt.Println("three")
	}
	switch x := any(3.5).(type) {
	case float64:
		fmt.Println(x * 2)
	}
	defer func() { fmt.Println(recover()) }()
	var bad any = []int{1}
	switch bad {
	case bad:
	}
}
