// Recover works in the deferred function itself, however it was deferred, and nowhere else.
package main

import (
	"errors"
	"fmt"
	"sort"
	"sync"
)

type T struct{ name string }

func (t T) rec()       { fmt.Println("T.rec", t.name, recover()) }
func (t *T) prec()     { fmt.Println("T.prec", t.name, recover()) }
func (t *T) indirect() { helper() }
func (t *T) viaFunc()  { func() { fmt.Println("viaFunc", recover()) }() }

type R interface{ rec() }
type PR interface{ prec() }

func helper()            { fmt.Println("helper", recover()) }
func helperArg(s string) { fmt.Println("helperArg", s, recover()) }
func callHelper()        { helper() }
func deferHelper()       { defer helper() }
func ret() (r any)       { r = recover(); return }
func generic[X any](x X) { fmt.Println("generic", x, recover()) }

type Emb struct{ *T }
type EmbI struct{ R }
type F func()

func (f F) call() { f() }
func (f F) rec()  { fmt.Println("F.rec", recover()) }

func try(name string, f func()) {
	defer func() {
		if r := recover(); r != nil {
			fmt.Println("  outer", name, r)
		}
	}()
	f()
}

func main() {
	t := &T{"t"}
	try("direct", func() { defer helper(); panic(1) })
	try("arg", func() { defer helperArg("x"); panic(2) })
	try("indirect", func() { defer callHelper(); panic(3) })
	try("nested defer", func() { defer deferHelper(); panic(4) })
	try("funcvar", func() { f := helper; defer f(); panic(5) })
	try("funcvar lit", func() { f := func() { fmt.Println("lit", recover()) }; defer f(); panic(6) })
	try("funcvar ind", func() { f := func() { helper() }; defer f(); panic(7) })
	try("method", func() { defer t.rec(); panic(8) })
	try("pmethod", func() { defer t.prec(); panic(9) })
	try("method value", func() { f := t.rec; defer f(); panic(10) })
	try("pmethod value", func() { f := t.prec; defer f(); panic(11) })
	try("method indirect", func() { defer t.indirect(); panic(12) })
	try("method viaFunc", func() { defer t.viaFunc(); panic(13) })
	try("iface", func() { var r R = t; defer r.rec(); panic(14) })
	try("iface value", func() { var r R = t; f := r.rec; defer f(); panic(15) })
	try("iface p", func() { var r PR = t; defer r.prec(); panic(16) })
	try("method expr", func() { defer T.rec(*t); panic(17) })
	try("method expr p", func() { defer (*T).prec(t); panic(18) })
	try("method expr var", func() { f := (*T).prec; defer f(t); panic(19) })
	try("iface expr", func() { defer R.rec(t); panic(20) })
	try("emb", func() { defer Emb{t}.rec(); panic(21) })
	try("embp", func() { defer Emb{t}.prec(); panic(22) })
	try("embI", func() { defer EmbI{t}.rec(); panic(23) })
	try("map", func() { m := map[string]func(){"a": helper}; defer m["a"](); panic(24) })
	try("slice", func() { m := []func(){helper}; defer m[0](); panic(25) })
	try("field", func() { s := struct{ f func() }{helper}; defer s.f(); panic(26) })
	try("returned", func() { g := func() func() { return helper }; defer g()(); panic(27) })
	try("returned lit", func() { g := func() func() { return func() { fmt.Println("rl", recover()) } }; defer g()(); panic(28) })
	try("generic", func() { defer generic(5); panic(29) })
	try("generic var", func() { f := generic[string]; defer f("a"); panic(30) })
	try("F", func() { f := F(helper); defer f(); panic(31) })
	try("F.call", func() { f := F(helper); defer f.call(); panic(32) })
	try("F.rec", func() { f := F(helper); defer f.rec(); panic(33) })
	try("builtin", func() { defer recover(); panic(34) })
	try("builtin in lit", func() { defer func() { recover() }(); panic(35) })
	try("defer in lit", func() { defer func() { defer func() { fmt.Println("inner", recover()) }() }(); panic(36) })
	try("lit in lit", func() { defer func() { func() { fmt.Println("inner", recover()) }() }(); panic(37) })
	try("closure param", func() { run := func(f func()) { f() }; defer run(helper); panic(38) })
	try("once", func() { var o sync.Once; defer o.Do(helper); panic(39) })
	try("host cb", func() {
		defer sort.Slice([]int{2, 1}, func(i, j int) bool { fmt.Println("cb", recover()); return i < j })
		panic(40)
	})
	try("ret", func() { defer func() { fmt.Println("ret", ret()) }(); panic(41) })
	try("defer ret", func() { defer ret(); panic(42) })
	try("repanic", func() { defer func() { r := recover(); panic(fmt.Sprint("again ", r)) }(); panic(43) })
	try("two", func() { defer helper(); defer func() { panic("second") }(); panic(44) })
	try("two rec", func() { defer helper(); defer helper(); panic(45) })
	try("rec then panic", func() { defer helper(); defer func() { helper(); panic("b") }(); panic(46) })
	try("no panic", func() { defer helper(); fmt.Println("np") })
	try("recover in body", func() { fmt.Println("body", recover()); panic(47) })
	try("during defer call", func() {
		defer func() { try("inner", func() { panic("in") }); fmt.Println("now", recover()) }()
		panic(48)
	})
	try("recover twice", func() { defer func() { fmt.Println(recover(), recover()) }(); panic(49) })
	try("nested func panics", func() {
		defer func() {
			defer func() { fmt.Println("in", recover()) }()
			panic("new")
		}()
		panic(50)
	})
	try("errors", func() {
		defer func() { var e error = recover().(error); fmt.Println(e, errors.Is(e, errX)) }()
		panic(errX)
	})
	try("loop", func() {
		for i := range 3 {
			defer func() { fmt.Println("l", i, recover()) }()
		}
		panic(51)
	})
	try("loop vars", func() {
		for _, f := range []func(){helper, callHelper} {
			defer f()
		}
		panic(52)
	})
	try("goexit like", func() { defer t.prec(); defer t.indirect(); panic(53) })
	try("var reassigned", func() { f := helper; defer func() { f() }(); f = func() { fmt.Println("re", recover()) }; panic(54) })
	try("args recover", func() { defer fmt.Println("args", recover()); panic(55) })
	try("args recover in deferred", func() { defer func() { fmt.Println("x", recover()) }(); panic(56) })
	try("defer in deferred helper method", func() { defer func() { defer t.prec() }(); panic(57) })
	try("defer value in deferred", func() { defer func() { f := helper; defer f() }(); panic(58) })
	try("panicking callee", func() { defer mustRec(); panic(59) })
	try("cond", func() {
		defer func() {
			if true {
				if r := recover(); r != nil {
					fmt.Println("c", r)
				}
			}
		}()
		panic(60)
	})
	try("select", func() {
		defer func() {
			switch r := recover().(type) {
			case int:
				fmt.Println("int", r)
			}
		}()
		panic(61)
	})
	try("helper after recover", func() { defer func() { recover(); helper() }(); panic(62) })
	try("deferred func calls iface", func() { var r R = t; defer func() { r.rec() }(); panic(63) })
	try("deferred func calls closure", func() { f := func() any { return recover() }; defer func() { fmt.Println("cl", f()) }(); panic(64) })
	try("iface ind", func() { var c caller = call{}; defer c.do(); panic(65) })
	try("named", func() { fmt.Println(named()) })
	try("range func defer", func() {
		for x := range seq {
			defer func() { fmt.Println("rf", x, recover()) }()
		}
		panic(66)
	})
	try("range func recover", func() {
		defer func() {
			for x := range seq {
				fmt.Println("rr", x, recover())
			}
		}()
		panic(67)
	})
}

var errX = errors.New("X")

type caller interface{ do() }
type call struct{}

func (call) do() { callHelper() }

func mustRec() { defer func() { fmt.Println("mr", recover()) }(); panic("mr") }
func named() (err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("wrapped: %v", r)
		}
	}()
	panic("named")
}
func seq(yield func(int) bool) { _ = yield(1) && yield(2) }
