// Package threepc is three-phase commit of one transaction: who is up does not wait for who is down (Skeen 1981).
//
//	:load 3pc.go
//	Explore(ThreePhase, 3, Crashes(2))
package threepc

import (
	"fmt"
	"slices"
	"time"

	. "parley/protocol"
)

// State is how far a node is.
type State string

const (
	Working   State = ""
	Waiting   State = "waiting"  // it has voted yes, and does not know how the others have
	Prepared  State = "prepared" // it knows that all have voted yes
	Committed State = "committed"
	Aborted   State = "aborted"
)

type node struct {
	Config
	state State // the checks look at these two
	veto  bool  // this node will vote no

	crashed bool   // it has crashed after its vote, and takes no part any more
	call    uint64 // of the first node: the Commit that waits; 0: none

	// What this node has asked the others for: "votes", "acks" or "states"; who has not answered, and in which state those are that have.
	phase   string
	missing []NodeID
	states  map[NodeID]State
}

// ThreePhase is what a prompt gets to know. The first node coordinates.
var ThreePhase = Protocol{
	Summary: "all nodes commit, or none does, and who is up does not wait for who is down",
	Source:  "Skeen, Nonblocking commit protocols, 1981",
	New:     func(c Config) Machine { return &node{Config: c} },
	Params:  []Param{{Name: "wait", Default: time.Second, Doc: "who has not answered by then has crashed"}},
	Calls: []CallType{
		{Op: "Commit", Result: "", Doc: "at the first node: what has become of the transaction"},
		{Op: "Veto", Doc: "this node votes no, if it has not voted yet"},
		{Op: "Outcome", Result: "", Doc: "what this node knows of the transaction"},
	},
	Invariants: []Property{{Name: "agreement", Doc: "no node commits what another one aborts", Check: agree}},
	Network:    "timely", // messages are fast: a timer goes off when none is on its way
	Faults:     []string{"crash", "send"},
	Explore:    func(nodes []NodeID) []CallAt { return []CallAt{{Node: nodes[0], Op: "Commit"}} },
}

func agree(w *World) error {
	var yes, no []NodeID
	Machines(w, func(id NodeID, m *node) {
		switch m.state {
		case Committed:
			yes = append(yes, id)
		case Aborted:
			no = append(no, id)
		}
	})
	if yes != nil && no != nil {
		return fmt.Errorf("it is committed at %v and aborted at %v", yes, no)
	}
	return nil
}

func (m *node) Step(e Event) (x Effects) {
	switch e.Kind {
	case Start:
		m.state, _ = e.Stored["state"].(State)
		m.crashed = m.state == Waiting || m.state == Prepared
	case Request:
		m.request(e.Call, &x)
	case Receive:
		m.receive(e.Message, &x)
	case Timeout:
		switch e.Timer {
		case "silence":
			m.silence(&x)
		case m.phase:
			m.collected(&x)
		}
	}
	return x
}

func (m *node) request(c Call, x *Effects) {
	switch {
	case c.Op == "Outcome":
		x.Answer(c.ID, string(m.state))
	case c.Op == "Veto" && m.state == Working:
		m.veto = true
		x.Answer(c.ID, nil)
	case c.Op == "Commit" && m.Self == m.Nodes[0] && m.state == Working:
		m.call = c.ID
		if m.veto {
			m.decide(Aborted, x)
			break
		}
		m.become(Waiting, x)
		x.SendEach(m.Others(), "prepare", nil)
		m.await("votes", m.Others(), x)
	default:
		x.Refuse(c.ID, "not here, or not now")
	}
}

