package raft

// What must always hold: the properties of figure 3, by their names, and what they rest on.

import (
	"fmt"
	"slices"

	"parley/protocol"
)

// history is what the properties remember of a run.
type history struct {
	Leaders   map[Term]protocol.NodeID
	Entries   map[Mark]seen // every entry that was ever in a log
	Committed []Entry       // in the order of their indices; Index 0: nobody has seen it
	Terms     []Term        // in which each of them was committed
	Twin      twin          // the state after all of them
	Sums      []uint64      // of the state after each; 0: not known
	Last      []look        // by node
	Wrong     map[string]string
	Installed bool
}

// seen is an entry, and the term of the one before it.
type seen struct {
	Entry  Entry
	Before Term
}

// look is what a node was when it was looked at last.
type look struct {
	Changes         uint64 // NodeState.Changes
	Role            Role
	Term            Term
	Base            Index
	Entries         []Entry
	Commit, Applied Index
	Written         Index
	Disk            int // how much was on it
}

const historyKey = "raft"

// watch is the history of a run, with what is new in it.
func watch(w *protocol.World) *history {
	h, _ := w.Ghost[historyKey].(*history)
	if h == nil {
		h = &history{Leaders: map[Term]protocol.NodeID{}, Entries: map[Mark]seen{}, Twin: newTwin(), Wrong: map[string]string{}, Last: make([]look, len(w.Nodes))}
		w.Ghost[historyKey] = h
	}
	for i := range w.Nodes {
		n := &w.Nodes[i]
		if m, ok := n.Machine.(*Machine); ok && (n.Changes == 0 || h.Last[i].Changes != n.Changes) {
			h.look(n, m, &h.Last[i])
		}
	}
	return h
}

func (h *history) wrong(property, format string, args ...any) {
	if h.Wrong[property] == "" {
		h.Wrong[property] = fmt.Sprintf(format, args...)
	}
}

// entry is one of a log that was looked at, if it was there.
func (l *look) entry(i Index) (Entry, bool) {
	if i <= l.Base || int(i-l.Base) > len(l.Entries) {
		return Entry{}, false
	}
	return l.Entries[i-l.Base-1], true
}

func same(a, b Entry) bool {
	return a.Index == b.Index && a.Term == b.Term && a.Origin == b.Origin && a.Command == b.Command && slices.Equal(a.Members, b.Members)
}

// look takes over what has changed at a node.
func (h *history) look(n *protocol.NodeState, m *Machine, old *look) {
	now := look{n.Changes, m.role, m.hard.Term, m.log.base.Index, old.Entries, m.commit, m.applied, m.log.written, len(n.Stored)}
	changed := now.Base != old.Base || len(m.log.entries) != len(old.Entries) || len(old.Entries) > 0 && m.log.last() != (Mark{old.Entries[len(old.Entries)-1].Index, old.Entries[len(old.Entries)-1].Term})
	if changed {
		now.Entries = slices.Clone(m.log.entries)
		h.log(n.ID, m, old, &now)
	}
	if changed || now.Written != old.Written {
		h.written(n, old, &now)
	}
	if m.role == Leader && (old.Role != Leader || old.Term != now.Term) {
		h.newLeader(n.ID, &now)
	}
	if now.Commit != old.Commit {
		h.commits(n.ID, old, &now)
	}
	if now.Applied != old.Applied {
		h.applies(n.ID, m, old, &now)
	}
	h.disk(n, m, &now)
	*old = now
}

// log looks at a log that is not what it was.
func (h *history) log(id protocol.NodeID, m *Machine, old, now *look) {
	before := m.log.base.Term
	for k, e := range now.Entries {
		if e.Index != now.Base+Index(k)+1 {
			h.wrong("Log Matching", "%s has entry %v in place %d of its log", id, e, now.Base+Index(k)+1)
			return
		}
		if was, there := old.entry(e.Index); !there || !same(was, e) {
			mark := Mark{e.Index, e.Term}
			if known, there := h.Entries[mark]; !there {
				h.Entries[mark] = seen{e, before}
			} else if !same(known.Entry, e) || known.Before != before {
				h.wrong("Log Matching", "%s has %v after an entry of term %d, and elsewhere it is %v after one of term %d", id, e, before, known.Entry, known.Before)
			}
		}
		before = e.Term
	}
	if now.Role == Leader && old.Role == Leader && now.Term == old.Term {
		for _, e := range old.Entries {
			if is, there := now.entry(e.Index); e.Index > now.Base && (!there || !same(is, e)) {
				h.wrong("Leader Append-Only", "%s, which leads term %d, had %v in its log, and now it has %v there", id, now.Term, e, is)
			}
		}
	}
}

