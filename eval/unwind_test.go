package eval

import (
	"fmt"
	"io"
	"strings"
	"testing"
	"time"

	"parley/protocol"
)

// runaway are recursions without end, each of another kind.
var runaway = map[string]string{
	"function":           "func f(n int) int { return f(n+1) + 1 }; f(0)",
	"mutual":             "func f(n int) int { return g(n+1) + 1 }\nfunc g(n int) int { return f(n+1) + 1 }\nf(0)",
	"method":             "type T struct{}\nfunc (t T) f(n int) int { return t.f(n+1) + 1 }\nT{}.f(0)",
	"interface method":   "type I interface{ f() int }\ntype T struct{ i I }\nfunc (t *T) f() int { return t.i.f() + 1 }\nt := &T{}; t.i = t; t.f()",
	"closure":            "var g func(n int) int\ng = func(n int) int { return g(n+1) + 1 }\ng(0)",
	"generic":            "func f[T any](x T) int { return f(x) + 1 }; f(1)",
	"large argument":     "func h(n [64]int) int { return h(n) + 1 }; h([64]int{})",
	"String through fmt": "type S struct{}\nfunc (s S) String() string { return fmt.Sprint(s) }\nS{}.String()",
	"Error through fmt":  "type E struct{}\nfunc (e *E) Error() string { return fmt.Sprintf(\"%v\", error(e)) }\n(&E{}).Error()",
	"sort callback":      "func f(i, j int) bool { x := []int{3,1,2}; sort.Slice(x, f); return false }; f(1,2)",
	"range over func":    "func f(yield func(int) bool) { for range f { } }; f(nil)",
	"defer":              "func f() { defer f(); f() }; f()",
	"recovering":         "func f(n int) int { defer func() { recover() }(); return f(n+1) + 1 }; f(0)",
	"panic in a defer":   "func f() { defer func() { f() }(); panic(1) }; f()",
}

func TestRunawayRecursion(t *testing.T) {
	for name, src := range runaway {
		t.Run(name, func(t *testing.T) {
			im := newImage(t, Config{})
			r, _, _ := run(t, im, src)
			if r.Failure == nil || r.Failure.Kind != protocol.FailPanic || r.Failure.Text != "stack overflow: the recursion is too deep" {
				t.Errorf("got %+v", r.Failure)
			}
			if r, v, _ := run(t, im, "1 + 1"); v != "2" {
				t.Errorf("afterwards: %+v", r)
			}
		})
	}
}

// Stacks that one recursion has left behind do not keep the next ones from being measured.
func TestRunawayRecursionsOneByOne(t *testing.T) {
	im := newImage(t, Config{})
	for range 2 {
		for _, name := range []string{"function", "method", "closure", "interface method"} {
			r := im.Eval(t.Context(), Request{Source: runaway[name], Deadline: time.Now().Add(time.Minute)})
			if r.Failure == nil || r.Failure.Kind != protocol.FailPanic {
				t.Fatalf("%s: got %+v", name, r.Failure)
			}
		}
	}
}

// In a goroutine, in a callback on a goroutine of the host's, in a goroutine that the host has started: reported, and the rest goes on.
func TestRunawayRecursionElsewhere(t *testing.T) {
	const f = "func boom(n int) int { return boom(n+1) + 1 }\n"
	for name, src := range map[string]string{
		"goroutine": f + "var wg sync.WaitGroup; wg.Go(func() { boom(0) }); wg.Wait(); 7",
		"timer":     f + "c := make(chan int); time.AfterFunc(0, func() { defer close(c); boom(0) }); <-c; 7",
		"http":      f + "s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { boom(0) })); defer s.Close(); _, err := http.Get(s.URL); if err == nil { panic(0) }; 7",
	} {
		t.Run(name, func(t *testing.T) {
			im := newImage(t, Config{})
			var out lockedBuffer
			im.Eval(t.Context(), Request{Source: `import "net/http/httptest"`})
			r := im.Eval(t.Context(), Request{Source: src, Stderr: &out})
			if r.Failure != nil || len(r.Values) != 1 || r.Values[0].Interface() != 7 {
				t.Errorf("got %+v %v", r, r.Failure)
			}
			if !strings.Contains(out.String(), "stack overflow") {
				t.Errorf("reported %q", out.String())
			}
		})
	}
}

