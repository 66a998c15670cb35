package eval

// This file has what every engine must do, asked of Engine itself. Together with the tests named in conformance, which go through the
// front end, it is the suite that a second engine runs: `go test ./eval -tags mvm -engine mvm -run ...`; see mvm_test.go.

import (
	"errors"
	"flag"
	"fmt"
	"math/rand"
	"reflect"
	"sort"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"parley/protocol"
)

var engineFlag = flag.String("engine", "", "the engine that images of tests have; \"\" is the one that programs have")

// conformance are the tests that say what an engine must do: an engine that passes them can take the place of another.
var conformance = []string{
	"TestEngine", "TestHostVariables", "TestLanguage", "TestSpec", "TestSessions", "TestCompileErrors", "TestPanicPositions", "TestRunFile",
	"TestANameIsDefinedAgainFromItself", "TestWhatWaitsSaysSo", "TestErrorVariableAtTheTop", "TestBindAndResolve", "TestDotPackage", "TestQuote", "TestOutcome",
	"TestEachGoroutineWaitsAtItsOwnChannel", "TestSelectForms", "TestHostKeepsReceivers", "TestCallbacksMeetLoads", "TestCallbacksEndWithTheirEvaluation",
	"TestCallers", "TestLongCallBlocksNothing", "TestCancelEndsOnlyItsOwn", "TestCancelMeetsTheBeginningOfAWait", "TestCloseEndsWhatRuns", "TestKillGoroutinesLeftBehind",
	"TestContextEndsWithCancel", "TestDeadline", "TestAbandoned", "TestCurrent", "TestContained", "TestGoroutinePanics", "TestOutputOfStrayGoroutines",
	"TestWithin", "TestWithinIsContained", "TestWithinCanBeEnded", "TestPanicTextCanBeEnded", "TestEnginesAreReplaced", "TestFunctionsCrossEngines",
	"TestMemoryStaysFlat", "TestValuesBetweenImages", "TestEngineShapes", "TestBindsAreDecodedToTheTypesTheyName"}

// bareEngine is an engine without an image.
type bareEngine struct {
	Engine
	regs map[string]any
	word *int
	stop atomic.Pointer[unwind]
}

// newEngine makes one with the host functions that the evaluator cannot do without.
func newEngine(t testing.TB) *bareEngine {
	t.Helper()
	kind, err := interpreterNamed(*engineFlag)
	if err != nil {
		t.Fatal(err)
	}
	b := &bareEngine{regs: map[string]any{}, word: new(int)}
	rt := map[string]reflect.Value{
		"Reg":  reflect.ValueOf(func(name string, f any) bool { b.regs[name] = f; return true }),
		"P":    reflect.ValueOf(func() *int { return b.word }),
		"Slow": reflect.ValueOf(func() {}),
		"Fail": reflect.ValueOf(func() { panic(b.stop.Load()) }),
		"Rec":  reflect.ValueOf(recovered),
	}
	if b.Engine, err = kind.maker(kind.standard())(engineHost{runtime: rt, frame: func(string, int, func(bool) operation) {}}); err != nil {
		t.Fatal(err)
	}
	return b
}

func (b *bareEngine) load(t testing.TB, src string) {
	t.Helper()
	if err := b.Load(src); err != nil {
		t.Fatalf("%v\n%s", err, src)
	}
}

// importStandard imports packages of the standard library, each as path__p.
func (b *bareEngine) importStandard(t testing.TB, paths ...string) {
	t.Helper()
	kind, err := interpreterNamed(*engineFlag)
	if err != nil {
		t.Fatal(err)
	}
	ts := kind.standard()
	for _, p := range paths {
		if err := errors.Join(b.Provide(p, p, ts[p].syms), b.Import(p+"__p", p)); err != nil {
			t.Fatal(err)
		}
	}
}