// written looks whether the entries that a node takes to be on its disk are there.
func (h *history) written(n *protocol.NodeState, old, now *look) {
	for _, e := range now.Entries {
		if e.Index > now.Written {
			return
		}
		if was, there := old.entry(e.Index); there && e.Index <= old.Written && same(was, e) {
			continue
		}
		if v, _ := n.Stored[entryKey(e.Index)].(Entry); !same(v, e) {
			h.wrong("Stable Storage", "%s takes %v to be on its disk, and there is %v", n.ID, e, v)
		}
	}
}

func (h *history) newLeader(id protocol.NodeID, now *look) {
	if other, there := h.Leaders[now.Term]; there && other != id {
		h.wrong("Election Safety", "%s and %s both lead term %d", other, id, now.Term)
	}
	h.Leaders[now.Term] = id
	for i, e := range h.Committed {
		if h.Terms[i] < now.Term {
			h.complete(id, now, e)
		}
	}
}

func (h *history) complete(leader protocol.NodeID, l *look, e Entry) {
	if is, there := l.entry(e.Index); e.Index > l.Base && (!there || !same(is, e)) {
		h.wrong("Leader Completeness", "%v is committed, and %s, which leads the later term %d, has %v there", e, leader, l.Term, is)
	}
}

// commits looks at what a node takes to be committed.
func (h *history) commits(id protocol.NodeID, old, now *look) {
	if now.Commit > now.Base+Index(len(now.Entries)) {
		h.wrong("State Machine Safety", "%s takes entry %d to be committed, which it does not have", id, now.Commit)
		return
	}
	for i := min(old.Commit, now.Commit) + 1; i <= now.Commit; i++ {
		e, there := now.entry(i)
		if int(i) <= len(h.Committed) {
			if is := h.Committed[i-1]; there && is.Index > 0 && !same(is, e) {
				h.wrong("State Machine Safety", "%s takes %v to be committed, and elsewhere that is %v", id, e, is)
			}
			continue
		}
		h.Committed, h.Terms, h.Sums = append(h.Committed, e), append(h.Terms, now.Term), append(h.Sums, 0)
		if !there { // a node that was alone has committed it, and has crashed in the same step
			h.Twin.Lost = true
		} else if !h.Twin.Lost {
			h.Twin.apply(e)
			h.Sums[i-1] = sum(h.Twin.Data)
		}
		for k, l := range h.Last {
			if l.Role == Leader && l.Term > now.Term && there {
				h.complete(protocol.NodeID(fmt.Sprintf("node %d", k+1)), &h.Last[k], e)
			}
		}
	}
}

// applies looks at the state of a node.
func (h *history) applies(id protocol.NodeID, m *Machine, old, now *look) {
	if now.Applied > now.Commit {
		h.wrong("State Machine Safety", "%s has applied %d entries, and takes %d to be committed", id, now.Applied, now.Commit)
		return
	}
	if now.Applied > old.Applied+1 && m.log.snapshot != nil && m.log.snapshot.Index == now.Applied && old.Commit < now.Applied && now.Base == now.Applied {
		h.Installed = true
	}
	if now.Applied == 0 || int(now.Applied) > len(h.Sums) {
		return
	}
	if want := h.Sums[now.Applied-1]; want != 0 && want != sum(m.kv.data) {
		h.wrong("State Machine Safety", "after %d entries %s has %v, which is not what they come to", now.Applied, id, m.kv.data)
	}
}

