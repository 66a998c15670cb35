// Each kind of run-time panic, recovered.
package main

import (
	"fmt"
	"runtime"
)

type T struct {
	p *T
	n int
}
type I interface{ M() }
type J interface{ N() }

func (t *T) M() { t.n++ }

func try(name string, f func()) {
	defer func() {
		r := recover()
		_, re := r.(runtime.Error)
		e, isErr := r.(error)
		if isErr {
			fmt.Println(name, re, e.Error())
		} else {
			fmt.Println(name, re, r)
		}
	}()
	f()
	fmt.Println(name, "no panic")
}

func main() {
	var s []int
	var arr [3]int
	var m map[string]int
	var p *T
	var i I
	var fn func()
	var a any
	n, z := 5, 0
	str := "abc"
	try("index slice", func() { _ = s[n] })
	try("index array", func() { _ = arr[n] })
	try("index string", func() { _ = str[n] })
	try("index negative", func() { _ = arr[z-1] })
	try("index store", func() { s[0] = 1 })
	try("slice", func() { _ = arr[:][n:] })
	try("slice string", func() { _ = str[2 : 1+z] })
	try("slice cap", func() { _ = arr[:][:n] })
	try("slice 3", func() { _ = arr[:][0:2:n] })
	try("nil map", func() { m["a"] = 1 })
	try("nil pointer field", func() { _ = p.n })
	try("nil pointer store", func() { p.n = 1 })
	try("nil pointer method", func() { p.M() })
	try("nil pointer chain", func() { _ = (&T{}).p.n })
	try("nil interface", func() { i.M() })
	try("nil func", func() { fn() })
	try("divide", func() { _ = n / z })
	try("modulo", func() { n %= z })
	try("assertion nil", func() { _ = a.(int) })
	a = "s"
	try("assertion type", func() { _ = a.(int) })
	try("assertion interface", func() { _ = a.(fmt.Stringer) })
	try("assertion other", func() { i = &T{}; _ = i.(J) })
	try("array conversion", func() { _ = [3]int([]int{1}) })
	try("negative shift", func() { sh := -1; _ = 1 << sh })
	try("close nil", func() { var c chan int; close(c) })
	try("unhashable", func() { _ = map[any]int{[]int{}: 1} })
	try("uncomparable", func() { var x, y any = []int{}, []int{}; _ = x == y })
	try("custom", func() { panic(fmt.Errorf("mine")) })
	try("makeslice", func() { _ = make([]int, z-1) })
	try("float divide", func() { f := 0.0; _ = 1 / f })
}
