package heartbeat

import (
	"math"
	"math/rand/v2"
	"testing"
	"time"
)

// The paper (section 4): phi(t) = -log10(P_later(t)), with P_later of the normal distribution of the window. The table and its whole
// numbers agree with that in floating point.
func TestPhiOfThePaper(t *testing.T) {
	later := func(z float64) float64 { return math.Erfc(z/math.Sqrt2) / 2 }
	for i, z := range quantiles {
		if phi := -math.Log10(later(float64(z) / 1000)); math.Abs(phi-float64(i+1)) > 0.005 {
			t.Errorf("the table has %d for phi = %d, which is %.3f there", z, i+1, phi)
		}
	}
	r := rand.New(rand.NewPCG(1, 2))
	for range 200 {
		const every = time.Second
		w := window{}
		w.begin(0, every)
		now := time.Duration(0)
		for range r.IntN(150) {
			now += every/2 + time.Duration(r.Int64N(int64(every)))
			w.add(now, every, 100)
		}
		mean, deviation := 0.0, 0.0
		for _, g := range w.gaps {
			mean += g.Seconds() / float64(len(w.gaps))
		}
		for _, g := range w.gaps {
			deviation += (g.Seconds() - mean) * (g.Seconds() - mean) / float64(len(w.gaps))
		}
		deviation = math.Sqrt(deviation)
		for threshold := 1; threshold <= 16; threshold++ {
			after := w.until(threshold, every, 0)
			if phi := -math.Log10(later((after.Seconds() - mean) / deviation)); math.Abs(phi-float64(threshold)) > 0.1 {
				t.Errorf("after %v phi is %.2f, not %d", after, phi, threshold)
			}
			if got := w.phi(now+after, every, 0); got < 10*threshold-1 || got > 10*threshold {
				t.Errorf("after %v phi is given as %d tenths, not %d", after, got, 10*threshold)
			}
		}
		for z := -2.0; z < 8; z += 0.3 {
			want := -math.Log10(later(z))
			if got := float64(w.phi(now+time.Duration((mean+z*deviation)*1e9), every, 0)) / 10; math.Abs(got-want) > 0.25 {
				t.Errorf("%.1f deviations after the mean phi is %.2f, and given as %.1f", z, want, got)
			}
		}
	}
}

func TestRoot(t *testing.T) {
	for _, n := range []time.Duration{0, 1, 2, 3, 4, 8, 9, 99, 100, 1 << 40, 1<<62 - 1, 1<<63 - 1} {
		// Its square is at most n, and that of the next is more; in unsigned numbers, which do not overflow here.
		if x := uint64(root(n)); x*x > uint64(n) || (x+1)*(x+1) <= uint64(n) {
			t.Errorf("root of %d is given as %d", n, x)
		}
	}
}

// Gaps of any length overflow nothing.
func TestLongGaps(t *testing.T) {
	w := window{}
	w.begin(0, time.Millisecond)
	w.add(1000*time.Hour, time.Millisecond, 100)
	if d := w.until(16, time.Millisecond, 0); d < 0 {
		t.Errorf("got %v", d)
	}
	w.begin(0, 10000*time.Hour)
	w.add(20000*time.Hour, 10000*time.Hour, 2)
	if d := w.until(16, 10000*time.Hour, 0); d < 0 {
		t.Errorf("got %v", d)
	}
}
