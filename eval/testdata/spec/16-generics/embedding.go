// Embedded structs, pointers and interfaces: promotion, shadowing, method sets, decoration, diamond.
package main

import (
	"fmt"
	"io"
	"sort"
	"strings"
)

type Animal interface {
	Name() string
	Sound() string
}

type Base struct{ name string }

func (b Base) Name() string     { return b.name }
func (b *Base) Rename(n string) { b.name = n }
func (b Base) Sound() string    { return "..." }
func (b Base) Describe() string { return b.Name() + " says " + b.Sound() }

type Dog struct {
	Base
	tricks []string
}

func (d Dog) Sound() string { return "woof" }

type Puppy struct {
	*Dog
	age int
}

func (p Puppy) Sound() string { return "yip (" + p.Dog.Sound() + ")" }

type Loud struct{ Animal }

func (l Loud) Sound() string { return strings.ToUpper(l.Animal.Sound()) }

type Logger struct{ io.Writer }

func (l Logger) Log(s string) { fmt.Fprintf(l, "log: %s\n", s) }

type rev struct{ sort.Interface }

func (r rev) Less(i, j int) bool { return r.Interface.Less(j, i) }

type A struct{ x int }
type B struct{ A }
type C struct{ A }
type D struct {
	B
	C
	x string
}

type ReadCounter struct {
	io.Reader
	n int
}

func (r *ReadCounter) Read(p []byte) (int, error) {
	n, err := r.Reader.Read(p)
	r.n += n
	return n, err
}

func main() {
	d := Dog{Base{"rex"}, nil}
	d.Rename("max")
	fmt.Println(d.Name(), d.Sound(), d.Base.Sound(), d.Describe())
	p := Puppy{&d, 1}
	p.Rename("tiny")
	fmt.Println(d.name, p.Sound(), p.name, p.Dog.Base.name)
	for _, a := range []Animal{d, &d, p, Loud{p}, Loud{Loud{d}}} {
		fmt.Print(a.Name(), ":", a.Sound(), " ")
	}
	fmt.Println()
	var sb strings.Builder
	Logger{&sb}.Log("hello")
	fmt.Print(sb.String())
	s := []int{3, 1, 2}
	sort.Sort(rev{sort.IntSlice(s)})
	fmt.Println(s)
	dd := D{B{A{1}}, C{A{2}}, "top"}
	fmt.Println(dd.x, dd.B.x, dd.C.A.x)
	rc := &ReadCounter{Reader: strings.NewReader("some text")}
	b, err := io.ReadAll(rc)
	fmt.Println(string(b), err, rc.n)
	f := d.Describe
	g := Dog.Name
	h := (*Dog).Rename
	h(&d, "new")
	fmt.Println(f(), g(d), d.name)
	var n Animal = Loud{}
	defer func() { fmt.Println(recover() != nil) }()
	n.Name()
}
