// Deferred calls run last first, with operands evaluated by the statement; the function value too.
package main

import "fmt"

func arg(n int) int { fmt.Print("arg", n, " "); return n }
func show(n int)    { fmt.Print("show", n, " ") }

type T struct{ n int }

func (t T) val()       { fmt.Print("val", t.n, " ") }
func (t *T) ptr()      { fmt.Print("ptr", t.n, " ") }
func (t *T) chain() *T { fmt.Print("chain", t.n, " "); return t }

type I interface{ val() }

func get() func(int) { fmt.Print("get "); return show }

func basic() {
	defer show(arg(1))
	defer show(arg(2))
	fmt.Print("body ")
}

func values() {
	x := 1
	defer show(x)
	defer func() { show(x) }()
	defer func(v int) { show(v) }(x)
	x = 2
}

func methods() {
	t := T{1}
	p := &t
	defer t.val()
	defer t.ptr()
	defer p.val()
	defer p.chain().chain().ptr()
	var i I = t
	defer i.val()
	f := t.val
	defer f()
	defer T.val(t)
	defer (*T).ptr(&t)
	t.n = 5
	i = T{9}
}

func funcs() {
	defer get()(arg(3))
	f := show
	defer f(4)
	f = nil
	m := map[string]func(int){"a": show}
	defer m["a"](5)
	delete(m, "a")
}

func loops() {
	for i := range 3 {
		defer show(i)
	}
	for i := 0; i < 3; i++ {
		defer func() { show(10 + i) }()
	}
	for _, s := range []int{20, 21} {
		defer func(n int) { show(n + s) }(s)
	}
}

func builtins() {
	m := map[int]int{1: 1}
	func() {
		defer delete(m, 1)
		fmt.Print(len(m), " ")
	}()
	fmt.Print(len(m), " ")
	c := make(chan int)
	func() { defer close(c) }()
	_, ok := <-c
	fmt.Print(ok, " ")
	s := []int{1, 2}
	func() { defer copy(s, []int{9, 9}) }()
	fmt.Print(s, " ")
}

func variadic() {
	xs := []any{"a ", "b "}
	defer fmt.Print(xs...)
	defer fmt.Print("c ", "d ")
	xs[0] = "changed "
}

func nilFunc() {
	defer func() { fmt.Print("recovered ", recover() != nil) }()
	var f func()
	defer f()
	fmt.Print("before ")
}

func main() {
	for _, f := range []func(){basic, values, methods, funcs, loops, builtins, variadic, nilFunc} {
		f()
		fmt.Println()
	}
}