// disk looks whether what a node relies on is on its disk.
func (h *history) disk(n *protocol.NodeState, m *Machine, now *look) {
	hard, _ := n.Stored[hardKey].(Hard)
	life, hasLife := n.Stored[lifeKey].(int)
	s, hasSnapshot := n.Stored[snapshotKey].(Snapshot)
	_, hasBase := n.Stored[baseKey]
	want := int(max(m.log.written-m.log.base.Index, 0))
	for _, has := range []bool{hard != Hard{}, hasLife, hasSnapshot, hasBase} {
		if has {
			want++
		}
	}
	switch {
	case m.role != Leader && m.log.written < m.log.last().Index:
		h.wrong("Stable Storage", "%s does not lead, and of the %d entries of its log %d are on its disk", n.ID, m.log.last().Index, m.log.written)
	case hard != m.hard:
		h.wrong("Stable Storage", "%s is in term %d and has voted for %q, and on its disk that is %+v", n.ID, m.hard.Term, m.hard.Vote, hard)
	case m.desk.open && life != m.desk.life:
		h.wrong("Stable Storage", "%s calls in life %d, and on its disk that is %d", n.ID, m.desk.life, life)
	case hasSnapshot != (m.log.snapshot != nil) || hasSnapshot && s.Index != m.log.snapshot.Index || s.Index < m.log.base.Index:
		h.wrong("Stable Storage", "%s has dropped %d entries, and its snapshot on disk is of %d", n.ID, m.log.base.Index, s.Index)
	case now.Disk != want:
		h.wrong("Stable Storage", "%s has %d entries in its log, and %d values on its disk in place of %d", n.ID, len(m.log.entries), now.Disk, want)
	}
}

// twin is the state machine again, so that it is easy to see that it is right: it forgets nothing.
type twin struct {
	Data  map[string]string
	Done  map[Origin]bool
	Lives map[protocol.NodeID]Origin // the latest life, and the highest floor in it
	Lost  bool                       // an entry is not known: nothing can be said any more
}

func newTwin() twin {
	return twin{Data: map[string]string{}, Done: map[Origin]bool{}, Lives: map[protocol.NodeID]Origin{}}
}

func (t *twin) apply(e Entry) {
	o := e.Origin
	latest := t.Lives[o.Node]
	if o.Node == "" || t.Done[o.name()] || o.Life < latest.Life || o.Life == latest.Life && o.Seq < latest.Floor {
		return
	}
	t.Done[o.name()] = true
	if o.Life > latest.Life || o.Floor > latest.Floor {
		t.Lives[o.Node] = Origin{Life: o.Life, Floor: o.Floor}
	}
	c := e.Command
	switch {
	case c.Op == "put", c.Op == "cas" && t.Data[c.Key] == c.Old:
		t.Data[c.Key] = c.Value
	case c.Op == "delete":
		delete(t.Data, c.Key)
	}
}

// sum is a number that says what data is; never 0.
func sum(data map[string]string) uint64 {
	total := uint64(1)
	for k, v := range data { // any order: it is a sum
		h := uint64(14695981039346656037)
		for _, text := range [...]string{k, v} {
			for i := range len(text) {
				h = (h ^ uint64(text[i])) * 1099511628211
			}
			h = (h ^ 0x1ff) * 1099511628211
		}
		total += h ^ h>>29
	}
	return max(total, 1)
}

func property(name, doc string) protocol.Property {
	return protocol.Property{Name: name, Doc: doc, Check: func(w *protocol.World) error {
		if why := watch(w).Wrong[name]; why != "" {
			return fmt.Errorf("%s", why)
		}
		return nil
	}}
}

// Invariants are the properties of figure 3, and that of the disk.
func invariants() []protocol.Property {
	return []protocol.Property{
		property("Election Safety", "at most one leader can be elected in a given term (5.2)"),
		property("Leader Append-Only", "a leader never overwrites or deletes entries in its log; it only appends new entries (5.3)"),
		property("Log Matching", "if two logs contain an entry with the same index and term, then the logs are identical in all entries up through the given index (5.3)"),
		property("Leader Completeness", "if a log entry is committed in a given term, then that entry will be present in the logs of the leaders for all higher-numbered terms (5.4)"),
		property("State Machine Safety", "if a server has applied a log entry at a given index to its state machine, no other server will ever apply a different log entry for the same index (5.4.3)"),
		property("Stable Storage", "current term, vote and log are on disk before a server answers (figure 2)"),
	}
}

func sometimes(name, doc string, holds func(*history) bool) protocol.Property {
	return protocol.Property{Name: name, Doc: doc, Check: func(w *protocol.World) error {
		if holds(watch(w)) {
			return nil
		}
		return fmt.Errorf("not yet")
	}}
}
