package zab

// Phase 2: a quorum takes over the leader's history, so that all of it is committed. A node that comes later goes through
// the same with a leader that is established.

import (
	"fmt"

	"parley/protocol"
)

// NewLeader is the body of NEWLEADER: the history of the epoch, as what is to follow a transaction that the follower has.
type NewLeader struct {
	Epoch    int
	After    Zxid
	Snapshot *Snapshot // up to After, if what the follower lacks is not kept any more
	Txns     []Txn
}

// Ack is the body of ACK and of ACK-LD: all up to Last was accepted in this epoch.
type Ack struct {
	Epoch int
	Last  Zxid
}

// Commit is the body of COMMIT and of COMMIT-LD: all up to Zxid is committed.
type Commit struct {
	Epoch int
	Zxid  Zxid
}

// synchronise proposes the leader's history to all that have promised (step l.2.1). It is the first to accept it.
func (m *Machine) synchronise(x *protocol.Effects) {
	m.phase, m.current = Synchronisation, m.epoch
	x.Persist(currentKey, m.current)
	for _, id := range m.cfg.Others() {
		if m.peers[id].Stage == promised {
			m.sendNewLeader(x, id)
		}
	}
	m.maybeEstablish(x)
}

func (m *Machine) sendNewLeader(x *protocol.Effects, to protocol.NodeID) {
	after, s, txns := m.since(common(m.ends(), m.peers[to].Ack.Ends))
	x.Send(to, "NEWLEADER", NewLeader{m.epoch, after, s, txns})
}

// onNewLeader takes over the history, at once with f.a (step f.2.1). What it has that is not in that history is cut off: no quorum had it, or it would be there.
func (m *Machine) onNewLeader(x *protocol.Effects, from protocol.NodeID, b NewLeader) {
	if !m.follows(from, b.Epoch) {
		return
	}
	switch {
	case m.current == b.Epoch && b.Snapshot != nil && b.Snapshot.Count > m.total(): // it was away
		m.install(x, b.Snapshot, b.Txns)
	case m.current == b.Epoch: // it comes again: since then the history may have grown, and nothing of it may go
		m.append(x, b.After, b.Txns)
	case b.Snapshot != nil && b.Snapshot.Count >= m.delivered:
		m.install(x, b.Snapshot, b.Txns)
		m.takeOver(x, b.Epoch)
	case b.Snapshot != nil || !m.has(b.After):
		return // that was not said to this history
	default:
		m.replace(x, m.index(b.After), b.Txns)
		m.takeOver(x, b.Epoch)
	}
	m.phase = max(m.phase, Synchronisation)
	m.hear(x)
	x.Send(from, "ACK-LD", Ack{b.Epoch, m.last()})
}

// takeOver is f.a <- e', with the history of that epoch.
func (m *Machine) takeOver(x *protocol.Effects, epoch int) {
	m.current = epoch
	x.Persist(currentKey, m.current)
}

func (m *Machine) onAckLeader(x *protocol.Effects, from protocol.NodeID, b Ack) {
	if m.role != Leading || m.epoch != b.Epoch {
		return
	}
	p := m.peers[from]
	p.Stage, p.Heard = synced, true
	if b.Last.compare(p.Acked) > 0 {
		p.Acked = b.Last
	}
	p.Ack = AckEpoch{}
	if m.phase != Broadcast {
		m.maybeEstablish(x)
		return
	}
	x.Send(from, "COMMIT-LD", Commit{m.epoch, m.known})
	m.sendMissing(x, from)
	m.maybeCommit(x)
}

// maybeEstablish ends phase 2 once a quorum has the history of this epoch (step l.2.2): the leader is established, and calls
// ready(e'). All of the history is committed, whoever has broadcast it.
func (m *Machine) maybeEstablish(x *protocol.Effects) {
	if m.phase != Synchronisation || m.atStage(synced) < m.cfg.Quorum() && m.cfg.Bool("synchronise") {
		return
	}
	m.phase = Broadcast
	x.Note(fmt.Sprintf("leads epoch %d", m.epoch))
	x.After(timerLost, m.cfg.Duration("timeout"))
	m.deliver(x, m.last())
	for _, id := range m.cfg.Others() {
		if m.peers[id].Stage == synced {
			x.Send(id, "COMMIT-LD", Commit{m.epoch, m.known})
		}
	}
	m.ready(x)
}

// ready begins to serve (step f.3.1).
func (m *Machine) ready(x *protocol.Effects) {
	if m.fast() {
		x.Tell(protocol.FactLeader, m.leader)
	}
	m.answerReads(x)
	m.sendQueue(x)
}
