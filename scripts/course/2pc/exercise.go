// Package twopc is two-phase commit of one transaction: all nodes commit it, or none does, whatever crashes (Gray 1978).
//
//	:load 2pc.go
//	Explore(TwoPhase, 2, Crashes(1))
package twopc

import (
	"fmt"
	"time"

	. "parley/protocol"
)

// State is how far a node is.
type State string

const (
	Working   State = ""
	Ready     State = "ready" // it has voted yes, and may neither commit nor abort until it is told
	Committed State = "committed"
	Aborted   State = "aborted"
)

type node struct {
	Config
	state State           // the checks look at these two
	veto  bool            // this node will vote no
	call  uint64          // of the first node: the Commit that waits; 0: none
	yes   map[NodeID]bool // of the first node, while it collects votes: who has voted yes, itself among them
}

// TwoPhase is what a prompt gets to know. The first node coordinates.
var TwoPhase = Protocol{
	Summary: "all nodes commit, or none does",
	Source:  "Gray, Notes on data base operating systems, 1978, section 5.8.3.3",
	New:     func(c Config) Machine { return &node{Config: c} },
	Params:  []Param{{Name: "wait", Default: time.Second, Doc: "how long a node waits for votes, or for the decision"}},
	Calls: []CallType{
		{Op: "Commit", Result: "", Doc: "at the first node: what has become of the transaction"},
		{Op: "Veto", Doc: "this node votes no, if it has not voted yet"},
	},
	Invariants: []Property{{Name: "agreement", Doc: "no node commits what another one aborts", Check: agree}},
	Network:    "set", // messages may be lost, late, and come twice
	Workload: func(w *World, at NodeID, n int, random func(int) int) (string, []any) {
		if random(4) == 0 {
			return "Veto", nil
		}
		return "Commit", nil
	},
}

// agree remembers decisions: who crashes may have told others.
func agree(w *World) error {
	Machines(w, func(id NodeID, m *node) {
		if m.state == Committed || m.state == Aborted {
			w.Ghost[string(m.state)] = string(id)
		}
	})
	yes, no := w.Ghost[string(Committed)], w.Ghost[string(Aborted)]
	switch {
	case yes == nil || no == nil:
		return nil
	case yes == no:
		return fmt.Errorf("%v has decided both ways", yes)
	}
	return fmt.Errorf("%v has committed, and %v has aborted", yes, no)
}

// become is another state.
func (m *node) become(s State, x *Effects) {
	m.state = s
	// Blank 1: what a node must still know after a crash. It is read at its Start.
	x.Note(string(s))
}

// decide ends the transaction at the first node, and tells all.
func (m *node) decide(s State, x *Effects) {
	m.become(s, x)
	x.Stop("wait")
	m.yes = nil
	m.tell(m.Others(), x)
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

func (m *node) Step(e Event) (x Effects) {
	first := m.Nodes[0]
	switch e.Kind {
	case Start:
		m.state, _ = e.Stored["state"].(State)
		if m.state == Ready {
			x.After("wait", m.Duration("wait"))
		}
	case Request:
		switch {
		case e.Call.Op == "Veto" && m.state == Working && m.yes == nil:
			m.veto = true
			x.Answer(e.Call.ID, nil)
		case e.Call.Op == "Commit" && m.Self == first && m.state == Working && m.yes == nil:
			m.call = e.Call.ID
			if m.veto {
				m.decide(Aborted, &x)
				break
			}
			m.yes = map[NodeID]bool{m.Self: true}
			x.SendEach(m.Others(), "prepare", nil)
			x.After("wait", m.Duration("wait"))
		default:
			x.Refuse(e.Call.ID, "not here, or not now")
		}
	case Receive:
		m.receive(e.Message.Kind, e.Message.From, &x)
	case Timeout:
		m.timeout(first, &x)
	}
	return x
}

func (m *node) receive(kind string, from NodeID, x *Effects) {
	switch kind {
	case "prepare":
		if m.state == Working && m.veto {
			m.become(Aborted, x)
		} else if m.state == Working {
			m.become(Ready, x)
			x.After("wait", m.Duration("wait"))
		}
		switch m.state {
		case Ready:
			x.Send(from, "yes", nil)
		case Aborted:
			x.Send(from, "no", nil)
		}
	case "yes":
		if m.yes != nil {
			m.yes[from] = true
			// Blank 2: when may it be committed?
			m.decide(Committed, x)
		}
	case "no":
		if m.yes != nil {
			m.decide(Aborted, x)
		}
	case "what": // the first node is asked what has become of it
		// Blank 3: it has decided; it is still collecting votes; or it has crashed, and knows nothing any more.
	case "commit":
		m.learn(Committed, x)
	case "abort":
		m.learn(Aborted, x)
	}
}

// learn is the decision, at another node than the first.
func (m *node) learn(s State, x *Effects) {
	if m.state == Working || m.state == Ready {
		m.become(s, x)
		x.Stop("wait")
	}
}

// timeout is when the votes, or the decision, have not come in time.
func (m *node) timeout(first NodeID, x *Effects) {
	switch {
	case m.yes != nil:
		m.decide(Aborted, x)
	case m.state == Ready:
		// Blank 4: the decision has not come. This node has voted yes. What may it do alone?
		m.become(Aborted, x)
	}
}
