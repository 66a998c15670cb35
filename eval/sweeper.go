package eval

// This file has the one goroutine that watches running evaluations: deadlines, cancels that are not obeyed, stacks that
// grow too deep. It runs only while there is something to watch.

import (
	"sync"
	"sync/atomic"
	"time"

	"parley/protocol"
)

const (
	tick       = time.Millisecond
	idleTicks  = 40                    // quiet ticks before the sweeper goes to sleep
	lookFor    = 30 * time.Microsecond // how long the word stays up so that evaluations measure their stacks
	pulseUp    = 20                    // ticks for which the word stays up at once after a cancel
	pulseEvery = 20                    // then it is up for one tick of these, so that others run at full speed
	graceTicks = 20                    // no evaluation is given up before so many ticks: the whole process may have been kept waiting
)

type sweeper struct {
	im    *Image
	awake atomic.Bool
	asked atomic.Int64 // when evaluations were last asked to measure their stacks, in Unix nanoseconds
	now   atomic.Int64 // the time of the last tick, in Unix nanoseconds
	hold  atomic.Bool  // the word is up for a cancel: it stays up

	mu      sync.Mutex
	watched map[*slot]bool // evaluations with a deadline, begun or running
	stopped map[*slot]int  // cancelled and not yet ended, with the ticks since
	closing bool
}

func (s *sweeper) init(im *Image) {
	s.im, s.watched, s.stopped = im, map[*slot]bool{}, map[*slot]int{}
}

// wake makes sure that the sweeper looks. It costs one read when it is awake.
func (s *sweeper) wake() {
	if s.awake.Load() || !s.awake.CompareAndSwap(false, true) {
		return
	}
	s.now.Store(time.Now().UnixNano())
	go s.run()
}

// clock is the time to within some ticks, for less than asking for it costs.
func (s *sweeper) clock() time.Time {
	if s.awake.Load() {
		if t := s.now.Load(); t != 0 {
			return time.Unix(0, t)
		}
	}
	return time.Now()
}

func (s *sweeper) watch(x *slot) {
	s.mu.Lock()
	s.watched[x] = true
	s.mu.Unlock()
	s.wake()
}

// stop notes an evaluation that was cancelled while it runs.
func (s *sweeper) stop(x *slot) {
	s.mu.Lock()
	s.stopped[x] = 0
	s.mu.Unlock()
	s.wake()
}

func (s *sweeper) unwatch(x *slot) {
	ev := x.ev.Load()
	if ev == nil || ev.Deadline.IsZero() && ev.stop.Load() == nil {
		return
	}
	s.mu.Lock()
	delete(s.watched, x)
	delete(s.stopped, x)
	s.mu.Unlock()
}

func (s *sweeper) close() {
	s.mu.Lock()
	s.closing = true
	s.mu.Unlock()
	u := &unwind{&protocol.Failure{Kind: protocol.FailCancelled, Text: "the evaluator was closed"}}
	slots.RLock()
	mine := map[*slot]*Evaluation{}
	for _, x := range slots.by {
		if ev := x.ev.Load(); ev != nil && ev.im == s.im {
			mine[x] = ev
		}
	}
	slots.RUnlock()
	for x, ev := range mine {
		ev.halt(u)
		ev.raise(u) // goroutines of evaluations that have ended stop too
		if ev.state.Load() != ended || x != ev.slot {
			s.stop(x)
		}
	}
}

// setWord writes what emitted code reads. Emitted code reads it through reflection without synchronisation: the word is a hint to call
// Slow, which looks at the facts. A plain store that the race detector does not see keeps that out of its reports.
//
//go:norace
func (s *sweeper) setWord(v int) { s.im.word = v }

func (s *sweeper) run() {
	setLabel(nil) // whoever woke it up, it works for all
	t := time.NewTicker(tick)
	defer t.Stop()
	quiet, ticks := 0, 0
	for range t.C {
		ticks++
		now := time.Now()
		s.now.Store(now.UnixNano())
		busy := s.sweep(now)
		s.hold.Store(busy > 0 && (busy <= pulseUp || ticks%pulseEvery == 0))
		run := s.im.running.Load() + s.im.pool.goroutines.Load()
		if run > 0 { // whoever comes by measures its stack, and the word is down again at once
			s.asked.Store(now.UnixNano())
		}
		if s.hold.Load() || run > 0 {
			s.setWord(1)
		} else {
			s.setWord(0)
		}
		if run > 0 || busy > 0 || s.watching() {
			quiet = 0
			continue
		}
		if quiet++; quiet < idleTicks {
			continue
		}
		s.setWord(0)
		s.awake.Store(false)
		// Something may have begun between the look and the store; then one of us goes on.
		if s.im.running.Load()+s.im.pool.goroutines.Load() == 0 && !s.watching() || !s.awake.CompareAndSwap(false, true) {
			return
		}
		quiet = 0
	}
}

func (s *sweeper) watching() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.watched)+len(s.stopped) > 0
}

// sweep enforces deadlines and grace. It gives the age in ticks of the youngest cancel that is not yet obeyed, 0 for none.
func (s *sweeper) sweep(now time.Time) int {
	var late, over []*Evaluation
	youngest := 0
	s.mu.Lock()
	for x := range s.watched {
		if ev := x.ev.Load(); ev == nil || ev.Deadline.IsZero() { // the slot is somebody else's by now
			delete(s.watched, x)
		} else if now.After(ev.Deadline) && ev.stop.Load() == nil {
			late = append(late, ev)
		}
	}
	for x, n := range s.stopped {
		ev := x.ev.Load()
		if ev == nil || ev.stop.Load() == nil {
			delete(s.stopped, x)
			continue
		}
		age := time.Duration(now.UnixNano() - ev.stopAt.Load())
		if t := int(age/tick) + 1; youngest == 0 || t < youngest {
			youngest = t
		}
		s.stopped[x] = n + 1
		if age > s.im.conf.Grace && n >= graceTicks && !ev.finished.Load() {
			over = append(over, ev)
		}
	}
	s.mu.Unlock()
	for _, ev := range late {
		ev.halt(&unwind{deadlinePassed()})
	}
	for _, ev := range over {
		s.abandon(ev)
	}
	return youngest
}

// abandon reports an evaluation that does not end. done runs on a goroutine of its own: the sweeper waits for nobody.
func (s *sweeper) abandon(ev *Evaluation) {
	if !ev.left.CompareAndSwap(false, true) {
		return
	}
	s.im.abandoned.Add(1)
	go ev.finish(Result{Failure: ev.stop.Load().fail, Abandoned: true})
}
