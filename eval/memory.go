package eval

// This file finds the evaluation that takes the memory, when too much is taken. The runtime does not say who holds what; so all
// evaluations wait while one at a time runs for a moment, and the one that makes the heap grow is ended.

import (
	"fmt"
	"runtime"
	"runtime/debug"
	"runtime/metrics"
	"slices"
	"sync"
	"time"

	"parley/protocol"
)

const (
	memoryTicks  = 4                     // the memory is looked at once in so many ticks
	turnTime     = 5 * time.Millisecond  // how long one evaluation runs alone to see what it allocates
	longTurn     = 20 * time.Millisecond // and to see what it keeps of that
	suspects     = 4                     // evaluations looked at closely: those that allocate most
	restTime     = time.Second           // after a search that has found nobody
	turnEnough   = 32 << 20              // bytes allocated that end a turn
	restShare    = 16                    // a rest ends early when this part of Config.Memory was taken in it
	minGrowth    = 64 << 10              // who keeps less than this in a long turn is innocent
	sureGrowth   = 8 * minGrowth         // who keeps more needs no second look
	confirmTurns = 3                     // the second look: long turns in which it must go on to

	compilePatience = 5 * time.Second // all evaluations wait for what compiles, for so long
	compileTries    = 3               // searches for who takes the memory, where something has compiled meanwhile
)

// memory is what a sweeper knows about the heap.
type memory struct {
	samples [4]metrics.Sample
	live    uint64 // bytes that the last collection has left
	objects uint64 // live and garbage
	stacks  uint64
	allocs  uint64 // bytes allocated so far, ever
}

func (m *memory) read() {
	if m.samples[0].Name == "" {
		for i, n := range []string{"/gc/heap/live:bytes", "/memory/classes/heap/objects:bytes", "/memory/classes/heap/stacks:bytes", "/gc/heap/allocs:bytes"} {
			m.samples[i].Name = n
		}
	}
	metrics.Read(m.samples[:])
	v := func(i int) uint64 { return m.samples[i].Value.Uint64() }
	m.live, m.objects, m.stacks, m.allocs = v(0), v(1), v(2), v(3)
}

// held is what cannot be collected, as far as is known.
func (m *memory) held() int64 { return int64(m.live + m.stacks) }

