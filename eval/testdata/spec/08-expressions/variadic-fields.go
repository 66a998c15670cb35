// Fields that hold variadic functions are called with any number of arguments.
package main

import "fmt"

type logf func(string, ...any) int

func (l logf) twice(s string) int { return l(s, 1) + l(s, 1, 2) }

type holder struct {
	name string
	sum  func(...int) int
	log  logf
	in   *holder
	list []func(...string)
}

func sum(xs ...int) (n int) {
	for _, x := range xs {
		n += x
	}
	return n
}

func printed(f string, a ...any) int { fmt.Println(append([]any{f}, a...)...); return len(a) }

type over struct{ holder }

func main() {
	h := holder{name: "h", sum: sum, log: printed}
	fmt.Println(h.sum(), h.sum(1), h.sum(1, 2, 3), h.sum([]int{4, 5}...), h.sum(nil...))
	fmt.Println(h.log("a"), h.log("b", 1, h.name, nil), h.log("c", []any{1, 2}...), h.log("d", []any{1, 2}))
	p := &holder{in: &h}
	fmt.Println(p.in.sum(1, 2), p.in.log("p", 1, 2), over{h}.sum(5, 6), over{h}.log("over", 1))
	f := h.sum
	g, name := p.in.log, p.name
	var k = h.log
	var l logf = h.log
	fmt.Println(f(1, 2), g("g", 1, 2), name, k("k", 3, 4), l("l", 5, 6), h.log.twice("t"), k.twice("u"))
	h.list = append(h.list, func(s ...string) { fmt.Println(len(s), s) })
	h.list[0]("x", "y")
	for _, f := range []holder{h} {
		f.sum(1, 2)
		defer f.log("deferred", 1, 2)
		func() { defer f.sum(1, 2) }()
	}
	anon := struct{ f func(...any) string }{fmt.Sprint}
	fmt.Println(anon.f(1, 2, "a", "b"), (anon.f)("x", 1))
	anon.f = fmt.Sprintln
	fmt.Print(anon.f(1, 2))
	m := map[string]holder{"a": h}
	fmt.Println(m["a"].sum(7, 8), m["a"].log("m", 1, 2))
	done := make(chan int)
	go func() { done <- h.sum(1, 2, 3) }()
	fmt.Println(<-done)
}
