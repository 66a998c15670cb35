package eval

import (
	"maps"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"
)

// nasty are programs that would end the process, or hang it, if nobody took care. Each must end in an error of its own, or in a value.
func nasty() map[string][]string {
	rep := strings.Repeat
	return map[string][]string{
		"parentheses":            {rep("(", 100_000) + "1" + rep(")", 100_000)},
		"unary":                  {rep("-", 100_000) + "1"},
		"not":                    {rep("!", 100_000) + "true"},
		"addresses":              {"x := 1", rep("*&", 100_000) + "x"},
		"sum":                    {"x := 1", "x" + rep("+x", 100_000)},
		"concatenation":          {`"a"` + rep(`+"a"`, 50_000)},
		"comparison":             {"true" + rep("==true", 50_000)},
		"blocks":                 {rep("{", 100_000) + rep("}", 100_000)},
		"ifs":                    {rep("if true {", 50_000) + rep("}", 50_000)},
		"else ifs":               {"x := 1", "if x == 0 {}" + rep(" else if x == 0 {}", 30_000)},
		"fors":                   {rep("for {", 20_000) + "break" + rep("}", 20_000)},
		"function literals":      {rep("func() {", 20_000) + rep("}()", 20_000)},
		"calls":                  {"func id(x int) int { return x }", rep("id(", 20_000) + "1" + rep(")", 20_000)},
		"indexing":               {"x := []int{0}", rep("x[", 20_000) + "0" + rep("]", 20_000)},
		"selectors":              {"type T struct{ t *T }\nvar t T", "t" + rep(".t", 50_000)},
		"pointer type":           {"var p " + rep("*", 100_000) + "int"},
		"slice type":             {"var p " + rep("[]", 100_000) + "int"},
		"array type":             {"var p " + rep("[1]", 20_000) + "int"},
		"map type":               {"var p " + rep("map[int]", 50_000) + "int"},
		"chan type":              {"var p " + rep("chan ", 50_000) + "int"},
		"func type":              {"var p " + rep("func(", 50_000) + rep(")", 50_000)},
		"struct type":            {"var p " + rep("struct{ a ", 20_000) + "int" + rep("}", 20_000)},
		"interface type":         {"var p " + rep("interface{ m() ", 20_000) + "int" + rep("}", 20_000)},
		"composites":             {"var p any = " + rep("[]any{", 20_000) + rep("}", 20_000)},
		"type of itself":         {"func f(n f) {}", "type T [len(T{})]int", "type U struct { U }", "type V V", "type W []W; W{W{}}", "type I interface { I }"},
		"mutual types":           {"type A struct { B }; type B struct { A }", "type C [2]D; type D [2]C", "type E interface { F }; type F interface { E }"},
		"type that grows":        {"type T[P any] struct { f *T[*P] }\nvar t T[int]", "func g[P any](n int) { g[*P](n) }\ng[int](1)"},
		"initialisation":         {"var a = b; var b = a", "const c = d; const d = c", "var x = f(); func f() int { return x }"},
		"huge shift":             {"const c = 1 << 1000000000", "x := 1; x << 1000000000", "1 << 500 << 500 << 500"},
		"huge constant":          {"const c = 1e1000000000", "1e400000000 * 1e400000000", "const d = 1 << 511; const e = d * d; const f = e * e", "0x" + rep("f", 100_000)},
		"doubling constant":      {"const s0 = \"0123456789abcdef\"\n" + doubling(40)},
		"float digits":           {"0." + rep("1", 1_000_000)},
		"huge literal":           {"len(\"" + rep("x", 4<<20) + "\")"},
		"huge raw literal":       {"len(`" + rep("x\n", 2<<20) + "`)"},
		"huge comment":           {"/*" + rep("x", 4<<20) + "*/ 1"},
		"many statements":        {rep("_ = 1\n", 20_000)},
		"many declarations":      {manyDeclarations(5_000)},
		"many arguments":         {"func f(x ...int) int { return len(x) }\nf(1" + rep(",1", 20_000) + ")"},
		"many cases":             {"x := 1; switch x {" + rep("case 2-x: \n", 5_000) + "}"},
		"huge array":             {"var a [1 << 40]byte", "var b [1<<62]struct{}", "type A [1<<30][1<<30]int", "[1<<31]byte{}", "new([1<<40]int)", "[...]int{1<<40: 1}"},
		"sparse slice":           {"len([]byte{1<<40: 1})", "len([]int{1<<31: 1})"},
		"huge make":              {"make([]int, 1<<40)", "n := 1 << 45; make([]byte, n)", "make([]byte, 0, 1<<45)", "n := 1 << 40; make(map[int]int, n)", "n := 1 << 40; make(chan int, n)", "n := -1; make([]int, n)"},
		"huge repeat":            {"len(strings.Repeat(\"a\", 1<<33))", "bytes.Repeat([]byte(\"ab\"), 1<<62)", "strings.Repeat(\"x\", -1)", "slices.Repeat([]int{1}, 1<<40)"},
		"huge grow":              {"var b strings.Builder; b.Grow(1<<40)", "var c bytes.Buffer; c.Grow(1<<40)", "slices.Grow([]int{}, 1<<45)", "bytes.NewBuffer(make([]byte, 0, 1<<40))"},
		"huge numbers":           {"new(big.Int).Lsh(big.NewInt(1), 1<<40)", "new(big.Int).Exp(big.NewInt(3), big.NewInt(1<<40), nil).Sign()", "new(big.Int).SetBit(new(big.Int), 1<<40, 1)", "new(big.Int).MulRange(1, 1<<40)"},
		"huge format":            {`len(fmt.Sprintf("%*d", 1<<30, 1))`, `fmt.Sprintf("%1000000000d", 1)`},
		"gradual growth":         {"var xs [][]byte; for { xs = append(xs, make([]byte, 1<<20)) }", "m := map[int][]byte{}; for i := 0; ; i++ { m[i] = make([]byte, 4096) }", "s := \"x\"; for { s += s }", "var ys []int; for { ys = append(ys, ys...); ys = append(ys, 1) }"},
		"linked growth":          {"type N struct { n *N; b [100]int }\nvar n *N; for { n = &N{n: n} }"},
		"goroutines":             {"for { go func() { select {} }() }"},
		"goroutines that spawn":  {"func f() { go f(); f2() }\nfunc f2() { select {} }\nf()", "func g() { for { go g() } }\ng()"},
		"timers":                 {"for { time.AfterFunc(time.Hour, func() {}) }"},
		"recursion":              {runaway["function"], runaway["method"], runaway["defer"], runaway["String through fmt"]},
		"recursion in goroutine": {"func f(n int) int { return f(n+1) + 1 }\nfor range 8 { go f(0) }; f(0)"},
		"cyclic value":           {"type L struct{ n *L; m map[string]any }\nl := &L{m: map[string]any{}}; l.n = l; l.m[\"l\"] = l; l", "var s []any; s = append(s, nil); s[0] = s; s", "m := map[string]any{}; m[\"m\"] = m; m", "reflect.DeepEqual(m, m)", "json.Marshal(m)"},
		"panics while printing":  {"type S struct{}\nfunc (s S) String() string { panic(s) }\nS{}", "panic(S{})", "type E struct{}\nfunc (e E) Error() string { panic(e) }\nE{}", "panic(E{})", "var e error = E{}; e"},
		"exits":                  {"os.Exit(3)", "log.Fatal(1)", "runtime.Goexit()", "go os.Exit(1); select {}", "log.New(io.Discard, \"\", 0).Fatal(1)", "f := log.Default().Fatal; f(1)", "defer os.Exit(1); panic(1)", "type S struct{}\nfunc (s S) String() string { os.Exit(4); return \"\" }\nfmt.Sprint(S{})"},
		"goroutine panics":       {"go panic(1); time.Sleep(time.Millisecond)", "go func() { var m map[int]int; m[1] = 1 }(); time.Sleep(time.Millisecond)", "var f func(); go f()", "time.AfterFunc(0, func() { panic(2) }); time.Sleep(time.Millisecond)", "var wg sync.WaitGroup; wg.Go(func() { panic(3) }); wg.Wait()", "go close(make(chan int)); var c chan int; close(c)"},
		"locks":                  {"var mu sync.Mutex; mu.Unlock()", "var rw sync.RWMutex; rw.RUnlock()", "var l sync.Locker = &mu; l.Unlock()", "rw.RLocker().Unlock()", "var wg sync.WaitGroup; wg.Done()", "f := mu.Unlock; f()", "defer mu.Unlock(); panic(1)", "go mu.Unlock(); time.Sleep(time.Millisecond)"},
		"deadlock":               {"select {}", "c := make(chan int); <-c", "var mu sync.Mutex; mu.Lock(); mu.Lock()", "var d chan int; d <- 1", "var wg sync.WaitGroup; wg.Add(1); wg.Wait()"},
		"process":                {"p, _ := os.FindProcess(os.Getpid()); p.Kill()", "runtime.Breakpoint()", "debug.SetMaxStack(1)", "debug.SetMaxThreads(1)", "runtime.LockOSThread()", "flag.Parse()", "flag.NewFlagSet(\"x\", flag.ExitOnError).Parse([]string{\"-y\"})", "runtime.GC()", "debug.FreeOSMemory()"},
		"host goroutines":        {"s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { panic(1) })); http.Get(s.URL)", "type W struct{}\nfunc (w W) Write(b []byte) (int, error) { panic(1) }\nc := exec.Command(\"echo\", \"1\"); c.Stdout = W{}; c.Run()", "r, w := io.Pipe(); go func() { panic(w.Close()) }(); io.ReadAll(r)"},
		"sort callbacks":         {"sort.Slice([]int{3, 2, 1}, func(i, j int) bool { panic(1) })", "slices.SortFunc([]int{3, 2, 1}, func(a, b int) int { os.Exit(1); return 0 })", "sort.Slice(make([]int, 100), func(i, j int) bool { for {} })"},
		"iterators":              {"for range func(yield func(int) bool) { yield(1); panic(2) } { panic(3) }", "for range func(yield func(int) bool) { for { yield(1) } } { break }", "next, stop := iter.Pull(func(yield func(int) bool) { panic(1) }); next(); stop()"},
		"slow calls":             {"sort.Ints(make([]int, 50_000_000))", "regexp.MustCompile(`(x+x+)+y`).MatchString(strings.Repeat(\"x\", 1<<20))"},
		"unfinished":             {"func f(", "\"abc", "`abc", "/* x", "if {", "}", ")", "x :=", "\x00", "\xff\xfe", "package main", "import \"", "//line x:0:0\n1", "/*line :99999999999*/ x"},
	}
}

