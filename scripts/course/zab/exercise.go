// Package zab broadcasts changes in one order: a leader proposes them, a quorum has them on disk, all deliver them, and the next leader loses none (Junqueira, Reed
// and Serafini 2011).
//
//	:load zab.go
//	s := Sim(Zab, 3)
package zab

import (
	"fmt"
	"slices"

	. "parley/protocol"
)

// Txn is a change. Its zxid is (Epoch, Counter).
type Txn struct {
	Epoch, Counter int
	Value          string
}

// Candidate asks for the promise to follow no leader of an older epoch.
type Candidate struct{ Epoch int }

// Promise says what who follows has, and under which leader it got that.
type Promise struct {
	Epoch, Accepted int
	History         []Txn
}

// Takeover is the history of a new leader.
type Takeover struct {
	Epoch   int
	History []Txn
}

// Proposal is the next change.
type Proposal struct {
	Epoch, Before int // how many changes come before it
	Txn           Txn
}

// UpTo is how many changes somebody has, or may deliver.
type UpTo struct{ Epoch, Count int }

type node struct {
	Config
	promised  int   // f.p of the paper: this node follows no leader of an older epoch
	accepted  int   // f.a: the epoch of the leader whose history this is
	history   []Txn // all three are on disk; the checks look at the history,
	delivered int   // at how much of it was delivered since this node started,
	leads     int   // and at the epoch that this node leads, or wants to; 0: none

	// Of a leader:
	follows map[NodeID]bool // who has promised to
	best    Promise         // phase 1: the most recent history that it has heard of
	begins  int             // how long its history was when it took it over
	acked   map[NodeID]int  // phases 2 and 3: how many changes of its history who follows has on disk; nil: phase 1
	told    int             // how many may be delivered, as all were told; -1: they were told nothing
}

// Zab is what a prompt gets to know.
var Zab = Protocol{
	Summary: "changes in one order, whoever leads",
	Source:  "Junqueira, Reed and Serafini, Zab: High-performance broadcast for primary-backup systems, 2011, section 5",
	New:     func(c Config) Machine { return &node{Config: c} },
	Calls: []CallType{
		{Op: "Lead", Names: []string{"epoch"}, Args: []any{0}, Doc: "this node is to lead from now on; it does not wait until it does"},
		{Op: "Broadcast", Names: []string{"value"}, Args: []any{""}, Doc: "at the leader: proposes a change; it does not wait until it is delivered"},
		{Op: "Delivered", Result: []string{}, Doc: "what this node has delivered, in order"},
	},
	Network:    "fifo", // as TCP has it; but messages may be lost with their connection
	Invariants: []Property{{Name: "agreement", Doc: "all deliver a beginning of one sequence", Check: agree}},
	Explore: func(nodes []NodeID) []CallAt {
		first, last := nodes[0], nodes[len(nodes)-1]
		return []CallAt{
			{Node: first, Op: "Lead", Args: []any{1}}, {Node: first, Op: "Broadcast", Args: []any{"x"}},
			{Node: last, Op: "Lead", Args: []any{2}}, {Node: last, Op: "Broadcast", Args: []any{"y"}},
		}
	},
	Workload: func(w *World, at NodeID, n int, random func(int) int) (string, []any) {
		if random(3) == 0 {
			return "Lead", []any{n}
		}
		return "Broadcast", []any{string(rune('a' + n%26))}
	},
}

func agree(w *World) (err error) {
	var longest []Txn
	Machines(w, func(id NodeID, m *node) {
		for i, t := range m.history[:min(m.delivered, len(m.history))] {
			if i == len(longest) {
				longest = append(longest, t)
			} else if t != longest[i] {
				err = fmt.Errorf("%s delivers %q where another one delivers %q", id, t.Value, longest[i].Value)
			}
		}
	})
	return err
}

func (m *node) Step(e Event) (x Effects) {
	switch e.Kind {
	case Start:
		m.promised, _ = e.Stored["promised"].(int)
		m.accepted, _ = e.Stored["accepted"].(int)
		m.history, _ = e.Stored["history"].([]Txn)
	case Request:
		m.request(e.Call, &x)
	case Receive:
		from := e.Message.From
		switch body := e.Message.Body.(type) {
		case Candidate:
			if !m.late("candidate", body.Epoch) {
				m.leads = 0
				m.promise(body.Epoch, &x)
				x.Send(from, "promise", Promise{body.Epoch, m.accepted, m.history})
			}
		case Takeover:
			if !m.late("takeover", body.Epoch) {
				m.takeOver(from, body, &x)
			}
		case Proposal:
			if !m.late("proposal", body.Epoch) {
				m.proposed(from, body, &x)
			}
		case Promise:
			if body.Epoch == m.leads {
				m.promisedBy(from, body, &x)
			}
		case UpTo:
			switch {
			case e.Message.Kind == "ack" && body.Epoch == m.leads:
				m.ackedBy(from, body.Count, &x)
			case e.Message.Kind == "commit" && body.Epoch == m.accepted:
				m.deliver(body.Count, &x)
			}
		}
	}
	return x
}

