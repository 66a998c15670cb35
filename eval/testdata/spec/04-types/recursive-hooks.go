// A struct with slices and maps of functions that take it.
package main

import "fmt"

type option func(*config)

type config struct {
	n       int
	options []option
	hooks   map[string]func(*config) error
	next    *config
}

func with(n int) option { return func(c *config) { c.n += n } }

type a struct {
	bs []*b
	f  func(*b) *a
}
type b struct {
	a *a
	g func(a) b
	m map[string][]a
}

func main() {
	c := &config{hooks: map[string]func(*config) error{}}
	c.options = append(c.options, with(3), with(4))
	for _, o := range c.options {
		o(c)
	}
	c.hooks["x"] = func(c *config) error { c.n *= 2; return nil }
	fmt.Println(c.hooks["x"](c), c.n, c.hooks["y"] == nil)
	x := &a{}
	y := &b{a: x}
	x.bs = append(x.bs, y)
	x.f = func(b *b) *a { return b.a }
	y.g = func(a) b { return *y }
	fmt.Println(x.f(y) == x, y.g(*x).a == x, len(y.m))
}
