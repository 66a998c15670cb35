package commit

// How a member that was away, or whose disk is new, gets the data of before. It says which version it has of each key (Fetch), and the leader commits what is newer
// with it: a copy is a transaction of the two, which takes its values when it has the keys. So it is before or after every other transaction on them.
//
// The version of a key is how many transactions have written it. A removed key keeps it, so that what was removed does not come back.

import (
	"maps"
	"slices"

	"parley/protocol"
)

// Version is how new a node is on one key.
type Version struct {
	Key string
	N   int
}

// Versions is the body of Fetch.
type Versions struct{ Has []Version }

// fetchTries is how often a node asks for what it may have missed, every 4 timeouts, until it is told that it has all.
const fetchTries = 20

// fetch begins to ask the leader.
func (m *Machine) fetch(x *protocol.Effects) {
	m.fetches = fetchTries
	m.fetchAgain(x)
}

func (m *Machine) fetchAgain(x *protocol.Effects) {
	if m.fetches == 0 || m.leader == "" || m.leader == m.cfg.Self {
		return
	}
	if m.fetches--; m.fetches == 0 {
		x.Note("may have missed something, and the leader does not say that it has not; disconnect and connect again")
		return
	}
	var v Versions
	for _, k := range slices.Sorted(maps.Keys(m.versions)) {
		v.Has = append(v.Has, Version{k, m.versions[k]})
	}
	x.Send(m.leader, "Fetch", v)
	x.After("fetch", 4*m.cfg.Duration("timeout"))
}

// onFetch commits with a member what it has missed, or says that it has not missed anything.
func (m *Machine) onFetch(x *protocol.Effects, from protocol.NodeID, v Versions) {
	if m.leader != m.cfg.Self || !slices.Contains(m.members, from) {
		return // it asks again
	}
	has := map[string]int{}
	for _, h := range v.Has {
		has[h.Key] = h.N
	}
	missing := map[string]bool{}
	for _, k := range slices.Sorted(maps.Keys(m.versions)) {
		if m.versions[k] > has[k] {
			missing[k] = true
		}
	}
	for _, id := range slices.Sorted(maps.Keys(m.txs)) {
		t := m.txs[id]
		if l := m.led[id]; l != nil && t.Copy && slices.Contains(t.Members, from) && !t.State.decided() {
			return // on its way
		}
		if t.State.decided() || t.Copy || slices.Contains(t.Members, from) {
			continue // a copy for another member changes nothing
		}
		for _, w := range t.Writes { // it began without the member, and may commit
			missing[w.Key] = true
		}
	}
	if len(missing) == 0 {
		x.Send(from, "Current", nil)
		return
	}
	bytes := 0
	var writes []KV
	for _, k := range slices.Sorted(maps.Keys(missing)) {
		bytes += len(m.data[k])
		if len(writes) == maxKeys || len(writes) > 0 && bytes > m.cfg.Int("limit") {
			break // the rest when it asks again
		}
		writes = append(writes, KV{Key: k})
	}
	m.beginAt(x, 0, m.rule, writes, []protocol.NodeID{m.cfg.Self, from}, true)
}

// fill takes the values of a copy, when this node has the keys.
func (m *Machine) fill(t *tx) {
	t.Writes = slices.Clone(t.Writes)
	for i := range t.Writes {
		w := &t.Writes[i]
		v, there := m.data[w.Key]
		w.Value, w.Remove, w.Version = v, !there, m.versions[w.Key]
		if w.Version == 0 {
			w.Version = -1 // what was to write it has not: there is nothing to copy
		}
	}
}

// write makes one write of a transaction happen, unless it is a copy of what this node has itself.
func (m *Machine) write(x *protocol.Effects, w KV) {
	n := m.versions[w.Key] + 1
	if w.Version != 0 {
		if n = w.Version; n <= m.versions[w.Key] {
			return
		}
	}
	m.versions[w.Key] = n
	x.Persist(versionKey+w.Key, n)
	if w.Remove {
		delete(m.data, w.Key)
		x.Persist(dataKey+w.Key, nil)
	} else {
		m.data[w.Key] = w.Value
		x.Persist(dataKey+w.Key, w.Value)
	}
}
