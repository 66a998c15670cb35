package raft

// Log replication (5.3): one request on its way to each server, and heartbeats beside it.

import (
	"slices"

	"parley/protocol"
)

const (
	maxEntries    = 256 // of a request
	waitAppend    = 2   // heartbeats after which a request is taken to be lost
	waitSnapshot  = 10  // and one with a snapshot, which takes longer
	appendMessage = "append"
)

// peer is what a leader knows of another server.
type peer struct {
	Next, Match Index // figure 2
	Number      int   // of the last request
	Flying      bool  // it was not answered yet
	Snapshot    bool  // it is a snapshot
	Beats       int   // since it was sent
	Round       int   // the latest that it has answered
	Active      bool  // it has answered since this was looked at last
}

// track keeps what is known of the servers that get the log: the configuration, and who is about to join it.
func (m *Machine) track() {
	old := m.lead.peers
	m.lead.peers = map[protocol.NodeID]*peer{}
	keep := func(id protocol.NodeID) {
		if id == m.cfg.Self {
			return
		}
		p := old[id]
		if p == nil {
			p = &peer{Next: m.log.last().Index + 1, Active: true}
		}
		m.lead.peers[id] = p
	}
	for _, id := range m.members {
		keep(id)
	}
	if j := m.lead.joining; j != nil {
		keep(j.Server)
	}
}

// eachPeer goes along them in the order of their names.
func (m *Machine) eachPeer(f func(protocol.NodeID, *peer)) {
	for _, id := range m.cfg.Nodes {
		if p := m.lead.peers[id]; p != nil {
			f(id, p)
		}
	}
}

// append adds an entry to the leader's log and sends it to all. The leader never removes one (5.3: Leader Append-Only). It is written to its disk while the others
// write it to theirs (thesis 10.2.1): in a later step, since what a step writes is on disk before anything that it sends has left. Until then the leader does not count
// itself among those that have it.
func (m *Machine) append(x *protocol.Effects, e Entry) {
	e.Index, e.Term = m.log.last().Index+1, m.hard.Term
	m.log.entries = append(m.log.entries, e)
	if e.Members != nil {
		m.configure(x)
		m.track()
	}
	m.eachPeer(func(id protocol.NodeID, p *peer) { m.feed(x, id, p, false) })
	if !m.lead.writing {
		m.lead.writing = true
		x.Send(m.cfg.Self, "Write", nil)
	}
}

// onWrite writes what this leader has sent.
func (m *Machine) onWrite(x *protocol.Effects) {
	if m.lead == nil {
		return // it is written
	}
	m.lead.writing = false
	m.log.write(x)
	m.maybeCommit(x)
}

// feed sends a server what it lacks, unless a request is on its way. If it lacks nothing that is sent only where it must be said.
func (m *Machine) feed(x *protocol.Effects, id protocol.NodeID, p *peer, must bool) {
	if p.Flying {
		return
	}
	if p.Next <= m.log.base.Index { // it is not in the log any more (7)
		m.send(x, id, "InstallSnapshot", p, true)
	} else if must || p.Next <= m.log.last().Index {
		m.send(x, id, "AppendEntries", p, false)
	}
}

func (m *Machine) send(x *protocol.Effects, id protocol.NodeID, kind string, p *peer, snapshot bool) {
	p.Number++
	p.Flying, p.Snapshot, p.Beats = true, snapshot, 0
	var body any
	if snapshot {
		body = Install{Term: m.hard.Term, Snapshot: m.log.snapshot, Number: p.Number, Round: m.lead.round}
	} else {
		prev := Mark{p.Next - 1, m.log.term(p.Next - 1)}
		body = Append{Term: m.hard.Term, Prev: prev, Entries: m.log.from(p.Next, maxEntries), Commit: m.commit, Number: p.Number, Round: m.lead.round}
	}
	x.Messages = append(x.Messages, protocol.Message{To: id, Kind: kind, Body: body, Key: appendMessage})
}

// beat is an AppendEntries without entries, beside a request that is on its way. It says no more than what is known to be so.
func (m *Machine) beat(x *protocol.Effects, id protocol.NodeID, p *peer) {
	var prev Mark
	if p.Match >= m.log.base.Index {
		prev = Mark{p.Match, m.log.term(p.Match)}
	}
	x.Send(id, "AppendEntries", Append{Term: m.hard.Term, Prev: prev, Commit: m.commit, Round: m.lead.round})
}

// onHeartbeat: each server hears of the leader, and gets again what seems to be lost.
func (m *Machine) onHeartbeat(x *protocol.Effects) {
	if m.lead == nil {
		return
	}
	m.eachPeer(func(id protocol.NodeID, p *peer) {
		p.Beats++
		if p.Flying && (p.Snapshot && p.Beats < waitSnapshot || !p.Snapshot && p.Beats < waitAppend) {
			m.beat(x, id, p)
			return
		}
		p.Flying = false
		m.feed(x, id, p, true)
	})
	x.After("heartbeat", m.cfg.Duration("heartbeat"))
}

