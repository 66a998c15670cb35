package zab

// Phase 0: an oracle names a leader. It may be wrong: the later phases are safe with any. By default it is the fast leader election of
// the implementation, which prefers who has the most recent history, so that it need not be fetched.

import (
	"cmp"
	"fmt"
	"strings"

	"parley/protocol"
)

// Vote is for whom a node is, with how recent its history is.
type Vote struct {
	Leader protocol.NodeID
	Epoch  int // its currentEpoch
	Last   Zxid
}

// compare says which of two votes is to win: the more recent history, and of two the greater name.
func (v Vote) compare(o Vote) int {
	return cmp.Or(cmp.Compare(v.Epoch, o.Epoch), v.Last.compare(o.Last), strings.Compare(string(v.Leader), string(o.Leader)))
}

// Notification is the body of VOTE.
type Notification struct {
	Round int
	Vote  Vote
	Role  Role
	Epoch int // of a leader that is established: which it leads; else 0
}

// look begins a new iteration: phase 0.
func (m *Machine) look(x *protocol.Effects, why string) {
	if m.role == Leading && why != "" {
		x.Note("leads no more: " + why)
	}
	if m.fast() && m.leader != "" && m.phase == Broadcast {
		x.Tell(protocol.FactLeader, protocol.NodeID(""))
	}
	m.role, m.phase, m.leader, m.epoch, m.tip = Looking, Election, "", 0, tip{}
	m.peers = map[protocol.NodeID]*peer{}
	x.Stop(timerSettle)
	x.After(timerBeat, m.cfg.Duration("beat"))
	if m.fast() {
		x.Stop(timerLost)
		m.round++
		m.standFor(x)
		return
	}
	if m.named != "" && why == "" {
		m.take(x, m.named)
		return
	}
	m.needLeader(x)
}

// needLeader asks for an election, where another machine of the node holds them.
func (m *Machine) needLeader(x *protocol.Effects) {
	if m.role == Looking && !m.fast() {
		x.After(timerLost, m.cfg.Duration("timeout"))
		x.Tell(protocol.FactNeedLeader, true)
	}
}

// lookAgain repeats a vote, or tries once more whom the fact names.
func (m *Machine) lookAgain(x *protocol.Effects) {
	if m.fast() {
		x.SendEach(m.cfg.Others(), "VOTE", m.notification())
	} else if m.named != "" {
		m.take(x, m.named)
	}
}

// take begins discovery with a leader.
func (m *Machine) take(x *protocol.Effects, leader protocol.NodeID) {
	x.Stop(timerSettle)
	if leader == m.cfg.Self {
		m.lead(x)
	} else {
		m.follow(x, leader)
	}
}

func (m *Machine) notification() Notification {
	n := Notification{Round: m.round, Vote: m.vote, Role: m.role}
	if m.role == Leading && m.phase == Broadcast {
		n.Epoch = m.epoch
	}
	return n
}

// standFor begins a round with a vote for itself.
func (m *Machine) standFor(x *protocol.Effects) {
	m.votes = map[protocol.NodeID]Vote{}
	m.vote = Vote{m.cfg.Self, m.current, m.last()}
	m.changeVote(x, m.vote)
}

func (m *Machine) changeVote(x *protocol.Effects, v Vote) {
	m.vote, m.votes[m.cfg.Self] = v, v
	x.SendEach(m.cfg.Others(), "VOTE", m.notification())
	m.count(x)
}

func (m *Machine) onVote(x *protocol.Effects, from protocol.NodeID, n Notification) {
	if !m.fast() {
		return
	}
	if m.role != Looking {
		if n.Role == Looking {
			x.Send(from, "VOTE", m.notification())
		}
		return
	}
	if n.Role == Leading && n.Epoch > 0 { // there is a leader already
		m.vote = n.Vote
		m.take(x, from)
		return
	}
	switch {
	case n.Round < m.round:
		if n.Role == Looking {
			x.Send(from, "VOTE", m.notification())
		}
		return
	case n.Round > m.round && n.Role != Looking:
		return // of a round that this node has missed: it takes part in the next
	case n.Round > m.round:
		m.round = n.Round
		m.votes = map[protocol.NodeID]Vote{from: n.Vote}
		best := Vote{m.cfg.Self, m.current, m.last()}
		if n.Vote.compare(best) > 0 {
			best = n.Vote
		}
		m.changeVote(x, best)
		return
	}
	m.votes[from] = n.Vote
	if n.Vote.compare(m.vote) > 0 {
		m.changeVote(x, n.Vote)
		return
	}
	m.count(x)
}

// count looks whether a quorum votes as this node does. The vote of all is final; that of a quorum waits a little for a better one.
func (m *Machine) count(x *protocol.Effects) {
	switch n := m.supporters(); {
	case n == len(m.cfg.Nodes):
		m.elect(x)
	case n >= m.cfg.Quorum():
		x.After(timerSettle, m.cfg.Duration("settle"))
	default:
		x.Stop(timerSettle)
	}
}

func (m *Machine) supporters() (n int) {
	for _, id := range m.cfg.Nodes {
		if v, voted := m.votes[id]; voted && v == m.vote {
			n++
		}
	}
	return n
}

// settled ends the wait for a better vote.
func (m *Machine) settled(x *protocol.Effects) {
	if m.role == Looking && m.fast() && m.supporters() >= m.cfg.Quorum() {
		m.elect(x)
	}
}

func (m *Machine) elect(x *protocol.Effects) {
	if m.vote.Leader == m.cfg.Self {
		x.Note(fmt.Sprintf("is elected in round %d", m.round))
	}
	m.take(x, m.vote.Leader)
}
