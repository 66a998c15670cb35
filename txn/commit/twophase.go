package commit

// Two-phase commit (Gray 1978, section 5.8.3.3; Bernstein, Hadzilacos and Goodman, section 7.4), and what three-phase commit
// shares with it: the ballot, the decision, and the questions of those who are in doubt.

import (
	"fmt"
	"slices"
	"strings"

	"parley/protocol"
)

// begin makes a transaction and takes this node's own keys first, so that transactions of one coordinator that want the same key
// come one after the other without anybody else hearing of the later ones.
func (m *Machine) begin(x *protocol.Effects, call uint64, rule Rule, writes []KV) {
	if err := m.fits(writes, false); err != nil {
		m.end(x, call, "what was requested", err.Error())
		return
	}
	members := m.members
	if !slices.Contains(members, m.cfg.Self) {
		members = append(slices.Clone(members), m.cfg.Self)
	}
	m.beginAt(x, call, rule, writes, members, false)
}

// beginAt is begin with these members.
func (m *Machine) beginAt(x *protocol.Effects, call uint64, rule Rule, writes []KV, members []protocol.NodeID, isCopy bool) {
	members = slices.Sorted(slices.Values(members))
	if !m.opened {
		m.last, m.opened = Mark{Epoch: m.last.Epoch + 1}, true
		x.Persist(epochKey, m.last.Epoch)
	}
	m.last.N++
	id := newTxID(m.cfg.Self, m.last)
	m.txs[id] = &tx{Record: Record{Rule: rule, State: Queued, Members: members, Writes: writes}, Copy: isCopy}
	m.led[id] = &led{Call: call, Phase: Locking}
	has, err := m.lock(id)
	if err != nil {
		m.abort(x, id, err.Error())
		return
	}
	x.After("votes:"+string(id), m.cfg.Duration("timeout"))
	if has {
		m.consider(x, id)
	}
}

// end answers the call of a transaction that has not happened.
func (m *Machine) end(x *protocol.Effects, call uint64, what, why string) {
	if call != 0 {
		x.Refuse(call, why)
	} else {
		x.Note(fmt.Sprintf("%s is aborted: %s", what, why))
	}
}

// onBallot is a participant's first news of a transaction.
func (m *Machine) onBallot(x *protocol.Effects, from protocol.NodeID, kind string, b Ballot) {
	m.finish(from, b.Done)
	if t := m.txs[b.Tx]; t != nil {
		if t.State == Aborted { // somebody in doubt has asked about it before it came
			x.Send(from, "No", Reason{b.Tx, "it is aborted here already"})
		}
		return
	}
	if m.done[from].compare(b.Tx.mark()) >= 0 {
		return // it has come again after all was over
	}
	rule := Two
	if kind == Three.ask() {
		rule = Three
	}
	m.txs[b.Tx] = &tx{Record: Record{Rule: rule, State: Queued, Members: b.Members, Writes: b.Writes}, Copy: b.Copy}
	if err := m.fits(b.Writes, b.Copy); err != nil {
		m.vote(x, b.Tx, false, err.Error())
		return
	}
	has, err := m.lock(b.Tx)
	switch {
	case err != nil:
		m.vote(x, b.Tx, false, err.Error())
	case has:
		m.consider(x, b.Tx)
	default:
		x.After("veto:"+string(b.Tx), 2*m.cfg.Duration("timeout"))
	}
}

// consider lets the node's driver veto, or votes yes: a node that has the keys can commit.
func (m *Machine) consider(x *protocol.Effects, id TxID) {
	t := m.txs[id]
	t.State = Asked
	if t.Copy && m.led[id] != nil {
		m.fill(t)
	}
	if t.Copy || !m.cfg.Bool("ask") {
		m.vote(x, id, true, "")
		return
	}
	x.Tell("can-commit?", Question{id, t.Writes})
	if m.led[id] == nil {
		x.After("veto:"+string(id), 2*m.cfg.Duration("timeout"))
	}
}

// driverVotes is the answer to can-commit?.
func (m *Machine) driverVotes(x *protocol.Effects, c protocol.Call) {
	id, ok, why := TxID(c.Args[0].(string)), c.Args[1].(bool), c.Args[2].(string)
	if t := m.txs[id]; t == nil || t.State != Asked {
		x.Refuse(c.ID, fmt.Sprintf("%s does not wait for a vote of %s", id, m.cfg.Self))
		return
	}
	if !ok && why == "" {
		why = "vetoed"
	}
	x.Answer(c.ID, nil)
	m.vote(x, id, ok, why)
}

