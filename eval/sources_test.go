package eval

import (
	"flag"
	"fmt"
	"runtime"
	"slices"
	"testing"
	"time"
)

var manySources = flag.Int("sources", 5000, "sources, each never seen before, that TestManySources evaluates, of each sort")

// sourceMaker makes source number n, and says what it gives when the sources before it have given sum.
type sourceMaker func(n, sum int) (src string, value int)

// sorts of sources that a node may see without end.
func sourceSorts() map[string][]sourceMaker {
	call := func(n, sum int) (string, int) { return fmt.Sprintf("add(%d)", n), sum + n }
	mixed := []sourceMaker{
		call,
		func(n, sum int) (string, int) { return fmt.Sprintf("x%d := %d; add(x%d)", n%50, n, n%50), sum + n },
		func(n, sum int) (string, int) {
			return fmt.Sprintf("func f%d(k int) int { return k + %d }; add(f%d(1))", n%50, n, n%50), sum + n + 1
		},
		func(n, sum int) (string, int) {
			return fmt.Sprintf("func() int { s := 0; for i := range 3 { s += i * %d }; return add(s) }()", n), sum + 3*n
		},
	}
	var all []sourceMaker
	for range 25 {
		all = append(all, mixed...)
	}
	all[99] = func(n, sum int) (string, int) {
		return fmt.Sprintf("type T%d struct { A int }\nfunc (t T%d) M() int { return t.A + %d }\nadd(T%d{1}.M())", n%20, n%20, n, n%20), sum + n + 1
	}
	return map[string][]sourceMaker{
		"mixed": all,
		// What was declared is declared again, and used by what stays.
		"declared again": {
			func(n, sum int) (string, int) { return fmt.Sprintf("x := %d; add(x)", n), sum + n },
			func(n, sum int) (string, int) {
				return fmt.Sprintf("func f() int { return %d }; add(user())", n), sum + n
			},
			func(n, sum int) (string, int) {
				return fmt.Sprintf("func user() int { return 0*%d + f() }; add(%d)", n, n), sum + n
			},
			func(n, sum int) (string, int) { return fmt.Sprintf("const c = %d; add(c)", n), sum + n },
		},
		// Types are declared again with other fields and methods, while variables of theirs go on to be there.
		"types": {
			func(n, sum int) (string, int) {
				return fmt.Sprintf("type P struct { A, F%d int }\nfunc (p P) M() int { return p.A + %d }\nvar p = P{A: 1}\nadd(p.M())", n%2, n), sum + n + 1
			},
			func(n, sum int) (string, int) {
				return fmt.Sprintf("func (p P) M() int { return p.A - %d }; add(p.M())", n), sum + 1 - n
			},
		},
	}
}

// A node lives for long and sees ever new source. What it has seen leaves nothing behind: neither memory nor time. Names are
// declared again and again; variables keep their values throughout.
func TestManySources(t *testing.T) {
	for name, makers := range sourceSorts() {
		t.Run(name, func(t *testing.T) {
			count := *manySources
			if name == "types" { // each makes the engine anew
				count /= 10
			}
			feedMany(t, makers, count)
		})
	}
}

func feedMany(t *testing.T, makers []sourceMaker, count int) {
	im := newImage(t, Config{})
	if r, _, _ := run(t, im, "var total int", "func add(n int) int { total += n; return total }", "func f() int { return 0 }; func user() int { return f() }"); r.Failure != nil {
		t.Fatal(r.Failure)
	}
	n, sum := 0, 0
	feed := func(k int) (median time.Duration) {
		took := make([]time.Duration, 0, k)
		for range k {
			n++
			src, value := makers[(n-1)%len(makers)](n, sum)
			began := time.Now()
			r := im.Eval(t.Context(), Request{Source: src})
			took = append(took, time.Since(began))
			if r.Failure != nil || r.Values[0].Interface() != value {
				t.Fatalf("source %d: %s: %v %v, want %d", n, src, r.Values, r.Failure, value)
			}
			sum = value
		}
		slices.Sort(took)
		return took[len(took)/2]
	}
	// Engines come and go, and what is left over is looked for now and then: each is young or old at any one moment. So the
	// least of several moments is what counts.
	heap := func() (least int64) {
		for i := range 5 {
			if i > 0 {
				feed(max(1, count/50))
			}
			runtime.GC()
			runtime.GC()
			var m runtime.MemStats
			runtime.ReadMemStats(&m)
			if i == 0 || int64(m.HeapAlloc) < least {
				least = int64(m.HeapAlloc)
			}
		}
		return least
	}
	first := feed(min(1000, count/5))
	feed(count / 5)
	before, from := heap(), n
	last := first
	for step := 1; n < count-count/10-count/5; step++ {
		last = feed(min(count/5, count-count/10-n))
		if count >= 50_000 {
			fmt.Printf("%s, %d sources: heap %.2f MiB, median %v\n", t.Name(), n, float64(heap())/(1<<20), last)
		}
	}
	after := heap()
	t.Logf("%d sources: heap %.2f MiB after %d and %.2f MiB in the end; median %v at the beginning and %v in the end",
		n, float64(before)/(1<<20), from, float64(after)/(1<<20), first, last)
	// Noise is some 100 KiB, however long it goes on; 50 bytes a source are less than a leak of anything that has a name.
	if most := int64(1<<20 + 50*(n-from)); after-before > most {
		t.Errorf("the heap grew by %d bytes over %d sources", after-before, n-from)
	}
}
