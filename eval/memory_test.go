package eval

import (
	"fmt"
	"runtime"
	"runtime/debug"
	"strings"
	"sync"
	"testing"
	"time"

	"parley/protocol"
)

// What asks for too much at once is ended before it has it.
func TestHugeAllocations(t *testing.T) {
	im := newImage(t, Config{Memory: 1 << 30})
	for _, src := range []string{
		`n := 1 << 40; len(make([]int, n))`, `len(make([]int, 0, 1<<40))`, `n := 1 << 40; make(map[int]int, n)`, `n := 1 << 40; cap(make(chan int, n))`,
		`func mk[T any](n int) []T { return make([]T, n) }; len(mk[string](1 << 40))`, `slices.Grow([]int{}, 1<<40)`, `slices.Repeat([]int{1}, 1<<40)`,
		`len(strings.Repeat("a", 1<<33))`, `f := strings.Repeat; len(f("a", 1<<33))`, `len(bytes.Repeat([]byte("ab"), 1<<40))`,
		`var b strings.Builder; b.Grow(1<<40)`, `var b bytes.Buffer; b.Grow(1<<40)`, `new(big.Int).Lsh(big.NewInt(1), 1<<40).Sign()`,
		`new(big.Int).Exp(big.NewInt(3), big.NewInt(1<<40), nil).Sign()`, `new(big.Int).SetBit(new(big.Int), 1<<40, 1).Sign()`, `new(big.Int).MulRange(1, 1<<40).Sign()`,
		`reflect.MakeSlice(reflect.TypeFor[[]int](), 1<<40, 1<<40).Len()`, `reflect.New(reflect.ArrayOf(1<<40, reflect.TypeFor[int]())).Kind()`,
		`go func() { n := 1 << 40; make([]int, n)[0] = 1 }(); select {}`,
	} {
		for _, b := range []Budget{{}, {Memory: 256 << 20}} {
			r := im.Eval(t.Context(), Request{Source: src, Budget: b})
			if r.Failure == nil || r.Failure.Kind != protocol.FailBudget || !strings.Contains(r.Failure.Text, "at once") {
				t.Errorf("%s: got %v %v", src, r.Values, r.Failure)
			}
			if want := "256 MiB"; b.Memory > 0 && (r.Failure == nil || !strings.Contains(r.Failure.Text, want)) {
				t.Errorf("%s: got %v", src, r.Failure)
			}
		}
	}
	for src, want := range map[string]string{
		`strings.Repeat("ab", 3)`: "ababab", `k := uint8(5); cap(make([]int, k, k+1))`: "6", `n := 1 << 20; len(make([]byte, n+1))`: "1048577",
		`k := -1; func() (s string) { defer func() { s = fmt.Sprint(recover()) }(); _ = make([]int, k); return }()`: "runtime error: makeslice: len out of range",
		`new(big.Int).Lsh(big.NewInt(1), 10).String()`:                                                              "1024", `new(big.Int).Exp(big.NewInt(3), big.NewInt(1<<40), big.NewInt(10)).String()`: "1",
	} {
		if r, v, _ := run(t, im, src); v != want {
			t.Errorf("%s: got %q %v, want %s", src, v, r.Failure, want)
		}
	}
}

func TestGoroutinesAreBounded(t *testing.T) {
	im := newImage(t, Config{})
	r := im.Eval(t.Context(), Request{Source: "for { go func() { select {} }() }", Budget: Budget{Memory: 16 << 20}})
	if r.Failure == nil || r.Failure.Kind != protocol.FailBudget || !strings.Contains(r.Failure.Text, "it has started") {
		t.Errorf("got %v", r.Failure)
	}
}

// Of those that run, the one is found that makes the heap grow; the others go on, also one that leaves much garbage.
func TestGluttonIsFound(t *testing.T) {
	for name, glutton := range map[string]string{
		"slices": "var xs [][]byte; for { xs = append(xs, make([]byte, 1<<16)) }",
		"map":    "m := map[int][]byte{}; for i := 0; ; i++ { m[i] = make([]byte, 4096) }",
		"list":   "type N struct { n *N; b [100]int }\nvar n *N; for { n = &N{n: n} }",
		"string": "var xs []string; for { xs = append(xs, strings.Repeat(\"x\", 1<<16)) }",
	} {
		for _, whole := range []bool{false, true} {
			if whole != (name == "string") && name != "slices" {
				continue
			}
			t.Run(fmt.Sprintf("%s/whole=%v", name, whole), func(t *testing.T) {
				debug.FreeOSMemory() // what the one before has left
				var m memory
				m.read()
				conf, b := Config{Grace: 20 * time.Second, Memory: int64(m.objects+m.stacks) + 200<<20}, Budget{Memory: 64 << 20}
				if whole {
					b = Budget{}
				}
				im := newImage(t, conf)
				run(t, im, "var done atomic.Bool", "func idle() int { s := 0; for !done.Load() { s++ }; return 7 }",
					"func litter() int { n := 0; for !done.Load() { n += len(make([]byte, 1<<14)) }; if n > 0 { return 8 }; return 0 }")
				var innocents sync.WaitGroup
				for src, want := range map[string]int{"idle()": 7, "litter()": 8} {
					_, c := start(im, Request{Source: src, Budget: b})
					innocents.Go(func() {
						if r := await(t, c); r.Failure != nil || r.Values[0].Interface() != want {
							t.Errorf("%s: %+v %v", src, r.Values, r.Failure)
						}
					})
				}
				_, c := start(im, Request{Source: glutton, Budget: b})
				r := await(t, c)
				if r.Failure == nil || r.Failure.Kind != protocol.FailBudget || !strings.Contains(r.Failure.Text, "memory") || r.Abandoned {
					t.Errorf("got %+v %v", r.Values, r.Failure)
				}
				run(t, im, "done.Store(true)")
				innocents.Wait()
			})
		}
	}
}

// What the process takes apart from its evaluations is not laid to one that runs meanwhile.
func TestNobodyIsEndedForWhatTheHostTakes(t *testing.T) {
	_, innocent := littering(t, 100<<20)
	var taken [][]byte
	tick := time.NewTicker(time.Millisecond)
	defer tick.Stop()
	for range 2000 {
		taken = append(taken, make([]byte, 128<<10))
		<-tick.C
	}
	innocent()
	runtime.KeepAlive(taken)
}

// A compile takes memory in bursts, and gives it back.
func TestNobodyIsEndedForWhatCompiles(t *testing.T) {
	im, innocent := littering(t, 20<<20)
	for i := range 2 {
		if r, _, _ := run(t, im, fmt.Sprintf("_ = %d\n", i)+strings.Repeat("_ = 1\n", 5_000)); r.Failure != nil && r.Failure.Kind != protocol.FailBudget {
			t.Error(r.Failure)
		}
	}
	innocent()
}

// littering gives an image with room for that many bytes, in which an evaluation makes much garbage and keeps nothing; innocent
// ends that one and says whether it got there.
func littering(t *testing.T, room int64) (im *Image, innocent func()) {
	debug.FreeOSMemory() // what the tests before have left
	var m memory
	m.read()
	im = newImage(t, Config{Memory: m.held() + room})
	run(t, im, "var done atomic.Bool", "func litter() int { n := 0; for !done.Load() { n += len(make([]byte, 1<<14)) }; return 8 }")
	_, c := start(im, Request{Source: "litter()"})
	return im, func() {
		run(t, im, "done.Store(true)")
		if r := await(t, c); r.Failure != nil || r.Values[0].Interface() != 8 {
			t.Errorf("%+v %v", r.Values, r.Failure)
		}
	}
}
