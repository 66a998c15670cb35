package dht

// What can be done to a key: functions of its record. Values, and the marks by which a repeated write is known.

import (
	"slices"

	"parley/protocol"
)

// Record is all that is known of a key. It stays when the key is deleted, without its value.
type Record struct {
	Key     string
	Value   []byte
	There   bool
	Version int    // how many writes there were
	Token   int    // that the last write has carried; 0: none
	Under   int    // that of the lock as it was held then; 0: it was free
	Marks   []Mark // the last write of each node
	Lock    Locked
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

// home says whether this node is the home of a key: in the ring, its owner.
func (m *Machine) home(key string) bool {
	if m.ring {
		return m.owns(hash(key))
	}
	_, has := m.items[key]
	return has
}

// apply does a task to a record, and says whether a majority has to agree to that. What it answers is sent when it has.
func (m *Machine) apply(j *job, r Record, t task) (Record, bool) {
	say := func(kind string, body any) {
		j.Answers = append(j.Answers, protocol.Message{To: t.From, Kind: kind, Body: body})
	}
	switch t.Kind {
	case "Get":
		say("Value", Answer{ID: t.ID, There: r.There, Value: r.Value})
		return r, true
	case "Put", "Delete":
		return m.write(r, t, say)
	}
	return m.applyLock(j, r, t, say)
}

// write applies a Put or a Delete once, however often it comes.
func (m *Machine) write(r Record, t task, say func(string, any)) (Record, bool) {
	last, has := r.marked(t.ID.Node)
	switch {
	case has && last.ID.after(t.ID):
		return r, false // nobody waits for it any more: a node has one write of a key under way
	case has && last.ID == t.ID && last.No:
		say("Refused", Refusal{t.ID, stale})
		return r, false
	case has && last.ID == t.ID:
		say("Wrote", Written{ID: t.ID, Version: last.Version, Was: last.Was})
		return r, false
	case t.Token > r.Lock.Token || t.Token != 0 && m.cfg.Bool("fence") && !r.Lock.valid(t.Token):
		r.mark(Mark{ID: t.ID, No: true}) // a token that somebody has made up may become good
		say("Refused", Refusal{t.ID, stale})
		return r, true
	}
	k := Mark{ID: t.ID, Version: r.Version, Was: r.There}
	if remove := t.Kind == "Delete"; r.There || !remove {
		r.Value, r.There, r.Token, r.Under = t.Value, !remove, t.Token, 0
		if r.Lock.Held {
			r.Under = r.Lock.Token
		}
		r.Version++
		k.Version = r.Version
	}
	r.mark(k) // also where nothing was removed: a copy of this that comes later must not remove what was put since
	say("Wrote", Written{ID: t.ID, Version: k.Version, Was: k.Was})
	return r, true
}