func TestDepthBudget(t *testing.T) {
	im := newImage(t, Config{})
	const f = "func f(n int) int { for n == 0 {}; return f(n-1) + 1 }\n" // at the bottom there is time to be measured
	run(t, im, f)
	r := im.Eval(t.Context(), Request{Source: "f(2000)", Budget: Budget{Depth: 1000}})
	if r.Failure == nil || r.Failure.Kind != protocol.FailBudget || !strings.Contains(r.Failure.Text, "1000 calls") {
		t.Errorf("got %+v", r.Failure)
	}
	for _, depth := range []int{0, 1000} {
		ev, c := start(im, Request{Source: fmt.Sprintf("f(%d)", depth/2), Budget: Budget{Depth: depth}})
		listed(t, im, ev.id, "running")
		ev.Cancel(protocol.FailCancelled, "enough")
		if r := await(t, c); r.Failure == nil || r.Failure.Text != "enough" {
			t.Errorf("got %+v", r.Failure)
		}
	}
}

// A cancel does not wait for a deep stack.
func TestCancelInDeepRecursion(t *testing.T) {
	for name, src := range map[string]string{
		"running":   "func f(n int) int { for n == 0 {}; return f(n-1) + 1 }; print(1); f(10000)",
		"waiting":   "func f(n int) int { if n == 0 { select {} }; return f(n-1) + 1 }; print(1); f(10000)",
		"panicking": "func f(n int) int { if n == 0 { panic(1) }; return f(n-1) + 1 }; print(1); for { func() { defer func() { recover() }(); f(10000) }() }",
	} {
		t.Run(name, func(t *testing.T) {
			im := newImage(t, Config{Grace: 20 * time.Second})
			s := newSignal()
			ev, c := start(im, Request{Source: src, Stderr: s})
			await(t, s.c)
			ev.Cancel(protocol.FailCancelled, "enough")
			if r := await(t, c); r.Failure == nil || r.Failure.Text != "enough" || r.Abandoned {
				t.Errorf("got %+v", r.Failure)
			}
		})
	}
}

// Deferred functions run when an evaluation is ended, but cannot keep it from ending.
func TestDeferredFunctionsOfTheEnded(t *testing.T) {
	for name, src := range map[string]string{
		"short":    `defer func() { print("x") }(); for {}`,
		"loop":     `defer func() { print("x"); for {} }(); for {}`,
		"wait":     `defer func() { print("x"); select {} }(); for {}`,
		"panic":    `defer func() { print("x"); panic(1) }(); for {}`,
		"recover":  `defer func() { print("x"); print(recover() == nil) }(); for {}`,
		"sleep":    `defer func() { print("x"); time.Sleep(time.Hour) }(); for {}`,
		"os.Exit":  `defer func() { print("x"); os.Exit(1) }(); for {}`,
		"Goexit":   `defer func() { print("x"); runtime.Goexit() }(); for {}`,
		"nested":   `defer func() { defer func() { print("x"); for {} }(); for {} }(); for {}`,
		"blocking": `var mu sync.Mutex; mu.Lock(); defer func() { defer mu.Unlock(); print("x") }(); for {}`,
	} {
		t.Run(name, func(t *testing.T) {
			im := newImage(t, Config{Grace: 20 * time.Second})
			s := newSignal()
			ev, c := start(im, Request{Source: src, Stderr: s})
			listed(t, im, ev.id, "running")
			for im.Stats().Handles == 0 { // until it is compiled
			}
			ev.Cancel(protocol.FailCancelled, "enough")
			if r := await(t, c); r.Failure == nil || r.Failure.Text != "enough" || r.Abandoned {
				t.Errorf("got %+v", r.Failure)
			}
		})
	}
}

// Goexit is a way for a goroutine to end, and none for an evaluation.
func TestGoexit(t *testing.T) {
	im := newImage(t, Config{})
	var out lockedBuffer
	r := im.Eval(t.Context(), Request{Source: `c := make(chan int); go func() { defer close(c); runtime.Goexit() }(); <-c; 7`, Stderr: &out})
	if r.Failure != nil || r.Values[0].Interface() != 7 || out.String() != "" {
		t.Errorf("got %+v %v, reported %q", r, r.Failure, out.String())
	}
}

// A panic that evaluated code lets out into a goroutine that the host has started ends that goroutine and nothing else.
func TestPanicInGoroutineOfTheHost(t *testing.T) {
	im := newImage(t, Config{})
	var out lockedBuffer
	done := make(chan struct{})
	im.Bind("elsewhere", func(f func()) {
		go func() { defer close(done); f() }()
		<-done
	})
	r := im.Eval(t.Context(), Request{Source: `func in() { panic("boom") }; elsewhere(func() { in() }); 7`, Stderr: &out, Stdout: io.Discard})
	if r.Failure != nil || len(r.Values) != 1 || r.Values[0].Interface() != 7 {
		t.Errorf("got %+v %v", r, r.Failure)
	}
	if !strings.Contains(out.String(), "panic in a goroutine of the host\nin\n\t1:") {
		t.Errorf("reported %q", out.String())
	}
}