// current says whether who sends with a term leads it; a lower one is told so (5.1).
func (m *Machine) current(x *protocol.Effects, e *protocol.Event, from protocol.NodeID, term Term) bool {
	if term < m.hard.Term {
		x.Send(from, "AppendAnswer", AppendAnswer{Term: m.hard.Term})
		return false
	}
	if term > m.hard.Term {
		m.stepDown(x, e, term)
	}
	m.follow(x, from)
	return true
}

// onAppend is the receiver of AppendEntries (figure 2).
func (m *Machine) onAppend(x *protocol.Effects, e *protocol.Event, from protocol.NodeID, b Append) {
	if !m.current(x, e, from, b.Term) {
		return
	}
	answer := AppendAnswer{Term: m.hard.Term, Number: b.Number, Round: b.Round}
	if !m.log.has(b.Prev) {
		answer.Prev, answer.Hint = b.Prev.Index, m.hint(b.Prev.Index)
		x.Send(from, "AppendAnswer", answer)
		return
	}
	m.take(x, b.Entries)
	answer.OK, answer.Match = true, b.Prev.Index+Index(len(b.Entries))
	m.commit = max(m.commit, min(b.Commit, answer.Match))
	m.apply(x)
	x.Send(from, "AppendAnswer", answer)
}

// take puts entries into the log. Those that are there stay, and what comes after them too (5.3): the request may be an old one. An entry of another term
// goes, and with it all that follow.
func (m *Machine) take(x *protocol.Effects, entries []Entry) {
	changed := false
	for _, e := range entries {
		if m.log.has(Mark{e.Index, e.Term}) {
			continue
		}
		if e.Index <= m.log.last().Index {
			m.log.cut(x, e.Index)
			changed = true
		}
		m.log.entries = append(m.log.entries, e)
		changed = changed || e.Members != nil
	}
	if changed {
		m.configure(x)
	}
}

// hint tells the leader where to go on, in place of a try for each entry (5.3, at the end).
func (m *Machine) hint(prev Index) Mark {
	last := m.log.last()
	if prev > last.Index {
		return Mark{Index: last.Index + 1}
	}
	h := Mark{prev, m.log.term(prev)}
	for h.Index-1 > m.log.base.Index && m.log.term(h.Index-1) == h.Term {
		h.Index--
	}
	return h
}

// retreat is the place from which a leader sends after a hint: after its own last entry of that term, or, if it has none, where the other's begins.
func (m *Machine) retreat(h Mark) Index {
	if h.Term == 0 {
		return h.Index
	}
	for i := m.log.last().Index; i > m.log.base.Index && m.log.term(i) >= h.Term; i-- {
		if m.log.term(i) == h.Term {
			return i + 1
		}
	}
	return h.Index
}

// onAppendAnswer is what a leader learns. Answers of old terms say nothing, and neither does a refusal of what is not asked any more.
func (m *Machine) onAppendAnswer(x *protocol.Effects, e *protocol.Event, from protocol.NodeID, b AppendAnswer) {
	if b.Term > m.hard.Term {
		m.stepDown(x, e, b.Term)
		return
	}
	if b.Term < m.hard.Term || m.lead == nil || m.lead.peers[from] == nil {
		return
	}
	p := m.lead.peers[from]
	p.Active, p.Round = true, max(p.Round, b.Round)
	if b.Number == p.Number && b.Number > 0 {
		p.Flying = false
	}
	switch {
	case b.OK && b.Match > p.Match:
		p.Match = b.Match
		p.Next = max(p.Next, p.Match+1)
		m.maybeCommit(x)
	case !b.OK && b.Prev == p.Next-1:
		p.Flying = false
		if p.Next > p.Match+1 { // else it has lost what was on its disk, and nothing helps it
			p.Next = max(min(m.retreat(b.Hint), p.Next-1), p.Match+1)
			m.feed(x, from, p, true)
		}
	}
	if m.lead == nil {
		return // what was committed is that this server is not a member
	}
	m.caughtUp(x, from, p)
	m.handOver(x, from, p)
	m.feed(x, from, p, false)
	m.confirmed(x)
}

// maybeCommit commits what a majority has, if it is of this term: an entry of an older one, though a majority has it, could still be overwritten by a later
// leader (5.4.2, figure 8). What is before it is committed with it.
func (m *Machine) maybeCommit(x *protocol.Effects) {
	var has []Index
	for _, id := range m.members {
		if id == m.cfg.Self {
			has = append(has, max(m.log.written, m.log.base.Index))
		} else {
			has = append(has, m.lead.peers[id].Match)
		}
	}
	slices.Sort(has)
	n := has[(len(has)-1)/2] // a majority has at least so much
	if n <= m.commit || m.log.term(n) != m.hard.Term && !m.cfg.Bool("counting") {
		return
	}
	m.commit = n
	m.apply(x)
	if m.lead != nil {
		m.confirmed(x) // a read may have waited for the first entry of the term, and alone a leader gets no answer that would tell
	}
	m.maybeRetire(x)
}