func doubling(n int) string {
	var b strings.Builder
	for i := range n {
		b.WriteString("const s" + itoa(i+1) + " = s" + itoa(i) + " + s" + itoa(i) + "\n")
	}
	return b.String()
}

func manyDeclarations(n int) string {
	var b strings.Builder
	for i := range n {
		b.WriteString("func f" + itoa(i) + "() int { return f" + itoa((i+1)%n) + "() + 1 }\n")
	}
	return b.String()
}

func itoa(n int) string {
	return string([]byte{byte('a' + n/676%26), byte('a' + n/26%26), byte('a' + n%26)}) + strings.Repeat("z", n/17576)
}

// Programs share processes, as those of users do: what one leaves behind must not matter to the next.
func TestNastyProgramsEndNothingElse(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("a child needs inherited pipes")
	}
	all := nasty()
	names := make(chan string, len(all))
	for _, n := range slices.Sorted(maps.Keys(all)) {
		names <- n
	}
	close(names)
	deadline := 100 * time.Millisecond
	if *mutants > 1000 { // the long form
		deadline = time.Second
	}
	var wg sync.WaitGroup
	for range max(2, min(4, runtime.GOMAXPROCS(0))) {
		wg.Go(func() {
			var c *child
			defer func() {
				if c != nil {
					c.end()
				}
			}()
			for name := range names {
				if c == nil {
					c = startChild(t)
				}
				if !runNasty(t, c, name, all[name], deadline) {
					c = nil
				}
			}
		})
	}
	wg.Wait()
}

