// Package elect is the election of Raft, with terms, votes that are kept, and timers that are left to chance.
//
//	:load examples/own/elect/elect.go
//	Random(Elect, 3, "crash+partition", 100)
package elect

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	. "parley/protocol"
)

// role is what a node is.
type role int

const (
	follower role = iota
	candidate
	leader
)

func (r role) String() string { return [...]string{"follower", "candidate", "leader"}[r] }

// Term numbers the elections.
type Term uint64

// Vote answers who asks for one.
type Vote struct {
	Term Term
	Yes  bool
}

// set has an order where it is gone along.
type set[K cmp.Ordered] map[K]bool

func (s set[K]) sorted() []K { return slices.Sorted(maps.Keys(s)) }

type node struct {
	Config
	term  Term
	role  role
	voted NodeID
	votes set[NodeID]
}

// Elect is what a prompt gets to know.
var Elect = Protocol{
	Summary: "raft's election",
	New:     func(c Config) Machine { return &node{Config: c, votes: set[NodeID]{}} },
	Params:  []Param{{Name: "wait", Default: 100 * time.Millisecond, Doc: "without a leader before a node wants to be one, at least; twice as long at most"}},
	Calls:   []CallType{{Op: "Who", Result: NodeID(""), Doc: "of the leader: its name"}},
	Invariants: []Property{{Name: "Election Safety", Check: func(w *World) error {
		by := map[Term][]string{}
		Machines(w, func(id NodeID, m *node) {
			if m.role == leader {
				by[m.term] = append(by[m.term], string(id))
			}
		})
		for _, t := range slices.Sorted(maps.Keys(by)) {
			if len(by[t]) > 1 {
				return fmt.Errorf("%s lead term %d", strings.Join(by[t], " and "), t)
			}
		}
		return nil
	}}},
	Sometimes: []Property{{Name: "somebody leads", Check: func(w *World) error {
		found := false
		Machines(w, func(id NodeID, m *node) { found = found || m.role == leader })
		if !found {
			return fmt.Errorf("nobody leads")
		}
		return nil
	}}},
}

// wait begins to wait anew.
func (m *node) wait(e Event, x *Effects) {
	d := m.Duration("wait")
	x.After("wait", d+time.Duration(e.Rand().Int64N(int64(d))))
}

// become is another role, in this term or a later one.
func (m *node) become(t Term, r role, x *Effects) {
	if t > m.term {
		m.term, m.voted = t, ""
	}
	m.role = r
	x.Note(fmt.Sprintf("%v of term %d", r, m.term))
}

// keep makes that a vote is never given twice, whatever crashes.
func (m *node) keep(x *Effects) {
	x.Persist("term", m.term)
	x.Persist("voted", m.voted)
}

func (m *node) Step(e Event) (x Effects) {
	switch e.Kind {
	case Start:
		if t, ok := e.Stored["term"].(Term); ok {
			m.term = t
		}
		m.voted, _ = e.Stored["voted"].(NodeID)
		m.wait(e, &x)
	case Timeout:
		if m.role == leader {
			x.SendEach(m.Others(), "beat", m.term)
			x.After("wait", m.Duration("wait")/2)
			break
		}
		m.become(m.term+1, candidate, &x)
		m.voted = m.Self
		m.votes = set[NodeID]{m.Self: true}
		m.keep(&x)
		x.SendEach(m.Others(), "ask", m.term)
		m.wait(e, &x)
	case Request:
		if m.role != leader {
			x.Refuse(e.Call.ID, "I do not lead")
			break
		}
		x.Answer(e.Call.ID, m.Self)
	case Receive:
		switch b := e.Message.Body.(type) {
		case Term:
			if b > m.term {
				m.become(b, follower, &x)
				m.keep(&x)
			}
			if e.Message.Kind == "beat" && b == m.term {
				m.wait(e, &x)
				break
			}
			if e.Message.Kind == "ask" {
				yes := b == m.term && (m.voted == "" || m.voted == e.Message.From)
				if yes {
					m.voted = e.Message.From
					m.keep(&x)
				}
				x.Send(e.Message.From, "vote", &Vote{m.term, yes})
			}
		case *Vote:
			if m.role == candidate && b.Term == m.term && b.Yes {
				m.votes[e.Message.From] = true
				if len(m.votes.sorted()) >= m.Quorum() {
					m.become(m.term, leader, &x)
					x.Tell(FactLeader, m.Self)
					x.SendEach(m.Others(), "beat", m.term)
					x.After("wait", m.Duration("wait")/2)
				}
			}
		}
	}
	return x
}
