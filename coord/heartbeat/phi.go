// This file is the phi accrual failure detector: how unlikely it is that an answer is still to come.

package heartbeat

import (
	"fmt"
	"time"

	"parley/protocol"
)

// The paper (section 4): phi(t) = -log10(P(an answer comes later than t)), where the times between answers are taken to be distributed
// normally, with the mean and the deviation of those in a window. phi = 8 is wrong once in 10^8.
//
// So phi reaches a threshold when the time since the last answer is mean + z*deviation, where z depends on the threshold alone. With z
// from a table there is nothing but whole numbers in it, and every machine of every architecture comes to the same microsecond.

// quantiles are z in thousandths, by phi from 1.
var quantiles = [...]int64{1282, 2326, 3090, 3719, 4265, 4753, 5199, 5612, 5998, 6361, 6706, 7034, 7349, 7651, 7941, 8222}

// window is the times between the last answers.
type window struct {
	gaps []time.Duration
	last time.Duration // when the last answer came
}

// begin fills the window with two guesses, so that there is a deviation before there are answers.
func (w *window) begin(now, every time.Duration) {
	w.last = now
	w.gaps = []time.Duration{every - every/4, every + every/4}
}

// add is an answer.
func (w *window) add(now, every time.Duration, size int) {
	w.gaps = append(w.gaps, now-w.last)
	if len(w.gaps) > size {
		w.gaps = w.gaps[1:]
	}
	w.last = now
}

// normal is the mean and the standard deviation of the window. The deviation is at least least.
func (w *window) normal(every, least time.Duration) (mean, deviation time.Duration) {
	var sum time.Duration
	for _, g := range w.gaps {
		sum += g
	}
	n := time.Duration(len(w.gaps))
	mean = sum / n
	// In units of a 4096th of a beat, and 256 beats at most, so that no square is too large.
	unit := max(every>>12, 1)
	var squares time.Duration
	for _, g := range w.gaps {
		d := min((g-mean).Abs()/unit, 1<<20)
		squares += d * d
	}
	return mean, max(root(squares/n)*unit, least)
}

// root is the integer square root, by Newton's method.
func root(n time.Duration) time.Duration {
	if n < 2 {
		return n
	}
	x := n
	for y := (x + 1) / 2; y < x; y = (x + n/x) / 2 {
		x = y
	}
	return x
}

// until is how long after the last answer phi reaches the threshold.
func (w *window) until(threshold int, every, least time.Duration) time.Duration {
	mean, deviation := w.normal(every, least)
	z := quantiles[min(threshold, len(quantiles))-1]
	return mean + deviation/1000*time.Duration(z)
}

// phi is its value now, in tenths. Between the thresholds of the table it is interpolated.
func (w *window) phi(now, every, least time.Duration) int {
	mean, deviation := w.normal(every, least)
	z := int64((now - w.last - mean) / max(deviation/1000, 1))
	low, value := int64(-3000), 0 // phi is 0.0 three deviations before the mean, and 0.3 at it
	for i, high := range append([]int64{0}, quantiles[:]...) {
		next := max(10*i, 3)
		if z < high {
			return max(value+int(int64(next-value)*(z-low)/(high-low)), 0)
		}
		low, value = high, next
	}
	return value
}

// least is the smallest deviation that is assumed, so that a network that was very regular may be a little less so.
func (m *Machine) least(b *beat) time.Duration {
	return b.every * time.Duration(m.cfg.Int("floor")) / 100
}

// expect sets the time at which the next answer is missed.
func (m *Machine) expect(x *protocol.Effects, b *beat) {
	x.After(timerMiss+b.name(), b.window.until(m.cfg.Int("threshold"), b.every, m.least(b)))
}

// phiCalled is the call Phi.
func (m *Machine) phiCalled(e *protocol.Event, x *protocol.Effects) {
	node := e.Call.Args[0].(protocol.NodeID)
	for _, why := range []string{byCall, byLeader, byConnection} {
		if i := m.find(why, node); i >= 0 {
			b := &m.beats[i]
			x.Answer(e.Call.ID, b.window.phi(e.At, b.every, m.least(b)))
			return
		}
	}
	x.Refuse(e.Call.ID, fmt.Sprintf("there are no beats to %s", node))
}