// reg loads declarations and gives one of their functions.
func reg[T any](t testing.TB, b *bareEngine, name, src string) T {
	t.Helper()
	b.load(t, src+"\nvar _ = rt__.Reg(\""+name+"\", "+name+")\n")
	f, ok := b.regs[name].(T)
	if !ok {
		t.Fatalf("%s arrived as %T, want %T", name, b.regs[name], f)
	}
	return f
}

func TestEngine(t *testing.T) {
	for _, c := range []struct {
		name string
		test func(*testing.T, *bareEngine)
	}{
		{"a function is called by its handle", engineCalls}, {"handles live on", engineHandlesLive}, {"many callers", engineCallers},
		{"a panic of the host unwinds", engineUnwinds}, {"recover gives what was thrown", engineRecovers}, {"the host calls back", engineCallbacks},
		{"methods for the host", engineMethods}, {"cells are the host's", engineCells}, {"host packages", enginePackages},
		{"errors, not panics", engineErrors}, {"tags make types different", engineTags}, {"loading while another runs", engineLoadsBeside},
	} {
		t.Run(c.name, func(t *testing.T) { c.test(t, newEngine(t)) })
	}
}

func engineCalls(t *testing.T, b *bareEngine) {
	f := reg[func(int, string, []float64, map[string]bool, ...int) (string, error)](t, b, "f",
		`func f(n int, s string, x []float64, m map[string]bool, more ...int) (string, error) { t := n; for _, v := range more { t += v }; x[0] = 9; m[s] = true; if t < 0 { return "", bad }; return s + s, nil }
var bad error`)
	x, m := []float64{1}, map[string]bool{}
	s, err := f(1, "a", x, m, 2, 3)
	if s != "aa" || err != nil || x[0] != 9 || !m["a"] {
		t.Error(s, err, x, m)
	}
	if s, err := f(-10, "b", x, m); s != "" || err != nil {
		t.Error(s, err)
	}
	if sum := reg[func(int) int](t, b, "sum", "func sum(n int) int { if n == 0 { return 0 }; return n + sum(n-1) }"); sum(100) != 5050 {
		t.Error(sum(100))
	}
}

// Handles and what they made work on from any goroutine, whatever was loaded since.
func engineHandlesLive(t *testing.T, b *bareEngine) {
	f := reg[func() func(int) int](t, b, "f", "func f() func(int) int { t := 0; return func(n int) int { t += n; return t } }")
	g := f()
	for i := range 20 {
		name := fmt.Sprintf("g%d", i)
		h := reg[func(int) int](t, b, name, fmt.Sprintf("var v%d = %d\nfunc %s(n int) int { return n * v%d }", i, i, name, i))
		done := make(chan [2]int)
		go func() { done <- [2]int{g(1), h(2)} }()
		if got := <-done; got != [2]int{i + 1, 2 * i} {
			t.Fatal(i, got)
		}
	}
}

func engineCallers(t *testing.T, b *bareEngine) {
	f := reg[func(int) (int, string)](t, b, "f", `func f(n int) (int, string) { s, m := "", map[int]int{}; for i := 0; i < n; i++ { if *stop__ != 0 { rt__.Slow() }; s += "x"; m[i] = i }; return len(m), s }`)
	var wg sync.WaitGroup
	for g := range 64 {
		wg.Go(func() {
			for range 20 {
				if n, s := f(g); n != g || len(s) != g {
					t.Errorf("%d: %d %q", g, n, s)
				}
			}
		})
	}
	wg.Wait()
}

