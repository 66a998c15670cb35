package eval

import (
	"context"
	"fmt"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"parley/protocol"
)

// start begins src on a goroutine of its own and gives the evaluation and where its result arrives.
func start(im *Image, r Request) (*Evaluation, <-chan Result) {
	c := make(chan Result, 1)
	ev := im.Begin(r, func(r Result) { c <- r })
	go ev.Run()
	return ev, c
}

// signal is a writer that says when something was first written.
type signal struct {
	once sync.Once
	c    chan struct{}
}

func newSignal() *signal { return &signal{c: make(chan struct{})} }

func (s *signal) Write(b []byte) (int, error) {
	s.once.Do(func() { close(s.c) })
	return len(b), nil
}

func await[T any](t *testing.T, c <-chan T) T {
	t.Helper()
	select {
	case v := <-c:
		return v
	case <-time.After(90 * time.Second): // a busy machine takes long to find a glutton
		buf := make([]byte, 1<<20)
		t.Fatalf("nothing came\n%s", buf[:runtime.Stack(buf, true)])
		panic("unreachable")
	}
}

func TestCallers(t *testing.T) {
	im := newImage(t, Config{})
	if r, _, _ := run(t, im, "func sq(n int) int { return n * n }", "var total int"); r.Failure != nil {
		t.Fatal(r.Failure)
	}
	var wg sync.WaitGroup
	var wrong atomic.Int64
	for g := range 64 {
		wg.Go(func() {
			for i := range 20 {
				n := g*20 + i
				src, want := "sq(7)", 49 // one that all have in common
				if i%2 == 0 {
					src, want = fmt.Sprintf("sq(%d)", n), n*n
				}
				r := im.Eval(t.Context(), Request{Source: src})
				if r.Failure != nil || len(r.Values) != 1 || r.Values[0].Interface() != want {
					wrong.Add(1)
					t.Errorf("%s: %+v", src, r)
				}
			}
		})
	}
	wg.Wait()
}

func TestLongCallBlocksNothing(t *testing.T) {
	im := newImage(t, Config{})
	s := newSignal()
	ev, c := start(im, Request{Source: `print("running"); for {}`, Stderr: s})
	await(t, s.c)
	for i := range 20 {
		if r, v, _ := run(t, im, fmt.Sprintf("func f%[1]d() int { return %[1]d }; f%[1]d()", i)); v != fmt.Sprint(i) {
			t.Fatalf("%d: %q, %v", i, v, r.Failure)
		}
	}
	ev.Cancel(protocol.FailCancelled, "enough")
	if r := await(t, c); r.Failure == nil || r.Failure.Kind != protocol.FailCancelled || r.Failure.Text != "enough" || r.Abandoned {
		t.Errorf("got %+v", r)
	}
}

func TestCancelEndsOnlyItsOwn(t *testing.T) {
	for name, src := range map[string]string{
		"loop":           `print("x"); for {}`,
		"loop in func":   `func spin() { for { } }; print("x"); spin()`,
		"loop of calls":  `func f(n int) int { return n }; print("x"); for i := 0; ; i++ { f(i) }`,
		"recover":        `print("x"); for { func() { defer func() { recover() }(); for {} }() }`,
		"sleep":          `print("x"); time.Sleep(time.Hour)`,
		"range int":      `print("x"); for range 1 << 62 {}`,
		"goroutine":      `c := make(chan int); go func() { print("x"); for {} }(); time.Sleep(time.Hour); <-c`,
		"receive":        `c := make(chan int); print("x"); <-c`,
		"receive in var": `c := make(chan int); print("x"); v := <-c; v`,
		"send":           `c := make(chan int); print("x"); c <- 1`,
		"range channel":  `c := make(chan int); print("x"); for range c {}`,
		"select":         `c := make(chan int); print("x"); select { case <-c: case c <- 1: }`,
		"wait group":     `var wg sync.WaitGroup; wg.Add(1); print("x"); wg.Wait()`,
		"empty select":   `print("x"); select {}`,
	} {
		t.Run(name, func(t *testing.T) {
			im := newImage(t, Config{})
			s := newSignal()
			other := `func sum(n int) int { t := 0; for i := 0; i < n; i++ { t += i }; return t }; sum(300000)`
			ev, c := start(im, Request{Source: src, Stderr: s})
			select {
			case <-s.c:
			case r := <-c:
				t.Fatal(r.Failure)
			}
			_, c2 := start(im, Request{Source: other})
			ev.Cancel(protocol.FailCancelled, "enough")
			ev.Cancel(protocol.FailDeadline, "again")
			r := await(t, c)
			if r.Failure == nil || r.Failure.Text != "enough" || r.Abandoned {
				t.Errorf("cancelled: %+v %v", r, r.Failure)
			}
			if r := await(t, c2); r.Failure != nil || r.Values[0].Interface() != 300000*299999/2 {
				t.Errorf("the other: %+v", r)
			}
			if r, v, _ := run(t, im, "1 + 1"); v != "2" {
				t.Errorf("afterwards: %+v", r)
			}
		})
	}
}

