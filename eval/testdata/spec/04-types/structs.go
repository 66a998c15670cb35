// Structs: fields, embedding, blank fields, copies.
package main

import "fmt"

type empty struct{}

type base struct {
	id   int
	name string
}

type derived struct {
	base
	*extra
	tags []string
	_    int
}

type extra struct{ note string }

func (b base) describe() string { return fmt.Sprint(b.id, b.name) }
func (b *base) rename(n string) { b.name = n }
func (e *extra) shout() string  { return e.note + "!" }

func main() {
	d := derived{base{1, "one"}, &extra{"n"}, nil, 0}
	fmt.Println(d.id, d.name, d.base.name, d.note, d.extra.note)
	d.rename("uno")
	fmt.Println(d.describe(), d.base.describe(), d.shout())
	e := d
	e.id, e.note = 2, "shared"
	fmt.Println(d.id, e.id, d.note)
	p := &d
	p.name = "via pointer"
	p.base.id++
	fmt.Println(p.describe(), d.id)
	anon := struct {
		a, b int
		in   struct{ c string }
	}{a: 1}
	anon.in.c = "deep"
	fmt.Println(anon.a, anon.b, anon.in.c)
	fmt.Println(empty{} == empty{})
	ps := []*derived{{tags: []string{"x"}}, {base: base{name: "y"}}}
	fmt.Println(ps[0].tags[0], ps[1].name)
}
