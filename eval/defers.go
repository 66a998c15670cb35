package eval

// This file runs deferred functions and recovers from panics on behalf of emitted code. The engine's own way forgets the other deferred
// functions when one of them panics, and knows recover only in what is deferred as a literal.

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
type panicking struct{ value any }

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
	case x.takes && s != nil:
		s.setPanicking(p)
		defer s.setPanicking(nil)
		x.plain()
	default:
		x.plain()
	}
	if p.value != nil {
		panic(p.value)
	}
}

func (s *slot) setPanicking(p *panicking) {
	s.mu.Lock()
	s.panicking = p
	s.mu.Unlock()
}

// recoverer is called when a function begins that calls recover. If it was deferred, it can recover from the panic under way.
func recoverer() func() any {
	if s := currentSlot(); s != nil {
		s.mu.Lock()
		p := s.panicking
		s.panicking = nil
		s.mu.Unlock()
		if p != nil {
			return p.take
		}
	}
	return func() any { return nil }
}
