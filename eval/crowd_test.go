package eval

// Many evaluations of all kinds at once on one image, some of them cancelled or past their deadline: each of the others has exactly its
// right result.

import (
	"flag"
	"fmt"
	"math/rand/v2"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"parley/protocol"
)

var (
	crowdSeed = flag.Uint64("crowdseed", 0, "what TestCrowd chooses by; 0 takes a new one")
	crowdEach = flag.Int("crowd", 6, "evaluations that each of the 64 callers of TestCrowd makes")
)

// crowdKind is a kind of evaluation. In its sources # stands for a number.
type crowdKind struct {
	name    string
	source  string
	want    func(n int) int
	prints  string // what it writes
	endless string // the same kind, without end
}

func same(n int) int { return n }

const crowdDecls = `
import "sync/atomic"
func fib(n int) int { if n < 2 { return n }; return fib(n-1) + fib(n-2) }
type shape interface{ area() int }
type square struct{ side int }
func (s *square) area() int { return s.side * s.side }
func total(ss ...shape) (t int) { for _, s := range ss { t += s.area() }; return t }
func count(n int) iter.Seq[int] { return func(yield func(int) bool) { for i := range n { if !yield(i) { return } } } }
func fold[T any](s iter.Seq[T], f func(T) int) (t int) { for v := range s { t += f(v) }; return t }
var mu sync.Mutex
var entered int`

var crowdKinds = []crowdKind{
	{"loop", "func() (t int) { for i := 0; i < 1000; i++ { t += # }; return t }()", func(n int) int { return 1000 * n }, "", "func() (t int) { for { t += # } }()"},
	{"recursion", "fib(10) + #", func(n int) int { return 55 + n }, "", "func() int { for { fib(8 + #%3) } }()"},
	{"methods", "total(&square{#}, &square{2})", func(n int) int { return n*n + 4 }, "", "func() int { for { total(&square{#}) } }()"},
	{"iterator", "fold(count(10), func(i int) int { return i * # })", func(n int) int { return 45 * n }, "", "fold(count(1 << 62), func(i int) int { return # })"},
	{"channel", "func() int { c := make(chan int); go func() { c <- # }(); return <-c }()", same, "", "func() int { c := make(chan int); _ = #; return <-c }()"},
	{"send", "func() int { c := make(chan int, 1); c <- #; return <-c }()", same, "", "func() int { c := make(chan int); c <- #; return 1 }()"},
	{"range over channel", "func() (t int) { c := make(chan int); go func() { defer close(c); for i := range 10 { c <- i * # } }(); for v := range c { t += v }; return t }()", func(n int) int { return 45 * n }, "", "func() (t int) { c := make(chan int); go func() { for { c <- # } }(); for v := range c { t += v }; return t }()"},
	{"select", "func() (t int) { a, b, done := make(chan int), make(chan int), make(chan bool); go func() { for range 5 { a <- # }; close(done) }(); for { select { case v := <-a: t += v; case <-b: return -1; case <-done: return t } } }()", func(n int) int { return 5 * n }, "", "func() int { a := make(chan int); select { case v := <-a: return v; case <-time.After(time.Hour): return # } }()"},
	{"sleep", "func() int { time.Sleep(time.Millisecond); return # }()", same, "", "func() int { time.Sleep(time.Hour); return # }()"},
	{"lock", "func() int { mu.Lock(); defer mu.Unlock(); entered++; return # }()", same, "", "func() int { var mu sync.Mutex; mu.Lock(); mu.Lock(); return # }()"},
	{"readers", "func() (t int) { var mu sync.RWMutex; var wg sync.WaitGroup; for range 3 { wg.Go(func() { mu.Lock(); t += #; mu.Unlock(); mu.RLock(); _ = t; mu.RUnlock() }) }; wg.Wait(); return t }()", func(n int) int { return 3 * n }, "", "func() int { var mu sync.RWMutex; mu.Lock(); mu.RLock(); return # }()"},
	{"cond", "func() int { var mu sync.Mutex; c := sync.NewCond(&mu); ready := 0; go func() { mu.Lock(); ready = # + 1; c.Broadcast(); mu.Unlock() }(); mu.Lock(); defer mu.Unlock(); for ready == 0 { c.Wait() }; return ready }()", func(n int) int { return n + 1 }, "", "func() int { var mu sync.Mutex; c := sync.NewCond(&mu); mu.Lock(); defer mu.Unlock(); for { c.Wait() }; return # }()"},
	{"wait group", "func() int { var wg sync.WaitGroup; var t atomic.Int64; for i := range 4 { wg.Add(1); go func() { defer wg.Done(); t.Add(int64(i * #)) }() }; wg.Wait(); return int(t.Load()) }()", func(n int) int { return 6 * n }, "", "func() int { var wg sync.WaitGroup; wg.Add(1); for range 3 { go func() { for { fib(# % 5) } }() }; wg.Wait(); return 1 }()"},
	{"printing", "func() int { for range 3 { fmt.Println(\"a\") }; print(\"b\"); return # }()", same, "a\na\na\nb", "func() int { for { fmt.Print(\"\") }; return # }()"},
	{"recover", "func() (n int) { defer func() { n = recover().(int) }(); panic(#) }()", same, "", "func() int { for { func() { defer func() { recover() }(); panic(#) }() } }()"},
	{"sorting", "func() int { l := []int{5, #, 7, -1}; sort.Slice(l, func(i, j int) bool { return l[i] < l[j] }); slices.SortFunc(l, func(a, b int) int { return b - a }); return l[3] + # }()", func(n int) int { return n - 1 }, "", "func() int { l := []int{5, #, 7, -1}; for { sort.Slice(l, func(i, j int) bool { return l[i] < l[j] }) } }()"},
}

