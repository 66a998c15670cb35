// Calls: order of arguments, multiple results as arguments, methods, conversions that look like calls.
package main

import (
	"fmt"
	"math"
	"strings"
)

type pt struct{ x, y float64 }

func (p pt) scale(f float64) pt       { return pt{p.x * f, p.y * f} }
func (p *pt) move(dx, dy float64) *pt { p.x += dx; p.y += dy; return p }
func (p pt) both() (float64, float64) { return p.x, p.y }

func split(s string, pos int) (string, string) { return s[:pos], s[pos:] }
func join(s, t string) string                  { return s + t }
func three() (int, string, error)              { return 1, "b", nil }
func take(n int, xs ...any) int                { return n + len(xs) }
func hyp(a, b float64) float64                 { return math.Sqrt(a*a + b*b) }
func fn() func(int) func(string) string {
	return func(n int) func(string) string { return func(s string) string { return strings.Repeat(s, n) } }
}

func main() {
	fmt.Println(join(split("value", len("value")/2)))
	fmt.Println(take(three()), hyp(pt{3, 4}.both()))
	fmt.Println(three())
	p := pt{1, 1}
	p.move(2, 3).move(1, 0)
	fmt.Println(p.x, p.y, p.scale(2).scale(0.5).y, fn()(3)("ab"))
	order := ""
	mark := func(s string, n int) int { order += s; return n }
	fmt.Println(take(mark("a", 1), mark("b", 2), mark("c", 3)+mark("d", 4)), order)
	order = ""
	get := func() func(...int) int { order += "f"; return func(xs ...int) int { order += "!"; return len(xs) } }
	fmt.Println(get()(mark("1", 1), mark("2", 2)), order)
	var f func(int)
	func() {
		defer func() { fmt.Println(recover() != nil, order) }()
		order = ""
		f(mark("arg first", 1))
	}()
	fmt.Println((func(a int) int { return a * 2 })(4), (fmt.Sprint)(5), (int)(6.0), []byte("x")[0], (*pt)(&p).x)
	fmt.Println(strings.Join(strings.Fields(" a  b "), "-"), strings.NewReplacer("a", "b").Replace("aa"))
	x, y := func() (int, int) { return 1, 2 }()
	fmt.Println(x, y, max(x, y), min(3, x, 2))
	m := map[string]func(pt) float64{"norm": func(p pt) float64 { return hyp(p.both()) }}
	fmt.Println(m["norm"](pt{6, 8}))
	ch := make(chan func() string, 1)
	ch <- func() string { return "from channel" }
	fmt.Println((<-ch)())
	var st struct{ f func(int) int }
	st.f = func(n int) int { return n + 1 }
	fmt.Println(st.f(1))
}
