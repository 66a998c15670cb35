// The order of calls in all kinds of expressions and statements.
package main

import "fmt"

var trace []string

func t(s string, v int) int   { trace = append(trace, s); return v }
func p(s string, v *int) *int { trace = append(trace, s); return v }
func f(s string) func(int, int) int {
	trace = append(trace, s)
	return func(a, b int) int { return a + b }
}
func m(s string) map[int]int  { trace = append(trace, s); return map[int]int{} }
func sl(s string) []int       { trace = append(trace, s); return make([]int, 5) }
func show(x ...any)           { fmt.Println(append(x, trace)...); trace = nil }
func two(s string) (int, int) { trace = append(trace, s); return 1, 2 }
func b(s string, v bool) bool { trace = append(trace, s); return v }
func ch(s string) chan int    { trace = append(trace, s); c := make(chan int, 2); c <- 1; return c }

type S struct{ a, b, c int }

func (s S) m(x int) S { trace = append(trace, fmt.Sprint("m", x)); return s }
func st(s string) S   { trace = append(trace, s); return S{} }

func main() {
	x := 0
	show(t("a", 1) + t("b", 2)*t("c", 3))
	sl("s")[t("i", 1)] = t("v", 2)
	show()
	m("m")[t("k", 1)], sl("s")[t("i", 2)] = t("v1", 1), t("v2", 2)
	show()
	*p("p", &x) = t("v", 3)
	show(x)
	*p("p1", &x), *p("p2", &x) = two("two")
	show(x)
	show(f("f")(t("a", 1), t("b", 2)))
	show(S{c: t("c", 1), a: t("a", 2), b: t("b", 3)})
	show([]int{3: t("x", 1), 1: t("y", 2)})
	show(map[int]int{t("k1", 1): t("v1", 1), t("k2", 2): t("v2", 2)})
	show(b("x", false) && b("y", true) || b("z", true))
	show(st("st").m(t("1", 1)).m(t("2", 2)))
	show(sl("s")[t("lo", 1):t("hi", 3):t("max", 4)])
	show(<-ch("ch") + t("a", 1))
	ch("c") <- t("v", 1)
	_ = 0
	show()
	sl("s")[t("i", 1)] += t("v", 2)
	show()
	sl("s")[t("i", 1)]++
	show()
	switch t("tag", 2) {
	case t("c1", 1), t("c2", 2), t("c3", 3):
	}
	show()
	var i, j = t("i", 1), t("j", 2)
	show(i, j)
	defer func(a, b int) { show(a, b) }(t("d1", 1), t("d2", 2))
	for i := t("init", 0); i < t("cond", 2); i += t("post", 1) {
	}
	show()
	for range t("range", 2) {
	}
	show()
	for i := range sl("rs")[:t("n", 2)] {
		_ = i
	}
	show()
	select {
	case ch("sc1") <- t("sv", 1):
	case v := <-ch("rc"):
		_ = v
	}
	trace = trace[:3]
	show()
	i, sl("a")[t("idx", 0)] = t("r1", 5), t("r2", 6)
	show(i)
	arr := [3]int{1, 2, 3}
	i = 0
	i, arr[i] = 2, 9
	show(i, arr)
	arr[0], arr[1], arr[2] = arr[2], arr[0], arr[1]
	show(arr)
	y := []int{1, 2, 3}
	y, y[0] = []int{7}, 8
	show(y)
	k := 1
	k, y = k+1, append(y, k)
	show(k, y)
	return
}
