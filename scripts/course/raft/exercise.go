// Package raft keeps a log the same on all servers, as long as a majority of them is up and can talk: elections, the log, and how far it is committed
// (Ongaro and Ousterhout 2014, sections 5.1 to 5.4).
//
//	:load raft.go
//	s := Sim(Raft, 3)
package raft

import (
	"fmt"
	"maps"
	"slices"
	"time"

	. "parley/protocol"
)

// Entry is one of a log. Each log begins with an entry 0, which is empty. (A trace leaves out what is 0, false or "" in a message.)
type Entry struct {
	Term int
	Op   string
}

// Ballot asks for a vote. The paper calls it RequestVote.
type Ballot struct{ Term, LastIndex, LastTerm int }

// Vote answers it.
type Vote struct {
	Term int
	Yes  bool
}

// Append brings all that follows the entry Prev in the leader's log. The paper calls it AppendEntries.
type Append struct {
	Term, Prev, PrevTerm, Commit int
	Entries                      []Entry
}

// Appended answers it: up to Last the log is the leader's now; or, if it is not OK, the leader is to try with an entry of Last or before.
type Appended struct {
	Term int
	OK   bool
	Last int
}

// Disk is what a server must still know after a crash.
type Disk struct {
	Term  int    // the latest that it has heard of
	Voted NodeID // for whom in this term; "": for nobody
	Log   []Entry
}

type node struct {
	Config
	Disk                   // the checks look at this,
	commit int             // at this: up to where entries are committed,
	leads  bool            // and at this
	votes  map[NodeID]bool // of a candidate: who is for it; nil: it is none
	next   map[NodeID]int  // of a leader: which entry each of the others gets next
	match  map[NodeID]int  // of a leader: up to where each of the others surely has its log
	calls  map[int]uint64  // of a leader: the calls that wait for their entries
}

// Raft is what a prompt gets to know.
var Raft = Protocol{
	Summary: "a log that is the same on all servers",
	Source:  "Ongaro and Ousterhout, In search of an understandable consensus algorithm, 2014",
	New:     func(c Config) Machine { return &node{Config: c} },
	Params: []Param{
		{Name: "beat", Default: time.Second, Doc: "how often a leader is heard"},
		{Name: "patience", Default: 3 * time.Second, Doc: "how long a server waits for a leader, at least; at most it is twice as long"},
	},
	Calls: []CallType{{Op: "Propose", Names: []string{"op"}, Args: []any{""}, Result: 0, Doc: "at the leader: the number of its entry, when that is committed"}},
	Invariants: []Property{{Name: "Election Safety", Doc: "at most one leader can be elected in a given term", Check: func(w *World) (err error) {
		leaders := map[int]NodeID{}
		Machines(w, func(id NodeID, m *node) {
			if m.leads && leaders[m.Term] != "" {
				err = fmt.Errorf("%s and %s lead term %d", leaders[m.Term], id, m.Term)
			} else if m.leads {
				leaders[m.Term] = id
			}
		})
		return err
	}}},
}

func (m *node) Step(e Event) (x Effects) {
	switch e.Kind {
	case Start:
		m.Disk, _ = e.Stored["disk"].(Disk)
		if m.Log == nil {
			m.Log = []Entry{{}}
		}
		m.wait(e, &x)
	case Request:
		m.propose(e.Call, &x)
	case Timeout:
		if m.leads {
			m.replicate(&x)
		} else {
			m.stand(e, &x)
		}
	case Receive:
		from := e.Message.From
		switch b := e.Message.Body.(type) {
		case Ballot:
			m.ballot(e, from, b, &x)
		case Vote:
			m.vote(e, from, b, &x)
		case Append:
			m.append(e, from, b, &x)
		case Appended:
			m.appended(e, from, b, &x)
		}
	}
	return x
}

// propose is a call at the leader.
func (m *node) propose(c Call, x *Effects) {
	if !m.leads {
		x.Refuse(c.ID, "this server does not lead")
		return
	}
	m.Log = append(m.Log, Entry{m.Term, c.Args[0].(string)})
	m.save(x)
	m.calls[m.last()] = c.ID
	m.replicate(x)
}

// last is the number of the last entry.
func (m *node) last() int { return len(m.Log) - 1 }

// save writes down what this server must still know after a crash. It is on disk before any message of the step leaves.
func (m *node) save(x *Effects) {
	x.Writes = nil // of this step: the last one counts
	x.Persist("disk", m.Disk)
}

// wait begins to wait for a leader anew.
func (m *node) wait(e Event, x *Effects) {
	d := m.Duration("patience")
	x.After("elect", d+time.Duration(e.Rand().Int64N(int64(d))))
}

