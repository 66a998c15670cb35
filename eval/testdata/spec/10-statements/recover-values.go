// What becomes of results when a function recovers; recover in methods, closures, nested deferred functions.
package main

import (
	"errors"
	"fmt"
)

func unnamed() int {
	defer func() { recover() }()
	panic("x")
}

func named() (n int, s string) {
	defer func() { recover() }()
	n, s = 1, "set"
	panic("x")
}

func safeDiv(a, b int) (q int, err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("safeDiv: %v", r)
		}
	}()
	return a / b, nil
}

type G struct{ err error }

func (g *G) guard() {
	if r := recover(); r != nil {
		g.err = fmt.Errorf("guarded: %v", r)
	}
}

func (g *G) do(f func()) *G {
	defer g.guard()
	f()
	return g
}

func catch(f func()) (r any) {
	defer func() { r = recover() }()
	f()
	return "fine"
}

func handler(err *error) func() {
	return func() {
		if r := recover(); r != nil {
			*err = fmt.Errorf("handler: %v", r)
		}
	}
}

func withHandler() (err error) {
	defer handler(&err)()
	panic("p")
}

func level2() { defer func() { fmt.Println("level2 sees", recover()) }(); level3() }
func level3() { defer fmt.Println("level3 leaves"); panic("deep") }

func rethrow() (err error) {
	defer func() {
		switch r := recover().(type) {
		case nil:
		case error:
			err = r
		default:
			panic(r)
		}
	}()
	panic(errors.New("kept"))
}

func inDeferred() {
	defer func() {
		defer func() { fmt.Println("inner", recover()) }()
		if r := recover(); r != nil {
			panic(fmt.Sprint("again ", r))
		}
	}()
	panic("first")
}

func afterRecover() (log []string) {
	defer func() { log = append(log, "last") }()
	defer func() { log = append(log, fmt.Sprint(recover())) }()
	defer func() { log = append(log, "first") }()
	panic("mid")
}

func loopRecover() (n int) {
	for i := range 5 {
		func() {
			defer func() {
				if recover() != nil {
					n += i
				}
			}()
			if i%2 == 1 {
				panic(i)
			}
		}()
	}
	return
}

type E struct{ code int }

func (e E) Error() string { return fmt.Sprint("E", e.code) }

func main() {
	x := 5
	x = unnamed()
	fmt.Println(x)
	fmt.Println(named())
	fmt.Println(safeDiv(6, 3))
	fmt.Println(safeDiv(1, 0))
	fmt.Println((&G{}).do(func() { panic("in do") }) == nil)
	g := &G{}
	func() {
		defer func() { fmt.Println("outer", recover()) }()
		g.do(func() { panic("in do") })
	}()
	fmt.Println(g.err)
	fmt.Println(catch(func() {}), catch(func() { panic(3) }))
	fmt.Println(withHandler())
	level2()
	fmt.Println(rethrow())
	inDeferred()
	fmt.Println(afterRecover(), loopRecover())
	var y, z = 1, 2
	func() {
		defer func() { recover() }()
		y, z = func() (a, b int) { a, b = 10, 20; panic("no values") }()
	}()
	fmt.Println(y, z)
}
