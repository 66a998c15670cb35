package raft

// Elections (5.2), with the question before them (thesis 9.6) and the check that there is no leader (thesis 4.2.3).

import (
	"fmt"
	"math/rand/v2"
	"time"

	"parley/protocol"
)

// The two timers of who does not lead: "quiet" goes off when the election timeout is over, and from then on others get its vote; "election" some time
// later, and then it wants the votes of others. Hence who waits longest does not refuse who waits less.

func (m *Machine) awaitElection(x *protocol.Effects, e *protocol.Event) {
	t := m.electionTimeout()
	x.Stop("quiet")
	x.After("election", t+chance(e.Rand(), t))
}

func chance(r *rand.Rand, most time.Duration) time.Duration {
	return time.Duration(r.Int64N(int64(most))) + 1
}

// follow takes the sender for the leader of the term.
func (m *Machine) follow(x *protocol.Effects, leader protocol.NodeID) {
	m.role, m.votes, m.heard = Follower, nil, true
	x.Stop("election")
	x.After("quiet", m.electionTimeout())
	m.setLeader(x, leader)
}

func (m *Machine) setLeader(x *protocol.Effects, leader protocol.NodeID) {
	if m.leader == leader {
		return
	}
	m.leader = leader
	x.Tell("leader", leader)
	if leader != "" {
		m.desk.hint = Redirect{m.hard.Term, leader}
		m.led(x)
	}
}

// stepDown is what happens to who sees a term higher than its own (5.1), and to a leader that is none any more.
func (m *Machine) stepDown(x *protocol.Effects, e *protocol.Event, term Term) {
	if term > m.hard.Term {
		m.hard = Hard{Term: term}
		m.heard = false
	}
	if m.lead != nil {
		m.lead = nil
		for _, timer := range []string{"heartbeat", "quorum", "join", "transfer"} {
			x.Stop(timer)
		}
		x.Note(fmt.Sprintf("leads no more, in term %d", m.hard.Term))
		if e != nil { // nil: it is removed, and waits for nothing
			m.awaitElection(x, e)
		}
	}
	m.role, m.votes = Follower, nil
	m.setLeader(x, "")
}

// onQuiet: nothing was heard of a leader for an election timeout.
func (m *Machine) onQuiet(x *protocol.Effects, e *protocol.Event) {
	m.heard = false
	x.After("election", chance(e.Rand(), m.electionTimeout()))
}

// mayCampaign: who is not in its configuration may be needed until that is committed (thesis 4.2.2), and is silent then.
func (m *Machine) mayCampaign() bool { return m.member(m.cfg.Self) || m.memberIndex > m.commit }

// onElection asks the others whether they would vote for this server, which changes no term.
func (m *Machine) onElection(x *protocol.Effects, e *protocol.Event) {
	if m.role == Leader {
		return
	}
	m.setLeader(x, "")
	if !m.mayCampaign() {
		return
	}
	m.role, m.heard = PreCandidate, false
	m.gather(x, e, "PreVote", Ballot{Term: m.hard.Term + 1, Last: m.log.last()})
}

// campaign begins a term and an election (5.2).
func (m *Machine) campaign(x *protocol.Effects, e *protocol.Event, transfer bool) {
	m.role, m.heard = Candidate, false
	m.hard = Hard{Term: m.hard.Term + 1, Vote: m.cfg.Self}
	m.setLeader(x, "")
	m.gather(x, e, "RequestVote", Ballot{Term: m.hard.Term, Last: m.log.last(), Transfer: transfer})
}

func (m *Machine) gather(x *protocol.Effects, e *protocol.Event, kind string, b Ballot) {
	m.votes = map[protocol.NodeID]bool{m.cfg.Self: true}
	m.awaitElection(x, e)
	for _, id := range m.members {
		if id != m.cfg.Self {
			x.Messages = append(x.Messages, protocol.Message{To: id, Kind: kind, Body: b, Key: "vote"})
		}
	}
	m.count(x, e)
}

func (m *Machine) count(x *protocol.Effects, e *protocol.Event) {
	if !m.quorum(func(id protocol.NodeID) bool { return m.votes[id] }) {
		return
	}
	if m.role == PreCandidate {
		m.campaign(x, e, false)
	} else {
		m.becomeLeader(x)
	}
}

