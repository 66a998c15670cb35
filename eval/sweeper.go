package eval

// This file has the one goroutine that watches running evaluations: deadlines, cancels that are not obeyed, stacks that
// grow too deep. It runs only while there is something to watch.

import (
	"fmt"
	"sync"
	"sync/atomic"
	"time"

	"parley/protocol"
)

const (
	tick        = time.Millisecond
	timeTicks   = 10                     // ticks between two counts of the time that evaluations have run
	idleTicks   = 40                     // quiet ticks before the sweeper goes to sleep
	lookFor     = 30 * time.Microsecond  // how long the word stays up so that evaluations measure their stacks
	pulseUp     = 20                     // ticks for which the word stays up at once after a cancel
	pulseEvery  = 20                     // then it is up for one tick of these, so that others run at full speed
	endingTicks = 1000                   // how long the word stays up because a goroutine is about to end
	lastCall    = 100 * time.Millisecond // it is up again for so long before an evaluation is given up: a busy machine may not have run it during the pulses
	graceTicks  = 20                     // no evaluation is given up before so many ticks: the whole process may have been kept waiting
)

type sweeper struct {
	im    *Image
	awake atomic.Bool
	asked atomic.Int64 // when evaluations were last asked to measure their stacks, in Unix nanoseconds
	now   atomic.Int64 // the time of the last tick, in Unix nanoseconds
	hold  atomic.Bool  // the word is up for a cancel: it stays up

	measured   atomic.Int64 // evaluations whose depth has a bound of its own
	endings    atomic.Int64 // goroutines that are about to end: see unwind.go
	lastEnding atomic.Int64 // when one was last told to, in Unix nanoseconds

	recovering atomic.Int64 // deferred functions that may recover and are about to begin: the word is up for them, too

	parade atomic.Pointer[parade] // not nil: one evaluation at a time runs

	mu        sync.Mutex
	watched   map[*Evaluation]bool // with a deadline or a budget of memory, begun or running
	leastOver int64                // with less memory in use than this, no budget of memory is exceeded
	earliest  time.Time            // no deadline of theirs is before it; zero: there is none
	stopped   map[*Evaluation]int  // cancelled and not yet ended, or their goroutines not, with the ticks since
	closing   bool
	timed     bool      // some of watched have a budget of time
	spentAt   time.Time // when that was last counted
}

