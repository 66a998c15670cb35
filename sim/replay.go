package sim

import (
	"fmt"
	"math"
	"slices"
	"time"

	"parley/protocol"
)

// Replay makes the steps of a live run again from the tapes of its machines, one tape for each node, and checks the protocol's
// properties after each. What comes out has the trace, the history and the verdict of the run; nothing more can be done to it.
//
// The events of all nodes are put in the order of their clocks, but no message is received before it was sent.
func Replay(p *protocol.Protocol, params map[string]any, tapes map[protocol.NodeID][]protocol.Taped) (*Sim, error) {
	s := &Sim{cfg: Config{Protocol: p, MaxEvents: math.MaxInt}, met: make([]bool, len(p.Sometimes)), manual: true, again: true}
	s.world.Ghost = map[string]any{}
	for id := range tapes {
		s.names = append(s.names, id)
	}
	slices.Sort(s.names)
	if err := s.cfg.validate(); err != nil {
		return nil, err
	}
	r := &replay{s: s, sent: map[messageKey]uint64{}}
	first := time.Duration(math.MaxInt64)
	for i, id := range s.names {
		cfg, err := p.Configure(id, s.names, params)
		if err != nil {
			return nil, err
		}
		s.nodes = append(s.nodes, &node{i: i, id: id, cfg: cfg, disk: map[string]any{}, rate: 1})
		s.world.Nodes = append(s.world.Nodes, protocol.NodeState{ID: id})
		r.tapes = append(r.tapes, tapes[id])
		r.last = append(r.last, 0)
		if len(tapes[id]) > 0 {
			first = min(first, tapes[id][0].Event.At)
		}
	}
	if p.Service != nil { // what it answered is on the tapes
		s.nodes = append(s.nodes, &node{i: len(s.names), id: protocol.ServiceNode})
	}
	s.supervise(func() {
		for s.violation == nil {
			i := r.next()
			if i < 0 {
				return
			}
			t := r.tapes[i][0]
			r.tapes[i] = r.tapes[i][1:]
			s.now, s.instant = max(s.now, t.Event.At-first), 0
			if err := r.one(s.nodes[i], t); err != nil {
				s.violate(ruleKnown, err)
			}
		}
	})
	return s, nil
}

// replay is a run that is made again.
type replay struct {
	s     *Sim
	tapes [][]protocol.Taped
	last  []uint64              // of each node the id of its last message
	sent  map[messageKey]uint64 // what a message is called in the trace
}

type messageKey struct {
	from protocol.NodeID
	id   uint64
}

// next is the node whose first event is next: the earliest of those that do not wait for a message to be sent, or the earliest of
// all if they wait for each other. It is -1 at the end.
func (r *replay) next() int {
	best, free := -1, false
	for i, tape := range r.tapes {
		if len(tape) == 0 {
			continue
		}
		f := !r.waits(tape[0])
		if best < 0 || f && !free || f == free && tape[0].Event.At < r.tapes[best][0].Event.At {
			best, free = i, f
		}
	}
	return best
}

// waits says whether an event is the arrival of a message that another node has yet to send.
func (r *replay) waits(t protocol.Taped) bool {
	if t.Event.Kind != protocol.Receive {
		return false
	}
	from := slices.Index(r.s.names, t.Event.Message.From)
	_, sent := r.sent[messageKey{t.Event.Message.From, t.ID}]
	return from >= 0 && !sent && len(r.tapes[from]) > 0
}

// one makes one step again.
func (r *replay) one(n *node, t protocol.Taped) error {
	s, e := r.s, t.Event
	switch {
	case t.What == protocol.Crashed && n.machine != nil:
		s.down(n, t.Text)
		s.check(nil)
	case t.What == protocol.Dropped:
		id := r.sent[messageKey{n.id, t.ID}]
		i := slices.IndexFunc(s.trace, func(e protocol.TraceEvent) bool { return e.What == protocol.Sent && e.ID == id })
		if i >= 0 {
			s.drop(flight{id: id, from: n.i, message: s.trace[i].Message}, t.Text)
		}
	}
	if t.What != 0 {
		return nil
	}
	if e.Kind == protocol.Start {
		if n.machine != nil {
			s.down(n, "")
		}
		if n.disk = plainCopy(e.Stored); n.disk == nil {
			n.disk = map[string]any{}
		}
		if !s.build(n, s.cfg.Protocol.New) {
			return nil
		}
		n.timers = map[string]uint64{}
		s.world.Nodes[n.i] = protocol.NodeState{ID: n.id, Up: true, Machine: n.machine, Stored: n.disk}
		r.last[n.i] = t.ID
	}
	if n.machine == nil {
		return fmt.Errorf("the tape of %s does not begin with a start", n.id)
	}
	switch e.Kind {
	case protocol.Start:
		s.note(protocol.TraceEvent{Node: n.id, What: protocol.Started})
	case protocol.Receive:
		key := messageKey{e.Message.From, t.ID}
		if t.ID == 0 || r.sent[key] == 0 { // from the service, which has no tape, or from before the record
			s.nextID++
			r.sent[key] = s.nextID
		}
		s.note(protocol.TraceEvent{Node: n.id, What: protocol.Received, ID: r.sent[key], Message: e.Message})
	case protocol.Timeout:
		s.note(protocol.TraceEvent{Node: n.id, What: protocol.TimedOut, Timer: e.Timer})
	case protocol.Request:
		s.history = append(s.history, Operation{Node: n.id, Call: e.Call, Start: s.now})
		s.note(protocol.TraceEvent{Node: n.id, What: protocol.Called, Call: e.Call})
	case protocol.Learn:
		s.note(protocol.TraceEvent{Node: n.id, What: protocol.Noted, Text: "learns " + e.Fact.Name + " = " + plainText(e.Fact.Value)})
	}
	x, ok := s.run(n, e)
	if !ok {
		return nil
	}
	from := s.nextID
	s.apply(n, x)
	s.pending = s.pending[:0] // what arrives is on the tapes
	for id := from + 1; id <= s.nextID; id++ {
		r.last[n.i]++
		r.sent[messageKey{n.id, r.last[n.i]}] = id
	}
	s.check(x.Replies)
	return nil
}
