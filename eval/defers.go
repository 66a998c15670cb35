package eval

// This file runs deferred functions and recovers from panics on behalf of emitted code. The engine's own way forgets the other deferred
// functions when one of them panics, and knows recover only in what is deferred as a literal.

import "sync/atomic"

// deferrals are what one call of an emitted function has deferred.
type deferrals struct{ list []deferral }

// deferral is a deferred call. takes says that the function called may recover, and finds the panic with Recoverer.
type deferral struct {
	plain func()
	rec   func(recoverer func() any)
	takes bool
}

func (d *deferrals) add(f func(), takes bool) {
	d.list = append(d.list, deferral{plain: f, takes: takes})
}

func (d *deferrals) addLiteral(f func(recoverer func() any)) {
	d.list = append(d.list, deferral{rec: f})
}

// panicking is the panic under way while a deferred function runs.
type panicking struct {
	value any
	begun atomic.Int32 // functions that have begun since, while nobody knows whether the one deferred will recover
}

// take is recover, called by the deferred function itself.
func (p *panicking) take() any {
	r := p.value
	p.value = nil
	return recovered(r)
}

// runDefers calls what was deferred, last first, when a function has returned, panicked with r, or is being ended. It goes on
// panicking unless a deferred function has recovered.
func runDefers(d *deferrals, r any) {
	if s, ev := current(); ev != nil && s.ending.Load() != nil && (ev.exitCode.Load() != nil || s.deferred.Load() >= patienceInAll) {
		return // the program is over; or what is deferred would be ended each time, and each end goes through all of the stack again
	}
	for _, x := range d.list {
		defer x.run()
	}
	d.list = nil
	if r != nil {
		panic(r)
	}
}

// run is deferred itself, so that Go looks after panics and Goexit in what it calls.
func (x deferral) run() {
	p := &panicking{value: recover()}
	switch s := currentSlot(); {
	case x.rec != nil:
		x.rec(p.take)
	case x.takes && s != nil && p.value != nil:
		if ev := s.ev.Load(); ev != nil {
			s.offer(ev, p)
			defer s.withdraw(ev, p)
		}
		x.plain()
	default:
		x.plain()
	}
	if p.value != nil {
		panic(p.value)
	}
}

// offer says that the evaluated function about to begin may recover from p. It alone: so the word goes up, and each function that
// begins is counted until somebody has taken p. Which function of the user's own a deferred function value is, only that shows.
func (s *slot) offer(ev *Evaluation, p *panicking) {
	s.panicked.Store(p)
	ev.im.sweep.recovering.Add(1)
	ev.im.sweep.setWord(1)
}

// withdraw ends the offer of p, if it still stands.
func (s *slot) withdraw(ev *Evaluation, p *panicking) bool {
	if !s.panicked.CompareAndSwap(p, nil) {
		return false
	}
	ev.im.sweep.recovering.Add(-1)
	return true
}

// entered is called when an evaluated function begins, and at other times, while the word is up.
func (s *slot) entered(ev *Evaluation) {
	if p := s.panicked.Load(); p != nil {
		if p.begun.Add(1) > 1 { // what was deferred has begun, and calls others
			s.withdraw(ev, p)
		}
	}
}

// recoverer is called when a function begins that calls recover. If it was deferred, it can recover from the panic under way.
func recoverer() func() any {
	if s, ev := current(); s != nil && ev != nil {
		if p := s.panicked.Load(); p != nil && s.withdraw(ev, p) {
			return p.take
		}
	}
	return func() any { return nil }
}