func (s *sweeper) init(im *Image) {
	s.im, s.watched, s.stopped = im, map[*Evaluation]bool{}, map[*Evaluation]int{}
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

func (s *sweeper) watch(ev *Evaluation) {
	s.mu.Lock()
	s.watched[ev] = true
	if d := ev.Deadline; !d.IsZero() && (s.earliest.IsZero() || d.Before(s.earliest)) {
		s.earliest = d
	}
	if ev.Budget.Memory > 0 {
		s.leastOver = 0
	}
	s.timed = s.timed || ev.Budget.Time > 0
	s.mu.Unlock()
	s.wake()
}

// stop notes an evaluation that was cancelled while it, or a goroutine of it, runs.
func (s *sweeper) stop(ev *Evaluation) {
	s.mu.Lock()
	s.stopped[ev] = 0
	s.mu.Unlock()
	s.hold.Store(true)
	s.setWord(1) // at once: the next tick may be late
	s.wake()
}

func (s *sweeper) unwatch(ev *Evaluation) {
	if !ev.watched() {
		return
	}
	s.mu.Lock()
	delete(s.watched, ev)
	s.mu.Unlock()
}

func (s *sweeper) close() {
	s.mu.Lock()
	s.closing = true
	s.mu.Unlock()
	u := &unwind{&protocol.Failure{Kind: protocol.FailCancelled, Text: "the evaluator was closed"}}
	slots.RLock()
	mine := map[*Evaluation]bool{}
	for _, x := range slots.by {
		if ev := x.ev.Load(); ev != nil && ev.im == s.im {
			mine[ev] = true
		}
	}
	slots.RUnlock()
	for ev := range mine {
		ev.haltAll(u)
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
	var mem memory
	for range t.C {
		ticks++
		now := time.Now()
		s.now.Store(now.UnixNano())
		busy, giveUp := s.sweep(now)
		ending := s.endings.Load() > 0 && now.UnixNano()-s.lastEnding.Load() < int64(endingTicks*tick)
		s.hold.Store(busy > 0 && (busy <= pulseUp || ticks%pulseEvery == 0 || giveUp) || ending)
		run := s.im.running.Load() + s.im.pool.goroutines.Load()
		taken := stacks()
		deep := run > 0 && (s.measured.Load() > 0 || taken > stacksAlarm)
		if run > 0 && taken > 4*stacksAlarm { // some grow, and each must come by soon, also one that waits for its turn on the processor
			s.hold.Store(true)
		}
		if ticks%timeTicks == 0 {
			s.spend(now)
		}
		if run > 0 && ticks%memoryTicks == 0 {
			if mem.read(); s.suspicious(&mem) && slots.searching.CompareAndSwap(false, true) {
				go s.search()
			}
		}
		if deep { // whoever comes by measures its stack, and the word is down again at once
			s.asked.Store(now.UnixNano())
		}
		if s.hold.Load() || deep || s.parade.Load() != nil || s.recovering.Load() > 0 {
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

// sweep enforces deadlines and grace. It gives the age in ticks of the youngest cancel that is not yet obeyed, 0 for none, and whether an
// evaluation is about to be given up.
func (s *sweeper) sweep(now time.Time) (youngest int, giveUp bool) {
	var late, over []*Evaluation
	s.mu.Lock()
	if !s.earliest.IsZero() && now.After(s.earliest) {
		s.earliest = time.Time{}
		for ev := range s.watched {
			if ev.Deadline.IsZero() {
				continue
			}
			if now.After(ev.Deadline) {
				late = append(late, ev)
			} else if s.earliest.IsZero() || ev.Deadline.Before(s.earliest) {
				s.earliest = ev.Deadline
			}
		}
	}
	for ev, n := range s.stopped {
		if ev.state.Load() == ended && ev.goroutines.Load() == 0 {
			delete(s.stopped, ev)
			continue
		}
		age := time.Duration(now.UnixNano() - ev.stopAt.Load())
		if t := int(age/tick) + 1; youngest == 0 || t < youngest {
			youngest = t
		}
		s.stopped[ev] = n + 1
		giveUp = giveUp || age > s.im.conf.Grace-lastCall && !ev.finished.Load()
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
	return youngest, giveUp
}

// spend counts the time that evaluations with a budget of it have run for. It is called once in timeTicks.
func (s *sweeper) spend(now time.Time) {
	var over []*Evaluation
	s.mu.Lock()
	d := now.Sub(s.spentAt)
	s.spentAt = now
	if s.timed && d < time.Second { // longer: it has slept
		s.timed = false
		for ev := range s.watched {
			if ev.Budget.Time <= 0 {
				continue
			}
			s.timed = true
			if ev.state.Load() == running && (wait(ev.slot.waits.Load()) == waitNothing || ev.goroutines.Load() > 0) {
				if ev.spent += d; ev.spent > ev.Budget.Time {
					over = append(over, ev)
				}
			}
		}
	}
	s.mu.Unlock()
	for _, ev := range over {
		text := fmt.Sprintf("the evaluation ran for more than %v; do less, or ask where the budget for time is larger", ev.Budget.Time)
		ev.halt(&unwind{&protocol.Failure{Kind: protocol.FailBudget, Text: text}})
	}
}

// abandon reports an evaluation that does not end. done runs on a goroutine of its own: the sweeper waits for nobody.
func (s *sweeper) abandon(ev *Evaluation) {
	if !ev.left.CompareAndSwap(false, true) {
		return
	}
	s.im.abandoned.Add(1)
	go ev.finish(Result{Failure: ev.stop.Load().fail, Abandoned: true})
}
