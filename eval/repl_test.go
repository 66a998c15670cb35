package eval

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"parley/protocol"
)

// A session is inputs and what each gives: its values, "!" and the failure, or "#" and the notices.
func TestSessions(t *testing.T) {
	for _, tc := range []struct {
		name  string
		steps [][2]string
	}{
		{"auto import", [][2]string{
			{`strings.ToUpper("a")`, "A"}, {`rand.Intn(1)`, "0"}, {`os := 3; os`, "3"}, {`template.New("x").Name()`, "x"},
		}},
		{"last value", [][2]string{{`6 * 7`, "42"}, {`_ + 1`, "43"}, {`fmt.Sprint(_, "!")`, "43!"}, {`_`, "43!"}, {`for _, x := range []int{1} { _ = x }; _`, "43!"}}},
		{"define again in one input", [][2]string{{`a, err := strconv.Atoi("1"); b, err := strconv.Atoi("x"); err != nil`, "true"}, {`a, b`, `!1:1: syntax error: expected 1 expression`}, {`a + b`, "1"}, {`a := 1; a := 2; a`, "2"}}},
		{"values of a call", [][2]string{{`strconv.Atoi("7")`, "7 <nil>"}, {`fmt.Sprint()`, ""}, {`func() {}()`, ""}, {`(func() int { return 3 })()`, "3"}, {`[]byte("a")`, "[97]"}, {`int8(3)`, "3"}}},
		{"pending", [][2]string{
			{`func even(n int) bool { return n == 0 || odd(n-1) }`, "#waiting for odd"},
			{`func odd(n int) bool { return n != 0 && even(n-1) }`, ""}, {`even(10), odd(10)`, "!1:1: syntax error: expected 1 expression"}, {`even(10)`, "true"},
		}},
		{"redefined type", [][2]string{
			{`type T struct{ A int }; func (t T) Get() int { return t.A }; old := T{1}; func mk() T { return T{A: 5} }`, ""},
			{`type T struct{ A int; B string }`, ""}, {`mk()`, "{5 }"}, {`old.Get()`, "1"}, {`old`, "{1}"}, {`T{2, "b"}`, "{2 b}"},
		}},
		{"the same type again", [][2]string{
			{"type T struct{ A int }\nfunc (t T) Get() int { return t.A }\nt := T{1}", ""}, {"type T struct{ A int }\nfunc (t T) Get() int { return t.A + 1 }", ""},
			{`t = T{5}; t.Get()`, "6"}, {`type T struct{ A int }`, ""}, {`t == T{5}`, "true"},
		}},
		{"library generics", [][2]string{
			{`s := []string{"b", "c", "a"}; slices.Sort(s); s`, "[a b c]"}, {`slices.Index(s, "c"), ""`, "!1:1: syntax error: expected 1 expression"}, {`slices.Sorted(maps.Keys(map[int]bool{3: true, 1: true}))`, "[1 3]"},
			{`slices.SortFunc(s, func(a, b string) int { return -cmp.Compare(a, b) }); s`, "[c b a]"}, {`slices.Insert(s, 1, "x")`, "[c x b a]"}, {`slices.Delete(s, 0, 1)`, "[b a]"},
			{`n := 0; f := sync.OnceValue(func() int { n++; return n }); f() + f()`, "2"}, {`var p atomic.Pointer[int]; p.Load() == nil && p.CompareAndSwap(nil, new(3)) && *p.Load() == 3`, "true"},
			{`slices.Collect(slices.Chunk([]int{1, 2, 3}, 2))`, "[[1 2] [3]]"}, {`slices.BinarySearch([]int{1, 4, 9}, 4)`, "1 true"},
		}},
		{"change that breaks", [][2]string{
			{`func f() int { return 1 }; func g() int { return f() + 1 }`, ""},
			{`func f() string { return "s" }`, `!1:6: this change breaks func g (1:50 of an earlier input), which must be declared anew in the same input: invalid operation: f() + 1 (mismatched types string and untyped int)`},
			{`g()`, "2"},
		}},
		{"redefined method", [][2]string{
			{`type P struct{ X int }; func (p P) N() int { return 1 }; p := P{3}; func call(q P) int { return q.N() }`, ""}, {`p.N(), 1`, `!1:1: syntax error: expected 1 expression`},
			{`p.N()`, "1"}, {`func (p P) N() int { return 2 + p.X }`, ""}, {`p.N()`, "5"}, {`call(p)`, "5"},
			{`func (p P) String() string { return "P!" }`, ""}, {`fmt.Sprint(p)`, "P!"}, {`p.N()`, "5"},
		}},
		{"function values are what they were", [][2]string{
			{`type T struct{ N int }; func f() int { return 1 }; func (t T) M() int { return f() + t.N }; func g() int { return f() }`, ""},
			{`c := func() int { return f() }; v := f; m := T{10}.M`, ""}, {`[]int{c(), v(), m(), f(), g()}`, "[1 1 11 1 1]"}, {`func f() int { return 2 }`, ""},
			{`[]int{c(), v(), m()}`, "[1 1 11]"}, {`[]int{f(), g(), T{10}.M()}`, "[2 2 12]"},
		}},
		{"types that lead back to themselves, declared anew", [][2]string{
			{`type tree []tree; func (t tree) size() int { n := 1; for _, c := range t { n += c.size() }; return n }; old := tree{nil, {nil}}; func mk() tree { return tree{nil} }`, ""},
			{`old.size()`, "4"}, {`func (t tree) size() int { return 100 * len(t) }`, ""}, {`old.size()`, "200"}, {`type tree map[string]tree`, `!1:6: this change breaks func mk (1:159 of an earlier input), which must be declared anew in the same input: missing key in map literal`},
			{`func (t tree) deep() int { if len(t) == 0 { return 0 }; return 1 + t[len(t)-1].deep() }`, ""}, {`old.deep()`, "2"},
			{`type tree map[string]tree; func mk() tree { return tree{"a": nil} }; func (t tree) size() int { return len(t) }; func (t tree) deep() int { return 7 }`, ""},
			{`mk().size() + mk().deep()`, "8"}, {`len(old)`, "2"}, {`var x any = old; _, ok := x.(tree); ok`, "false"}, {`t := tree{"k": mk()}; t["k"]["a"] == nil`, "true"},
			{`type state func(int) state; var s state = func(n int) state { return nil }; s(1) == nil`, "true"}, {`type state func(string) state; var z state; z == nil && s(1) == nil`, "true"},
			{`fmt.Sprintf("%T %v", z, t)`, "main.state map[k:map[a:map[]]]"},
		}},
		{"function becomes variable", [][2]string{{`func f() int { return 1 }; func g() int { return f() }`, ""}, {`var f = func() int { return 7 }`, ""}, {`g()`, "7"}}},
		{"closures keep their state", [][2]string{{`func ctr() func() int { n := 0; return func() int { n++; return n } }; c := ctr()`, ""}, {`c() + c()`, "3"}, {`c()`, "3"}}},
		{"empty loop head", [][2]string{{`n := 0; for i := 0; ; i++ { if i == 5 { break }; n += i }; n`, "10"}, {`for ; ; { break }`, ""}}},
		{"init and order", [][2]string{{"var a = b + 1\nvar b = two()\nfunc two() int { return 2 }\nfunc init() { a *= 10 }", ""}, {"a", "30"}}},
		{"range over func with return", [][2]string{{"func seq(y func(int, string) bool) { _ = y(1, \"a\") && y(2, \"b\") }\nfunc find(w string) (int, bool) { for i, s := range seq { if s == w { return i, true } }; return 0, false }\nfind(\"b\")", "2 true"}, {`find("z")`, "0 false"}}},
		{"nested ranges over func", [][2]string{{"func n(y func(int) bool) { for i := range 4 { if !y(i) { return } } }\nfunc f() (s string) { \nouter: for i := range n { for j := range n { if j == 2 { continue outer }; if i == 2 { break outer }; s += fmt.Sprint(i, j, \" \") } }; return }\nf()", "0 0 0 1 1 0 1 1 "}}},
		{"range over a pointer to an array", [][2]string{{"func f() [3]int { a := [...]int{2, 1, 0}; for _, v := range &a { a[v] = v }; return a }\nf()", "[2 1 2]"}}},
		{"interfaces of the source's own", [][2]string{
			{"type Shape interface{ Area() float64 }\ntype Sq struct{ s float64 }\nfunc (q Sq) Area() float64 { return q.s * q.s }\ntype Pt struct{ x int }\nfunc (p *Pt) Area() float64 { return 7 }\nvar sh Shape = Sq{3}\nvar a any = sh", ""},
			{"a.(Shape).Area()", "9"}, {"v, ok := a.(Shape); ok && v.Area() == 9", "true"}, {"_, is := any(3).(Shape); is", "false"}, {"func keep(x any) any { return x }\nkeep(Sq{2}).(Shape).Area()", "4"},
			{"func k(x any) float64 { switch v := x.(type) { case Shape: return v.Area(); case int: return -1 }; return -2 }\nfmt.Sprint(k(1), k(sh), k(Sq{4}), k(&Pt{}), k(nil), k(a))", "-1 9 16 7 -2 9"},
			{"sh = &Pt{}; k(sh)", "7"}, {"a.(Sq).s", "3"}, {"_, isP := sh.(*Pt); isP", "true"}, {"var e error = fmt.Errorf(\"x\"); _, ist := e.(interface{ Unwrap() error }); ist", "false"},
		}},
		{"type switch on nil", [][2]string{{"func f(err error) string { switch v := err.(type) { case fmt.Formatter, fmt.Stringer: return \"f\"; case nil: return \"nil\"; default: return v.Error() } }\nf(nil) + f(io.EOF)", "nilEOF"}}},
		{"defer in a loop", [][2]string{{"func f() (s string) { for i := range 3 { defer func() { s += fmt.Sprint(i) }() }; return }\nf()", "210"}}},
		{"deferred function values", [][2]string{{"func f() (s string) { add := func(x string) { s += x }; defer add(\"a\"); done := func() { add(\"b\") }; defer done(); defer func() { add(\"c\") }(); return }\nf()", "cba"}}},
		{"recover in deferred values and methods", [][2]string{
			{"func f() (s string) { h := func() { if r := recover(); r != nil { s = fmt.Sprint(r) } }; defer h(); panic(\"x\") }\nf()", "x"},
			{"type T struct{ v any }\nfunc (t *T) h() { t.v = recover() }\nfunc g() any { t := &T{}; func() { defer t.h(); panic(\"y\") }(); return t.v }\ng()", "y"},
			{"func h2() { last = recover() }\nvar last any\nfunc k() { defer h2(); panic(\"z\") }\nk(); last", "z"},
			{"func q() { defer func() { f := func() {}; defer f() }(); panic(\"w\") }\nq()", "!1:58: w"},
		}},
		{"goroutines have their own iteration", [][2]string{
			{"var wg sync.WaitGroup; r := make([]int, 5); for i := range r { wg.Add(1); go func() { defer wg.Done(); r[i] = i * i }() }; wg.Wait(); r", "[0 1 4 9 16]"},
			{"s := make([]int, 3); for i := 0; i < 3; i++ { wg.Go(func() { s[i] = i }) }; wg.Wait(); s", "[0 1 2]"},
			{"func f(n int) []int { r := make([]int, n); var wg sync.WaitGroup; for i := range n { j := i * 2; wg.Add(1); go func(k int) { defer wg.Done(); r[k] = j }(i) }; wg.Wait(); return r }\nf(4)", "[0 2 4 6]"},
		}},
		{"panic with an own error", [][2]string{{"type E struct{ N int }\nfunc (e *E) Error() string { return fmt.Sprint(\"E\", e.N) }\npanic(&E{4})", "!3:1: E4"}}},
		{"method value in defer", [][2]string{{"func f() string { var mu sync.Mutex; mu.Lock(); func() { defer mu.Unlock() }(); mu.Lock(); return \"ok\" }\nf()", "ok"}}},
		{"standard streams", [][2]string{{`fmt.Fprintln(os.Stdout, "x")`, "2 <nil>"}, {`os.Stdout.WriteString("ab")`, "2 <nil>"}}},
		{"local types", [][2]string{{"func f() any { type q struct{ A int }; return q{1} }\nfmt.Sprint(f())", "{1}"}}},
		{"generics", [][2]string{
			{"type List[T any] struct { head *node[T]; n int }\ntype node[T any] struct { v T; next *node[T] }\nfunc (l *List[T]) Push(v T) { l.head = &node[T]{v, l.head}; l.n++ }\nfunc (l *List[T]) Each(f func(T)) { for n := l.head; n != nil; n = n.next { f(n.v) } }", ""},
			{`l := &List[string]{}; l.Push("a"); l.Push("b"); s := ""; l.Each(func(x string) { s += x }); s`, "ba"},
		}},
		{"iterators of the library", [][2]string{{`var r []string; for s := range strings.SplitSeq("a,b", ",") { r = append(r, s) }; r`, "[a b]"}}},
		{"comma ok", [][2]string{{`c := make(chan int, 1); c <- 4; v, ok := <-c; fmt.Sprint(v, ok)`, "4 true"}, {`close(c); v, ok = <-c; fmt.Sprint(v, ok)`, "0 false"}, {`m := map[string]int{}; _, has := m["x"]; has`, "false"}}},
		{"reserved names", [][2]string{{`x__1 := 2`, `!x__1: names with two underscores are kept for the evaluator; choose another`}}},
		{"constants", [][2]string{{`const big = 1 << 100; big >> 98`, "4"}, {`type W int; const ( A W = iota + 1; B ); B`, "2"}, {`float32(0.1)`, "0.1"}, {`'a' + 1`, "98"}}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			im := newImage(t, Config{})
			for _, s := range tc.steps {
				r, got, _ := run(t, im, s[0])
				switch {
				case r.Failure != nil:
					got = "!" + r.Failure.Error()
				case len(r.Notices) > 0:
					got = "#" + strings.Join(r.Notices, "; ")
				case len(r.Values) == 1:
					im.SetLast(r.Values[0])
				}
				if got != s[1] {
					t.Errorf("%s\n got %s\nwant %s", s[0], got, s[1])
				}
			}
		})
	}
}

