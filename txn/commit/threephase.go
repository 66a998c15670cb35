package commit

// Three-phase commit: what lies between the votes and the decision, the timeout transitions of who hears no more, and the failure
// transitions of who has crashed (Skeen 1981; Skeen and Stonebraker 1983; Bernstein, Hadzilacos and Goodman, section 7.5). What participants do together
// when the coordinator has failed is in termination.go.

import (
	"fmt"

	"parley/protocol"
)

// waitRounds is how long a participant waits for its coordinator, in timeouts. A coordinator may take one for the votes, then its
// message must travel: who aborts in w must be certain by then that no PreCommit is on its way.
const waitRounds = 3

// preCommit takes the coordinator from w1 to p1: from here on it commits, whoever fails.
func (m *Machine) preCommit(x *protocol.Effects, id TxID) {
	t, l := m.txs[id], m.led[id]
	t.State = Prepared
	m.log(x, id)
	l.Phase, l.Missing = Preparing, m.othersOf(t)
	x.SendEach(l.Missing, "PreCommit", About{id})
	x.After("acks:"+string(id), m.cfg.Duration("timeout"))
}

// onPreCommit takes a participant from w to p.
func (m *Machine) onPreCommit(x *protocol.Effects, from protocol.NodeID, id TxID) {
	t := m.txs[id]
	switch {
	case t == nil || m.led[id] != nil:
	case t.State == Waiting:
		t.State = Prepared
		m.log(x, id)
		x.Send(from, "Ready", About{id})
		x.Stop("wait:" + string(id))
		if !t.Recovered {
			m.await(x, id)
		}
	case t.State == Aborted:
		x.Send(from, "Abort", Reason{id, "it is aborted here"})
	}
}

func (m *Machine) onReady(x *protocol.Effects, from protocol.NodeID, id TxID) {
	if t := m.txs[id]; t != nil && t.Ending != nil {
		m.onMoved(x, from, id)
	} else if m.heard(id, Preparing, from) {
		m.commit(x, id)
	}
}

// missingAcks is the timeout transition of the coordinator from p1: to c1. All have voted yes, and whoever has not answered has
// failed; it will ask when it recovers. To abort instead would not be safe: if the coordinator failed too before all had heard
// of it, those in p would commit.
func (m *Machine) missingAcks(x *protocol.Effects, id TxID) {
	if l := m.led[id]; l != nil && l.Phase == Preparing {
		x.Note(fmt.Sprintf("timeout transition of %s: p1 to c1, without %s", id, names(l.Missing)))
		m.commit(x, id)
	}
}

// waitingTimeout is the timeout transition of a participant from w: to a. Nobody can have committed, since the coordinator
// commits only when this node is in p or has failed. The timer does not survive a crash.
func (m *Machine) waitingTimeout(x *protocol.Effects, id TxID) {
	switch t := m.txs[id]; {
	case t.State != Waiting:
	case m.cfg.Bool("backup"):
		m.takeOver(x, id)
	default:
		x.Note(fmt.Sprintf("timeout transition of %s: w to a", id))
		m.abandon(x, id)
	}
}

// preparedTimeout is the timeout transition of a participant from p: to c. Everybody has voted yes, and the coordinator aborts
// no more.
func (m *Machine) preparedTimeout(x *protocol.Effects, id TxID) {
	switch t := m.txs[id]; {
	case t.State != Prepared:
	case m.cfg.Bool("backup"):
		m.takeOver(x, id)
	default:
		x.Note(fmt.Sprintf("timeout transition of %s: p to c", id))
		m.adopt(x, id)
	}
}

// onUndecided counts, at a coordinator that has crashed in p1, who else has crashed and does not know the decision. If that is
// everybody, then nobody has decided or ever will by a timeout: the coordinator may, and commits.
func (m *Machine) onUndecided(x *protocol.Effects, from protocol.NodeID, u Undecided) {
	if t := m.txs[u.Tx]; t != nil && t.Ending != nil {
		m.onReport(x, from, u)
	} else if u.Recovered && m.heard(u.Tx, Recovering, from) {
		x.Note(fmt.Sprintf("all have crashed with %s undecided: the coordinator decides", u.Tx))
		m.commit(x, u.Tx)
	}
}
