// Package election finds a leader among nodes in a ring, each of which talks to the next one alone (Chang and Roberts 1979).
//
//	:load election.go
//	Explore(Ring, 3)
package election

import (
	"fmt"

	. "parley/protocol"
)

type node struct {
	Config
	leader NodeID // the checks look at this one; "": not known yet
	tried  bool   // our own name is, or was, on its way around
}

// Ring is what a prompt gets to know.
var Ring = Protocol{
	Summary: "the node with the greatest name leads",
	Source:  "Chang and Roberts, An improved algorithm for decentralized extrema-finding in circular configurations of processes, 1979",
	New:     func(c Config) Machine { return &node{Config: c} },
	Calls:   []CallType{{Op: "Elect", Doc: "holds an election; it does not wait for its end"}},
	Invariants: []Property{{Name: "one leader", Doc: "no two nodes follow different ones", Check: func(w *World) error {
		var one, by NodeID
		var err error
		Machines(w, func(id NodeID, m *node) {
			if m.leader != "" && one != "" && m.leader != one {
				err = fmt.Errorf("%s follows %s, and %s follows %s", by, one, id, m.leader)
			}
			if m.leader != "" {
				one, by = m.leader, id
			}
		})
		return err
	}}},
}

// next is the node after this one in the ring: after the last comes the first.
func (m *node) next() NodeID {
	for i, id := range m.Nodes {
		if id == m.Self {
			return m.Nodes[(i+1)%len(m.Nodes)]
		}
	}
	return m.Self
}

func (m *node) Step(e Event) (x Effects) {
	switch {
	case e.Kind == Request:
		x.Answer(e.Call.ID, nil)
		if !m.tried {
			m.try(&x)
		}
	case e.Kind == Receive && e.Message.Kind == "candidate":
		m.candidate(e.Message.Body.(NodeID), &x)
	case e.Kind == Receive && e.Message.Kind == "leader":
		if m.leader = e.Message.Body.(NodeID); m.leader != m.Self {
			x.Send(m.next(), "leader", m.leader)
		}
	}
	return x
}

// try sends our own name around.
func (m *node) try(x *Effects) {
	m.tried = true
	x.Send(m.next(), "candidate", m.Self)
}

// candidate is a name that comes around.
func (m *node) candidate(id NodeID, x *Effects) {
	switch {
	case id > m.Self:
		x.Send(m.next(), "candidate", id)
	case id < m.Self && !m.tried:
		m.try(x)
	case id == m.Self:
		m.leader = m.Self
		x.Send(m.next(), "leader", m.Self)
	}
}
