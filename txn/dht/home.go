package dht

// What a node does for the keys whose home it is: values, and the marks by which a repeated write is known.

import (
	"slices"

	"parley/protocol"
)

// Record is what the home of a key has on disk about it. It stays when the key is deleted, without its value.
type Record struct {
	Key     string
	Value   []byte
	There   bool
	Version int    // how many writes there were
	Token   int    // that the last write has carried; 0: none
	Marks   []Mark // the last write of each node
}

// Mark is a write that was done, and what was answered.
type Mark struct {
	ID      ID
	Version int
	Was     bool // the key was there before
	No      bool // it was refused, and so is a copy of it that comes later
}

const stale = "the token is stale: its lock is not held by it"

// marked finds the last write of a node.
func (r *Record) marked(by protocol.NodeID) (last Mark, has bool) {
	i := slices.IndexFunc(r.Marks, func(k Mark) bool { return k.ID.Node == by })
	if i < 0 {
		return Mark{}, false
	}
	return r.Marks[i], true
}

// mark remembers a write. The record shares nothing with the one before, which may be on its way to the disk.
func (r *Record) mark(k Mark) {
	r.Marks = slices.Clone(r.Marks)
	if i := slices.IndexFunc(r.Marks, func(other Mark) bool { return other.ID.Node == k.ID.Node }); i >= 0 {
		r.Marks[i] = k
		return
	}
	r.Marks = append(r.Marks, k)
}

// home says whether this node is the home of a key.
func (m *Machine) home(key string) bool {
	if m.ring {
		return m.owns(hash(key))
	}
	_, has := m.items[key]
	return has
}

func (m *Machine) onGet(from protocol.NodeID, q Query) {
	if !m.home(q.Key) {
		m.send(from, "Moved", About{q.ID})
		return
	}
	r := m.items[q.Key]
	m.send(from, "Value", Answer{ID: q.ID, There: r.There, Value: r.Value})
}

// onWrite applies a Put or a Delete once, however often it comes.
func (m *Machine) onWrite(from protocol.NodeID, w Write, remove bool) {
	if !m.home(w.Key) {
		m.send(from, "Moved", About{w.ID})
		return
	}
	r := m.items[w.Key]
	last, has := r.marked(w.ID.Node)
	switch {
	case has && last.ID.after(w.ID):
		return // nobody waits for it any more: a node has one write of a key under way
	case has && last.ID == w.ID && last.No:
		m.send(from, "Refused", Refusal{w.ID, stale})
		return
	case has && last.ID == w.ID:
		m.send(from, "Wrote", Written{ID: w.ID, Version: last.Version, Was: last.Was})
		return
	case w.Token != 0 && m.cfg.Bool("fence") && !m.valid(w.Key, w.Token):
		r.Key = w.Key
		r.mark(Mark{ID: w.ID, No: true}) // a token that somebody has made up may become good
		m.keep(r)
		m.send(from, "Refused", Refusal{w.ID, stale})
		return
	}
	k := Mark{ID: w.ID, Version: r.Version, Was: r.There}
	r.Key = w.Key
	if r.There || !remove {
		r.Value, r.There, r.Token = w.Value, !remove, w.Token
		r.Version++
		k.Version = r.Version
	}
	r.mark(k) // also where nothing was removed: a copy of this that comes later must not remove what was put since
	m.keep(r)
	m.send(from, "Wrote", Written{ID: w.ID, Version: k.Version, Was: k.Was})
}

// keep stores a record.
func (m *Machine) keep(r Record) {
	m.items[r.Key] = r
	m.out.Persist(itemKey+r.Key, r)
}
