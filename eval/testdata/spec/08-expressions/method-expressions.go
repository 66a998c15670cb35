// Method expressions and method values.
package main

import (
	"fmt"
	"strings"
	"time"
)

type t struct{ a int }

func (tv t) mv(f float64) string  { return fmt.Sprint("mv", tv.a, f) }
func (tp *t) mp(f float64) string { tp.a++; return fmt.Sprint("mp", tp.a, f) }

type i interface{ mv(float64) string }

type outer struct{ *t }

func call(f func(float64) string) string { return f(3) }

func main() {
	v := t{1}
	p := &v
	fmt.Println(t.mv(v, 7), (*t).mv(p, 7), (*t).mp(p, 7), v.a)
	f1 := t.mv
	f2 := (*t).mp
	f3 := (*t).mv
	f4 := i.mv
	fmt.Println(f1(v, 1), f2(&v, 2), f3(&v, 3), f4(v, 4), f4(&v, 5))
	g1 := v.mv
	g2 := p.mv
	g3 := v.mp
	g4 := p.mp
	v.a = 100
	fmt.Println(g1(1), g2(1), g3(1), g4(1), v.a)
	var e i = v
	h := e.mv
	e = t{5}
	fmt.Println(h(2), call(e.mv), call(v.mp), call(p.mv))
	o := outer{p}
	k := o.mp
	o.t = &t{50}
	fmt.Println(k(1), outer.mv(o, 1), outer.mp(o, 2), (*outer).mp(&o, 3), o.a)
	up := strings.Builder{}
	w := up.WriteString
	w("ab")
	w("c")
	fmt.Println(up.String(), time.Duration.Seconds(time.Minute), (*strings.Builder).Len(&up), fmt.Stringer.String(time.Second))
	var list []func(float64) string
	for n := range 3 {
		list = append(list, t{n}.mv)
	}
	fmt.Println(list[0](0), list[2](0))
	defer fmt.Println(v.mv(9))
	func() {
		defer func() { fmt.Println(recover() != nil) }()
		var none i
		_ = none.mv
	}()
	func() {
		defer func() { fmt.Println(recover() != nil) }()
		var none *t
		_ = none.mv
	}()
	var none *t
	_ = none.mp
}