func TestCompileErrors(t *testing.T) {
	for _, tc := range []struct{ src, want string }{
		{"x := 1\ny := x + nowhere", "s.go:2:10: undefined: nowhere"},
		{`fmt.Printn("a")`, "s.go:1:5: undefined: fmt.Printn (did you mean fmt.Println?)"},
		{`var s string = 1`, `s.go:1:16: cannot use 1 (untyped int constant) as string value in variable declaration`},
		{`func f() { x := 1 }`, "s.go:1:12: declared and not used: x"},
		{"a + \"x\" + b\nc", "s.go:1:1: undefined: a\ns.go:1:11: undefined: b\ns.go:2:1: undefined: c"},
		{`import "no/such"`, "s.go:1:8: package no/such is not in this node"},
		{`if x {`, "s.go:1:7: syntax error: unexpected EOF, expected }"},
		{"1 << 70", "s.go:1:1: cannot use 1 << 70 (untyped int constant 1180591620717411303424) as int value (overflows)"},
		{"_ = 1 << 70", "s.go:1:5: cannot use 1 << 70 (untyped int constant 1180591620717411303424) as int value in assignment to _ identifier (overflows)"},
		{`ref()()`, "s.go:1:1: invalid operation: cannot call ref() (value of struct type protocol.Ref): protocol.Ref is not a function\n\ta reference stands for a value that stays at its node: use it in what is evaluated there"},
		{`time.Sleep(1, 2)`, "s.go:1:15: too many arguments in call to time.Sleep\n\thave (number, number)\n\twant (time.Duration)"},
	} {
		im := newImage(t, Config{})
		if err := im.Bind("ref", func() protocol.Ref { return protocol.Ref{} }); err != nil {
			t.Fatal(err)
		}
		r := im.Eval(t.Context(), Request{Source: tc.src, File: "s.go"})
		if r.Failure == nil || r.Failure.Kind != protocol.FailCompile || r.Failure.Error() != tc.want {
			t.Errorf("%s\n got %v\nwant %v", tc.src, r.Failure, tc.want)
		}
	}
}

