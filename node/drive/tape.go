package drive

import (
	"fmt"
	"sync"
	"time"

	"parley/protocol"
)

// tape keeps the last of what happened.
type tape struct {
	mu     sync.Mutex
	size   int
	ring   []protocol.TraceEvent
	next   int // how many there were
	events []protocol.Event
	keep   bool // all events, to play them again
}

func (t *tape) add(e protocol.TraceEvent) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if len(t.ring) < t.size {
		t.ring = append(t.ring, e)
	} else {
		t.ring[t.next%t.size] = e
	}
	t.next++
}

func (t *tape) input(in *input) {
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
	t.mu.Lock()
	if t.keep {
		t.events = append(t.events, in.event)
	}
	t.mu.Unlock()
}

func (t *tape) effects(at time.Duration, x protocol.Effects) {
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

func (t *tape) message(at time.Duration, what protocol.Happening, id uint64, m protocol.Message, why string) {
	t.add(protocol.TraceEvent{At: at, What: what, ID: id, Message: m, Text: why})
}

// Trace is the last of what happened at this node, at times since 1970 by its clock.
func (d *Driver) Trace() []protocol.TraceEvent {
	d.tape.mu.Lock()
	defer d.tape.mu.Unlock()
	all := make([]protocol.TraceEvent, 0, len(d.tape.ring))
	for i := range d.tape.ring {
		e := d.tape.ring[(d.tape.next+i)%len(d.tape.ring)]
		if len(d.tape.ring) < d.tape.size {
			e = d.tape.ring[i]
		}
		e.Node = d.cfg.Self
		all = append(all, e)
	}
	return all
}