// vote is the promise of a participant. A yes is on disk before it is said, and so is a no, so that an old ballot that comes again
// does not get another answer.
func (m *Machine) vote(x *protocol.Effects, id TxID, yes bool, why string) {
	t := m.txs[id]
	if m.led[id] != nil {
		if !yes {
			m.abort(x, id, fmt.Sprintf("%s voted no: %s", m.cfg.Self, why))
			return
		}
		t.State = Waiting
		m.poll(x, id)
		return
	}
	x.Stop("veto:" + string(id))
	if !yes {
		m.abandon(x, id)
		x.Send(id.coordinator(), "No", Reason{id, why})
		return
	}
	t.State = Waiting
	m.log(x, id)
	x.Send(id.coordinator(), "Yes", About{id})
	if t.Rule == Two {
		x.After("ask:"+string(id), 2*m.cfg.Duration("timeout"))
	} else {
		m.await(x, id)
	}
}

// notVoted ends a participant's wait for keys or for its driver.
func (m *Machine) notVoted(x *protocol.Effects, id TxID) {
	switch m.txs[id].State {
	case Queued:
		m.vote(x, id, false, "its keys did not become free in time")
	case Asked:
		m.vote(x, id, false, "nobody has said in time whether it may commit")
	}
}

// abandon aborts a transaction at a participant.
func (m *Machine) abandon(x *protocol.Effects, id TxID) {
	m.txs[id].State = Aborted
	m.log(x, id)
	m.quiet(x, id)
	m.release(x, id)
}

// adopt commits a transaction at a participant.
func (m *Machine) adopt(x *protocol.Effects, id TxID) {
	t := m.txs[id]
	t.State = Committed
	m.apply(x, t.Writes)
	m.log(x, id)
	m.quiet(x, id)
	m.release(x, id)
	if t.Copy && m.fetches > 0 {
		m.fetches = fetchTries
		m.fetchAgain(x) // there may be more
	}
}

// quiet stops what a participant waits with.
func (m *Machine) quiet(x *protocol.Effects, id TxID) {
	m.txs[id].Ending = nil
	for _, what := range []string{"veto:", "wait:", "ready:", "end:", "ask:"} {
		x.Stop(what + string(id))
	}
}

// poll asks all others for their votes.
func (m *Machine) poll(x *protocol.Effects, id TxID) {
	t, l := m.txs[id], m.led[id]
	l.Phase, l.Missing = Voting, m.othersOf(t)
	if len(l.Missing) == 0 {
		m.allYes(x, id)
		return
	}
	x.SendEach(l.Missing, t.Rule.ask(), Ballot{Tx: id, Members: t.Members, Writes: t.Writes, Copy: t.Copy, Done: m.finished()})
	x.After("votes:"+string(id), m.cfg.Duration("timeout"))
}

func (m *Machine) othersOf(t *tx) []protocol.NodeID {
	return slices.DeleteFunc(slices.Clone(t.Members), func(id protocol.NodeID) bool { return id == m.cfg.Self })
}

// heard takes a node off those whose answer is missing in a phase. It says whether the last answer has come with it.
func (m *Machine) heard(id TxID, phase Phase, from protocol.NodeID) bool {
	l := m.led[id]
	if l == nil || l.Phase != phase {
		return false
	}
	i := slices.Index(l.Missing, from)
	if i < 0 {
		return false
	}
	l.Missing = slices.Delete(l.Missing, i, i+1)
	return len(l.Missing) == 0
}

func (m *Machine) onYes(x *protocol.Effects, from protocol.NodeID, id TxID) {
	if m.heard(id, Voting, from) {
		m.allYes(x, id)
	}
}

// allYes is the commit point of two-phase commit, and what makes a transaction committable in three phases.
func (m *Machine) allYes(x *protocol.Effects, id TxID) {
	x.Stop("votes:" + string(id))
	if m.txs[id].Rule == Three && len(m.txs[id].Members) > 1 {
		m.preCommit(x, id)
	} else {
		m.commit(x, id)
	}
}

func (m *Machine) onNo(x *protocol.Effects, from protocol.NodeID, id TxID, why string) {
	if l := m.led[id]; l != nil && l.Phase == Voting {
		m.abort(x, id, fmt.Sprintf("%s voted no: %s", from, why))
	}
}