func (m *node) request(c Call, x *Effects) {
	switch {
	case c.Op == "Delivered":
		values := []string{}
		for _, t := range m.history[:m.delivered] {
			values = append(values, t.Value)
		}
		x.Answer(c.ID, values)
	case c.Op == "Lead" && c.Args[0].(int) > m.promised: // phase 1, discovery
		x.Answer(c.ID, nil)
		m.leads, m.acked, m.told = c.Args[0].(int), nil, -1
		m.follows, m.best = map[NodeID]bool{}, Promise{m.leads, m.accepted, m.history}
		m.promise(m.leads, x)
		x.SendEach(m.Others(), "candidate", Candidate{m.leads})
		m.promisedBy(m.Self, m.best, x)
	case c.Op == "Broadcast" && m.leads != 0 && m.told >= 0: // phase 3, broadcast
		x.Answer(c.ID, nil)
		p := Proposal{m.leads, len(m.history), Txn{m.leads, len(m.history) - m.begins + 1, c.Args[0].(string)}}
		m.keep(append(slices.Clone(m.history), p.Txn), x)
		x.SendEach(m.followers(), "proposal", p)
		m.ackedBy(m.Self, len(m.history), x)
	default:
		x.Refuse(c.ID, "not here, or not now")
	}
}

// followers are the others that have promised to follow this leader.
func (m *node) followers() []NodeID {
	return slices.DeleteFunc(m.Others(), func(id NodeID) bool { return !m.follows[id] })
}

// promise writes down which leaders this node will not follow any more.
func (m *node) promise(epoch int, x *Effects) {
	m.promised = epoch
	x.Persist("promised", epoch)
}

// keep writes the history down. What is written is not changed any more.
func (m *node) keep(history []Txn, x *Effects) {
	m.history = history
	x.Persist("history", history)
}

// deliver is where the changes up to there are done.
func (m *node) deliver(count int, x *Effects) {
	for m.delivered < min(count, len(m.history)) {
		x.Note("delivers " + m.history[m.delivered].Value)
		m.delivered++
	}
}

// late says whether a message of a leader comes too late, since this node has promised to follow another one.
func (m *node) late(kind string, epoch int) bool {
	// Blank 1: an older leader may not have heard of the newer one. And in one epoch this node must follow one leader alone.
	return false
}

// promisedBy is a promise, at who wants to lead. When a quorum has made it, it takes over the most recent of their histories: phase 2, synchronisation.
func (m *node) promisedBy(id NodeID, p Promise, x *Effects) {
	m.follows[id] = true
	if m.acked != nil { // it comes late, and gets what there is now
		x.Send(id, "takeover", Takeover{m.leads, m.history})
		return
	}
	if moreRecent(p, m.best) {
		m.best = p
	}
	if len(m.follows) < m.Quorum() {
		return
	}
	x.SendEach(m.followers(), "takeover", Takeover{m.leads, m.best.History})
	m.begins, m.acked = len(m.best.History), map[NodeID]int{}
	m.takeOver(m.Self, Takeover{m.leads, m.best.History}, x)
}

// moreRecent says which of two histories a leader must take over.
func moreRecent(a, b Promise) bool {
	// Blank 2: nothing that may have been delivered must be lost. Which of the two knows more?
	return false
}

// takeOver is where this node gets the history of its leader.
func (m *node) takeOver(from NodeID, t Takeover, x *Effects) {
	// Blank 3: from now on this node has what its leader has. What becomes of changes that only this node has?
	if len(t.History) > len(m.history) {
		m.keep(t.History, x)
	}
	m.accepted = t.Epoch
	x.Persist("accepted", t.Epoch)
	m.ack(from, t.Epoch, x)
}

// proposed is a proposal of the leader.
func (m *node) proposed(from NodeID, p Proposal, x *Effects) {
	// Blank 4: does it come right after what this node has? Messages before it may have been lost.
	m.keep(append(slices.Clone(m.history), p.Txn), x)
	m.ack(from, p.Epoch, x)
}

// ack says how much of the leader's history this node has on disk.
func (m *node) ack(leader NodeID, epoch int, x *Effects) {
	if leader == m.Self {
		m.ackedBy(m.Self, len(m.history), x)
	} else {
		x.Send(leader, "ack", UpTo{epoch, len(m.history)})
	}
}

// ackedBy is how much of the leader's history somebody has. The leader delivers what it may, and tells who follows.
func (m *node) ackedBy(id NodeID, count int, x *Effects) {
	_, before := m.acked[id]
	m.acked[id] = count
	n, to := m.committed(), m.followers()
	if n < m.begins || n == m.told && before {
		return // it has not even what it took over, and does not lead yet; or it is known
	}
	if n == m.told {
		to = []NodeID{id} // which comes late
	}
	m.told = n
	m.deliver(n, x)
	if n > 0 {
		x.SendEach(to, "commit", UpTo{m.leads, n})
	}
}

// committed is how many changes of its history a leader may deliver, the first ones of it; -1: it must not lead yet.
func (m *node) committed() int {
	// Blank 5: a change may be delivered when a quorum has it, and all before it, on disk. See m.acked and m.Quorum().
	return len(m.history)
}
