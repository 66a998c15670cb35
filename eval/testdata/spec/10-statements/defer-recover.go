// Recover: only in deferred functions themselves, re-panics, nested panics, values, runtime errors.
package main

import (
	"errors"
	"fmt"
	"runtime"
)

func direct() {
	defer func() { fmt.Println("outer", recover()) }()
	recover()
	panic("p1")
}

func helper() any { return recover() }

func indirect() {
	defer func() { fmt.Println("real", recover()) }()
	defer func() { fmt.Println("helper", helper()) }()
	panic("p2")
}

func byName() {
	defer fmt.Println("after byName")
	defer rec()
	panic("p3")
}

func rec() { fmt.Println("rec", recover()) }

type T struct{}

func (T) rec()   { fmt.Println("T.rec", recover()) }
func (*T) recP() { fmt.Println("T.recP", recover()) }

func byMethod() { defer T{}.rec(); panic("p4") }
func byPtr()    { t := &T{}; defer t.recP(); panic("p5") }
func byValue()  { f := rec; defer f(); panic("p6") }
func byIface() {
	var i interface{ rec() } = T{}
	defer i.rec()
	panic("p7")
}

func repanic() {
	defer func() { fmt.Println("got", recover()) }()
	defer func() {
		r := recover()
		panic(fmt.Sprint("re-", r))
	}()
	panic("p8")
}

func replaced() {
	defer func() { fmt.Println("got", recover()) }()
	defer func() { panic("second") }()
	panic("first")
}

func nestedRecover() {
	defer func() { fmt.Println("outer", recover()) }()
	defer func() {
		defer func() { fmt.Println("inner", recover()) }()
		panic("in defer")
	}()
	panic("in body")
}

func twice() {
	defer func() { fmt.Println("second", recover()) }()
	defer func() { fmt.Println("first", recover()) }()
	panic("p9")
}

func goOn() (s string) {
	func() {
		defer func() { recover() }()
		panic("x")
	}()
	return "went on"
}

func values() {
	for _, v := range []any{1, "s", 1.5, errors.New("e"), []int{1}, T{}, struct{ a int }{2}} {
		func() {
			defer func() { r := recover(); fmt.Printf("%v %T; ", r, r) }()
			panic(v)
		}()
	}
	fmt.Println()
}

func runtimeErr() {
	defer func() {
		r := recover()
		re, ok := r.(runtime.Error)
		_, isErr := r.(error)
		fmt.Println(ok, isErr, re)
	}()
	a := []int{}
	_ = a[len(a)+5]
}

func nilPanic() {
	defer func() {
		r := recover()
		_, ok := r.(*runtime.PanicNilError)
		fmt.Println(ok, r)
	}()
	panic(nil)
}

func inLoop() {
	for i := range 3 {
		func() {
			defer func() {
				if r := recover(); r != nil {
					fmt.Print("loop ", r, " ")
				}
			}()
			if i%2 == 0 {
				panic(i)
			}
		}()
	}
	fmt.Println()
}

func deep(n int) {
	if n == 0 {
		panic("bottom")
	}
	defer fmt.Print(n, " ")
	deep(n - 1)
}

func noPanic() {
	defer func() { fmt.Println("nothing", recover()) }()
}

func recoverStopsOnlyOnce() {
	defer func() { fmt.Println("end", recover()) }()
	func() {
		defer func() { fmt.Println("a", recover()) }()
		panic("A")
	}()
	panic("B")
}

func exprDefer() {
	defer recover()
	defer func() { fmt.Println("here", recover()) }()
	panic("C")
}

func main() {
	for _, f := range []func(){direct, indirect, byName, byMethod, byPtr, byValue, byIface, repanic, replaced, nestedRecover, twice, values, runtimeErr, nilPanic, inLoop, noPanic, recoverStopsOnlyOnce, exprDefer} {
		f()
	}
	fmt.Println(goOn())
	func() {
		defer func() { fmt.Println(recover()) }()
		deep(4)
	}()
}