func TestPanicPositions(t *testing.T) {
	im := newImage(t, Config{})
	r := im.Eval(t.Context(), Request{File: "s.go", Source: "func inner(n int) {\n\tif n > 0 {\n\t\tpanic(\"no\")\n\t}\n}\nfunc outer() {\n\tinner(1)\n}\nouter()"})
	if r.Failure == nil || r.Failure.Text != "no" || r.Failure.Pos != "s.go:3:3" {
		t.Fatalf("got %+v", r.Failure)
	}
	if want := "inner\n\ts.go:3:3\nouter\n\ts.go:7:2\ninput\n\ts.go:9:1\n"; !strings.HasPrefix(r.Failure.Stack, want) {
		t.Errorf("stack\n%s", r.Failure.Stack)
	}
	if r := im.Eval(t.Context(), Request{Source: "s := []int{}\n1 + s[3]"}); r.Failure == nil || r.Failure.Pos != "2:5" {
		t.Errorf("got %+v", r.Failure)
	}
	// a panic that was recovered leaves no trace in a later one
	r = im.Eval(t.Context(), Request{Source: "func safe() { defer func() { recover() }(); inner(2) }\nsafe(); panic(\"later\")"})
	if r.Failure == nil || r.Failure.Pos != "2:9" || strings.Contains(r.Failure.Stack, "inner") {
		t.Errorf("got %+v", r.Failure)
	}
}

