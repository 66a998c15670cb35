// The order in which operands, calls and receives are evaluated.
package main

import "fmt"

var trace string

func t[T any](s string, v T) T { trace += s; return v }

func pair() (int, int) { trace += "p"; return 1, 2 }

type st struct{ a, b int }

func (s *st) set(v int) *st { trace += fmt.Sprint("s", v); s.a = v; return s }

func show() { fmt.Println(trace); trace = "" }

func main() {
	a := []int{1, 2, 3}
	_ = t("a", 1) + t("b", 2)*t("c", 3) - t("d", 4)
	show()
	a[t("i", 0)], a[t("j", 1)] = t("x", 5), t("y", 6)
	show()
	_ = map[string]int{t("k1", "a"): t("v1", 1), t("k2", "b"): t("v2", 2)}
	show()
	_ = []int{t("1", 1), t("2", 2), t("3", 3)}
	show()
	_ = st{b: t("b", 1), a: t("a", 2)}
	show()
	(&st{}).set(t("1", 1)).set(t("2", 2))
	show()
	fmt.Sprint(t("f", 1), t("g", 2), func() int { trace += "h"; return 3 }())
	show()
	c := make(chan int, 3)
	c <- t("c", 1)
	c <- 2
	_ = t("l", 0) + <-c + t("r", 0) + <-c
	show()
	_ = t("1", true) && t("2", false) || t("3", true)
	show()
	m := map[int]int{}
	m[t("k", 1)] += t("v", 2)
	show()
	x, y := t("x", 1), t("y", 2)
	x, y = y, x
	i := 0
	i, a[i] = 1, 99
	fmt.Println(x, y, a, i)
	func(a, b, c int) {}(t("1", 1), t("2", 2), t("3", 3))
	show()
	switch t("tag", 2) {
	case t("c1", 1), t("c2", 2), t("c3", 3):
		show()
	}
	for i := t("init", 0); i < t("cond", 1); i += t("post", 1) {
		trace += "body"
	}
	show()
	var z [2]int
	z[t("idx", 1)]++
	_ = a[t("lo", 0):t("hi", 2)]
	show()
	defer func(int) { show() }(t("defer", 1))
	trace += "end"
}