// A panic of a host function is what arrives at the caller, after the deferred functions.
func engineUnwinds(t *testing.T, b *bareEngine) {
	f := reg[func([]int) int](t, b, "f", "func g(d []int, n int) int { if n == 0 { rt__.Fail() }; defer func() { d[0]++ }(); return g(d, n-1) + 1 }\nfunc f(d []int) int { return g(d, 5) }")
	for range 3 {
		u := &unwind{&protocol.Failure{Text: "over"}}
		b.stop.Store(u)
		d := []int{0}
		r := func() (r any) {
			defer func() { r = recover() }()
			f(d)
			return nil
		}()
		if plainPanic(r) != any(u) || d[0] != 5 {
			t.Fatalf("got %T %v, %d deferred calls", r, r, d[0])
		}
	}
	if got := reg[func() int](t, b, "after", "func after() int { return 7 }")(); got != 7 {
		t.Error(got)
	}
}

func engineRecovers(t *testing.T, b *bareEngine) {
	f := reg[func(int) any](t, b, "f", `func f(k int) (r interface{}) { defer func() { r = rt__.Rec(recover()) }(); var p *int; s := []int{1}; switch k { case 0: panic("text"); case 1: return s[k+5]; case 2: return *p; case 3: return s[0] / (k - 3) }; return nil }`)
	for k, want := range []string{"text", "runtime error: index out of range", "runtime error: invalid memory address or nil pointer dereference", "runtime error: integer divide by zero", "<nil>"} {
		if got := fmt.Sprint(f(k)); !strings.HasPrefix(got, want) {
			t.Errorf("%d: %q, want %q", k, got, want)
		}
	}
}

func engineCallbacks(t *testing.T, b *bareEngine) {
	apply := func(f func(int) int, n int) int { return f(f(n)) }
	if err := b.Provide("host", "host", map[string]reflect.Value{"Apply": reflect.ValueOf(apply), "Each": reflect.ValueOf(func(xs []string, f func(int, string) bool) {
		for i, x := range xs {
			if !f(i, x) {
				return
			}
		}
	})}); err != nil {
		t.Fatal(err)
	}
	if err := b.Import("host__p", "host"); err != nil {
		t.Fatal(err)
	}
	f := reg[func(int) (int, string)](t, b, "f", `func f(k int) (int, string) { s := ""; host__p.Each([]string{"a", "b", "c"}, func(i int, x string) bool { s += x; return i < 1 }); return host__p.Apply(func(n int) int { return n * k }, 3), s }`)
	for k := range 4 {
		if n, s := f(k); n != 3*k*k || s != "ab" {
			t.Error(k, n, s)
		}
	}
}

// Values of emitted types work behind interfaces of the host, also later and on other goroutines.
func engineMethods(t *testing.T, b *bareEngine) {
	b.importStandard(t, "fmt", "sort")
	show := reg[func(int) (string, fmt.Stringer)](t, b, "show", "type T struct { N int `p:\"T.1\"` }\nfunc (t T) String() string { return fmt__p.Sprint(\"T\", t.N) }\nfunc show(n int) (string, fmt__p.Stringer) { return fmt__p.Sprint(T{N: n}), T{N: n + 1} }")
	order := reg[func() []int](t, b, "order", "type L []int\nfunc (l L) Len() int { return len(l) }\nfunc (l L) Less(i, j int) bool { return l[i] < l[j] }\nfunc (l L) Swap(i, j int) { l[i], l[j] = l[j], l[i] }\nfunc order() []int { l := L{3, 1, 2}; sort__p.Sort(l); return l }")
	lazy := reg[func() sort.Interface](t, b, "lazy", "func lazy() sort__p.Interface { return L{2, 1} }")
	b.load(t, "var later = 1\n")
	done := make(chan string)
	go func() {
		s, x := show(1)
		l := lazy()
		sort.Sort(l)
		done <- fmt.Sprint(s, x.String(), order(), l.Less(0, 1), l.Len())
	}()
	if got := <-done; got != "T1T2[1 2 3] true 2" {
		t.Error(got)
	}
}

