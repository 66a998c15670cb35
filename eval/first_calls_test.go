package eval

import (
	"fmt"
	"sync"
	"testing"

	"parley/protocol"
)

// What several goroutines do first at the same time in a fresh engine. The engine prepares some things when they are first used, and does
// not lock: under the race detector this finds what a load has left to the first use.
var firsts = map[string]struct{ decls, expr, want string }{
	"method":             {"type T struct{ n int }\nfunc (t T) get() int { return t.n }", "T{3}.get()", "3"},
	"method after":       {"func use() int { return (&T{3}).get() }\ntype T struct{ n int }\nfunc (t *T) get() int { return t.n }", "use()", "3"},
	"method of itself":   {"type T struct{ n int }\nfunc (t *T) f(n int) int { if n == 0 { return t.n }; return t.f(n-1) + 1 }", "(&T{3}).f(4)", "7"},
	"methods, mutually":  {"type T int\nfunc (t T) even() bool { return t == 0 || (t-1).odd() }\nfunc (t T) odd() bool { return t != 0 && (t-1).even() }", "T(6).even()", "true"},
	"by interface":       {"type I interface{ get(m map[string][]int) int }\ntype T struct{ n int }\nfunc (t T) get(m map[string][]int) int { return t.n + len(m) }\nfunc use(i I) int { return i.get(nil) }", "use(T{3})", "3"},
	"promoted":           {"type B struct{ n int }\nfunc (b *B) get(f func(int) int) int { return f(b.n) }\ntype T struct{ *B }", "T{&B{3}}.get(func(n int) int { return n + 1 })", "4"},
	"embedded interface": {"type I interface{ get() []int }\ntype B struct{}\nfunc (B) get() []int { return []int{3} }\ntype T struct{ I }", "len(T{B{}}.get())", "1"},
	"method value":       {"type T struct{ n int }\nfunc (t T) get(m map[int]T) int { return t.n + len(m) }", "func() int { f := T{3}.get; return f(nil) }()", "3"},
	"method expression":  {"type T struct{ n int }\nfunc (t T) get(m map[int]T) int { return t.n + len(m) }", "func() int { f := T.get; return f(T{3}, nil) }()", "3"},
	"bound interface":    {"type I interface{ get() [2]int }\ntype T struct{}\nfunc (T) get() [2]int { return [2]int{3, 4} }", "func() int { var i I = T{}; f := i.get; return f()[1] }()", "4"},
	"generic type":       {"type S[E any] struct{ l []E }\nfunc (s *S[E]) push(e E) int { s.l = append(s.l, e); return len(s.l) }", "(&S[map[string]int]{}).push(nil)", "1"},
	"generic function":   {"func f[T any](x T, g func(T) []T) int { return len(g(x)) }", "f(map[int]bool{}, func(m map[int]bool) []map[int]bool { return nil })", "0"},
	"constraint":         {"type I interface{ get() map[int]int }\ntype T struct{}\nfunc (T) get() map[int]int { return nil }\nfunc f[X I](x X) int { return len(x.get()) }", "f(T{})", "0"},
	"assertion":          {"type I interface{ get() map[int]int; put(map[int]int) }\ntype T struct{}\nfunc (T) get() map[int]int { return nil }\nfunc (T) put(map[int]int) {}\nfunc f(x any) bool { _, ok := x.(I); return ok }", "f(T{})", "true"},
	"failed assertion":   {"type I interface{ get() map[int]int }\nfunc f(x any) bool { _, ok := x.(I); return ok }", "f([]int{})", "false"},
	"anonymous":          {"type T struct{}\nfunc (T) get() map[int]int { return nil }\nfunc f(x any) bool { _, ok := x.(interface{ get() map[int]int }); return ok }", "f(T{})", "true"},
	"between interfaces": {"type I interface{ get() map[int]int }\ntype J interface{ I; put(map[int]int) }\ntype T struct{}\nfunc (T) get() map[int]int { return nil }\nfunc (T) put(map[int]int) {}\nfunc f(x I) int { return len(x.(J).get()) }", "f(T{})", "0"},
	"type switch":        {"type I interface{ get() map[int]int }\ntype T struct{ m map[int]int }\nfunc (t *T) get() map[int]int { return t.m }\nfunc f(x any) string { switch x := x.(type) { case I: return \"I\" + fmt.Sprint(len(x.get())); case map[int]T: return \"m\"; case func(T): return \"f\" }; return \"\" }", "f(&T{}) + f(map[int]T{}) + f(func(T) {})", "I0mf"},
	"host interface":     {"type E struct{ n int }\nfunc (e *E) Error() string { return fmt.Sprint(e.n) }\nfunc f() error { return &E{3} }", "f().Error()", "3"},
	"errors.As":          {"type E struct{ n int }\nfunc (e *E) Error() string { return \"e\" }", "func() int { var e *E; errors.As(error(&E{3}), &e); return e.n }()", "3"},
	"Stringer":           {"type S struct{ n int }\nfunc (s S) String() string { return fmt.Sprint(s.n + 1) }", "fmt.Sprint(S{4}) + fmt.Sprintf(\"%v\", &S{5})", "56"},
	"sort":               {"type L []int\nfunc (l L) Len() int { return len(l) }\nfunc (l L) Less(i, j int) bool { return l[i] < l[j] }\nfunc (l L) Swap(i, j int) { l[i], l[j] = l[j], l[i] }", "func() string { l := L{3, 1, 2}; sort.Sort(l); return fmt.Sprint(l) }()", "[1 2 3]"},
	"literal called":     {"func f(n int) int { return func(m map[int]int) int { return n + len(m) }(nil) }", "f(3)", "3"},
	"literals nested":    {"func f(n int) int { return (func(m map[int]int) func() int { return func() int { return n + len(m) } })(nil)() }", "f(3)", "3"},
	"literal in a loop":  {"func f(n int) int { t := 0; for i := range n { g := func(m map[int]int) int { return i + len(m) }; t += g(nil) }; return t }", "f(4)", "6"},
	"literals kept":      {"type O struct{ f func(map[int]int) int }\nfunc f() int { os := []O{{func(m map[int]int) int { return 1 }}}; m := map[string]func(...[]int) int{\"a\": func(x ...[]int) int { return len(x) }}; return os[0].f(nil) + m[\"a\"](nil, nil) }", "f()", "3"},
	"functions as data":  {"func g(m map[int]int) int { return 3 }\nvar t = []func(map[int]int) int{g}\nfunc f(h func(map[int]int) int) int { return h(nil) + t[0](nil) }", "f(g)", "6"},
	"function before":    {"func f() int { return h(g) }\nfunc h(x func(map[int]int) int) int { return x(nil) }\nfunc g(m map[int]int) int { return 3 }", "f()", "3"},
	"defer":              {"func f() (n int) { defer func(m map[int]int) { n++ }(nil); defer func() { recover(); n += 2 }(); panic(map[int]int{}) }", "f()", "3"},
	"deferred method":    {"type T struct{ n *int }\nfunc (t T) done(m map[int]int) { *t.n += 3 }\nfunc f() (n int) { defer T{&n}.done(nil); return 1 }", "f()", "4"},
	"recover declared":   {"func r(n *int, m map[int]int) { recover(); *n = 3 }\nfunc f() (n int) { defer r(&n, nil); panic(1) }", "f()", "3"},
	"go":                 {"type T struct{ c chan map[int]int }\nfunc (t T) send(m map[int]int) { t.c <- m }\nfunc f() int { c := make(chan map[int]int, 2); go T{c}.send(nil); go func(m map[int]int) { c <- m }(nil); <-c; return len(<-c) }", "f()", "0"},
	"range over func":    {"func seq(yield func(int, []int) bool) { for i := range 3 { if !yield(i, nil) { return } } }\nfunc f() (t int) { for i, l := range seq { if i == 2 { return t + len(l) }; t += i + 1 }; return -1 }", "f()", "3"},
	"iter method":        {"type L struct{ l []int }\nfunc (l L) all() iter.Seq2[int, int] { return func(yield func(int, int) bool) { for i, v := range l.l { if !yield(i, v) { return } } } }\nfunc f() (t int) { for _, v := range (L{[]int{1, 2}}).all() { t += v }; return t }", "f()", "3"},
	"select":             {"func f() int { a, b := make(chan []int, 1), make(chan map[int]int); a <- []int{3}; select { case v := <-a: return v[0]; case m, ok := <-b: if ok { return len(m) } }; return 0 }", "f()", "3"},
	"recursive type":     {"type N struct{ next *N; kids []*N; n int }\nfunc (n *N) sum() int { if n == nil { return 0 }; t := n.n + n.next.sum(); for _, k := range n.kids { t += k.sum() }; return t }", "(&N{&N{n: 1}, []*N{{n: 2}}, 3}).sum()", "6"},
	"local type":         {"func f() int { type P struct{ x, y map[int]int }; ps := map[string]P{\"a\": {}}; g := func(p P) int { return len(p.x) + len(ps) }; return g(P{}) }", "f()", "1"},
	"composite":          {"type P struct{ m map[string][]func(int) int }\nfunc f() int { return P{map[string][]func(int) int{\"a\": {func(n int) int { return n }}}}.m[\"a\"][0](3) }", "f()", "3"},
	"comparisons":        {"type K struct{ a any; s string }\nfunc f() int { m := map[K]int{{1, \"a\"}: 3}; var x, y any = K{1, \"a\"}, K{1, \"a\"}; if x == y { return m[x.(K)] }; return 0 }", "f()", "3"},
	"conversion":         {"type F func(map[int]int) int\nfunc (f F) do() int { return f(nil) }\nfunc f() int { return F(func(m map[int]int) int { return 3 }).do() }", "f()", "3"},
	"several results":    {"func g() (func(map[int]int) int, error) { return func(m map[int]int) int { return 3 }, nil }\nfunc f() int { h, err := g(); if err != nil { return 0 }; return h(nil) }", "f()", "3"},
	"overlays":           {"type P struct{ n int }\nfunc f() int { l := []P{{3}, {1}}; slices.SortFunc(l, func(a, b P) int { return cmp.Compare(a.n, b.n) }); return l[0].n + len(slices.Collect(maps.Keys(map[P]int{{1}: 1}))) }", "f()", "2"},
	"sync":               {"type C struct{ mu sync.Mutex; once sync.Once; n int }\nfunc (c *C) inc() { c.mu.Lock(); defer c.mu.Unlock(); c.once.Do(func() { c.n = 2 }); c.n++ }\nfunc f() int { var c C; var wg sync.WaitGroup; for range 4 { wg.Go(c.inc) }; wg.Wait(); return c.n }", "f()", "6"},
}

func TestFirstUsesAtOnce(t *testing.T) {
	const users = 4
	for name, x := range firsts {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			im := newImage(t, Config{})
			gate, ready := make(chan struct{}), make(chan struct{}, users)
			im.Bind("gate", func() { ready <- struct{}{}; <-gate })
			if r, _, _ := run(t, im, x.decls); r.Failure != nil {
				t.Fatal(r.Failure)
			}
			var wg sync.WaitGroup
			for range users {
				wg.Go(func() {
					r := im.Eval(t.Context(), Request{Source: "gate(); " + x.expr})
					if r.Failure != nil || len(r.Values) != 1 || fmt.Sprint(r.Values[0].V) != x.want {
						t.Errorf("got %v, %v, want %s", r.Values, protocolText(r.Failure), x.want)
					}
				})
			}
			for range users {
				<-ready
			}
			close(gate)
			wg.Wait()
		})
	}
}

func protocolText(f *protocol.Failure) string {
	if f == nil {
		return "no failure"
	}
	return f.Error()
}
