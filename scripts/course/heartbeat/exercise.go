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
		// Blank 1: of whom nothing was heard yet the patience begins now, or else it would begin at 0.
		m.beat(&x)
	case Timeout:
		m.beat(&x)
	case Receive:
		// Blank 2: somebody is there.
	case Request:
		x.Answer(e.Call.ID, m.suspects(e.At))
	}
	return x
}

// beat tells all others that we are there.
func (m *node) beat(x *Effects) {
	x.SendEach(m.Others(), "beat", nil)
	// Blank 3: and again, later.
}

// suspects are those that have been silent for too long.
func (m *node) suspects(now time.Duration) (all []NodeID) {
	for _, id := range m.Others() { // in the order of their names
		if m.heard[id] == 0 {
			// Blank 4: since when is it silent, and how long may it be?
			all = append(all, id)
		}
	}
	return all
}
