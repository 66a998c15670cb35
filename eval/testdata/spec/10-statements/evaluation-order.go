// Function calls, method calls, receives and logical operators happen in lexical left-to-right order.
package main

import "fmt"

var log []string

func t(s string, v int) int   { log = append(log, s); return v }
func b(s string, v bool) bool { log = append(log, s); return v }
func fn(s string) func(...int) int {
	log = append(log, s)
	return func(xs ...int) int { log = append(log, s+"()"); return len(xs) }
}

type R struct{ n int }

func (r *R) m(v int) *R   { log = append(log, fmt.Sprint("m", v)); r.n += v; return r }
func (r R) get(v int) int { return r.n + v }

func ch(s string) chan int {
	log = append(log, s)
	c := make(chan int, 1)
	c <- 5
	return c
}

func show(what string, xs ...any) { fmt.Println(what, log, xs); log = nil }

func main() {
	a := []int{1, 2, 3}
	x := t("a", 1) + t("b", 2)*t("c", 3)
	show("arith", x)
	y := fn("f")(t("x", 1), t("y", 2))
	show("call", y)
	arr := [...]int{t("e0", 1), t("e1", 2)}
	show("composite", arr)
	m := map[int]int{t("k", 1): t("v", 2)}
	show("map", m)
	s := struct{ p, q int }{q: t("q", 1), p: t("p", 2)}
	show("struct", s)
	ok := b("l", false) && b("r", true) || b("o", true)
	show("logic", ok)
	z := a[t("i", 1)] + <-ch("c")
	show("index", z)
	sl := a[t("lo", 0):t("hi", 2)]
	show("slice", sl)
	r := (&R{}).m(1).m(t("arg", 2)).m(3)
	show("chain", r.n)
	a[t("i", 0)] += t("v", 5)
	show("op", a)
	a[t("i", 0)], m[t("k", 9)] = t("v1", 7), t("v2", 8)
	show("assign", a, m)
	v, w := t("v", 1), t("w", 2)
	show("define", v, w)
	func(p ...int) {}(t("1", 1), t("2", 2), t("3", 3))
	show("variadic")
	var arr2 [3]int
	arr2[t("d", 1)] = arr2[t("s", 2)] + t("t", 4)
	show("store", arr2)
	c := make(chan int, 1)
	chf := func() chan int { log = append(log, "chan"); return c }
	chf() <- t("sent", 3)
	show("send", <-c)
	if t("if", 1) > 0 && t("if2", 0) > 0 {
	} else if t("elif", 1) == 1 {
		show("if")
	}
	for i := t("init", 0); i < t("cond", 2); i += t("post", 1) {
	}
	show("for")
	for range t("n", 2) {
		t("body", 0)
	}
	show("range")
	g := r.get
	r.n = 100
	show("bound", g(0), r.get(0))
	p := &a[t("addr", 1)]
	*p = t("val", 11)
	show("address", a)
	var i any = t("conv", 3)
	n, _ := i.(int)
	show("assert", n)
	switch t("tag", 2) {
	case t("c1", 1), t("c2", 2), t("c3", 3):
	}
	show("switch")
	return
}
