package sim

import (
	"fmt"
	"slices"
	"time"

	"parley/protocol"
)

// defaultDelay is how long a message takes, where nothing else was said, and the length of a time step of a channel's capacity.
const defaultDelay = time.Millisecond

// link is the channel from one node to another.
type link struct {
	cut       bool
	loss      float64 // the part of the messages that is lost
	duplicate float64 // and that arrives twice
	reorder   bool    // messages may overtake each other
	min, max  time.Duration
	capacity  int // messages per time step

	sent   uint64        // what chance is drawn with: what happens on one channel does not depend on the others
	last   time.Duration // when the last message arrives
	slot   time.Duration // the time step that messages leave in now
	used   int           // how many of it have left
	closed []flight      // those that wait for a capacity above 0
}

func (s *Sim) link(from, to int) *link { return &s.links[from*len(s.nodes)+to] }

// number is the index of a node or of the service, or -1.
func (s *Sim) number(id protocol.NodeID) int {
	if id == protocol.ServiceNode && len(s.nodes) > len(s.names) {
		return len(s.names)
	}
	if len(id) > 1 && id[0] == 'n' {
		n := 0
		for _, c := range id[1:] {
			n = 10*n + int(c-'0')
		}
		if n >= 1 && n <= len(s.names) && s.names[n-1] == id {
			return n - 1
		}
	}
	return slices.Index(s.names, id)
}

// send puts a message on its channel.
func (s *Sim) send(n *node, m protocol.Message) {
	to := s.number(m.To)
	kind := m.Kind
	if m.Part != "" {
		kind = m.Part + "." + kind
	}
	if _, known := s.cfg.Protocol.Message(kind); !known || to < 0 && !s.again {
		s.violate(ruleKnown, fmt.Errorf("%s sends %s to %s", n.id, kind, m.To))
		return
	}
	s.nextID++
	f := flight{id: s.nextID, from: n.i, to: to, message: m}
	if s.cfg.Strict {
		f.hash = plainHash(m.Body)
	}
	s.note(protocol.TraceEvent{Node: n.id, What: protocol.Sent, ID: f.id, Message: m})
	if s.manual {
		s.pending = append(s.pending, f)
		return
	}
	if to == n.i { // to itself: no network
		s.queue.add(event{at: s.now, node: to, flight: f})
		return
	}
	l := s.link(n.i, to)
	l.sent++
	if l.cut {
		s.drop(f, "there is no connection")
		return
	}
	if l.loss > 0 && s.draw(l, n.i, to, 1) < l.loss {
		s.drop(f, "lost")
		return
	}
	s.leave(l, f, 2)
	if l.duplicate > 0 && s.draw(l, n.i, to, 3) < l.duplicate {
		s.note(protocol.TraceEvent{Node: n.id, What: protocol.Duplicated, ID: f.id, Message: m})
		s.leave(l, f, 4)
	}
}

func (s *Sim) drop(f flight, why string) {
	s.note(protocol.TraceEvent{Node: s.nodes[f.from].id, What: protocol.Dropped, ID: f.id, Message: f.message, Text: why})
}

// draw is a random number from 0 to 1 about the last message of a channel.
func (s *Sim) draw(l *link, from, to int, what uint64) float64 {
	return float64(chance(s.cfg.Seed, uint64(from)<<16|uint64(to)|what<<40, l.sent)>>11) / (1 << 53)
}

// leave gives a message the time at which it arrives.
func (s *Sim) leave(l *link, f flight, what uint64) {
	at := s.now
	if l.capacity <= 0 {
		l.closed = append(l.closed, f)
		return
	}
	if step := s.now.Truncate(defaultDelay); step > l.slot {
		l.slot, l.used = step, 0
	}
	if l.used >= l.capacity {
		l.slot, l.used = l.slot+defaultDelay, 0
	}
	l.used++
	at = max(at, l.slot)
	at += l.min
	if l.max > l.min {
		at += time.Duration(s.draw(l, f.from, f.to, what) * float64(l.max-l.min))
	}
	if !l.reorder {
		at = max(at, l.last)
		l.last = at
	}
	s.queue.add(event{at: at, node: f.to, flight: f})
}

// restrict sets the capacity of a channel.
func (s *Sim) restrict(from, to, capacity int) {
	l := s.link(from, to)
	l.capacity = capacity
	waiting := l.closed
	l.closed = nil
	for _, f := range waiting {
		s.leave(l, f, 2)
	}
}

// deleteTimers removes the timers of a node.
func deleteTimers(all []flight, node int) []flight {
	return slices.DeleteFunc(all, func(f flight) bool { return f.timer != "" && f.to == node })
}

func deleteTimer(all []flight, node int, name string) []flight {
	return slices.DeleteFunc(all, func(f flight) bool { return f.timer == name && f.to == node })
}