// upToDate compares logs by their last entries (5.4.1): the later term, and of one term the longer log.
func (m *Machine) upToDate(last Mark) bool {
	own := m.log.last()
	return last.Term > own.Term || last.Term == own.Term && last.Index >= own.Index
}

// disturbed says whether there is a leader whom an election would only disturb.
func (m *Machine) disturbed() bool { return m.role == Leader || m.heard }

func (m *Machine) onPreVote(x *protocol.Effects, from protocol.NodeID, b Ballot) {
	granted := !m.disturbed() && b.Term > m.hard.Term && m.upToDate(b.Last)
	x.Send(from, "PreVoteAnswer", VoteAnswer{m.hard.Term, b.Term, granted})
}

func (m *Machine) onRequestVote(x *protocol.Effects, e *protocol.Event, from protocol.NodeID, b Ballot) {
	if m.disturbed() && !b.Transfer { // its term does not matter either
		x.Send(from, "VoteAnswer", VoteAnswer{m.hard.Term, b.Term, false})
		return
	}
	if b.Term > m.hard.Term {
		m.stepDown(x, e, b.Term)
	}
	granted := b.Term == m.hard.Term && (m.hard.Vote == "" || m.hard.Vote == from) && m.upToDate(b.Last)
	if granted {
		if m.hard.Vote == "" {
			m.hard.Vote = from
		}
		m.awaitElection(x, e)
	}
	x.Send(from, "VoteAnswer", VoteAnswer{m.hard.Term, b.Term, granted})
}

func (m *Machine) onVoteAnswer(x *protocol.Effects, e *protocol.Event, from protocol.NodeID, b VoteAnswer, pre bool) {
	if b.Term > m.hard.Term && !b.Granted {
		m.stepDown(x, e, b.Term)
		return
	}
	asked := m.role == PreCandidate && pre && b.For == m.hard.Term+1 || m.role == Candidate && !pre && b.For == m.hard.Term
	if asked && b.Granted {
		m.votes[from] = true
		m.count(x, e)
	}
}

// becomeLeader begins a term with an entry of its own, by which what was there before gets committed (8).
func (m *Machine) becomeLeader(x *protocol.Effects) {
	m.role, m.votes, m.heard = Leader, nil, false
	m.lead = &leading{first: m.log.last().Index + 1, peers: map[protocol.NodeID]*peer{}, pending: map[Origin]bool{}, round: 1}
	x.Note(fmt.Sprintf("leads term %d", m.hard.Term))
	x.Stop("election")
	x.Stop("quiet")
	x.After("heartbeat", m.cfg.Duration("heartbeat"))
	x.After("quorum", m.electionTimeout())
	for i := m.applied + 1; i <= m.log.last().Index; i++ {
		if o := m.log.at(i).Origin; o.Node != "" {
			m.lead.pending[o.name()] = true
		}
	}
	m.track()
	if m.cfg.Bool("begin") {
		m.append(x, Entry{})
	} else if m.cfg.Bool("counting") {
		m.lead.first-- // what is there counts
	}
	m.setLeader(x, m.cfg.Self)
}

// onQuorum: a leader that a majority does not answer leads no more (thesis 6.2), so that others need not take it for one.
func (m *Machine) onQuorum(x *protocol.Effects, e *protocol.Event) {
	if m.lead == nil {
		return
	}
	if !m.quorum(func(id protocol.NodeID) bool { return id == m.cfg.Self || m.lead.peers[id].Active }) {
		m.stepDown(x, e, m.hard.Term)
		return
	}
	for _, p := range m.lead.peers { // any order: all are changed in the same way
		p.Active = false
	}
	x.After("quorum", m.electionTimeout())
}

// onTimeoutNow: the leader wishes this server to lead (thesis 3.10). It asks nobody before.
func (m *Machine) onTimeoutNow(x *protocol.Effects, e *protocol.Event, b TimeoutNow) {
	if b.Term == m.hard.Term && m.role != Leader && m.member(m.cfg.Self) {
		m.campaign(x, e, true)
	}
}
