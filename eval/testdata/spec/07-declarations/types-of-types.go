// Types declared as other declared types, without their methods.
package main

import "fmt"

type base struct{ n int }

func (b base) get() int { return b.n }

type other base
type alias = base
type third other
type list []base
type listToo list
type num int
type numToo num
type fn func(num) numToo
type fnToo fn
type stringer fmt.Stringer

func (o other) get() int       { return o.n * 10 }
func (n numToo) twice() numToo { return n * 2 }

func main() {
	b := base{1}
	fmt.Println(other(b).get(), alias{2}.get(), third(other(b)).n, base(third{3}).get())
	l := listToo{{1}, {2}}
	fmt.Println(len(list(l)), l[1].get())
	var f fnToo = func(n num) numToo { return numToo(n) + 1 }
	fmt.Println(int(f(1).twice()), int(fn(f)(2)))
	var s stringer
	fmt.Println(s == nil)
}