func TestBindAndResolve(t *testing.T) {
	type peer struct{ Name string }
	here := true
	im := newImage(t, Config{Resolve: func(n string) (any, bool) {
		if n == "b" && here {
			return &peer{"b"}, true
		}
		return nil, false
	}})
	conns := map[string]*peer{"x": {"ex"}}
	if err := im.Bind("conns", conns); err != nil {
		t.Fatal(err)
	}
	if err := im.Bind("not a name", 1); err == nil {
		t.Error("a name with spaces was bound")
	}
	for _, s := range [][2]string{
		{`len(conns)`, "1"}, {`conns["x"].Name`, "ex"}, {`delete(conns, "x"); len(conns)`, "0"}, {`b.Name`, "b"}, {`func n() string { return b.Name }; n()`, "b"},
	} {
		if r, v, _ := run(t, im, s[0]); v != s[1] {
			t.Errorf("%s: %q %v", s[0], v, r.Failure)
		}
	}
	if len(conns) != 0 {
		t.Error("the map is a copy")
	}
	here = false
	if r, _, _ := run(t, im, "b.Name"); r.Failure == nil || r.Failure.Text != "undefined: b" {
		t.Errorf("gone, and yet %+v", r)
	}
	here = true
	if r, v, _ := run(t, im, `b := 3; b`); v != "3" {
		t.Errorf("the user's b: %q %v", v, r.Failure)
	}
}

