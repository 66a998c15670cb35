// Pointers to values of declared types, in sync/atomic and weak, and such values in unique.
package main

import (
	"fmt"
	"runtime"
	"sync/atomic"
	"unique"
	"weak"
)

type C []int
type tree []tree
type chain chan chain
type D int

func main() {
	c := C{1}
	var ap atomic.Pointer[C]
	ap.Store(&c)
	fmt.Println(len(*ap.Load()))
	d := D(3)
	var dp atomic.Pointer[D]
	dp.Store(&d)
	fmt.Println(*dp.Load(), dp.CompareAndSwap(&d, nil), dp.Load() == nil)
	w := weak.Make(&c)
	fmt.Println(*w.Value())
	runtime.KeepAlive(&c)
	ch := make(chain)
	fmt.Println(unique.Make(ch) == unique.Make(ch), unique.Make(ch).Value() == ch)
	t := tree{{}}
	wt := weak.Make(&t)
	fmt.Println(len(*wt.Value()))
	var tp atomic.Pointer[tree]
	tp.Store(&t)
	fmt.Println(len(*tp.Load()), tp.CompareAndSwap(&t, nil), tp.Swap(&t) == nil, tp.Load() == &t)
}