// missingVotes is the coordinator's timeout: a vote that has not come is a no.
func (m *Machine) missingVotes(x *protocol.Effects, id TxID) {
	l := m.led[id]
	if l == nil || l.Phase > Voting {
		return
	}
	t := m.cfg.Duration("timeout")
	switch {
	case l.Phase == Voting:
		m.abort(x, id, fmt.Sprintf("no vote of %s within %v", names(l.Missing), t))
	case m.txs[id].State == Asked:
		m.abort(x, id, fmt.Sprintf("nobody at %s has said within %v whether it may commit", m.cfg.Self, t))
	default:
		m.abort(x, id, fmt.Sprintf("its keys did not become free at %s within %v", m.cfg.Self, t))
	}
}

func names(ids []protocol.NodeID) string {
	var all []string
	for _, id := range ids {
		all = append(all, string(id))
	}
	return strings.Join(all, " and ")
}

// commit is the coordinator's decision. It is on disk, with what it does to the data, before anybody hears of it.
func (m *Machine) commit(x *protocol.Effects, id TxID) {
	t, l := m.txs[id], m.led[id]
	l.Phase, l.Missing = Finishing, m.othersOf(t)
	x.Stop("votes:" + string(id))
	x.Stop("acks:" + string(id))
	if l.Call != 0 {
		x.Answer(l.Call, string(id))
		l.Call = 0
	}
	m.resend(x, id) // before the transactions that have waited for its keys are heard of
	m.adopt(x, id)
}

// resend tells the decision to those who have not confirmed it, until all have.
func (m *Machine) resend(x *protocol.Effects, id TxID) {
	l := m.led[id]
	if l == nil || l.Phase != Finishing {
		return
	}
	if len(l.Missing) == 0 {
		delete(m.led, id)
		m.forget = append(m.forget, id)
		x.Stop("resend:" + string(id))
		return
	}
	x.SendEach(l.Missing, m.txs[id].Rule.decide(), About{id})
	x.After("resend:"+string(id), m.cfg.Duration("timeout"))
}

// abort is the coordinator's other decision. Nobody has to confirm it: a coordinator that knows nothing of a transaction of its
// own says that it is aborted (presumed abort; Mohan and Lindsay 1983). What nobody has heard of needs no record at all.
func (m *Machine) abort(x *protocol.Effects, id TxID, why string) {
	t, l := m.txs[id], m.led[id]
	x.Stop("votes:" + string(id))
	x.Stop("acks:" + string(id))
	m.end(x, l.Call, string(id), why)
	delete(m.led, id)
	if l.Phase == Locking {
		m.release(x, id)
		delete(m.txs, id)
		return
	}
	x.SendEach(m.othersOf(t), "Abort", Reason{id, why})
	m.abandon(x, id)
	m.forget = append(m.forget, id)
}

// onCommit is the decision, from the coordinator or from a member that has heard it.
func (m *Machine) onCommit(x *protocol.Effects, from protocol.NodeID, rule Rule, id TxID) {
	t := m.txs[id]
	coordinator := id.coordinator()
	switch {
	case coordinator == m.cfg.Self:
		if l := m.led[id]; l != nil && (l.Phase == Preparing || l.Phase == Recovering) {
			m.commit(x, id)
		}
	case t == nil:
		if m.done[coordinator].compare(id.mark()) >= 0 {
			m.confirm(x, from, id, rule)
		}
	case t.State == Aborted:
		x.Note(fmt.Sprintf("%s commits %s, which is aborted here: they do not agree", from, id))
		x.Send(from, "Abort", Reason{id, "it is aborted here"})
	default:
		m.confirm(x, coordinator, id, rule)
		switch {
		case t.Ending != nil: // TR2
			m.settle(x, id, Committed, "")
		case t.State.promised():
			m.adopt(x, id)
		}
	}
}

func (m *Machine) confirm(x *protocol.Effects, to protocol.NodeID, id TxID, rule Rule) {
	x.Send(to, rule.confirm(), About{id})
}

func (m *Machine) onConfirm(x *protocol.Effects, from protocol.NodeID, id TxID) {
	if m.heard(id, Finishing, from) {
		m.resend(x, id)
	}
}