func TestDeadline(t *testing.T) {
	im := newImage(t, Config{})
	_, c := start(im, Request{Source: "for {}", Deadline: time.Now().Add(20 * time.Millisecond)})
	if r := await(t, c); r.Failure == nil || r.Failure.Kind != protocol.FailDeadline {
		t.Errorf("got %+v", r)
	}
	// one that is never run: its owner is told all the same
	d := make(chan Result, 1)
	ev := im.Begin(Request{Source: "1", Deadline: time.Now().Add(5 * time.Millisecond)}, func(r Result) { d <- r })
	if r := await(t, d); r.Failure == nil || r.Failure.Kind != protocol.FailDeadline {
		t.Errorf("got %+v", r)
	}
	ev.Run() // does nothing
}

func TestAbandoned(t *testing.T) {
	gate := make(chan struct{})
	im := newImage(t, Config{Grace: time.Millisecond})
	if err := im.Bind("wait", func() { <-gate }); err != nil {
		t.Fatal(err)
	}
	s := newSignal()
	ended := make(chan struct{})
	c := make(chan Result, 2)
	ev := im.Begin(Request{Source: `print("x"); wait()`, Stderr: s}, func(r Result) { c <- r })
	go func() { defer close(ended); ev.Run() }()
	await(t, s.c)
	ev.Cancel(protocol.FailCancelled, "enough")
	if r := await(t, c); !r.Abandoned || r.Failure == nil || r.Failure.Text != "enough" {
		t.Errorf("got %+v", r)
	}
	if n := im.Abandoned(); n != 1 {
		t.Errorf("%d abandoned, want 1", n)
	}
	if r, v, _ := run(t, im, "2 * 3"); v != "6" {
		t.Errorf("others: %+v", r)
	}
	close(gate)
	await(t, ended)
	if n := im.Abandoned(); n != 0 || len(c) != 0 {
		t.Errorf("%d abandoned, %d more results; want none", n, len(c))
	}
}

func TestContained(t *testing.T) {
	for name, tc := range map[string]struct{ src, text, out string }{
		"panic":               {`panic("boom")`, "boom", ""},
		"panic with error":    {`panic(fmt.Errorf("bad %d", 3))`, "bad 3", ""},
		"os.Exit":             {`os.Exit(3)`, "exit status 3", ""},
		"os.Exit recovered":   {`defer func() { recover() }(); os.Exit(3)`, "exit status 3", ""},
		"log.Fatal":           {`log.SetFlags(0); log.Fatal("dead")`, "exit status 1", "dead\n"},
		"Logger.Fatal":        {`log.New(os.Stderr, "p ", 0).Fatal("dead")`, "exit status 1", "p dead\n"},
		"Goexit":              {`runtime.Goexit()`, "runtime.Goexit called", ""},
		"recursion":           {`func f(n int) int { return f(n+1) + 1 }; f(0)`, "stack overflow: the recursion is too deep", ""},
		"method recursion":    {"type T struct{}\nfunc (t T) f(n int) int { return t.f(n+1) + 1 }\nT{}.f(0)", "stack overflow: the recursion is too deep", ""},
		"index":               {`s := []int{1}; i := 5; s[i]`, "runtime error: index out of range [5] with length 1", ""},
		"nil pointer":         {"type T struct{ X int }\nvar p *T\np.X", "runtime error: invalid memory address or nil pointer dereference", ""},
		"nil map":             {`var m map[string]int; m["a"] = 1`, "assignment to entry in nil map", ""},
		"division":            {`x := 0; 1 / x`, "runtime error: integer divide by zero", ""},
		"nil func":            {`var f func(); f()`, "runtime error: invalid memory address or nil pointer dereference", ""},
		"closed channel":      {`c := make(chan int); close(c); close(c)`, "close of closed channel", ""},
		"type assertion":      {`var x any = "s"; x.(int)`, "interface conversion: interface {} is string, not int", ""},
		"unlock":              {`var mu sync.Mutex; mu.Lock(); mu.Unlock(); mu.Unlock()`, "sync: unlock of unlocked mutex", ""},
		"deferred unlock":     {`func f() { var mu sync.RWMutex; defer mu.Unlock() }; f()`, "sync: Unlock of unlocked RWMutex", ""},
		"exit in a goroutine": {`go os.Exit(4); time.Sleep(time.Hour)`, "exit status 4", ""},
	} {
		t.Run(name, func(t *testing.T) {
			im := newImage(t, Config{})
			r, _, out := run(t, im, tc.src)
			if r.Failure == nil || r.Failure.Kind != protocol.FailPanic || r.Failure.Text != tc.text {
				t.Errorf("got %+v", r.Failure)
			}
			if out != tc.out {
				t.Errorf("output %q, want %q", out, tc.out)
			}
			if r, v, _ := run(t, im, "1 + 1"); v != "2" {
				t.Errorf("afterwards: %+v", r)
			}
		})
	}
}

