package dht

// Who has a lock and is alive keeps it: "a leaseholder can extend" its lease before it is over (Gray and Cheriton 1989, section 2). It asks for that when a third of it is over, so that two
// of its requests may be lost. Who stands still does not, and when it goes on the lease has ended by its own clock.

import (
	"fmt"
	"time"
)

// Held is a lock that this node has.
type Held struct {
	ID    ID
	Token int
	Until time.Duration // by the clock of this node; it begins when the request was sent, and so ends before others think it does
}

// Bodies of messages.
type (
	// Renewal is the body of Renew.
	Renewal struct {
		ID   ID
		Key  string
		Lock ID
		Sent time.Duration // by the clock of who asks
	}
	// Renewed is the answer.
	Renewed struct {
		ID   ID
		Was  bool          // it was held
		Sent time.Duration // as in the request
	}
)

// hold begins a lease, or makes it longer.
func (m *Machine) hold(key string, h Held) {
	m.held[key] = h
	m.out.After(heldTimer+key, h.Until-m.now)
	if m.cfg.Bool("renew") {
		m.out.After(renewTimer+key, m.cfg.Duration("lease")/3)
	}
}

// renew asks for a longer lease, unless that was asked and is not answered yet.
func (m *Machine) renew(key string) {
	h, has := m.held[key]
	if !has {
		return
	}
	m.out.After(renewTimer+key, m.cfg.Duration("lease")/3)
	for _, n := range m.open() {
		if o := m.ops[n]; o.Kind == "Renew" && o.Lock.ID == h.ID {
			return
		}
	}
	m.begin(&op{Kind: "Renew", Key: key, Lock: h, Quiet: true})
}

func (m *Machine) onRenewed(b Renewed) {
	o := m.op(b.ID)
	if o == nil || o.Kind != "Renew" {
		return
	}
	m.end(o, func(uint64) {})
	h := m.held[o.Key]
	switch {
	case h.ID != o.Lock.ID:
	case !b.Was:
		m.out.Note(fmt.Sprintf("the lock of %.60q is lost", o.Key))
		m.drop(o.Key)
	default:
		h.Until = max(h.Until, b.Sent+m.cfg.Duration("lease"))
		m.hold(o.Key, h)
	}
}
