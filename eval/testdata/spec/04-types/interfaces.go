// Interfaces: implemented without saying so, embedded, nil.
package main

import (
	"fmt"
	"io"
	"strings"
)

type shape interface {
	area() float64
	perimeter() float64
}

type named interface{ name() string }

type namedShape interface {
	shape
	named
	fmt.Stringer
}

type square struct{ s float64 }

func (q square) area() float64      { return q.s * q.s }
func (q square) perimeter() float64 { return 4 * q.s }
func (q square) name() string       { return "square" }
func (q square) String() string     { return fmt.Sprintf("%s %g", q.name(), q.s) }

type circle struct{ r float64 }

func (c *circle) area() float64      { return 3 * c.r * c.r }
func (c *circle) perimeter() float64 { return 6 * c.r }

type readCloser interface {
	io.Reader
	Close() error
}

type file struct{ io.Reader }

func (file) Close() error { return io.EOF }

func main() {
	shapes := []shape{square{2}, &circle{1}}
	for _, s := range shapes {
		fmt.Println(s.area(), s.perimeter())
		if n, ok := s.(named); ok {
			fmt.Println(n.name())
		}
	}
	var ns namedShape = square{3}
	fmt.Println(ns, ns.String(), ns.area())
	var s shape = ns
	fmt.Println(s.area())
	var none shape
	fmt.Println(none == nil, s != nil)
	var rc readCloser = file{strings.NewReader("data")}
	b, err := io.ReadAll(rc)
	fmt.Println(string(b), err, rc.Close() == io.EOF)
	var anon interface{ area() float64 } = square{5}
	fmt.Println(anon.area())
	_, ok := anon.(shape)
	fmt.Println(ok)
	_, ok = anon.(interface{ volume() float64 })
	fmt.Println(ok)
}