// cellOf gives an emitted variable the host's cell, as the pool does.
func cellOf(t *testing.T, b *bareEngine, name, typ string, cell reflect.Value) (read string, made reflect.Value) {
	t.Helper()
	kind, _ := interpreterNamed(*engineFlag)
	read = "(*" + name + ")"
	if kind.traits.wrapCells {
		typ, read = "struct { V "+typ+" }", name+".V"
	}
	b.load(t, fmt.Sprintf("var %[1]s *%[2]s\nfunc set_%[1]s(p *%[2]s) { %[1]s = p }\nvar _ = rt__.Reg(%[3]q, set_%[1]s)\n", name, typ, "set_"+name))
	set := reflect.ValueOf(b.regs["set_"+name])
	pt := set.Type().In(0)
	if !cell.IsValid() {
		cell = reflect.New(pt.Elem())
	}
	set.Call([]reflect.Value{reflect.NewAt(pt.Elem(), cell.UnsafePointer())})
	return read, cell
}

// What one engine writes into a cell another reads.
func engineCells(t *testing.T, a *bareEngine) {
	b := newEngine(t)
	for _, c := range []struct{ typ, set, want string }{
		{"int", "X = 3", "X == 3"}, {"string", `X = "a"; X += "b"`, `X == "ab"`}, {"[]int", "X = append(X, 1, 2)", "len(X) == 2 && X[1] == 2"},
		{"map[string]int", `X = map[string]int{"k": 1}`, `X["k"] == 1`}, {"[2]int", "X[1] = 5", "X[1] == 5"},
		{"struct { A int `p:\"S.1\"`; B []string }", `X.A = 1; X.B = append(X.B, "z")`, `X.A == 1 && X.B[0] == "z"`},
		{"*int", "n := 4; X = &n", "*X == 4"}, {"func(int) int", "k := 10; X = func(n int) int { k += n; return k }", "X(1) == 11 && X(1) == 12"},
		{"chan int", "X = make(chan int, 1); X <- 6", "<-X == 6"}, {"interface{}", "X = 7", "X.(int) == 7"},
		{"error", "X = nil", "X == nil"}, {"complex128", "X = complex(1, 2)", "real(X) == 1"}, {"bool", "X = true", "X"}, {"float32", "X = 1.5", "X*2 == 3"},
		{"[]interface{}", `X = []interface{}{1, "s", nil}`, `len(X) == 3 && X[1].(string) == "s" && X[2] == nil`},
	} {
		t.Run(c.typ, func(t *testing.T) {
			a, b := newEngine(t), b
			n := fmt.Sprintf("x%d", len(b.regs))
			in, cell := cellOf(t, a, n, c.typ, reflect.Value{})
			reg[func()](t, a, "set", "func set() { "+strings.ReplaceAll(c.set, "X", in)+" }")()
			out, _ := cellOf(t, b, n, c.typ, cell)
			if !reg[func() bool](t, b, "get"+n, "func get"+n+"() bool { return "+strings.ReplaceAll(c.want, "X", out)+" }")() {
				t.Errorf("after %s, %s is false", c.set, c.want)
			}
		})
	}
	// An engine sees what the host writes, between two calls.
	cell := reflect.ValueOf(new(int))
	in, _ := cellOf(t, a, "n", "int", cell)
	get := reg[func() int](t, a, "get", "func get() int { return "+in+" }")
	for i := range 3 {
		cell.Elem().SetInt(int64(i))
		if get() != i {
			t.Error(i, get())
		}
	}
}

func enginePackages(t *testing.T, b *bareEngine) {
	type Point struct{ X, Y int }
	v := 5
	for alias, p := range map[string]map[string]reflect.Value{
		"one__p": {"F": reflect.ValueOf(func() string { return "one" }), "Add": reflect.ValueOf(func(n int) int { v += n; return v })},
		"two__p": {"F": reflect.ValueOf(func() string { return "two" }), "Point": reflect.ValueOf((*Point)(nil)), "Sum": reflect.ValueOf(func(p *Point) int { return p.X + p.Y })},
	} {
		path := "host/" + strings.TrimSuffix(alias, "__p") + "/same" // the last part is not the whole name
		if err := errors.Join(b.Provide(path, "same", p), b.Import(alias, path)); err != nil {
			t.Fatal(err)
		}
	}
	f := reg[func() (string, int, Point)](t, b, "f", "func f() (string, int, two__p.Point) { p := two__p.Point{X: 1, Y: 2}; one__p.Add(1); return one__p.F() + two__p.F(), two__p.Sum(&p) + one__p.Add(0), p }")
	if s, n, p := f(); s != "onetwo" || n != 9 || p != (Point{1, 2}) || v != 6 {
		t.Error(s, n, p, v)
	}
}