func (m *node) receive(msg Message, x *Effects) {
	from := msg.From
	switch msg.Kind {
	case "prepare": // can you commit?
		switch {
		case m.state != Working:
		case m.veto:
			m.become(Aborted, x)
			x.Send(from, "no", nil)
		default:
			m.become(Waiting, x)
			x.Send(from, "yes", nil)
			m.listen(x)
		}
	case "precommit": // all have voted yes
		if m.state == Waiting && !m.crashed {
			m.become(Prepared, x)
			x.Send(from, "ready", nil)
			m.listen(x)
		}
	case "commit":
		m.learn(Committed, x)
	case "abort":
		m.learn(Aborted, x)
	case "state": // how far are you?
		switch {
		case m.crashed:
		case m.state == Working: // without the vote of this node nobody has committed
			m.become(Aborted, x)
			m.tell([]NodeID{from}, x)
		case m.state == Committed || m.state == Aborted:
			m.tell([]NodeID{from}, x)
		default:
			x.Send(from, "is", m.state)
			m.listen(x)
		}
	case "no":
		if m.phase == "votes" {
			m.decide(Aborted, x)
		}
	case "yes":
		m.answered("votes", from, Waiting, x)
	case "ready":
		m.answered("acks", from, Prepared, x)
	case "is":
		m.answered("states", from, msg.Body.(State), x)
	}
}

// become is another state. It is on disk before any message of this step leaves.
func (m *node) become(s State, x *Effects) {
	m.state = s
	x.Persist("state", s)
}

// decide ends the transaction, and tells all.
func (m *node) decide(s State, x *Effects) {
	m.learn(s, x)
	m.tell(m.Others(), x)
}

// learn is a decision, of this node or of another one.
func (m *node) learn(s State, x *Effects) {
	if m.state == Committed || m.state == Aborted {
		return
	}
	m.become(s, x)
	x.Stop("silence")
	x.Stop(m.phase)
	m.phase, m.missing, m.states = "", nil, nil
	if m.call != 0 {
		x.Answer(m.call, string(s))
		m.call = 0
	}
}

// tell tells the decision.
func (m *node) tell(to []NodeID, x *Effects) {
	if m.state == Committed {
		x.SendEach(to, "commit", nil)
	} else {
		x.SendEach(to, "abort", nil)
	}
}

// await waits for the answers of those that were asked.
func (m *node) await(phase string, asked []NodeID, x *Effects) {
	m.phase, m.missing, m.states = phase, slices.Clone(asked), map[NodeID]State{}
	x.Stop("silence")
	x.After(phase, m.Duration("wait"))
}

// answered is one of them.
func (m *node) answered(phase string, from NodeID, s State, x *Effects) {
	i := slices.Index(m.missing, from)
	if i < 0 || m.phase != phase {
		return
	}
	m.missing = slices.Delete(m.missing, i, i+1)
	m.states[from] = s
	if len(m.missing) == 0 {
		x.Stop(phase)
		m.collected(x)
	}
}

// listen begins to wait for who coordinates. Each node waits for longer than the one before it, so that there is one who notices first.
func (m *node) listen(x *Effects) {
	before := slices.Index(m.Nodes, m.Self)
	x.After("silence", time.Duration(1+2*before)*m.Duration("wait"))
}

// collected is when all have answered but those that have crashed: the missing.
func (m *node) collected(x *Effects) {
	switch m.phase {
	case "votes":
		if len(m.missing) > 0 {
			m.decide(Aborted, x)
			break
		}
		// Blank 1: all have voted yes, and only this node knows it. If it commits, tells one of them and crashes: what can the others know?
		m.decide(Committed, x)
	case "acks": // answers to precommit
		// Blank 2: who is missing has crashed, and may have been told that all have voted yes, or not.
		if len(m.missing) > 0 {
			m.decide(Aborted, x)
			break
		}
		m.decide(Committed, x)
	case "states":
		// Blank 4: this node has taken the place of who coordinates. Its own state is in m.state, and m.states has those of the others that have
		// answered. May somebody have committed already, who does not answer any more? May somebody have aborted?
		m.decide(Aborted, x)
	}
}

// silence is when who coordinates has not been heard in time, and so has crashed.
func (m *node) silence(x *Effects) {
	// Blank 3: this node has voted yes. The others may know more.
	if m.state == Prepared {
		m.learn(Committed, x)
	} else {
		m.learn(Aborted, x)
	}
}
