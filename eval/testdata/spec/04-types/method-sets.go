// Method sets: of T, of *T, of what is embedded.
package main

import "fmt"

type val struct{ n int }

func (v val) get() int   { return v.n }
func (v *val) set(n int) { v.n = n }

type getter interface{ get() int }
type setter interface{ set(int) }
type both interface {
	getter
	setter
}

type byValue struct{ val }
type byPointer struct{ *val }

func has(x any) string {
	_, g := x.(getter)
	_, s := x.(setter)
	_, b := x.(both)
	return fmt.Sprint(g, s, b)
}

func main() {
	v := val{1}
	fmt.Println(has(v), has(&v))
	fmt.Println(has(byValue{v}), has(&byValue{v}))
	fmt.Println(has(byPointer{&v}), has(&byPointer{&v}))
	v.set(5)
	fmt.Println(v.get(), (&v).get())
	bp := byPointer{&v}
	bp.set(6)
	fmt.Println(v.n)
	bv := byValue{v}
	bv.set(7)
	fmt.Println(v.n, bv.n)
	var b both = &bv
	b.set(8)
	fmt.Println(bv.get())
	b = bp
	b.set(9)
	fmt.Println(v.get())
}