// fates are what may become of an evaluation.
const (
	fateRun      = iota // nobody interferes
	fateCancel          // cancelled, sooner or later, if it has not ended by then
	fateEnded           // without end until it is cancelled
	fateDeadline        // without end until its deadline
)

func TestCrowd(t *testing.T) {
	for name, tc := range map[string]struct{ procs, loads int }{"plain": {}, "one processor": {procs: 1}, "many engines": {loads: 3}, "both": {1, 3}} {
		t.Run(name, func(t *testing.T) {
			seed := *crowdSeed
			if seed == 0 {
				seed = rand.Uint64()
			}
			defer func() {
				if t.Failed() {
					t.Logf("again: go test -race ./eval -run '%s' -crowdseed %d", strings.ReplaceAll(t.Name(), " ", "_"), seed)
				}
			}()
			if tc.procs > 0 {
				defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(tc.procs))
			}
			im := newImage(t, Config{})
			if tc.loads > 0 {
				im.pool.kind.traits.loads = tc.loads
			}
			if r, _, _ := run(t, im, crowdDecls); r.Failure != nil {
				t.Fatal(r.Failure)
			}
			var wg sync.WaitGroup
			for g := range 64 {
				wg.Go(func() {
					rng := rand.New(rand.NewPCG(seed, uint64(g)))
					for range *crowdEach {
						oneOfCrowd(t, im, rng)
					}
				})
			}
			wg.Wait()
			if n := im.Abandoned(); n != 0 {
				t.Errorf("%d abandoned", n)
			}
			for _, k := range crowdKinds {
				if r, v, _ := run(t, im, strings.ReplaceAll(k.source, "#", "2")); v != fmt.Sprint(k.want(2)) {
					t.Errorf("afterwards, %s: %q, %v", k.name, v, r.Failure)
				}
			}
		})
	}
}

// oneOfCrowd evaluates something and looks at how it ends.
func oneOfCrowd(t *testing.T, im *Image, rng *rand.Rand) {
	k, n, fate := crowdKinds[rng.IntN(len(crowdKinds))], rng.IntN(20), []int{fateRun, fateRun, fateRun, fateCancel, fateEnded, fateDeadline}[rng.IntN(6)]
	var out lockedBuffer
	r := Request{Source: k.source, Stdout: &out, Stderr: &out}
	after := time.Duration(rng.IntN(8_000)) * time.Microsecond
	if fate >= fateEnded {
		r.Source = k.endless
	}
	if fate == fateDeadline {
		r.Deadline = time.Now().Add(after)
	}
	r.Source = strings.ReplaceAll(r.Source, "#", fmt.Sprint(n))
	ev, c := start(im, r)
	if fate == fateCancel || fate == fateEnded {
		defer time.AfterFunc(after, func() { ev.Cancel(protocol.FailCancelled, "enough") }).Stop()
	}
	var res Result
	select {
	case res = <-c:
	case <-time.After(2 * time.Minute):
		t.Errorf("%s does not end: %s", k.name, r.Source)
		return
	}
	right := res.Failure == nil && len(res.Values) == 1 && res.Values[0].Interface() == k.want(n) && out.String() == k.prints
	cancelled := res.Failure != nil && res.Failure.Kind == protocol.FailCancelled && res.Failure.Text == "enough"
	late := res.Failure != nil && res.Failure.Kind == protocol.FailDeadline
	if ok := [...]bool{right, right || cancelled, cancelled, late}[fate]; !ok || res.Abandoned || res.Failure != nil && res.Values != nil {
		t.Errorf("%s: %s\ngot %v, %s, abandoned: %v, wrote %q", k.name, r.Source, res.Values, protocolText(res.Failure), res.Abandoned, out.String())
	}
}
