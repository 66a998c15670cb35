// Package mutex lets one node in at a time, without a coordinator: who wants to enter asks all the others (Ricart and Agrawala 1981).
//
//	:load mutex.go
//	Explore(Mutex, 2)
package mutex

import (
	"fmt"

	. "parley/protocol"
)

// Ask is sent to all others by who wants to enter. The smaller number goes first.
type Ask struct {
	Number uint64
}

type node struct {
	Config
	clock   uint64   // the largest number that this node has seen
	call    uint64   // the Lock that waits here; 0: none
	number  uint64   // of our Ask, while we wait or are in
	granted int      // how many of the others have let us
	in      bool     // the checks look at this one
	later   []NodeID // who has asked and gets our grant when we leave
}

// Mutex is what a prompt gets to know.
var Mutex = Protocol{
	Summary:    "who wants to enter asks all the others",
	Source:     "Ricart and Agrawala, An optimal algorithm for mutual exclusion in computer networks, 1981",
	New:        func(c Config) Machine { return &node{Config: c} },
	Calls:      []CallType{{Op: "Lock", Doc: "waits until this node may enter"}, {Op: "Unlock", Doc: "leaves"}},
	Invariants: []Property{{Name: "mutual exclusion", Doc: "two nodes are never in at once", Check: oneIn}},
}

func oneIn(w *World) error {
	var in []NodeID
	Machines(w, func(id NodeID, m *node) {
		if m.in {
			in = append(in, id)
		}
	})
	if len(in) > 1 {
		return fmt.Errorf("%v are in at once", in)
	}
	return nil
}

func (m *node) Step(e Event) (x Effects) {
	switch e.Kind {
	case Request:
		switch {
		case e.Call.Op == "Lock" && m.call == 0 && !m.in:
			m.clock++
			m.call, m.number, m.granted = e.Call.ID, m.clock, 0
			x.SendEach(m.Others(), "ask", Ask{m.number})
		case e.Call.Op == "Unlock" && m.in:
			m.in = false
			x.Answer(e.Call.ID, nil)
			x.SendEach(m.later, "grant", nil)
			m.later = nil
		default:
			x.Refuse(e.Call.ID, "not now")
		}
	case Receive:
		from := e.Message.From
		switch e.Message.Kind {
		case "ask":
			ask := e.Message.Body.(Ask)
			m.clock = max(m.clock, ask.Number)
			if m.goesFirst(ask, from) {
				m.later = append(m.later, from)
			} else {
				x.Send(from, "grant", nil)
			}
		case "grant":
			if m.granted++; m.granted == len(m.Others()) {
				m.in = true
				x.Answer(m.call, nil)
				m.call = 0
			}
		}
	}
	return x
}

// goesFirst says whether this node enters, or is in, before the one that has sent the ask.
func (m *node) goesFirst(ask Ask, from NodeID) bool {
	if m.number == ask.Number {
		return m.in || m.call != 0 && m.Self < from
	}
	return m.in || m.call != 0 && m.number < ask.Number
}
