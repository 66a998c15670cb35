package eval

// This file ends evaluated code from inside: the goroutine that runs it. It does so as runtime.Goexit does and not by a panic, because
// nothing on the way can recover from that, be it evaluated code or package fmt; because a goroutine of the host's own dies of it and
// the process does not; and because the engine goes through a deep stack in time that grows with it, while a panic takes the square.

import (
	"fmt"
	"runtime"
	"runtime/metrics"
	"time"
	"unsafe"

	"parley/protocol"
)

const (
	// maxFrames is how many Go frames a stack of evaluated code may have: some 25,000 calls of functions, or 5,000 of methods
	// and closures. It takes some 20 MB then; beyond the limit of Go's own, at 512 MB, the process would die.
	maxFrames = 50_000
	// stacksAlarm is how many bytes all stacks of the process may take before evaluations measure theirs.
	stacksAlarm = 8 << 20
	// framesPerCall is how many Go frames a call of an evaluated function takes at least.
	framesPerCall = 2
	// Deferred functions may run while a goroutine ends, but not for long: after patience checks of them all the next one is ended, and
	// after patienceInAll no more are run.
	patience      = 1 << 10
	patienceInAll = 1 << 14
	// restAfterLook is how many times as long as it took to measure a stack it is not measured again.
	restAfterLook = 4
)

// unwind is why evaluated code must end.
type unwind struct{ fail *protocol.Failure }

func (u *unwind) Error() string { return u.fail.Text }

// end ends the calling goroutine because of u. If it is about to end already, and this is one of its deferred functions, end
// returns for a while.
func (s *slot) end(ev *Evaluation, u *unwind) {
	if s.ending.Load() != nil && ev.exitCode.Load() == nil { // os.Exit runs nothing that is deferred
		if n := s.deferred.Add(1); n < patienceInAll && n%patience != 0 {
			return
		}
	}
	s.endNow(ev, u)
}

// endNow ends the calling goroutine because of u. It does not return.
func (s *slot) endNow(ev *Evaluation, u *unwind) {
	if s.ending.CompareAndSwap(nil, u) {
		ev.im.sweep.endings.Add(1)
	}
	ev.im.sweep.lastEnding.Store(time.Now().UnixNano())
	ev.im.sweep.setWord(1) // until it has ended: see sweeper.run
	runtime.Goexit()
}

// forgetEnding makes the slot fit for another goroutine.
func (s *slot) forgetEnding(ev *Evaluation) {
	if s.ending.Swap(nil) != nil {
		ev.im.sweep.endings.Add(-1)
	}
	s.deferred.Store(0)
}

// slow is what emitted code calls when the word is up: it ends the calling goroutine if its evaluation is to end, or if
// its stack is too deep.
func (s *slot) slow(ev *Evaluation) {
	sw := &ev.im.sweep
	u := ev.stop.Load()
	if u == nil {
		u = s.ending.Load()
	}
	if u != nil {
		if s.deeper(sw.asked.Load(), 2*maxFrames) { // what is deferred recurses too, on top of all that is ending
			s.deferred.Store(patienceInAll)
		}
		s.end(ev, u)
		return
	}
	if p := sw.parade.Load(); p != nil {
		p.wait(ev)
		if u := ev.stop.Load(); u != nil {
			s.end(ev, u)
			return
		}
	}
	if s.deeper(sw.asked.Load(), ev.maxFrames()) {
		s.overflow(ev)
	}
	if !sw.hold.Load() && sw.parade.Load() == nil && sw.recovering.Load() == 0 && time.Now().UnixNano()-sw.asked.Load() > int64(lookFor) {
		sw.setWord(0)
	}
}

