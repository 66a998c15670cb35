package eval

// This file says what runs, and ends what somebody has picked from that.

import (
	"bytes"
	"cmp"
	"runtime/pprof"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"parley/protocol"
)

// Running describes an evaluation that has not ended, or that has left goroutines behind.
type Running struct {
	ID         uint64 // for Kill; never used again in this process
	Label      string // Request.Label: who asked
	Source     string // the first line, cut at maxShown bytes
	File       string // Request.File
	Since      time.Time
	State      string // "running", "waiting in chan receive", "abandoned in net.Dial", "ended, its goroutines run on"
	Goroutines int    // that it has started and that run still
	Output     int64  // bytes written so far
}

// maxShown is how many bytes of a source Running shows.
const maxShown = 120

// wait is what a goroutine of evaluated code waits in, in a host function that can be interrupted.
type wait int32

const (
	waitNothing wait = iota
	waitReceive
	waitSend
	waitSelect
	waitSleep
	waitGroup
	waitLock
	waitRLock
	waitCond
	waitOnce
)

var waitNames = [...]string{"", "chan receive", "chan send", "select", "time.Sleep", "sync.WaitGroup.Wait", "sync.Mutex.Lock",
	"sync.RWMutex.RLock", "sync.Cond.Wait", "sync.Once.Do"}

func (w wait) String() string { return waitNames[w] }

// Running lists what runs, the oldest first. It looks at the stacks of all goroutines if something was abandoned, which
// takes microseconds for each.
func (im *Image) Running() []Running {
	found := map[*Evaluation]*slot{}
	slots.RLock()
	for _, s := range slots.by {
		if ev := s.ev.Load(); ev != nil && ev.im == im && ev.id != 0 && found[ev] != ev.slot {
			found[ev] = s
		}
	}
	slots.RUnlock()
	var stacks map[string]string
	list := make([]Running, 0, len(found))
	for ev, s := range found {
		w := wait(s.waits.Load()) // before the counts: they are then of this state at least
		r := Running{ID: ev.id, Label: ev.Label, Source: firstLine(ev.Source), File: ev.File, Since: ev.since,
			Goroutines: int(ev.goroutines.Load()), Output: ev.written.Load()}
		switch {
		case ev.left.Load() && ev.state.Load() != ended:
			if stacks == nil {
				stacks = hostCalls()
			}
			r.State = "abandoned"
			if in := cmp.Or(w.String(), stacks[s.name]); in != "" {
				r.State += " in " + in
			}
		case ev.state.Load() == ended:
			r.State = "ended, its goroutines run on"
		case w != waitNothing:
			r.State = "waiting in " + w.String()
		default:
			r.State = "running"
		}
		list = append(list, r)
	}
	slices.SortFunc(list, func(a, b Running) int { return cmp.Compare(a.ID, b.ID) })
	return list
}

// Kill cancels the evaluation that Running lists under id, and all goroutines that it has started. It says whether there was one.
func (im *Image) Kill(id uint64, text string) bool {
	var found *Evaluation
	slots.RLock()
	for _, s := range slots.by {
		if ev := s.ev.Load(); ev != nil && ev.im == im && ev.id == id && id != 0 {
			found = ev
			break
		}
	}
	slots.RUnlock()
	if found == nil {
		return false
	}
	found.haltAll(&unwind{&protocol.Failure{Kind: protocol.FailCancelled, Text: text}})
	return true
}

func firstLine(s string) string {
	s, _, more := strings.Cut(strings.TrimSpace(s), "\n")
	if len(s) > maxShown {
		k := maxShown
		for k > 0 && !utf8.RuneStart(s[k]) {
			k--
		}
		s, more = s[:k], true
	}
	if more {
		s += "..."
	}
	return s
}

// hostCalls gives, by label, the function of the host that evaluated code is in: the outermost one below the innermost frame of the
// engine.
func hostCalls() map[string]string {
	var b bytes.Buffer
	if err := pprof.Lookup("goroutine").WriteTo(&b, 1); err != nil {
		return nil
	}
	in := map[string]string{}
	for _, g := range strings.Split(b.String(), "\n\n") {
		_, label, ok := strings.Cut(g, `"parley":"`)
		if !ok {
			continue
		}
		label, stack, _ := strings.Cut(label, `"`)
		call, engine := "", false
		for _, l := range strings.Split(stack, "\n") {
			f := strings.Fields(l)
			if len(f) < 3 || f[0] != "#" {
				continue
			}
			name, _, _ := strings.Cut(f[2], "+0x")
			if engine = inEngine(name); engine {
				break
			}
			if !strings.HasPrefix(name, "reflect.") && !strings.HasPrefix(name, "runtime.") && !strings.HasPrefix(name, "parley/eval.") {
				call = name
			}
		}
		if engine && call != "" {
			in[label] = call
		}
	}
	return in
}