func TestGoroutinePanics(t *testing.T) {
	for name, src := range map[string]string{
		"literal":        `c := make(chan int); go func() { defer close(c); panic("boom") }(); <-c`,
		"named":          "func f(c chan int) { defer close(c); panic(\"boom\") }\nc := make(chan int); go f(c); <-c",
		"recursion":      "func boom(n int) int { return boom(n+1) + 1 }\nvar wg sync.WaitGroup; wg.Go(func() { boom(0) }); wg.Wait()",
		"WaitGroup.Go":   `var wg sync.WaitGroup; wg.Go(func() { panic("boom") }); wg.Wait()`,
		"time.AfterFunc": `c := make(chan int); time.AfterFunc(time.Millisecond, func() { defer close(c); panic("boom") }); <-c`,
	} {
		t.Run(name, func(t *testing.T) {
			told := &mention{word: "panic in ", c: make(chan struct{})}
			im := newImage(t, Config{Stray: told}) // the report may come when the evaluation has ended
			r := im.Eval(t.Context(), Request{Source: src, Stderr: told})
			if r.Failure != nil {
				t.Fatal(r.Failure)
			}
			await(t, told.c)
		})
	}
}

// mention is a writer that says when a word was written.
type mention struct {
	word string
	once sync.Once
	c    chan struct{}
}

func (m *mention) Write(b []byte) (int, error) {
	if strings.Contains(string(b), m.word) {
		m.once.Do(func() { close(m.c) })
	}
	return len(b), nil
}

func TestOutputOfStrayGoroutines(t *testing.T) {
	var stray, own lockedBuffer
	im := newImage(t, Config{Stray: &stray})
	r := im.Eval(t.Context(), Request{Source: `hold, done := make(chan int), make(chan int); go func() { fmt.Print("one "); hold <- 1; <-hold; fmt.Print("two"); close(done) }(); <-hold`, Stdout: &own})
	if r.Failure != nil {
		t.Fatal(r.Failure)
	}
	if r, _, _ := run(t, im, "hold <- 1; <-done"); r.Failure != nil {
		t.Fatal(r.Failure)
	}
	if own.String() != "one " || stray.String() != "two" {
		t.Errorf("own %q, stray %q", own.String(), stray.String())
	}
}

func TestEnginesAreReplaced(t *testing.T) {
	im := newImage(t, Config{})
	if r, _, _ := run(t, im, "type P struct{ A int }", "func (p P) Twice() int { return 2 * p.A }", "ps := []P{{1}}; var any1 any = P{9}; n := 0", "func add(i int) { n += i }"); r.Failure != nil {
		t.Fatal(r.Failure)
	}
	for i := range 700 {
		src := fmt.Sprintf("ps = append(ps, P{%d}); add(%d); ps[len(ps)-1].Twice()", i, i)
		if r, v, _ := run(t, im, src); v != fmt.Sprint(2*i) {
			t.Fatalf("%s: %q %v", src, v, r.Failure)
		}
	}
	if r, v, _ := run(t, im, "p, ok := any1.(P); fmt.Sprint(len(ps), n, p.A, ok)"); v != fmt.Sprint(701, " ", 699*700/2, " ", 9, true) {
		t.Errorf("got %q %v", v, r.Failure)
	}
	st := im.Stats()
	if st.Made < 3 || st.Engines > maxIdle+1 || st.Handles > 3*maxLoads {
		t.Errorf("got %+v", st)
	}
}

// Functions that were made in one engine are called from others while new source is loaded.
func TestFunctionsCrossEngines(t *testing.T) {
	im := newImage(t, Config{})
	if r, _, _ := run(t, im, "var mu sync.Mutex; fs := map[int]func(int) int{}",
		"func put(k int, f func(int) int) { mu.Lock(); defer mu.Unlock(); fs[k] = f }",
		"func get(k int) func(int) int { mu.Lock(); defer mu.Unlock(); if f := fs[k]; f != nil { return f }; return func(n int) int { return n } }"); r.Failure != nil {
		t.Fatal(r.Failure)
	}
	var wg sync.WaitGroup
	for g := range 8 {
		wg.Go(func() {
			for i := range 15 {
				src := fmt.Sprintf("func() int { put(%d, func(n int) int { return n + 0*%d }); s := 0; for j := range 8 { s += get(j)(%d) }; return s }()", g, i, i)
				if r := im.Eval(t.Context(), Request{Source: src}); r.Failure != nil || r.Values[0].Interface() != 8*i {
					t.Errorf("%s: %+v %v", src, r.Values, r.Failure)
				}
			}
		})
	}
	wg.Wait()
}