func TestDotPackage(t *testing.T) {
	im := newImage(t, Config{Packages: []Package{dotPackage()}, Dot: "parley/dot"})
	for _, s := range [][2]string{{`Twice(4)`, "8"}, {`import "parley/dot"; dot.Twice(5)`, "10"}, {`func Twice(n int) int { return n }; Twice(4)`, "4"}} {
		if r, v, _ := run(t, im, s[0]); v != s[1] {
			t.Errorf("%s: %q %v", s[0], v, r.Failure)
		}
	}
	if r, _, _ := run(t, im, `source("x", nil)`); r.Failure == nil {
		t.Error("a name in lower case is visible")
	}
}

func TestCurrent(t *testing.T) {
	im := newImage(t, Config{})
	got := make(chan *Evaluation, 2)
	if err := im.Bind("me", func() { got <- Current() }); err != nil {
		t.Fatal(err)
	}
	c := make(chan Result, 1)
	ev := im.Begin(Request{Source: `me(); d := make(chan int); go func() { me(); close(d) }(); <-d`}, func(r Result) { c <- r })
	during := ev.Context()
	ev.Run()
	if r := await(t, c); r.Failure != nil {
		t.Fatal(r.Failure)
	}
	if a, b := <-got, <-got; a != ev || b != ev || Current() != nil {
		t.Errorf("got %p %p, want %p; outside %p", a, b, ev, Current())
	}
	if during.Err() == nil || ev.Context().Err() != nil {
		t.Error("the context of an evaluation that has ended is not done, or what its goroutines have then is")
	}
}

func TestContextEndsWithCancel(t *testing.T) {
	im := newImage(t, Config{})
	if err := im.Bind("wait", func() { <-Current().Context().Done() }); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	s := newSignal()
	c := make(chan Result, 1)
	go func() { c <- im.Eval(ctx, Request{Source: `print("x"); wait()`, Stderr: s}) }()
	await(t, s.c)
	cancel()
	if r := await(t, c); r.Abandoned || r.Failure == nil && len(r.Values) > 0 {
		t.Errorf("got %+v", r)
	}
}

