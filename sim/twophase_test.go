package sim

import (
	"fmt"
	"slices"

	"parley/protocol"
)

// twophase is the module TwoPhase of Gray and Lamport's "Consensus on Transaction Commit" (section 4): a transaction manager and its
// resource managers, of which nothing is modelled but who knows what. What a manager does by itself is a timer: it may go off at any time.
type twophase struct {
	cfg      protocol.Config
	State    string
	Prepared []protocol.NodeID // of the transaction manager: tmPrepared, sorted
}

func (m *twophase) isTM() bool { return m.cfg.Self == m.cfg.Nodes[0] }

func twophaseProtocol() *protocol.Protocol {
	return &protocol.Protocol{
		Name:     "twophase",
		Summary:  "two-phase commit as Gray and Lamport specify it: n1 is the transaction manager, the others are resource managers",
		Source:   "Gray, Lamport: Consensus on Transaction Commit, ACM TODS 31 (2006), section 4 and module TwoPhase",
		New:      func(c protocol.Config) protocol.Machine { return &twophase{cfg: c} },
		MinNodes: 2,
		Network:  Set,
		Messages: []protocol.MessageType{{Kind: "Prepared"}, {Kind: "Commit"}, {Kind: "Abort"}},
		Invariants: []protocol.Property{{Name: "TCConsistent", Check: func(w *protocol.World) error {
			by := map[string]protocol.NodeID{}
			protocol.Machines(w, func(id protocol.NodeID, m *twophase) {
				if !m.isTM() {
					by[m.State] = id
				}
			})
			if by["committed"] != "" && by["aborted"] != "" {
				return fmt.Errorf("%s has committed, %s has aborted", by["committed"], by["aborted"])
			}
			return nil
		}}},
		Sometimes: []protocol.Property{all("committed"), all("aborted")},
	}
}

func all(state string) protocol.Property {
	return protocol.Property{Name: "all have " + state, Check: func(w *protocol.World) (err error) {
		protocol.Machines(w, func(id protocol.NodeID, m *twophase) {
			if m.State != state {
				err = fmt.Errorf("%s is %s", id, m.State)
			}
		})
		return err
	}}
}

func (m *twophase) Step(e protocol.Event) (x protocol.Effects) {
	if m.isTM() {
		m.stepTM(e, &x)
	} else {
		m.stepRM(e, &x)
	}
	return x
}

func (m *twophase) stepTM(e protocol.Event, x *protocol.Effects) {
	switch {
	case e.Kind == protocol.Start:
		m.State = "init"
		x.After("TMAbort", 0)
	case m.State != "init":
	case e.Kind == protocol.Receive: // TMRcvPrepared
		if rm := e.Message.From; !slices.Contains(m.Prepared, rm) {
			m.Prepared = append(m.Prepared, rm)
			slices.Sort(m.Prepared)
			if len(m.Prepared) == len(m.cfg.Nodes)-1 {
				x.After("TMCommit", 0)
			}
		}
	case e.Timer == "TMCommit":
		m.State = "committed"
		x.SendEach(m.cfg.Others(), "Commit", nil)
		x.Stop("TMAbort")
	case e.Timer == "TMAbort":
		m.State = "aborted"
		x.SendEach(m.cfg.Others(), "Abort", nil)
		x.Stop("TMCommit")
	}
}

func (m *twophase) stepRM(e protocol.Event, x *protocol.Effects) {
	switch {
	case e.Kind == protocol.Start:
		m.State = "working"
		x.After("RMPrepare", 0)
		x.After("RMChooseToAbort", 0)
		return
	case e.Timer == "RMPrepare":
		m.State = "prepared"
		x.Send(m.cfg.Nodes[0], "Prepared", nil)
	case e.Timer == "RMChooseToAbort":
		m.State = "aborted"
	case e.Message.Kind == "Commit":
		m.State = "committed"
	case e.Message.Kind == "Abort":
		m.State = "aborted"
	}
	x.Stop("RMPrepare")
	x.Stop("RMChooseToAbort")
}
