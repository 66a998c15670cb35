package zab

// Phase 3: the leader broadcasts what is asked for, and commits what a quorum has accepted. The paper has channels that lose nothing and keep
// the order. Here a proposal says after which it comes, an acknowledgement says up to where all was accepted, and what is missing is sent again.

import (
	"slices"

	"parley/protocol"
)

// Proposal is the body of PROPOSE: transactions that follow each other, and the one before them.
type Proposal struct {
	Epoch int
	Prev  Zxid
	Txns  []Txn
}

// Ping is the body of PING: the leader is there, and what is committed if it is established.
type Ping struct {
	Epoch       int
	Established bool
	Committed   Zxid
}

// maxBatch is how many transactions go into one proposal that is sent again.
const maxBatch = 256

// propose broadcasts a transaction (step l.3.1).
func (m *Machine) propose(x *protocol.Effects, t Txn) {
	prev := m.last()
	t.Zxid = Zxid{m.epoch, 1}
	if prev.Epoch == m.epoch {
		t.Zxid.Counter = prev.Counter + 1
	}
	m.extend(x, t)
	m.tip.add(t)
	for _, id := range m.cfg.Others() {
		if m.peers[id].Stage == synced {
			x.Send(id, "PROPOSE", Proposal{m.epoch, prev, []Txn{t}})
		}
	}
	m.maybeCommit(x)
}

// onPropose accepts what follows the history (step f.3.2).
func (m *Machine) onPropose(x *protocol.Effects, from protocol.NodeID, b Proposal) {
	if !m.follows(from, b.Epoch) || m.current != b.Epoch {
		return
	}
	m.append(x, b.Prev, b.Txns)
	m.hear(x)
	x.Send(from, "ACK", Ack{b.Epoch, m.last()})
	m.catchUp(x)
}

// append accepts those transactions that follow the history without a gap. The rest is there already, or comes again.
func (m *Machine) append(x *protocol.Effects, prev Zxid, txns []Txn) {
	for _, t := range txns {
		if prev == m.last() {
			m.extend(x, t)
		}
		prev = t.Zxid
	}
}

func (m *Machine) onAck(x *protocol.Effects, from protocol.NodeID, b Ack) {
	if m.role != Leading || m.epoch != b.Epoch {
		return
	}
	p := m.peers[from]
	p.Heard = true
	if b.Last.compare(p.Acked) > 0 {
		p.Acked = b.Last
		m.maybeCommit(x)
	}
}

// maybeCommit commits what a quorum has accepted (step l.3.2).
func (m *Machine) maybeCommit(x *protocol.Effects) {
	if m.phase != Broadcast {
		return
	}
	acked := []Zxid{m.last()}
	for _, id := range m.cfg.Others() {
		acked = append(acked, m.peers[id].Acked)
	}
	slices.SortFunc(acked, func(a, b Zxid) int { return b.compare(a) })
	z := acked[m.cfg.Quorum()-1]
	if z.compare(m.known) <= 0 {
		return
	}
	for _, id := range m.cfg.Others() {
		if m.peers[id].Stage == synced {
			x.Send(id, "COMMIT", Commit{m.epoch, z})
		}
	}
	m.deliver(x, z)
}

// onCommit delivers, and begins to serve if it is the first of the epoch (steps f.2.2 and f.3.3).
func (m *Machine) onCommit(x *protocol.Effects, from protocol.NodeID, b Commit) {
	if !m.follows(from, b.Epoch) || m.current != b.Epoch {
		return
	}
	m.hear(x)
	m.committed(x, b.Zxid)
}

func (m *Machine) committed(x *protocol.Effects, z Zxid) {
	first := m.phase != Broadcast
	m.phase = Broadcast
	m.deliver(x, z)
	if first {
		m.ready(x)
	}
}

// onPing answers with what was accepted, so that the leader sees what was lost.
func (m *Machine) onPing(x *protocol.Effects, from protocol.NodeID, b Ping) {
	if !m.follows(from, b.Epoch) || m.current != b.Epoch {
		return
	}
	m.hear(x)
	x.Send(from, "ACK", Ack{b.Epoch, m.last()})
	if b.Established {
		m.committed(x, b.Committed)
	}
}

// remind is the leader's beat: each node is told again what it has not answered.
func (m *Machine) remind(x *protocol.Effects) {
	for _, id := range m.cfg.Others() {
		p := m.peers[id]
		switch {
		case p.Stage == asking && m.epoch != 0:
			m.sendNewEpoch(x, id)
		case p.Stage == promised && m.phase >= Synchronisation:
			m.sendNewLeader(x, id)
		case p.Stage == synced:
			x.Send(id, "PING", Ping{m.epoch, m.phase == Broadcast, m.known})
			if p.Acked == p.Before {
				m.sendMissing(x, id)
			}
			p.Before = p.Acked
		}
	}
}

// sendMissing sends what a follower has not acknowledged.
func (m *Machine) sendMissing(x *protocol.Effects, to protocol.NodeID) {
	acked := m.peers[to].Acked
	if !m.has(acked) {
		x.Send(to, "SNAP", Snap{m.epoch, m.snapshot})
		return
	}
	if txns := m.from(m.index(acked)); len(txns) > 0 {
		x.Send(to, "PROPOSE", Proposal{m.epoch, acked, txns[:min(len(txns), maxBatch)]})
	}
}

// deliver delivers what the history has up to a zxid that is committed.
func (m *Machine) deliver(x *protocol.Effects, z Zxid) {
	if z.compare(m.known) > 0 {
		m.known = z
	}
	m.catchUp(x)
}

func (m *Machine) catchUp(x *protocol.Effects) {
	for m.delivered < m.total() && m.end(m.delivered+1).compare(m.known) <= 0 {
		m.delivered++
		m.apply(x, m.history[m.delivered-m.base.Count-1])
	}
}
