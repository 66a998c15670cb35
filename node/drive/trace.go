package drive

import (
	"fmt"
	"sync"
	"time"

	"parley/protocol"
)

// ring keeps the last of what happened, to look at.
type ring struct {
	mu   sync.Mutex
	size int
	last []protocol.TraceEvent
	next int // how many there were
}

func (t *ring) add(e protocol.TraceEvent) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if len(t.last) < t.size {
		t.last = append(t.last, e)
	} else {
		t.last[t.next%t.size] = e
	}
	t.next++
}

func (t *ring) input(in *input) {
	e := protocol.TraceEvent{At: in.event.At, ID: in.id, Message: in.event.Message, Call: in.event.Call, Timer: in.event.Timer, Fact: in.event.Fact}
	switch in.event.Kind {
	case protocol.Start:
		e.What = protocol.Started
	case protocol.Receive:
		e.What = protocol.Received
	case protocol.Timeout:
		e.What = protocol.TimedOut
	case protocol.Request:
		e.What = protocol.Called
	case protocol.Learn:
		e.What, e.Text = protocol.Noted, "learns "+e.Fact.Name+" = "+fmt.Sprint(e.Fact.Value)
	}
	t.add(e)
}

func (t *ring) effects(at time.Duration, x protocol.Effects) {
	for _, w := range x.Writes {
		t.add(protocol.TraceEvent{At: at, What: protocol.Stored, Write: w})
	}
	for _, f := range x.Facts {
		t.add(protocol.TraceEvent{At: at, What: protocol.Told, Fact: f})
	}
	for _, n := range x.Notes {
		t.add(protocol.TraceEvent{At: at, What: protocol.Noted, Text: n})
	}
}

func (t *ring) message(at time.Duration, what protocol.Happening, id uint64, m protocol.Message, why string) {
	t.add(protocol.TraceEvent{At: at, What: what, ID: id, Message: m, Text: why})
}

// Trace is the last of what happened at this node, at times since 1970 by its clock.
func (d *Driver) Trace() []protocol.TraceEvent {
	t := &d.ring
	t.mu.Lock()
	defer t.mu.Unlock()
	all := make([]protocol.TraceEvent, 0, len(t.last))
	for i := range t.last {
		at := i
		if len(t.last) == t.size {
			at = (t.next + i) % t.size
		}
		e := t.last[at]
		e.Node = d.cfg.Self
		all = append(all, e)
	}
	return all
}
