package scripts

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"time"

	"parley/node"
	"parley/node/drive"
	"parley/protocol"
	"parley/sim"
)

// This file is what a live run was: made again from what its machines have recorded, with what the script did to them in its place.

// deed is one thing that the script did, by the clock of its machine.
type deed struct {
	at    time.Time
	event protocol.TraceEvent
}

// note keeps what the script does, for the trace.
func (l *live) note(at protocol.NodeID, what protocol.Happening, text string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.done = append(l.done, deed{time.Now(), protocol.TraceEvent{Node: at, What: what, Text: text}})
}

// noted is a fault of one node that no record tells of.
func (l *live) noted(n int, f node.Fault, what protocol.Happening) error {
	err := l.fault(n, f)
	if err == nil {
		l.note(l.ids[n-1], what, "")
	}
	return err
}

// again makes the run again. Its time began at the first event, at begin by the clock of the node.
func (l *live) again() (s *sim.Sim, begin time.Duration, err error) {
	codec, err := drive.NewCodec(l.row)
	if err != nil {
		return nil, 0, err
	}
	begin = math.MaxInt64
	tapes := map[protocol.NodeID][]protocol.Taped{}
	for _, id := range l.ids {
		var b []byte
		if id == l.n.Name() {
			b, err = l.n.Tape(l.name)
		} else {
			err = l.n.CallInto(l.n.Calling().Context, id, "machine.tape", &b, l.name)
		}
		if err != nil && strings.Contains(err.Error(), "--faults") { // as the node says, which may be elsewhere
			return nil, 0, errNoTape
		}
		if err != nil {
			return nil, 0, fmt.Errorf("what %s has recorded cannot be had: %w", id, err)
		}
		if tapes[id], err = drive.ReadTape(b, codec, id); err != nil {
			return nil, 0, err
		}
		if len(tapes[id]) > 0 {
			begin = min(begin, tapes[id][0].Event.At)
		}
	}
	s, err = sim.Replay(l.row, l.params, tapes)
	return s, begin, err
}

func (l *live) Err() error {
	s, _, err := l.again()
	if err != nil {
		return err
	}
	return s.Err()
}

func (l *live) Trace() protocol.Trace {
	s, begin, err := l.again()
	if err != nil {
		return protocol.Trace{Protocol: l.row.Name, Nodes: l.ids, Events: []protocol.TraceEvent{{What: protocol.Noted, Text: err.Error()}}}
	}
	t := s.Trace()
	t.Events = slices.Clone(t.Events)
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, d := range l.done {
		e := d.event
		e.At = max(time.Duration(d.at.UnixNano())-begin, 0)
		// Before the first event that is later. What is later than all of them has made no difference; and after a violation there is nothing.
		if i := slices.IndexFunc(t.Events, func(x protocol.TraceEvent) bool { return x.At > e.At }); i >= 0 {
			t.Events = slices.Insert(t.Events, i, e)
		}
	}
	return t
}
