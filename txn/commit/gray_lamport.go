package commit

// This file is a specification, not a protocol to run: the one by which explorers are compared.

import (
	"fmt"
	"slices"
	"time"

	"parley/protocol"
)

// manager is a machine of the module TwoPhase of Gray and Lamport's "Consensus on Transaction Commit" (section 4): a transaction manager and its
// resource managers, of which nothing is modelled but who knows what. What a manager does by itself is a timer: it may go off at any time.
type manager struct {
	cfg      protocol.Config
	State    string
	Prepared []protocol.NodeID // of the transaction manager: tmPrepared, sorted
}

func (m *manager) isTM() bool { return m.cfg.Self == m.cfg.Nodes[0] }

// GrayLamport is two-phase commit as a specification has it, to explore: with as many resource managers as the paper's readers do, the
// explorer finds as many states. Messages are a set: what was sent once may be received at any time, any number of times.
func GrayLamport() *protocol.Protocol {
	return &protocol.Protocol{
		Name:    "twophase",
		Summary: "two-phase commit as Gray and Lamport specify it: n1 is the transaction manager, the others are resource managers",
		Source:  "Gray, Lamport: Consensus on Transaction Commit, ACM TODS 31 (2006), section 4 and module TwoPhase",
		New:     func(c protocol.Config) protocol.Machine { return &manager{cfg: c} },
		About: "The specification that is often used to show what a model checker does, without timers, crashes or a disk. It is there to compare the explorer with others: with three " +
			"resource managers it has 288 distinct states. What runs live is 2pc.",
		Demos:    []protocol.Demo{{Command: "check twophase -n 4", Doc: "states: 288"}},
		MinNodes: 2,
		Network:  "set",
		Messages: []protocol.MessageType{{Kind: "Prepared"}, {Kind: "Commit"}, {Kind: "Abort"}},
		Invariants: []protocol.Property{{Name: "TCConsistent", Check: func(w *protocol.World) error {
			by := map[string]protocol.NodeID{}
			protocol.Machines(w, func(id protocol.NodeID, m *manager) {
				if !m.isTM() {
					by[m.State] = id
				}
			})
			if by["committed"] != "" && by["aborted"] != "" {
				return fmt.Errorf("%s has committed, %s has aborted", by["committed"], by["aborted"])
			}
			return nil
		}}},
		// A manager stores nothing, so that it must not crash.
		Faults:    []string{"partition", "oneway", "loss", "duplicate", "reorder", "delay", "capacity", "pause", "drift"},
		Sometimes: []protocol.Property{allHave("committed"), allHave("aborted")},
	}
}

func allHave(state string) protocol.Property {
	return protocol.Property{Name: "all have " + state, Check: func(w *protocol.World) (err error) {
		protocol.Machines(w, func(id protocol.NodeID, m *manager) {
			if m.State != state {
				err = fmt.Errorf("%s is %s", id, m.State)
			}
		})
		return err
	}}
}

func (m *manager) Step(e protocol.Event) (x protocol.Effects) {
	if m.isTM() {
		m.stepTM(e, &x)
	} else {
		m.stepRM(e, &x)
	}
	return x
}

// soon is when something happens by itself. To the explorer any time is right.
func soon(e protocol.Event) time.Duration { return time.Duration(e.Rand().IntN(50)) * time.Millisecond }

func (m *manager) stepTM(e protocol.Event, x *protocol.Effects) {
	switch {
	case e.Kind == protocol.Start:
		m.State = "init"
		x.After("TMAbort", soon(e))
	case m.State != "init":
	case e.Kind == protocol.Receive: // TMRcvPrepared
		if rm := e.Message.From; !slices.Contains(m.Prepared, rm) {
			m.Prepared = append(m.Prepared, rm)
			slices.Sort(m.Prepared)
			if len(m.Prepared) == len(m.cfg.Nodes)-1 {
				x.After("TMCommit", 0) // by itself too, but at once is often enough
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

func (m *manager) stepRM(e protocol.Event, x *protocol.Effects) {
	switch {
	case e.Kind == protocol.Start:
		m.State = "working"
		x.After("RMPrepare", soon(e))
		x.After("RMChooseToAbort", 4*soon(e))
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
