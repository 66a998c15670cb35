package raft

// Reads by read index (thesis 6.4): no entry in the log, and no clock that is trusted.
//
// A leader that is none any more could answer with what is out of date. So a read waits until a majority has answered a request that was sent after it
// has come. Requests and their answers have the number of a round; the leader begins one for a read, and the reads that come while it is on its
// way share the next.

import (
	"slices"

	"parley/protocol"
)

// reading is a read that waits.
type reading struct {
	Origin Origin
	Key    string
	Index  Index // what must be applied
	Round  int   // what must be answered by a majority
}

// onQuery: a client wants to read.
func (m *Machine) onQuery(x *protocol.Effects, from protocol.NodeID, q Query) {
	if m.lead == nil {
		m.redirect(x, from)
		return
	}
	l := m.lead
	if len(l.reads) >= len(m.cfg.Nodes)*m.cfg.Int("window") || slices.ContainsFunc(l.reads, func(r reading) bool { return r.Origin.name() == q.Origin.name() }) {
		return // it was asked again
	}
	// Before an entry of its own term is committed a leader does not know what is.
	r := reading{q.Origin, q.Key, max(m.commit, l.first), l.round + 1}
	l.reads = append(l.reads, r)
	if !l.checked {
		m.nextRound(x)
	}
	m.confirmed(x) // alone it is a majority
}

func (m *Machine) nextRound(x *protocol.Effects) {
	m.lead.round++
	m.lead.checked = true
	m.eachPeer(func(id protocol.NodeID, p *peer) { m.beat(x, id, p) })
}

// confirmed answers the reads whose round a majority has answered.
func (m *Machine) confirmed(x *protocol.Effects) {
	l := m.lead
	if len(l.reads) == 0 {
		return
	}
	if l.checked && m.quorum(func(id protocol.NodeID) bool { return id == m.cfg.Self || l.peers[id].Round >= l.round }) {
		l.proven, l.checked = l.round, false
	}
	rest := l.reads[:0:0]
	for _, r := range l.reads {
		if r.Round > l.proven || r.Index > m.applied {
			rest = append(rest, r)
			continue
		}
		found := Found{r.Origin.Life, r.Origin.Seq, m.kv.get(r.Key)}
		if r.Origin.Node == m.cfg.Self {
			m.onFound(x, found)
		} else {
			x.Send(r.Origin.Node, "ReadAnswer", found)
		}
	}
	l.reads = rest
	if !l.checked && slices.ContainsFunc(rest, func(r reading) bool { return r.Round > l.round }) {
		m.nextRound(x)
		m.confirmed(x)
	}
}
