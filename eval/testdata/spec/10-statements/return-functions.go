// Returns of function values out of variables, fields, elements and calls, and calls of functions of the same types.
package main

import "fmt"

type inner struct{ f func(int) int }
type outer struct {
	in inner
	fs []func(int) int
	m  map[string]func(int) int
}
type maker func() func(int) int

var g = func(x int) int { return x * 3 }

func plusOne(x int) int { return x + 1 }

func variable() func(int) int             { return g }
func field(s outer) func(int) int         { return s.in.f }
func pointer(s *outer) func(int) int      { return (*s).in.f }
func element(s outer) func(int) int       { return s.fs[0] }
func entry(s outer) func(int) int         { return (s.m["a"]) }
func called(s outer) func(int) int        { return field(s) }
func two(s outer) (func(int) int, error)  { return s.in.f, nil }
func both(s outer) (func(int) int, error) { return two(s) }
func inAny(s outer) any                   { return s.in.f }
func made(m maker) func(int) int          { return m() }
func named(s outer) (f func(int) int)     { f = s.fs[0]; return }
func method(s outer) func() int           { return s.sum }
func declared() func(int) int             { return plusOne }
func conditional(a bool, f, h func()) func() {
	if a {
		return f
	}
	return h
}

func (s outer) sum() int { return s.in.f(1) + s.fs[0](1) + s.m["a"](1) + g(1) }

func main() {
	s := outer{inner{func(x int) int { return x + 10 }}, []func(int) int{func(x int) int { return x + 20 }}, map[string]func(int) int{"a": plusOne}}
	fmt.Println(variable()(1), g(2), field(s)(1), s.in.f(2), pointer(&s)(3), element(s)(1), s.fs[0](2), entry(s)(1), s.m["a"](2))
	fmt.Println(called(s)(5), made(variable)(5), named(s)(5), method(s)(), s.sum(), declared()(6), plusOne(7))
	f, err := both(s)
	fmt.Println(f(1), err, inAny(s).(func(int) int)(2), s.in.f(3))
	conditional(false, nil, func() { fmt.Println("last") })()
	g := g
	h := func() func(int) int { return g }
	fmt.Println(h()(1), g(2), func() func(int) int {
		{
		}
		return g
	}()(3), s.in.f(g(4)))
}