// stand begins a new term, and asks for votes (5.2).
func (m *node) stand(e Event, x *Effects) {
	m.Term++
	m.Voted = m.Self
	m.save(x)
	m.votes = map[NodeID]bool{m.Self: true}
	x.SendEach(m.Others(), "ballot", Ballot{m.Term, m.last(), m.Log[m.last()].Term})
	m.wait(e, x)
}

// follow takes over a later term: who leads, or wants to, does so no more (5.1).
func (m *node) follow(e Event, term int, x *Effects) {
	if term <= m.Term {
		return
	}
	m.Term, m.Voted, m.votes = term, "", nil
	m.save(x)
	if m.leads {
		for _, i := range slices.Sorted(maps.Keys(m.calls)) {
			x.Doubt(m.calls[i], "another server leads, and may drop the entry or keep it")
		}
		m.leads = false
		x.Stop("beat")
		m.wait(e, x)
	}
}

func (m *node) ballot(e Event, from NodeID, b Ballot, x *Effects) {
	m.follow(e, b.Term, x)
	yes := b.Term == m.Term && (m.Voted == "" || m.Voted == from) && m.mayLead(b)
	if yes {
		m.Voted = from
		// Blank 1: what this server has promised it must know after a crash.
		m.wait(e, x)
	}
	x.Send(from, "vote", Vote{m.Term, yes})
}

// mayLead says whether the log of who asks for a vote is at least as up to date as this one (5.4.1).
func (m *node) mayLead(b Ballot) bool {
	// Blank 2: who lacks what may be committed must not lead.
	return true
}

func (m *node) vote(e Event, from NodeID, v Vote, x *Effects) {
	m.follow(e, v.Term, x)
	if m.votes == nil || v.Term < m.Term || !v.Yes {
		return
	}
	m.votes[from] = true
	if len(m.votes) < m.Quorum() {
		return
	}
	m.leads, m.votes, m.calls = true, nil, map[int]uint64{}
	m.next, m.match = map[NodeID]int{}, map[NodeID]int{}
	for _, id := range m.Others() {
		m.next[id] = len(m.Log)
	}
	x.Note(fmt.Sprint("leads term ", m.Term))
	x.Stop("elect")
	m.replicate(x)
}

// replicate sends all others what they may lack, and be it nothing.
func (m *node) replicate(x *Effects) {
	for _, id := range m.Others() {
		m.send(id, x)
	}
	x.After("beat", m.Duration("beat"))
}

func (m *node) send(to NodeID, x *Effects) {
	prev := m.next[to] - 1
	x.Send(to, "append", Append{m.Term, prev, m.Log[prev].Term, m.commit, m.Log[prev+1:]})
}

func (m *node) append(e Event, from NodeID, a Append, x *Effects) {
	m.follow(e, a.Term, x)
	if a.Term < m.Term {
		x.Send(from, "appended", Appended{m.Term, false, 0})
		return
	}
	m.votes = nil // another one has won
	m.wait(e, x)
	if !m.takes(a) {
		x.Send(from, "appended", Appended{m.Term, false, min(a.Prev-1, m.last())})
		return
	}
	// Blank 1 again: what is said to be here must be here after a crash.
	last := a.Prev + len(a.Entries)
	m.commit = max(m.commit, min(a.Commit, last))
	x.Send(from, "appended", Appended{m.Term, true, last})
}

// takes makes this log the leader's up to the last of the entries, if it has the one that goes before them (5.3).
func (m *node) takes(a Append) bool {
	// Blank 3: this log may be shorter, or have other entries; and a may be late, so that what comes after it is here already.
	m.Log = append(m.Log[:min(a.Prev+1, len(m.Log))], a.Entries...)
	return true
}

func (m *node) appended(e Event, from NodeID, a Appended, x *Effects) {
	m.follow(e, a.Term, x)
	switch {
	case !m.leads || a.Term < m.Term:
	case !a.OK:
		if next := max(a.Last, m.match[from]) + 1; next < m.next[from] { // else it has been refused before
			m.next[from] = next
			m.send(from, x)
		}
	default:
		m.match[from] = max(m.match[from], a.Last)
		m.next[from] = m.match[from] + 1
		m.count(x)
	}
}

// count finds what is committed now (5.3, 5.4.2), and answers those who wait for it.
func (m *node) count(x *Effects) {
	to := m.commit
	for i := m.commit + 1; i <= m.last(); i++ {
		has := 1
		for _, id := range m.Others() {
			if m.match[id] >= i {
				has++
			}
		}
		// Blank 4: is that enough?
		if has >= m.Quorum() {
			to = i // and all before it
		}
	}
	for m.commit < to {
		m.commit++
		x.Note(fmt.Sprint("entry ", m.commit, " is committed"))
		if call := m.calls[m.commit]; call != 0 {
			x.Answer(call, m.commit)
			delete(m.calls, m.commit)
		}
	}
}