// A variable of a package is one and the same for the host and for all that is evaluated.
func TestHostVariables(t *testing.T) {
	n, err := 1, errors.New("first")
	im := newImage(t, Config{Packages: []Package{{Path: "host/vars", Symbols: map[string]reflect.Value{
		"N": reflect.ValueOf(&n).Elem(), "Err": reflect.ValueOf(&err).Elem()}}}})
	for _, c := range [][2]string{
		{`func set(k int) int { vars.N = k; vars.N++; return vars.N }`, ""}, {"set(4)", "5"}, {"vars.N", "5"},
		{`func setErr(s string) string { vars.Err = errors.New(s); return vars.Err.Error() }`, ""}, {`setErr("second")`, "second"},
		{"vars.Err.Error()", "second"}, {"func p() *int { return &vars.N }; *p() = 9; vars.N", "9"},
	} {
		if r, v, _ := run(t, im, c[0]); v != c[1] {
			t.Errorf("%s: %q %v", c[0], v, r.Failure)
		}
	}
	if n != 9 || err.Error() != "second" {
		t.Error("the host has", n, err)
	}
	n = 11
	if _, v, _ := run(t, im, "vars.N"); v != "11" {
		t.Error("evaluated code has", v)
	}
}

func engineErrors(t *testing.T, b *bareEngine) {
	for _, src := range []string{"func f( {", "func f() int { return undefined__1 }", "var x int = nosuch__p.F()", "func f() { x := }"} {
		if err := newEngine(t).Load(src); err == nil {
			t.Errorf("no error: %s", src)
		}
	}
	if err := b.Import("x__p", "no/such/package"); err == nil {
		t.Error("a package that nobody has provided was imported")
	}
}

func engineTags(t *testing.T, b *bareEngine) {
	f := reg[func(int) string](t, b, "f", "type A struct { X int `p:\"A.1\"` }\ntype B struct { X int `p:\"B.1\"` }\nfunc pick(k int) interface{} { if k == 0 { return A{X: 1} }; return B{X: 2} }\nfunc f(k int) string { v := pick(k); if _, ok := v.(A); ok { return \"A\" }; if _, ok := v.(B); ok { return \"B\" }; return \"?\" }")
	if f(0) != "A" || f(1) != "B" {
		t.Error(f(0), f(1))
	}
}

// Nothing is loaded into an engine in which something runs; but another engine may load at that time.
func engineLoadsBeside(t *testing.T, a *bareEngine) {
	seed := rand.Int63() // nothing special about it: two engines that shared state would mix these up
	run := reg[func(chan int, chan int) int](t, a, "run", fmt.Sprintf("var v = %d\nfunc run(in, out chan int) int { t := 0; for i := 0; i < 5; i++ { out <- i; n := <-in; t += n }; return t + v }", seed%1000))
	in, out, res := make(chan int), make(chan int), make(chan int, 1)
	go func() { res <- run(in, out) }()
	for range 5 {
		i := await(t, out)
		b := newEngine(t)
		if got := reg[func() int](t, b, "f", fmt.Sprintf("var v = %d\nfunc f() int { return v }", i))(); got != i {
			t.Error(got)
		}
		in <- i
	}
	if got := await(t, res); got != 10+int(seed%1000) {
		t.Error(got)
	}
}
