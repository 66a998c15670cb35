package commit

// The termination protocol of three-phase commit: what those who are up do together when they hear no more of their coordinator (Skeen 1981,
// section 6; Bernstein, Hadzilacos and Goodman, section 7.5). A backup coordinator asks all for their states and decides by the rules
//
//	TR1  somebody has aborted:                        abort
//	TR2  somebody has committed:                      commit
//	TR3  all who report are uncertain (w):            abort
//	TR4  somebody is committable (p), nobody decided: bring the uncertain to p first, then commit
//
// Who has crashed since it voted reports so, and does not count for TR3 and TR4: while it was down, others may have decided without it. Who
// does not report has crashed.
//
// The backup is the first member that is up. Nobody has to be elected: each next member waits for two timeouts longer, and by then one that is
// up before it has been heard. If the backup crashes too, they wait in the same way for the next.

import (
	"fmt"
	"slices"
	"time"

	"parley/protocol"
)

// ending is what a backup coordinator knows.
type ending struct {
	Moving      bool              // TR4: it awaits Ready of those that it brings to p; else it awaits reports
	Missing     []protocol.NodeID // whose answer has not come
	Uncertain   []protocol.NodeID // who has reported w
	Committable bool              // somebody is in p
}

// await sets the timer by which a participant takes its coordinator for crashed.
func (m *Machine) await(x *protocol.Effects, id TxID) {
	rounds := waitRounds
	if m.cfg.Bool("backup") {
		rounds += 2 * m.rank(id)
	}
	what := "wait:"
	if m.txs[id].State == Prepared {
		what = "ready:"
	}
	x.After(what+string(id), time.Duration(rounds)*m.cfg.Duration("timeout"))
}

// rank is how many members come before this one as backups.
func (m *Machine) rank(id TxID) int {
	n := 0
	for _, member := range m.txs[id].Members {
		if member < m.cfg.Self && member != id.coordinator() {
			n++
		}
	}
	return n
}

// takeOver makes this node the backup coordinator.
func (m *Machine) takeOver(x *protocol.Effects, id TxID) {
	t := m.txs[id]
	t.Asks = min(t.Asks+1, enoughAsks)
	t.Ending = &ending{Missing: m.othersOf(t), Committable: t.State == Prepared}
	x.Note(fmt.Sprintf("backup coordinator of %s, in %s", id, t.State))
	x.SendEach(t.Ending.Missing, "StateReq", About{id})
	x.After("end:"+string(id), m.cfg.Duration("timeout"))
}

// onStateReq answers a backup, and begins to wait for it. Of two backups, which a network that is slower than it was said to be may make, the one that comes
// first goes on.
func (m *Machine) onStateReq(x *protocol.Effects, from protocol.NodeID, id TxID) {
	if t := m.txs[id]; t != nil && t.State.promised() && !t.Recovered && m.led[id] == nil && (t.Ending == nil || from < m.cfg.Self) {
		t.Ending = nil
		x.Stop("end:" + string(id))
		m.await(x, id)
	}
	m.onAsk(x, from, id)
}

// onReport takes the state of a member that has not decided.
func (m *Machine) onReport(x *protocol.Effects, from protocol.NodeID, u Undecided) {
	e := m.txs[u.Tx].Ending
	if e.Moving || !e.heard(from) {
		return
	}
	switch {
	case u.Recovered:
	case u.State == Prepared:
		e.Committable = true
	default:
		e.Uncertain = append(e.Uncertain, from)
	}
	if len(e.Missing) == 0 {
		m.terminate(x, u.Tx)
	}
}

// heard takes a member off those whose answer is missing, and says whether it was one.
func (e *ending) heard(from protocol.NodeID) bool {
	i := slices.Index(e.Missing, from)
	if i < 0 {
		return false
	}
	e.Missing = slices.Delete(e.Missing, i, i+1)
	return true
}

// terminate decides by TR3 and TR4, when all have reported that have not crashed.
func (m *Machine) terminate(x *protocol.Effects, id TxID) {
	t := m.txs[id]
	e := t.Ending
	if !e.Committable {
		m.settle(x, id, Aborted, "nobody who is up has its PreCommit")
		return
	}
	if t.State == Waiting {
		t.State = Prepared
		m.log(x, id)
	}
	if len(e.Uncertain) == 0 {
		m.settle(x, id, Committed, "")
		return
	}
	e.Moving, e.Missing, e.Uncertain = true, e.Uncertain, nil
	x.SendEach(e.Missing, "PreCommit", About{id})
	x.After("end:"+string(id), m.cfg.Duration("timeout"))
}

// onMoved is a Ready that a backup waits for.
func (m *Machine) onMoved(x *protocol.Effects, from protocol.NodeID, id TxID) {
	if e := m.txs[id].Ending; e.Moving && e.heard(from) && len(e.Missing) == 0 {
		m.settle(x, id, Committed, "")
	}
}

// silence is the timeout of a backup: who has not answered has crashed.
func (m *Machine) silence(x *protocol.Effects, id TxID) {
	switch e := m.txs[id].Ending; {
	case e == nil:
	case e.Moving:
		m.settle(x, id, Committed, "")
	default:
		m.terminate(x, id)
	}
}

// settle is a backup's decision, or one that it has heard of, told to all.
func (m *Machine) settle(x *protocol.Effects, id TxID, decision State, why string) {
	t := m.txs[id]
	x.Note(fmt.Sprintf("the backup coordinator of %s says that it is %s", id, decision))
	if decision == Committed {
		x.SendEach(m.othersOf(t), t.Rule.decide(), About{id})
		m.adopt(x, id)
		return
	}
	x.SendEach(m.othersOf(t), "Abort", Reason{id, why})
	m.abandon(x, id)
}