func TestRunFile(t *testing.T) {
	for name, tc := range map[string]struct{ src, out, err string }{
		"program":    {"#!/usr/bin/env x\n// Package comment.\npackage main\n\nimport \"fmt\"\n\nvar n = two()\n\nfunc two() int { return 2 }\n\ntype T struct{ A int }\n\nfunc main() {\n\tfmt.Println(T{n}, os.Args)\n}\n", "{2} [p q]\n", ""},
		"exit":       {"package main\nfunc main() { println(\"x\"); os.Exit(3) }", "x\n", "exit status 3"},
		"exit zero":  {"package main\nfunc main() { os.Exit(0) }", "", ""},
		"stdin":      {"package main\nfunc main() { var s string; fmt.Scan(&s); fmt.Print(s + \"!\") }", "hello!", ""},
		"compile":    {"package main\nfunc main() { nope() }", "", "p.go:2:15: undefined: nope"},
		"no package": {"x := 1", "", `p.go:1:1: expected 'package', found x; a program starts with "package main"`},
		"panics":     {"package main\nfunc main() {\n\tpanic(\"boom\")\n}", "", "panic: p.go:3:2: boom\n\nmain\n\tp.go:3:2"},
		"library":    {"package lib", "", "p.go: package lib is not a program; it must be package main"},
	} {
		t.Run(name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "p.go")
			if err := os.WriteFile(path, []byte(tc.src), 0o600); err != nil {
				t.Fatal(err)
			}
			im := newImage(t, Config{Args: []string{"p", "q"}, Stdin: strings.NewReader("hello world\n")})
			var out lockedBuffer
			err := im.RunFile(t.Context(), path, &out, &out)
			if got := fmt.Sprint(err); out.String() != tc.out || got != tc.err && !(err == nil && tc.err == "") {
				t.Errorf("output %q, error %v", out.String(), got)
			}
			var ee *ExitError
			if name == "exit" && (!errors.As(err, &ee) || ee.Code != 3) {
				t.Errorf("error %T", err)
			}
		})
	}
}

// What is evaluated may have other arguments, and the process that it is evaluated in keeps its own.
func TestArgsOfTheHost(t *testing.T) {
	was := slices.Clone(os.Args)
	im := newImage(t, Config{})
	r, got, out := run(t, im, `before := len(os.Args); os.Args = []string{"count.go", "-n", "3"}`, `n := flag.Int("n", 1, "")`, "flag.Parse()", "fmt.Sprint(before, len(os.Args), *n)")
	if r.Failure != nil || got != "1 3 3" || !slices.Equal(os.Args, was) {
		t.Errorf("%v, %s %s; the host has %q", r.Failure, got, out, os.Args)
	}
}

// The functions of package flag are of the command line that there is when they are called, as in a program.
func TestAnotherCommandLine(t *testing.T) {
	im := newImage(t, Config{})
	r, got, out := run(t, im, `n := flag.Int("n", 1, "")`, `flag.CommandLine = flag.NewFlagSet("again", flag.ExitOnError)`, `m := flag.Int("n", 2, "")`, `os.Args = []string{"again", "-n", "3", "x"}`,
		"flag.Parse()", "fmt.Sprint(*n, *m, flag.NArg(), flag.Lookup(`n`).DefValue)")
	if r.Failure != nil || got != "1 3 12" {
		t.Errorf("%v, %s %s", r.Failure, got, out)
	}
	im.BeginProgram([]string{"begun", "-n", "5"})
	r, got, out = run(t, im, `k := flag.Int("n", 4, "")`, "flag.Parse()", "fmt.Sprint(os.Args[0], *k, *m, flag.CommandLine.Name())")
	if r.Failure != nil || got != "begun5 3begun" {
		t.Errorf("%v, %s %s", r.Failure, got, out)
	}
}

func TestNamesAndComplete(t *testing.T) {
	im := newImage(t, Config{Packages: []Package{dotPackage()}, Dot: "parley/dot"})
	run(t, im, "type Pt struct{ Xcoord int; note string }", "func (p *Pt) Move(d int) {}", "pt := Pt{1, \"\"}", "func mine() *Pt { return nil }", "const Kay = 3", `import "net/url"`)
	var ns []string
	for _, n := range im.Names() {
		ns = append(ns, n.Name+" "+n.Kind+" "+n.Type)
	}
	want := []string{"Kay const untyped int", "Pt type struct{Xcoord int; note string}", "mine func func() *Pt", "pt var Pt", "url package net/url"}
	if !slices.Equal(ns, want) {
		t.Errorf("names %q", ns)
	}
	for _, tc := range []struct{ line, want string }{
		{"pt.", "Move Xcoord note"}, {"pt.X", "Xcoord"}, {"mine().Mo", "Move"}, {"x := strings.HasP", "HasPrefix"}, {"url.ParseQ", "ParseQuery"},
		{"filep", "filepath"}, {"retu", "return"}, {"Twi", "Twice"}, {"mi", "mime min mine"}, {"foo.bar.", ""}, {"pt.Xcoord.", ""}, {"appe", "append"}, {"[]Pt{pt}[0].Mo", "Move"},
	} {
		_, cs := im.Complete(tc.line, len(tc.line))
		var got []string
		for _, c := range cs {
			got = append(got, c.Text)
		}
		if s := strings.Join(got, " "); s != tc.want {
			t.Errorf("%s: %q, want %q", tc.line, s, tc.want)
		}
	}
}