// Sources that are never seen again leave nothing behind for good.
func TestMemoryStaysFlat(t *testing.T) {
	im := newImage(t, Config{})
	run(t, im, "x := 1; func sq(n int) int { return n * n }")
	heap := func() uint64 {
		runtime.GC()
		runtime.GC()
		var m runtime.MemStats
		runtime.ReadMemStats(&m)
		return m.HeapAlloc
	}
	n := 0
	feed := func(k int) {
		for range k {
			n++
			r := im.Eval(t.Context(), Request{Source: fmt.Sprintf("x = %d; y%d := 2; sq(x) + %d", n, n%7, n)})
			if r.Failure != nil {
				t.Fatal(r.Failure)
			}
		}
	}
	feed(2*maxLoads + 10)
	before := heap()
	feed(6 * maxLoads) // engines have come and gone: the same place in the life of the last one
	after := heap()
	if grown := int64(after) - int64(before); grown > 3<<20 {
		t.Errorf("the heap grew by %d bytes over %d sources", grown, 6*maxLoads)
	}
	im.mu.Lock()
	defer im.mu.Unlock()
	if len(im.files) > 20 || len(im.byObj) > 500 {
		t.Errorf("%d files and %d objects are kept", len(im.files), len(im.byObj))
	}
}

func TestBindsAreDecodedToTheTypesTheyName(t *testing.T) {
	im := newImage(t, Config{})
	v, err := Encode(reflectValueOf([]time.Duration{time.Second}), "[]time.Duration")
	if err != nil {
		t.Fatal(err)
	}
	r := im.Eval(t.Context(), Request{Source: "$0[0] * 2", Binds: []protocol.Value{v}})
	if r.Failure != nil || fmt.Sprint(r.Values[0].Interface()) != "2s" || r.Values[0].TypeString() != "time.Duration" {
		t.Errorf("got %+v %v", r, r.Failure)
	}
}

func TestCloseEndsWhatRuns(t *testing.T) {
	im, err := New(Config{})
	if err != nil {
		t.Fatal(err)
	}
	s := newSignal()
	_, c := start(im, Request{Source: `print("x"); for {}`, Stderr: s})
	await(t, s.c)
	im.Close()
	if r := await(t, c); r.Failure == nil || r.Failure.Kind != protocol.FailCancelled {
		t.Errorf("got %+v", r)
	}
	if r := im.Eval(context.Background(), Request{Source: "1"}); r.Failure == nil || r.Failure.Kind != protocol.FailRefused {
		t.Errorf("got %+v", r)
	}
}

func BenchmarkCachedCall(b *testing.B) {
	im := newImage(b, Config{})
	run(b, im, "x := 1")
	done := func(Result) {}
	b.ReportAllocs()
	for b.Loop() {
		im.Begin(Request{Source: "x + 1"}, done).Run()
	}
}

func BenchmarkCachedBind(b *testing.B) {
	im := newImage(b, Config{})
	run(b, im, "x := 1")
	v, err := Encode(reflectValueOf(41), "int")
	if err != nil {
		b.Fatal(err)
	}
	done := func(r Result) {
		if r.Failure != nil {
			b.Fatal(r.Failure)
		}
	}
	b.ReportAllocs()
	for b.Loop() {
		im.Begin(Request{Source: "x + $0", Binds: []protocol.Value{v}}, done).Run()
	}
}

func BenchmarkNewSource(b *testing.B) {
	im := newImage(b, Config{})
	run(b, im, "x := 1", "func sq(n int) int { return n * n }")
	done := func(r Result) {
		if r.Failure != nil {
			b.Fatal(r.Failure)
		}
	}
	i := 0
	b.ReportAllocs()
	for b.Loop() {
		i++
		im.Begin(Request{Source: fmt.Sprintf("sq(x) + %d", i)}, done).Run()
	}
}

func BenchmarkNewImage(b *testing.B) {
	for b.Loop() {
		im, _ := New(Config{})
		im.Begin(Request{Source: "1"}, nil).Run()
		im.Close()
	}
}

// A cancel that comes while the evaluation is about to wait ends it, whichever of the two is first.
func TestCancelMeetsTheBeginningOfAWait(t *testing.T) {
	im := newImage(t, Config{})
	for range 2000 {
		ev := im.Begin(Request{Source: "select {}"}, func(Result) {})
		begun := make(chan struct{})
		go func() {
			close(begun)
			<-ev.stopChan()
		}()
		<-begun
		ev.Cancel(protocol.FailCancelled, "enough")
		<-ev.stopChan()
	}
}
