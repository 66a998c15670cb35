package sim

import (
	"fmt"
	"runtime"
	"sync/atomic"
	"time"

	"parley/protocol"
)

// run makes one step of a machine. It says whether the machine has kept the rules.
func (s *Sim) run(n *node, e protocol.Event) (x protocol.Effects, ok bool) {
	if s.cfg.Strict {
		defer func() {
			if r := recover(); r != nil {
				s.violate(rulePlain, unplain(n.id, r))
				ok = false
			}
		}()
		twin := plainCopy(n.machine)
		again := plainCopy(e)
		first, fine := s.guarded(n, n.machine, e)
		if !fine {
			return x, false
		}
		second, fine := s.guarded(n, twin, again)
		if !fine {
			return x, false
		}
		if plainHash(first) != plainHash(second) {
			s.violate(ruleDeterministic, fmt.Errorf("%s did on %s: %s; the second time: %s", n.id, eventText(e), plainText(first), plainText(second)))
			return x, false
		}
		if plainHash(n.machine) != plainHash(twin) {
			s.violate(ruleDeterministic, fmt.Errorf("%s became on %s: %s; the second time: %s", n.id, eventText(e), plainText(n.machine), plainText(twin)))
			return x, false
		}
		return first, true
	}
	return s.guarded(n, n.machine, e)
}

// watchdog knows since when a step runs.
type watchdog struct {
	since     atomic.Int64
	abandoned atomic.Bool // nobody waits for the step any more
}

func (w *watchdog) begin() { w.since.Store(1) }

// end comes back only if somebody has waited for the step.
func (w *watchdog) end() {
	w.since.Store(0)
	if w.abandoned.Load() {
		runtime.Goexit()
	}
}

// supervise runs f. A step that takes too long cannot be ended: the Sim cannot be used any more.
func (s *Sim) supervise(f func()) {
	if s.stuck == nil {
		s.stuck = s.watch.supervise(s.cfg.Patience, f)
	}
}

// supervise runs f, and gives up when one step of a machine takes longer than the patience.
func (w *watchdog) supervise(patience time.Duration, f func()) error {
	done := make(chan struct{})
	go func() {
		defer close(done)
		f()
	}()
	const looks = 4
	tick := time.NewTicker(patience / looks)
	defer tick.Stop()
	for {
		select {
		case <-done:
			return nil
		case <-tick.C:
			if n := w.since.Load(); n > 0 && w.since.CompareAndSwap(n, n+1) && n > looks {
				w.abandoned.Store(true)
				return fmt.Errorf("%s: a machine, a property or a workload has not returned from its step for %v; look for a loop without end", ruleReturns, patience)
			}
		}
	}
}
