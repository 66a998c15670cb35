// The types of the run-time errors that are recovered.
package main

import (
	"fmt"
	"runtime"
)

func caught(f func()) (e any) {
	defer func() { e = recover() }()
	f()
	return nil
}

func show(f func()) {
	e := caught(f)
	_, ok := e.(runtime.Error)
	fmt.Printf("%T %v %v\n", e, e, ok)
}

func main() {
	n, three := -1, 3
	var none []int
	var box any = 1
	show(func() { _ = []int{1}[three] })
	show(func() { _ = []string{2: "c", 0: "a"}[three] })
	show(func() { _ = none[three:] })
	show(func() { _ = [2]int(none) })
	show(func() { var m map[string]int; m["a"] = 1 })
	show(func() { var p *int; *p = 1 })
	show(func() { _ = 1 / len(none) })
	show(func() { _ = box.(string) })
	show(func() { _ = make([]int, n) })
	show(func() { _ = make(chan int, n) })
	show(func() { _ = 1 << n })
	show(func() { box = none; _ = box == box })
	show(func() { _ = map[any]int{box: 1} })
	show(func() { panic(nil) })
}