// onAbort is the other decision.
func (m *Machine) onAbort(x *protocol.Effects, from protocol.NodeID, id TxID, why string) {
	t := m.txs[id]
	if t == nil {
		return // this node has not voted, or all is over
	}
	if l := m.led[id]; l != nil {
		switch l.Phase {
		case Voting, Preparing, Recovering:
			m.abort(x, id, fmt.Sprintf("%s says that %s", from, why))
		case Finishing:
			x.Note(fmt.Sprintf("%s has aborted %s, which is committed here: they do not agree", from, id))
			if m.heard(id, Finishing, from) {
				m.resend(x, id)
			}
		}
		return
	}
	switch t.State {
	case Committed:
		x.Note(fmt.Sprintf("%s has aborted %s, which is committed here: they do not agree", from, id))
	case Queued, Asked:
		// Nothing was promised: the transaction is as if it had never come.
		m.quiet(x, id)
		m.release(x, id)
		delete(m.txs, id)
	case Waiting, Prepared:
		if t.Ending != nil { // TR1
			m.settle(x, id, Aborted, why)
		} else {
			m.abandon(x, id)
		}
	}
}

// askOthers asks for the decision, again and again: in two phases the coordinator, which alone may know it (all members, with
// cooperative termination); in three phases all members.
func (m *Machine) askOthers(x *protocol.Effects, id TxID) {
	t := m.txs[id]
	if l := m.led[id]; !t.State.promised() || l != nil && l.Phase != Recovering {
		return
	}
	whom := []protocol.NodeID{id.coordinator()}
	if t.Rule == Three || m.cfg.Bool("cooperative") {
		whom = m.othersOf(t)
	}
	t.Asks = min(t.Asks+1, enoughAsks)
	x.SendEach(whom, "Ask", About{id})
	x.After("ask:"+string(id), m.cfg.Duration("timeout"))
}

// enoughAsks is how many questions without a decision make a process blocked.
const enoughAsks = 3

// onAsk answers somebody in doubt. Who has not voted yet can still abort, and does: the others need not wait for it.
func (m *Machine) onAsk(x *protocol.Effects, from protocol.NodeID, id TxID) {
	t := m.txs[id]
	own := id.coordinator() == m.cfg.Self
	if t != nil && m.led[id] == nil && (t.State == Queued || t.State == Asked) {
		m.vote(x, id, false, fmt.Sprintf("%s was in doubt before this node had voted", from))
	}
	switch {
	case t == nil && !own && id.mark().N > 0 && m.done[id.coordinator()].compare(id.mark()) < 0:
		m.txs[id] = &tx{Record: Record{State: Aborted}}
		m.log(x, id)
		x.Send(from, "Abort", Reason{id, fmt.Sprintf("%s has not voted, and will not", m.cfg.Self)})
	case t == nil && own:
		x.Send(from, "Abort", Reason{id, "its coordinator has no record of it"})
	case t == nil: // who asks has not confirmed a commit, so that what is over was aborted
		x.Send(from, "Abort", Reason{id, "it was aborted"})
	case t.State == Committed:
		x.Send(from, t.Rule.decide(), About{id})
	case t.State == Aborted:
		x.Send(from, "Abort", Reason{id, "it is aborted"})
	default:
		x.Send(from, "Undecided", Undecided{id, t.State, t.Recovered})
	}
}

// resume goes on with a transaction of this node after a crash.
func (m *Machine) resume(x *protocol.Effects, id TxID) {
	switch t := m.txs[id]; t.State {
	case Committed:
		m.led[id] = &led{Phase: Finishing, Missing: m.othersOf(t)}
		m.resend(x, id)
	case Prepared:
		m.led[id] = &led{Phase: Recovering, Missing: m.othersOf(t)}
		m.askOthers(x, id)
	default:
		m.forget = append(m.forget, id)
	}
}

// abortKey ends what is open about a key and not yet committable, and removes the key from all nodes, which is a transaction itself.
func (m *Machine) abortKey(x *protocol.Effects, c protocol.Call) {
	writes := []KV{{Key: c.Args[0].(string), Remove: true}}
	if err := m.fits(writes, false); err != nil {
		x.Refuse(c.ID, err.Error())
		return
	}
	if !m.leads(x, c) {
		return
	}
	for _, id := range m.open() {
		if l := m.led[id]; l != nil && l.Phase <= Voting && share(m.txs[id].Writes, writes) {
			m.abort(x, id, fmt.Sprintf("Abort of %q was called", c.Args[0]))
		}
	}
	m.begin(x, c.ID, m.rule, writes)
}

// open are the transactions that this node coordinates, the youngest first: none that waits for another begins because that ends.
func (m *Machine) open() []TxID {
	var ids []TxID
	for id := range m.led {
		ids = append(ids, id)
	}
	slices.SortFunc(ids, func(a, b TxID) int { return b.mark().compare(a.mark()) })
	return ids
}
