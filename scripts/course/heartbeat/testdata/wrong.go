// Loses: slow, but there

// Package heartbeat finds out who is down: each node tells the others from time to time that it is there, and suspects those that it has not heard of for long.
//
//	:load heartbeat.go
//	s := Sim(Heartbeat, 3)
package heartbeat

import (
	"time"

	. "parley/protocol"
)

type node struct {
	Config
	heard map[NodeID]time.Duration // of each of the others: when its last beat came, by our own clock
}

// Heartbeat is what a prompt gets to know.
var Heartbeat = Protocol{
	Summary: "who is silent for long is suspected",
	Source:  "Chandra and Toueg, Unreliable failure detectors for reliable distributed systems, 1996, section 3",
	New:     func(c Config) Machine { return &node{Config: c} },
	Params: []Param{
		{Name: "every", Default: 100 * time.Millisecond, Doc: "how often a node beats"},
		{Name: "patience", Default: 350 * time.Millisecond, Doc: "how long a node may be silent before it is suspected"},
	},
	Calls: []CallType{
		{Op: "Suspects", Result: []NodeID{}, Doc: "whom this node takes for down, in the order of their names"},
	},
}

func (m *node) Step(e Event) (x Effects) {
	switch e.Kind {
	case Start:
		m.heard = map[NodeID]time.Duration{}
		for _, id := range m.Others() {
			m.heard[id] = e.At
		}
		m.beat(&x)
	case Timeout:
		m.beat(&x)
	case Receive:
		m.heard[e.Message.From] = e.At
	case Request:
		x.Answer(e.Call.ID, m.suspects(e.At))
	}
	return x
}

// beat tells all others that we are there.
func (m *node) beat(x *Effects) {
	x.SendEach(m.Others(), "beat", nil)
	x.After("beat", m.Duration("every"))
}

// suspects are those that have been silent for too long.
func (m *node) suspects(now time.Duration) (all []NodeID) {
	for _, id := range m.Others() { // in the order of their names
		if now-m.heard[id] > m.Duration("every") {
			all = append(all, id)
		}
	}
	return all
}