// deeper says whether the stack has more than so many frames. It looks once for each time that it is asked to, and not again before it
// has rested for some times as long: a deep stack takes longer to walk than it is until the next tick, and code that did
// nothing else would never get to the end of its stack.
func (s *slot) deeper(asked int64, frames int) bool {
	if s.looked.Load() == asked {
		return false
	}
	began := time.Now().UnixNano()
	if began < s.rested.Load() {
		return false
	}
	s.looked.Store(asked)
	var pc [1]uintptr
	n := runtime.Callers(frames, pc[:])
	now := time.Now().UnixNano()
	s.rested.Store(now + restAfterLook*(now-began))
	return n > 0
}

// check is slow for host functions that wait or start something: they end at once.
func (s *slot) check(ev *Evaluation) {
	if u := ev.stop.Load(); u != nil {
		s.endNow(ev, u)
	}
}

func (ev *Evaluation) maxFrames() int {
	if d := ev.Budget.Depth; d > 0 && d < maxFrames/framesPerCall {
		return d * framesPerCall
	}
	return maxFrames
}

// overflow ends a goroutine whose stack is too deep. If it is the evaluation's own, or the bound was the budget's, all of the
// evaluation ends.
func (s *slot) overflow(ev *Evaluation) {
	u := &unwind{&protocol.Failure{Kind: protocol.FailPanic, Text: "stack overflow: the recursion is too deep"}}
	if ev.maxFrames() < maxFrames {
		u.fail = &protocol.Failure{Kind: protocol.FailBudget, Text: fmt.Sprintf("the evaluation used more than %d calls of depth; make the recursion end sooner, or ask where the budget for depth is larger", ev.Budget.Depth)}
	}
	own := contained() // otherwise it is the host's, with the label of the one that has started it
	if own && s == ev.slot || u.fail.Kind == protocol.FailBudget {
		ev.halt(u)
	} else {
		ev.report("goroutine", u, s) // before its deferred functions: one of them may let the evaluation end
	}
	if !own {
		runtime.Goexit()
	}
	s.endNow(ev, u)
}

// stacks is how many bytes the stacks of all goroutines take.
func stacks() uint64 {
	m := [1]metrics.Sample{{Name: "/memory/classes/heap/stacks:bytes"}}
	metrics.Read(m[:])
	return m[0].Value.Uint64()
}

// containers are the functions that deal with panics of the evaluated code that they call.
const (
	evaluationContainer = "parley/eval.(*Evaluation).call"
	goroutineContainer  = "parley/eval.(*loader).runGoroutine"
)

// contained says whether a container is on the stack. It is on those of goroutines that we have started or been called on;
// on others, which the host has started, a panic that evaluated code lets out would end the process.
func contained() bool {
	yes, _ := standing()
	return yes
}

// standing says whether the stack has a frame of a container, and otherwise whether the calling function was called by the engine because a panic
// leaves the outermost evaluated function of the goroutine.
func standing() (yes, outermost bool) {
	pcs := make([]uintptr, 128)
	n := runtime.Callers(1, pcs)
	for n == len(pcs) { // all at once: each look begins at the top
		pcs = make([]uintptr, 8*n)
		n = runtime.Callers(1, pcs)
	}
	calls, leaving := 0, 0
	for _, pc := range pcs[:n] {
		f := runtime.FuncForPC(pc - 1)
		if f == nil {
			continue
		}
		switch name := f.Name(); {
		case name == evaluationContainer || name == goroutineContainer:
			return true, false
		case name == yaegiFrame:
			calls++
		case name == yaegiLeaving:
			leaving++
		}
	}
	return false, leaving >= calls
}

// uncaught keeps a panic in a goroutine of the host's from ending the process. It is called in each frame that a panic unwinds.
func (ld *loader) uncaught(label unsafe.Pointer, s *slot, ev *Evaluation) {
	if !ld.spawns.Load() || !ours(label) {
		return
	}
	if yes, outermost := standing(); yes || !outermost {
		return
	}
	text := "panic in a goroutine of the host"
	if ev == nil {
		fmt.Fprintln(ld.im.conf.Stray, text)
	} else {
		f := ev.failureOf(nil, s, nil)
		fmt.Fprintf(ev.Stderr(), "%s\n%s", text, f.Stack)
	}
	runtime.Goexit()
}