// runNasty runs one program, and says whether the child is fit for another.
func runNasty(t *testing.T, c *child, name string, inputs []string, deadline time.Duration) bool {
	r, err := c.do(job{Inputs: inputs, Deadline: deadline, Budget: Budget{Memory: 256 << 20}})
	if err != nil {
		t.Errorf("%s: %v", name, err)
		return false
	}
	if r.Wrong != "" {
		t.Errorf("%s: %s", name, r.Wrong)
	}
	clip := func(s string, n int) string { return s[:min(len(s), n)] }
	for i, f := range r.Failures {
		t.Logf("%s: %s: %s %s", name, clip(inputs[i], 60), clip(f, 200), r.Values[i])
	}
	r, err = c.do(job{Inputs: []string{"1 + 1"}, Deadline: 20 * time.Second})
	if err != nil || r.Values[0] != "2" {
		t.Errorf("after %s: %+v %v", name, r, err)
	}
	return err == nil
}

// Nothing ends a compile, so what would take long is refused.
func TestSourceIsBounded(t *testing.T) {
	im := newImage(t, Config{})
	for name, src := range map[string]string{
		"statements": "x := 1\n" + strings.Repeat("x = x + 1\n", 60_000),
		"elements":   "len([]int{" + strings.Repeat("1,", maxSyntax) + "})",
		"functions":  strings.Repeat("func f() int { return 1 }\n", 50_000),
		"comment":    "/*" + strings.Repeat("x", maxSource) + "*/ 1",
	} {
		if r, _, _ := run(t, im, src); r.Failure == nil || !strings.Contains(r.Failure.Text, "unsupported: an input of more than") {
			t.Errorf("%s: got %v", name, r.Failure)
		}
	}
	if r, v, _ := run(t, im, "len([]int{"+strings.Repeat("1,", 50_000)+"})"); v != "50000" {
		t.Errorf("got %s %v", v, r.Failure)
	}
}
