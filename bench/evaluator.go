package main

import (
	"context"
	"fmt"
	"os"
	"slices"
	"strings"
	"sync"
	"time"

	"parley/eval"
	"parley/protocol"
)

// The phases of the evaluator by itself, in process.

func evaluatorPhase(phase string, length time.Duration, sources int) error {
	im, err := eval.New(eval.Config{})
	if err != nil {
		return err
	}
	defer im.Close()
	ev := &evaluator{im: im}
	for _, src := range []string{"x := 41", "func sq(n int) int { return n * n }", "type Point struct { X, Y int; Name string }",
		"func (p Point) Sum() int { return p.X + p.Y }", "p := Point{1, 2, \"p\"}"} {
		if err := ev.must(src); err != nil {
			return err
		}
	}
	switch phase {
	case "local-eval":
		return ev.latencies(length, sources)
	case "local-end":
		return ev.endings()
	case "local-complete":
		return ev.completion(length)
	}
	return fmt.Errorf("no such phase")
}

type evaluator struct {
	im   *eval.Image
	next int
	res  eval.Result
}

// ask evaluates on this goroutine, as a node does with what it is asked.
func (e *evaluator) ask(src string) error {
	e.im.Begin(eval.Request{Source: src}, func(r eval.Result) { e.res = r }).Run()
	if e.res.Failure != nil {
		return fmt.Errorf("%s: %w", src, e.res.Failure)
	}
	return nil
}

func (e *evaluator) must(src string) error {
	if err := e.ask(src); err != nil {
		return fmt.Errorf("preparing: %w", err)
	}
	return nil
}

// fresh evaluates a source that was never seen.
func (e *evaluator) fresh() error {
	e.next++
	return e.ask(fmt.Sprintf("sq(x) + %d", e.next))
}

const freshSources = 5000 // measured at the beginning and at the end

func (e *evaluator) latencies(length time.Duration, sources int) error {
	if err := latency("local_cached", length, func() error { return e.ask("sq(x) + 1") }); err != nil {
		return err
	}
	for range 100 {
		if err := e.fresh(); err != nil {
			return err
		}
	}
	if err := counted("local_new", freshSources, e.fresh); err != nil {
		return err
	}
	for e.next < sources {
		if err := e.fresh(); err != nil {
			return err
		}
	}
	return counted("local_new_after", freshSources, e.fresh)
}

// counted calls f n times and prints the median and the 99th percentile.
func counted(name string, n int, f func() error) error {
	took := make([]time.Duration, n)
	for i := range took {
		t := time.Now()
		if err := f(); err != nil {
			return err
		}
		took[i] = time.Since(t)
	}
	percentiles(name, took)
	return nil
}

// started is a writer that says when the evaluated code has printed something.
type started struct {
	once sync.Once
	c    chan struct{}
}

func (s *started) Write(b []byte) (int, error) {
	s.once.Do(func() { close(s.c) })
	return len(b), nil
}

// endings measures how soon what would run on for ever has ended.
func (e *evaluator) endings() error {
	var slowest time.Duration
	for _, src := range []string{
		"func fall(n int) int { return fall(n+1) + 1 }; fall(0)",
		"type T struct{ N int }\nfunc (t T) fall(n int) int { return t.fall(n+1) + t.N }\nT{1}.fall(0)",
		"var again func(n int) int; again = func(n int) int { return again(n+1) + 1 }; again(0)",
	} {
		for range 3 {
			begin := time.Now()
			r := e.im.Eval(context.Background(), eval.Request{Source: src}) // on a goroutine of its own: it is ended with the evaluation
			if r.Failure == nil || !strings.Contains(r.Failure.Text, "overflow") {
				return fmt.Errorf("%s ended so: %v", src, r.Failure)
			}
			slowest = max(slowest, time.Since(begin))
		}
	}
	fmt.Println("recursion_ms", float64(slowest.Microseconds())/1000)
	for _, c := range []struct{ name, src string }{
		{"loop", `print("x"); for {}`}, {"channel", `c := make(chan int); print("x"); <-c`}, {"sleep", `print("x"); time.Sleep(time.Hour)`},
		{"lock", `var mu sync.Mutex; mu.Lock(); print("x"); mu.Lock()`},
	} {
		var took []time.Duration
		for range 30 {
			d, err := e.cancelled(c.src)
			if err != nil {
				return fmt.Errorf("%s: %w", c.src, err)
			}
			took = append(took, d)
		}
		slices.Sort(took)
		fmt.Println("cancel_"+c.name+"_p50_ms", float64(took[len(took)/2].Microseconds())/1000)
		fmt.Println("cancel_"+c.name+"_max_ms", float64(took[len(took)-1].Microseconds())/1000)
	}
	return nil
}

// cancelled is how long it takes from a cancel to the result.
func (e *evaluator) cancelled(src string) (time.Duration, error) {
	s := &started{c: make(chan struct{})}
	done := make(chan eval.Result, 1)
	ev := e.im.Begin(eval.Request{Source: src, Stderr: s}, func(r eval.Result) { done <- r })
	go ev.Run()
	select {
	case <-s.c:
	case r := <-done:
		return 0, fmt.Errorf("it ended by itself: %v", r.Failure)
	}
	time.Sleep(3 * time.Millisecond) // so that it waits where it will wait
	begin := time.Now()
	ev.Cancel(protocol.FailCancelled, "enough")
	select {
	case <-done:
		return time.Since(begin), nil
	case <-time.After(time.Minute):
		return 0, fmt.Errorf("it goes on")
	}
}

func (e *evaluator) completion(length time.Duration) error {
	for i := range 500 {
		if err := e.must(fmt.Sprintf("func helper%d(n int) int { return n + %d }", i, i)); err != nil {
			return err
		}
	}
	lines := []string{"strings.Sp", "p.", "hel", "fmt.Sprint(p.Na", "http.", "p.S", "time.Now().", "os.Wr"}
	i := 0
	return latency("complete", length, func() error {
		i++
		line := lines[i%len(lines)]
		if _, c := e.im.Complete(line, len(line)); len(c) == 0 {
			return fmt.Errorf("nothing completes %q", line)
		}
		return nil
	})
}

// checks reads what a benchmark of the evaluator, which can leave the checks out, has measured.
func readChecks(out string, keep func(name string, v float64)) error {
	n := 0
	for line := range strings.Lines(out) {
		f := strings.Fields(line)
		if len(f) == 0 || !strings.HasPrefix(f[0], "BenchmarkChecks/") {
			continue
		}
		name, _, _ := strings.Cut(strings.TrimPrefix(f[0], "BenchmarkChecks/"), "-")
		for i := 1; i < len(f); i++ {
			var v float64
			if f[i] != "ratio" {
				continue
			}
			if _, err := fmt.Sscan(f[i-1], &v); err != nil {
				return err
			}
			keep("checks_"+name, v)
			n++
		}
	}
	if n != 2 {
		fmt.Fprint(os.Stderr, out)
		return fmt.Errorf("the evaluator's own benchmark gave %d figures, want 2", n)
	}
	return nil
}
