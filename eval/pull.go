package eval

// This file is iter.Pull for evaluated code: a coroutine that belongs to whatever evaluation asks it for a value. As in Go it stays, if
// the sequence is not at its end, until stop is called; here it also ends with the image.

import (
	"iter"
	"maps"
	"runtime"
	"slices"
	"sync"
	"unsafe"
)

// pulled is a sequence that is pulled from.
type pulled struct {
	ld    *loader
	mu    sync.Mutex     // held while the coroutine runs
	label unsafe.Pointer // of the goroutine that resumed it last
	gone  bool           // nobody will ask for another value
	next  func() (struct{}, bool)
	stop  func()
}

// pulls are the sequences of an image whose coroutines are there.
type pulls struct {
	mu sync.Mutex
	m  map[*pulled]bool
}

var errPulledTwice = runtimeError{"iter.Pull: next called again before yield"}

// pull makes a coroutine that runs each, up to its next call of yield whenever resume is called. resume says whether yield
// was called, stop makes it give false. Unlike in iter.Pull it is harmless to call both at once.
func (ld *loader) pull(each func(yield func() bool)) (resume func() bool, stop func()) {
	p := &pulled{ld: ld}
	p.next, p.stop = iter.Pull(func(yield func(struct{}) bool) {
		setLabel(p.label)
		each(func() bool {
			ok := yield(struct{}{})
			setLabel(p.label) // it may be another evaluation that goes on with it
			if p.gone {
				runtime.Goexit() // and with it the goroutine that has resumed it
			}
			return ok
		})
	})
	ld.im.pulls.add(p)
	return p.resume, p.end
}

func (p *pulled) resume() (ok bool) {
	p.enter()
	defer func() { p.leave(!ok) }() // it is at its end too if it panicked
	_, ok = p.next()
	return ok
}

func (p *pulled) end() {
	p.enter()
	defer p.leave(true)
	p.stop()
}

func (p *pulled) enter() {
	if !p.mu.TryLock() {
		panic(errPulledTwice) // in Go too, if it is not worse
	}
	p.label = getLabel()
}

func (p *pulled) leave(over bool) {
	p.mu.Unlock()
	if over {
		p.ld.im.pulls.remove(p)
	}
}

// abandon ends a coroutine that nobody will resume, on a goroutine of its own, by way of what the sequence has deferred. One that
// runs now is left to the evaluation that runs it.
func (p *pulled) abandon() {
	if !p.mu.TryLock() {
		return
	}
	ev := p.ld.im.strayEvaluation()
	p.ld.im.pool.enter(p.ld)
	s := p.ld.beginGoroutine(ev)
	p.gone, p.label = true, s.ptr
	go func() {
		defer p.leave(true)
		p.ld.runGoroutine("iter.Pull", ev, s, p.stop)
	}()
}

func (ps *pulls) add(p *pulled) {
	ps.mu.Lock()
	defer ps.mu.Unlock()
	if ps.m == nil {
		ps.m = map[*pulled]bool{}
	}
	ps.m[p] = true
}

func (ps *pulls) remove(p *pulled) {
	ps.mu.Lock()
	defer ps.mu.Unlock()
	delete(ps.m, p)
}

// end abandons all that is left.
func (ps *pulls) end() {
	ps.mu.Lock()
	all := slices.Collect(maps.Keys(ps.m))
	ps.mu.Unlock()
	for _, p := range all {
		p.abandon()
	}
}