func TestOutcome(t *testing.T) {
	im := newImage(t, Config{})
	o := im.Eval(t.Context(), Request{Source: `strconv.Atoi("7")`}).Outcome(true)
	if o.Verdict != protocol.OK || len(o.Values) != 2 || o.Values[0].Type != "int" || o.Values[1].Type != "error" || o.Values[0].Text != "7" {
		t.Errorf("got %+v", o)
	}
	if o := im.Eval(t.Context(), Request{Source: `make(chan int)`}).Outcome(false); o.Verdict != protocol.Failed || o.Failure.Kind != protocol.FailValue {
		t.Errorf("got %+v", o)
	}
	if o := im.Eval(t.Context(), Request{Source: `panic(1)`}).Outcome(false); o.Verdict != protocol.Failed || o.Failure.Kind != protocol.FailPanic {
		t.Errorf("got %+v", o)
	}
}

func TestQuoteText(t *testing.T) {
	im := newImage(t, Config{Packages: []Package{dotPackage()}, Dot: "parley/dot"})
	other := newImage(t, Config{})
	run(t, im, `x := 5; names := []string{"a"}`)
	run(t, other, `x := 100`)
	text, binds, f := im.QuoteText(t.Context(), Request{Source: "y := x + $x\ny + len($(names)) + z()", Sugar: true})
	if f != nil || text != "y := x + $0\ny + len($1) + z()" || len(binds) != 2 || binds[1].Type != "[]string" {
		t.Fatalf("got %q %v %v", text, binds, f)
	}
	run(t, other, "func z() int { return 1000 }")
	r := other.Eval(t.Context(), Request{Source: text, Binds: binds})
	if r.Failure != nil || r.Values[0].Interface() != 1106 {
		t.Errorf("got %+v %v", r, r.Failure)
	}
	for source, pos := range map[string]string{"x + $nowhere": "1:6", "1 +\n\tx + $(x + nowhere)": "2:12"} {
		if _, _, f := im.QuoteText(t.Context(), Request{Source: source, Sugar: true}); f == nil || !strings.Contains(f.Text, "undefined: nowhere") || f.Pos != pos {
			t.Errorf("%s: got %+v, want it at %s", source, f, pos)
		}
	}
	for _, source := range []string{"x := $x", "x := 1 + $(x)", "z, x := 1, Unquote(x)", "var x = $x"} { // the x that is declared there is another one
		if _, binds, f := im.QuoteText(t.Context(), Request{Source: source, Sugar: true}); f != nil || len(binds) != 1 {
			t.Errorf("%s: got %+v, %v", source, f, binds)
		}
	}
}

// The host gets values of evaluated types as they are at the call, also in loops.
func TestHostKeepsReceivers(t *testing.T) {
	for _, elem := range []string{"W{i}", "&W{i}", "w"} {
		im := newImage(t, Config{})
		_, v, out := run(t, im, "type W struct{ N int }\nfunc (w W) Write(b []byte) (int, error) { fmt.Print(w.N, string(b)); return len(b), nil }",
			`import "bufio"`, "func() { var ws []*bufio.Writer; for i := range 3 { w := W{i}; _ = w; ws = append(ws, bufio.NewWriter("+elem+")) }; for _, w := range ws { w.WriteString(`x`); w.Flush() } }()",
			"type S []int; func (s S) Len() int { return len(s) }; func (s S) Less(i, j int) bool { return s[i] < s[j] }; func (s S) Swap(i, j int) { s[i], s[j] = s[j], s[i] }",
			"s := S{3, 1, 2}; sort.Sort(s); s")
		if v != "[1 2 3]" || out != "0x1x2x" {
			t.Errorf("%s: %q, %q", elem, v, out)
		}
	}
}
