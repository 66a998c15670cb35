package eval

import (
	"flag"
	"fmt"
	"runtime"
	"slices"
	"testing"
	"time"
)

var manySources = flag.Int("sources", 5000, "sources, each never seen before, that TestManySources evaluates")

// A node lives for long and sees ever new source. What it has seen leaves nothing behind: neither memory nor time. Names are
// declared again and again; variables keep their values throughout.
func TestManySources(t *testing.T) {
	im := newImage(t, Config{})
	if r, _, _ := run(t, im, "var total int", "func add(n int) int { total += n; return total }"); r.Failure != nil {
		t.Fatal(r.Failure)
	}
	want := 0
	kinds := []func(n int) (src string, value int){
		func(n int) (string, int) { return fmt.Sprintf("add(%d)", n), want + n },
		func(n int) (string, int) { return fmt.Sprintf("x%d := %d; add(x%d)", n%50, n, n%50), want + n },
		func(n int) (string, int) {
			return fmt.Sprintf("func f%d(k int) int { return k + %d }; add(f%d(1))", n%50, n, n%50), want + n + 1
		},
		func(n int) (string, int) {
			return fmt.Sprintf("func() int { s := 0; for i := range 3 { s += i * %d }; return add(s) }()", n), want + 3*n
		},
		func(n int) (string, int) {
			return fmt.Sprintf("type T%d struct { A int }\nfunc (t T%d) M() int { return t.A + %d }\nadd(T%d{1}.M())", n%20, n%20, n, n%20), want + n + 1
		},
	}
	heap := func() int64 {
		runtime.GC()
		runtime.GC()
		var m runtime.MemStats
		runtime.ReadMemStats(&m)
		return int64(m.HeapAlloc)
	}
	n := 0
	feed := func(k int) (median time.Duration) {
		var took []time.Duration
		for range k {
			n++
			kind := kinds[n%(len(kinds)-1)]
			if n%100 == 0 {
				kind = kinds[len(kinds)-1]
			}
			src, value := kind(n)
			began := time.Now()
			r := im.Eval(t.Context(), Request{Source: src})
			took = append(took, time.Since(began))
			if r.Failure != nil || r.Values[0].Interface() != value {
				t.Fatalf("source %d: %s: %v %v, want %d", n, src, r.Values, r.Failure, value)
			}
			want = value
		}
		slices.Sort(took)
		return took[len(took)/2]
	}
	feed(1500)
	before, first := heap(), feed(1000)
	for n < *manySources-1000 {
		feed(min(100_000, *manySources-1000-n))
		if *manySources > 100_000 {
			fmt.Printf("%d sources: heap %.1f MiB\n", n, float64(heap())/(1<<20))
		}
	}
	last, after := feed(1000), heap()
	t.Logf("%d sources: heap %.1f MiB after the first 1,500 and %.1f MiB in the end; median %v at the beginning and %v in the end",
		n, float64(before)/(1<<20), float64(after)/(1<<20), first, last)
	if grown := after - before; grown > 12<<20 { // engines come and go: at either moment the newest may be young or old
		t.Errorf("the heap grew by %d bytes over %d sources", grown, n-1500)
	}
}
