// Embedding, interfaces, visitors, caches and options.
package main

import (
	"fmt"
	"strings"
)

type Animal interface {
	Sound() string
	Name() string
}
type base struct{ name string }

func (b *base) Name() string    { return b.name }
func (b *base) Rename(n string) { b.name = n }

type Dog struct {
	*base
	tricks []string
}
type Cat struct {
	base
	lives int
}

func (d Dog) Sound() string  { return "woof" }
func (c *Cat) Sound() string { c.lives--; return fmt.Sprint("meow", c.lives) }

type Loud struct{ Animal }

func (l Loud) Sound() string { return strings.ToUpper(l.Animal.Sound()) }

type Renamer interface{ Rename(string) }
type Matrix[T any] [][]T

func (m Matrix[T]) At(i, j int) T { return m[i][j] }
func (m *Matrix[T]) Add(row ...T) { *m = append(*m, row) }
func (m Matrix[T]) Each(f func(int, int, T)) {
	for i, r := range m {
		for j, x := range r {
			f(i, j, x)
		}
	}
}

type Cache[K comparable, V any] struct {
	m     map[K]V
	order []K
	cap   int
	onEv  func(K, V)
}

func NewCache[K comparable, V any](n int, ev func(K, V)) *Cache[K, V] {
	return &Cache[K, V]{m: make(map[K]V), cap: n, onEv: ev}
}
func (c *Cache[K, V]) Put(k K, v V) {
	if _, ok := c.m[k]; !ok {
		if len(c.order) == c.cap {
			old := c.order[0]
			c.order = c.order[1:]
			if c.onEv != nil {
				c.onEv(old, c.m[old])
			}
			delete(c.m, old)
		}
		c.order = append(c.order, k)
	}
	c.m[k] = v
}
func (c *Cache[K, V]) Get(k K) (v V, ok bool) { v, ok = c.m[k]; return }

type Option func(*conf)
type conf struct {
	n int
	s string
}

func WithN(n int) Option    { return func(c *conf) { c.n = n } }
func WithS(s string) Option { return func(c *conf) { c.s = s } }
func New(os ...Option) (c conf) {
	for _, o := range os {
		o(&c)
	}
	return
}

type Stack struct{ data []any }

func (s *Stack) Push(x any) { s.data = append(s.data, x) }
func (s *Stack) Pop() any {
	x := s.data[len(s.data)-1]
	s.data = s.data[:len(s.data)-1]
	return x
}

type Visitor interface {
	VisitNum(int) any
	VisitAdd(a, b Exp) any
}
type Exp interface{ Accept(Visitor) any }
type NumE int
type AddE struct{ a, b Exp }

func (n NumE) Accept(v Visitor) any { return v.VisitNum(int(n)) }
func (a AddE) Accept(v Visitor) any { return v.VisitAdd(a.a, a.b) }

type evalV struct{}

func (evalV) VisitNum(n int) any      { return n }
func (v evalV) VisitAdd(a, b Exp) any { return a.Accept(v).(int) + b.Accept(v).(int) }

type printV struct{ depth int }

func (printV) VisitNum(n int) any { return fmt.Sprint(n) }
func (p printV) VisitAdd(a, b Exp) any {
	p.depth++
	return fmt.Sprintf("(%v +%d %v)", a.Accept(p), p.depth, b.Accept(p))
}

func main() {
	d := Dog{&base{"rex"}, nil}
	c := &Cat{base{"tom"}, 9}
	for _, a := range []Animal{d, c, Loud{d}, Loud{c}, &Loud{Loud{c}}} {
		fmt.Print(a.Name(), " ", a.Sound(), " ")
		if r, ok := a.(Renamer); ok {
			r.Rename(a.Name() + "!")
		}
	}
	fmt.Println(d.name, c.name, c.lives)
	d2 := d
	d2.Rename("copy")
	c2 := *c
	c2.Rename("copy")
	fmt.Println(d.Name(), c.Name(), d2.Name(), c2.Name())
	var m Matrix[string]
	m.Add("a", "b")
	m.Add("c")
	m.Each(func(i, j int, s string) { fmt.Print(i, j, s, " ") })
	fmt.Println(m.At(1, 0), len(m))
	ca := NewCache(2, func(k string, v []int) { fmt.Println("evict", k, v) })
	ca.Put("a", []int{1})
	ca.Put("b", nil)
	ca.Put("a", []int{2})
	ca.Put("c", []int{3})
	v, ok := ca.Get("a")
	fmt.Println(v, ok)
	fmt.Println(New(WithN(3), WithS("x")), New())
	var s Stack
	s.Push(1)
	s.Push("two")
	s.Push(s)
	fmt.Println(len(s.Pop().(Stack).data), s.Pop(), s.Pop())
	e := AddE{NumE(1), AddE{NumE(2), NumE(3)}}
	fmt.Println(e.Accept(evalV{}), e.Accept(printV{}))
	af := Animal.Sound
	fmt.Println(af(d), (*Cat).Sound(c), (*base).Name(&c.base))
	mv := c.Sound
	mv()
	fmt.Println(c.lives)
	fs := map[string]func() string{"d": d.Sound, "c": c.Sound, "n": c.Name}
	c.Rename("later")
	fmt.Println(fs["d"](), fs["c"](), fs["n"]())
	var an Animal
	defer func() {
		fmt.Println(recover())
		var nc *Cat
		an = nc
		fmt.Println(an == nil, an != nil)
		defer func() { fmt.Println(recover() != nil) }()
		an.Name()
	}()
	an.Sound()
}
