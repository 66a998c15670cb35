package zab

// Phase 1: the prospective leader learns of the most recent history of a quorum, and gets the promise that nothing of an
// earlier epoch is accepted any more.

import (
	"cmp"
	"fmt"

	"parley/protocol"
)

// CurrentEpoch is the body of CEPOCH: f.p.
type CurrentEpoch struct{ Accepted Promise }

// NewEpoch is the body of NEWEPOCH: e', and what the leader has, so that nobody sends it what it has.
type NewEpoch struct {
	Epoch   int
	Current int
	Ends    []Zxid
}

// AckEpoch is the body of ACK-E: f.a, and the history h_f as far as the leader needs it.
type AckEpoch struct {
	Epoch   int
	Current int
	Ends    []Zxid // of the whole history

	// What the leader lacks, if this history is more recent than its own.
	After    Zxid      // the last transaction that the leader has too
	Snapshot *Snapshot // in its place, if what follows it is not kept any more
	Txns     []Txn     // those that follow
}

// Stage is how far a leader has come with a follower.
type Stage uint8

// The stages.
const (
	silent   Stage = iota
	asking         // its CEPOCH has come
	promised       // its ACK-E has come
	synced         // its ACK-LD has come: it is sent what is proposed
)

var stages = [...]string{"silent", "asking", "promised", "synced"}

func (s Stage) String() string {
	if int(s) < len(stages) {
		return stages[s]
	}
	return "unknown stage"
}

// peer is what a leader knows of another node.
type peer struct {
	Stage    Stage
	Heard    bool // since it was looked at last
	Accepted int  // as CEPOCH said
	Ack      AckEpoch
	Acked    Zxid // up to here it has accepted this epoch's history
	Before   Zxid // what Acked was at the last beat
}

// lead becomes the prospective leader.
func (m *Machine) lead(x *protocol.Effects) {
	m.role, m.phase, m.leader, m.epoch = Leading, Discovery, m.cfg.Self, 0
	for _, id := range m.cfg.Others() {
		m.peers[id] = &peer{}
	}
	x.After(timerBeat, m.cfg.Duration("beat"))
	x.After(timerLost, m.cfg.Duration("timeout"))
	m.maybeNewEpoch(x)
}

// follow begins discovery as a follower. "A follower sends to the prospective leader its last promise in a CEPOCH(f.p) message." (step f.1.1)
func (m *Machine) follow(x *protocol.Effects, leader protocol.NodeID) {
	m.role, m.phase, m.leader = Following, Discovery, leader
	x.After(timerBeat, m.cfg.Duration("beat"))
	x.After(timerLost, m.cfg.Duration("timeout"))
	x.Send(leader, "CEPOCH", CurrentEpoch{m.accepted})
}

func (m *Machine) onCurrentEpoch(x *protocol.Effects, from protocol.NodeID, b CurrentEpoch) {
	if m.role != Leading {
		return
	}
	if a := b.Accepted; m.epoch != 0 && (a.Epoch > m.epoch || a.Epoch == m.epoch && a.Leader != m.cfg.Self) {
		// It can never follow this leader in this epoch. The next is higher than what it has promised.
		m.accepted.Epoch = max(m.accepted.Epoch, a.Epoch)
		m.accepted.Leader = ""
		x.Persist(acceptedKey, m.accepted)
		m.look(x, fmt.Sprintf("%s has promised epoch %d to %s", from, a.Epoch, a.Leader))
		return
	}
	p := m.peers[from]
	p.Stage, p.Heard, p.Accepted = asking, true, b.Accepted.Epoch
	if m.epoch != 0 {
		m.sendNewEpoch(x, from)
		return
	}
	m.maybeNewEpoch(x)
}

// maybeNewEpoch chooses the epoch once a quorum has said what it has promised: later than all of that (step l.1.1).
func (m *Machine) maybeNewEpoch(x *protocol.Effects) {
	if m.epoch != 0 || m.atStage(asking) < m.cfg.Quorum() {
		return
	}
	m.epoch = m.accepted.Epoch
	for _, id := range m.cfg.Others() {
		m.epoch = max(m.epoch, m.peers[id].Accepted)
	}
	m.epoch++
	m.accepted = Promise{m.epoch, m.cfg.Self} // it follows itself, and uses no epoch twice
	x.Persist(acceptedKey, m.accepted)
	for _, id := range m.cfg.Others() {
		if m.peers[id].Stage >= asking {
			m.sendNewEpoch(x, id)
		}
	}
	m.maybeChoose(x)
}

// atStage is how many nodes have come to a stage, with the leader.
func (m *Machine) atStage(s Stage) int {
	n := 1
	for _, p := range m.peers { // any order: they are counted
		if p.Stage >= s {
			n++
		}
	}
	return n
}

func (m *Machine) sendNewEpoch(x *protocol.Effects, to protocol.NodeID) {
	x.Send(to, "NEWEPOCH", NewEpoch{m.epoch, m.current, m.ends()})
}

// onNewEpoch promises, unless a later epoch, or this one to another, was promised before (step f.1.2).
func (m *Machine) onNewEpoch(x *protocol.Effects, from protocol.NodeID, b NewEpoch) {
	if m.role != Following || m.leader != from {
		return
	}
	if b.Epoch < m.accepted.Epoch || b.Epoch == m.accepted.Epoch && m.accepted.Leader != from {
		x.Send(from, "CEPOCH", CurrentEpoch{m.accepted})
		return
	}
	if b.Epoch > m.accepted.Epoch {
		m.accepted = Promise{b.Epoch, from}
		x.Persist(acceptedKey, m.accepted)
	}
	m.phase = max(m.phase, Synchronisation)
	m.hear(x)
	a := AckEpoch{Epoch: b.Epoch, Current: m.current, Ends: m.ends()}
	if moreRecent(m.current, m.last(), b.Current, endOf(b.Ends)) {
		a.After, a.Snapshot, a.Txns = m.since(common(a.Ends, b.Ends))
	}
	x.Send(from, "ACK-E", a)
}

// moreRecent orders histories: by f.a, and then by the last zxid (step l.1.2).
func moreRecent(epoch int, last Zxid, otherEpoch int, other Zxid) bool {
	return cmp.Or(cmp.Compare(epoch, otherEpoch), last.compare(other)) > 0
}

func (m *Machine) onAckEpoch(x *protocol.Effects, from protocol.NodeID, b AckEpoch) {
	if m.role != Leading || m.epoch != b.Epoch {
		return
	}
	p := m.peers[from]
	p.Heard = true
	if p.Stage == synced {
		return // it comes again
	}
	p.Stage, p.Ack = promised, b
	if m.phase == Discovery {
		m.maybeChoose(x)
	} else {
		m.sendNewLeader(x, from)
	}
}

// maybeChoose takes the most recent history of a quorum, and with it goes on to phase 2.
func (m *Machine) maybeChoose(x *protocol.Effects) {
	if m.phase != Discovery || m.atStage(promised) < m.cfg.Quorum() {
		return
	}
	epoch, last := m.current, m.last()
	var best *peer
	for _, id := range m.cfg.Others() {
		if p := m.peers[id]; p.Stage == promised && moreRecent(p.Ack.Current, endOf(p.Ack.Ends), epoch, last) {
			best, epoch, last = p, p.Ack.Current, endOf(p.Ack.Ends)
		}
	}
	switch {
	case best == nil:
	case best.Ack.Snapshot != nil:
		m.install(x, best.Ack.Snapshot, best.Ack.Txns)
	default:
		m.replace(x, m.index(best.Ack.After), best.Ack.Txns)
	}
	m.synchronise(x)
}
