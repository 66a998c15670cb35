package eval

// This file measures what it costs that everything emitted can be stopped. `make bench` reads the metrics.

import (
	"slices"
	"testing"
	"time"
)

// BenchmarkChecks runs the same source with and without checks, in turns, so that a noisy neighbour meets both.
func BenchmarkChecks(b *testing.B) {
	for _, c := range []struct{ name, decl, call string }{
		{"loop", "func loop(n int) int { t := 0; for i := 0; i < n; i++ { t += i }; return t }", "loop(2000000)"},
		{"fib", "func fib(n int) int { if n < 2 { return n }; return fib(n-1) + fib(n-2) }", "fib(27)"},
	} {
		b.Run(c.name, func(b *testing.B) {
			var ims [2]*Image
			for i := range ims {
				ims[i] = newImage(b, Config{})
				ims[i].unchecked = i == 1
				run(b, ims[i], c.decl, c.call) // from now on the handle is known
			}
			var took [2][]time.Duration
			for range b.N {
				for i, im := range ims {
					begin := time.Now()
					if r, _, _ := run(b, im, c.call); r.Failure != nil {
						b.Fatal(r.Failure)
					}
					took[i] = append(took[i], time.Since(begin))
				}
			}
			for i := range took {
				slices.Sort(took[i])
			}
			checked, none := took[0][len(took[0])/2], took[1][len(took[1])/2]
			b.ReportMetric(float64(checked)/1e6, "checked-ms")
			b.ReportMetric(float64(none)/1e6, "unchecked-ms")
			b.ReportMetric(float64(checked)/float64(none), "ratio")
		})
	}
}
