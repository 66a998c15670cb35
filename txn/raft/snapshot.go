package raft

// Snapshots and log compaction (7).

import (
	"fmt"
	"maps"

	"parley/protocol"
)

// maybeSnapshot compacts a log that has become long. Half of it stays, for servers that are a little behind.
func (m *Machine) maybeSnapshot(x *protocol.Effects) {
	most := Index(m.cfg.Int("compact"))
	if m.applied-m.log.base.Index >= most {
		m.compact(x, m.applied-most/2)
	}
}

// compact writes the state as it is now, and then drops the log up to an entry.
func (m *Machine) compact(x *protocol.Effects, upTo Index) {
	if s := m.log.snapshot; m.applied == 0 || s != nil && s.Index == m.applied && upTo <= m.log.base.Index {
		return
	}
	kv := m.kv.clone()
	s := &Snapshot{Index: m.applied, Term: m.log.term(m.applied), Members: m.membersAt(m.applied), Data: kv.data, Sessions: kv.sessions}
	m.log.snapshot = s
	x.Persist(snapshotKey, *s)
	m.log.write(x) // what comes after the snapshot follows it there too
	m.log.drop(x, upTo)
	x.Note(fmt.Sprintf("has a snapshot %v", *s))
}

// membersAt is the configuration after an entry: a later one may not be committed.
func (m *Machine) membersAt(i Index) []protocol.NodeID {
	for ; i > m.log.base.Index; i-- {
		if e := m.log.at(i); e.Members != nil {
			return e.Members
		}
	}
	if s := m.log.snapshot; s != nil {
		return s.Members
	}
	return m.initial()
}

// load makes the state that of a snapshot.
func (m *Machine) load(s *Snapshot) {
	kept := store{data: s.Data, sessions: s.Sessions}
	m.kv = kept.clone()
	if m.kv.data == nil {
		m.kv.data = map[string]string{}
	}
	if m.kv.sessions == nil {
		m.kv.sessions = map[protocol.NodeID]Session{}
	}
	for id, c := range m.kv.sessions { // any order: each is mended for itself
		if c.Done == nil {
			c.Done = map[int]Result{}
			m.kv.sessions[id] = c
		}
	}
	m.commit, m.applied = s.Index, s.Index
}

// onInstall is the receiver of InstallSnapshot (figure 13). What the log has after the snapshot stays, if it belongs to it.
func (m *Machine) onInstall(x *protocol.Effects, e *protocol.Event, from protocol.NodeID, b Install) {
	if b.Snapshot == nil || !m.current(x, e, from, b.Term) {
		return
	}
	s := b.Snapshot
	if s.Index > m.commit {
		if m.log.last().Index >= s.Index && m.log.has(Mark{s.Index, s.Term}) {
			m.log.snapshot = s
			m.log.drop(x, s.Index)
		} else {
			m.log.cut(x, m.log.base.Index+1)
			m.log.snapshot, m.log.base = s, Mark{s.Index, s.Term}
			x.Persist(baseKey, m.log.base)
		}
		x.Persist(snapshotKey, *s)
		m.load(s)
		m.configure(x)
		x.Note(fmt.Sprintf("installs the snapshot %v", *s))
		m.skipped(x)
	}
	x.Send(from, "AppendAnswer", AppendAnswer{Term: m.hard.Term, OK: true, Match: s.Index, Number: b.Number, Round: b.Round})
}

// skipped answers the calls here whose commands were in what the snapshot replaces.
func (m *Machine) skipped(x *protocol.Effects) {
	done := maps.Clone(m.kv.sessions[m.cfg.Self].Done)
	for _, seq := range m.desk.sorted() {
		if r, there := done[seq]; there {
			m.onOutcome(x, Outcome{m.kv.sessions[m.cfg.Self].Life, seq, r})
		}
	}
}