// suspicious says whether some evaluation may hold more than it may. The sweeper's lock is not held.
func (s *sweeper) suspicious(m *memory) bool {
	if int64(m.objects+m.stacks) > s.im.conf.Memory {
		return true
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if int64(m.objects+m.stacks) <= s.leastOver { // nobody can be over: the common case, whatever there is to watch
		return false
	}
	s.leastOver = 1<<63 - 1
	yes := false
	for ev := range s.watched {
		b := ev.Budget.Memory
		if b == 0 || ev.state.Load() != running {
			continue
		}
		if ev.base == 0 {
			ev.base = m.held()
		}
		yes = yes || int64(m.objects+m.stacks) > ev.base+b
		s.leastOver = min(s.leastOver, ev.base+b)
	}
	return yes
}

// parade lets one evaluation at a time run: see Slow.
type parade struct {
	mu      sync.Mutex
	turn    *Evaluation
	over    bool
	changed chan struct{}
}

func (p *parade) next(ev *Evaluation, over bool) {
	p.mu.Lock()
	p.turn, p.over = ev, over
	close(p.changed)
	p.changed = make(chan struct{})
	p.mu.Unlock()
}

// wait keeps an evaluation until its turn comes, it is to end, or the parade is over.
func (p *parade) wait(ev *Evaluation) {
	for {
		p.mu.Lock()
		mine, changed := p.over || p.turn == ev, p.changed
		p.mu.Unlock()
		if mine {
			return
		}
		select {
		case <-changed:
		case <-ev.stopChan():
			return
		}
	}
}

// search finds and ends the evaluation that takes too much memory, if there is one. It runs on a goroutine of its own.
func (s *sweeper) search() {
	defer slots.searching.Store(false)
	setLabel(nil)
	began := time.Now()
	rest := time.Duration(0)
	defer func() { s.rest(rest) }()
	p := &parade{changed: make(chan struct{})}
	s.parade.Store(p) // from here on nobody runs, so that the collection is quick
	s.setWord(1)
	defer func() {
		s.parade.Store(nil)
		p.next(nil, true)
	}()
	time.Sleep(tick)
	compiled()
	runtime.GC()
	var m memory
	m.read()
	if s.im.closed.Load() {
		return
	}
	whole, found := m.held() > s.im.conf.Memory, s.runningNow()
	if !whole && !s.anyOver(found, m.held()) { // it was garbage
		rest = 8 * time.Since(began) // so that collecting it is not all that happens
		return
	}
	if s.endGlutton(p, found, whole) {
		return
	}
	m.read()
	s.rebase(m.held())
	rest = max(restTime, 8*time.Since(began))
}

// compiled waits until nothing compiles, for some time: that takes memory, which is nobody's, and gives it back.
func compiled() {
	for end := time.Now().Add(compilePatience); slots.compiling.Load() > 0 && time.Now().Before(end); {
		time.Sleep(tick)
	}
}

// rest waits, but not while memory runs out.
func (s *sweeper) rest(d time.Duration) {
	enough := usedMemory() + s.im.conf.Memory/restShare
	for end := time.Now().Add(d); time.Now().Before(end) && !s.im.closed.Load() && usedMemory() < enough; {
		time.Sleep(min(5*tick, time.Until(end)))
	}
}

// endGlutton looks at each of found and ends the one that keeps most, if that is too much. It says whether it did.
func (s *sweeper) endGlutton(p *parade, found []*Evaluation, whole bool) bool {
	var m memory
	if len(found) > 1 {
		type rate struct {
			ev *Evaluation
			n  uint64
		}
		var rates []rate
		for _, ev := range found {
			m.read()
			before := m.allocs
			s.turn(p, ev, turnTime)
			m.read()
			rates = append(rates, rate{ev, m.allocs - before})
		}
		slices.SortStableFunc(rates, func(a, b rate) int { return int(int64(b.n) - int64(a.n)) })
		found = found[:0]
		for _, r := range rates[:min(len(rates), suspects)] {
			found = append(found, r.ev)
		}
	}
	kept := func(ev *Evaluation) int64 {
		runtime.GC()
		m.read()
		before := m.held()
		s.turn(p, ev, longTurn)
		runtime.GC()
		m.read()
		return m.held() - before
	}
	var glutton *Evaluation
	for try := 1; ; try++ {
		compiles := slots.compiles.Load()
		nobody, most := kept(nil), int64(0)
		glutton = nil
		for _, ev := range found {
			if k := kept(ev); k > most {
				glutton, most = ev, k
			}
		}
		if nobody = max(0, nobody, kept(nil)); glutton == nil || most < minGrowth+2*nobody { // it takes less than what compiles, and the host itself
			return false
		}
		if most < sureGrowth+2*nobody {
			again := int64(0)
			for range confirmTurns {
				again += kept(glutton)
			}
			if again < confirmTurns*(minGrowth+2*nobody) { // what it kept has not grown any more
				return false
			}
		}
		if slots.compiling.Load() == 0 && slots.compiles.Load() == compiles || try == compileTries {
			break
		}
		compiled()
	}
	b := glutton.Budget.Memory
	over := b > 0 && glutton.base > 0 && m.held() > glutton.base+b
	if !whole && !over {
		return false
	}
	text := fmt.Sprintf("the node's memory is used up, more than %s of it, and this evaluation makes it grow; keep less", about(s.im.conf.Memory))
	if over {
		text = fmt.Sprintf("the evaluation used more than %s of memory; keep less, or ask where the budget for memory is larger", bytesText(b))
	}
	glutton.haltAll(&unwind{&protocol.Failure{Kind: protocol.FailBudget, Text: text}})
	for end := time.Now().Add(s.im.conf.Grace); glutton.state.Load() != ended && time.Now().Before(end); {
		time.Sleep(tick)
	}
	debug.FreeOSMemory()
	return true
}

// turn lets one evaluation run alone for a while, or until it has allocated enough to be known by it.
func (s *sweeper) turn(p *parade, ev *Evaluation, d time.Duration) {
	var m memory
	m.read()
	enough := m.allocs + turnEnough
	p.next(ev, false)
	for end := time.Now().Add(d); time.Now().Before(end) && m.allocs < enough; m.read() {
		time.Sleep(tick)
	}
	p.next(nil, false)
	time.Sleep(tick) // until it has come by
}

// runningNow are the evaluations of the image that run, or have goroutines that do.
func (s *sweeper) runningNow() (evs []*Evaluation) {
	seen := map[*Evaluation]bool{}
	slots.RLock()
	defer slots.RUnlock()
	for _, x := range slots.by {
		if ev := x.ev.Load(); ev != nil && ev.im == s.im && !seen[ev] && (ev.state.Load() == running || ev.goroutines.Load() > 0) {
			seen[ev] = true
			evs = append(evs, ev)
		}
	}
	return evs
}

func (s *sweeper) anyOver(evs []*Evaluation, held int64) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, ev := range evs {
		if b := ev.Budget.Memory; b > 0 && ev.base > 0 && held > ev.base+b {
			return true
		}
	}
	return false
}

// rebase forgets growth that was nobody's.
func (s *sweeper) rebase(held int64) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for ev := range s.watched {
		if ev.base > 0 {
			ev.base = held
		}
	}
	s.leastOver = 0
}
