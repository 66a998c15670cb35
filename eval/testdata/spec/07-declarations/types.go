// Type declarations: definitions, groups, local ones, of functions and interfaces.
package main

import (
	"fmt"
	"sync"
)

type (
	point struct{ x, y float64 }
	polar point
	alias = point
	lines []line
	line  struct{ from, to point }
	mutex struct{ sync.Mutex }
	newMu mutex
	ptr   *point
	block interface {
		size() int
		encrypt(src, dst []byte)
	}
	myBlock block
	zone    int
)

const (
	est zone = -(5 + iota)
	cst
)

func (z zone) name() string   { return fmt.Sprintf("GMT%+dh", int(z)) }
func (p point) norm() float64 { return p.x*p.x + p.y*p.y }

type cipher struct{}

func (cipher) size() int               { return 8 }
func (cipher) encrypt(src, dst []byte) { copy(dst, src) }

func main() {
	p := point{3, 4}
	q := polar(p)
	var a alias = p
	fmt.Println(a.norm(), q.x, point(q).norm(), est.name(), cst.name())
	ls := lines{{p, point{}}, {from: p}}
	fmt.Println(len(ls), ls[0].from.x, ls[1].to.y)
	var mu mutex
	mu.Lock()
	mu.Unlock()
	var n newMu
	n.Lock()
	var pp ptr = &p
	pp.x = 7
	fmt.Println(p.x, (*pp).y)
	var b myBlock = cipher{}
	dst := make([]byte, 2)
	b.encrypt([]byte("hi"), dst)
	fmt.Println(b.size(), string(dst))
	type local struct{ point }
	fmt.Println(local{p}.norm(), local{point: p}.x)
	type ints []int
	type fn func(ints) int
	var f fn = func(x ints) int { return len(x) }
	fmt.Println(f(ints{1, 2}), f([]int{1}))
}
