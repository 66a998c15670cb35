package raft

// The state machine: a map of strings, and what it must remember of its clients.

import (
	"maps"

	"parley/protocol"
)

// store is the state machine. What it is depends on the entries that were applied to it alone.
type store struct {
	data     map[string]string
	sessions map[protocol.NodeID]Session
}

func newStore() store {
	return store{data: map[string]string{}, sessions: map[protocol.NodeID]Session{}}
}

// apply does what an entry says, once: a command that the client sent again has its first result again (8; thesis 6.3).
func (s *store) apply(e *Entry) Result {
	o := e.Origin
	if o.Node == "" {
		return Result{}
	}
	c, there := s.sessions[o.Node]
	switch {
	case !there || c.Life < o.Life: // the client has started again: what it has sent before that it does not send again
		c = Session{Life: o.Life, Done: map[int]Result{}}
	case c.Life > o.Life || o.Seq < c.Floor:
		return Result{Why: "its client waits for it no longer"}
	}
	if r, again := c.Done[o.Seq]; again {
		return r
	}
	r := s.change(e.Command)
	c.Done[o.Seq] = r
	if o.Floor > c.Floor {
		c.Floor = o.Floor
		maps.DeleteFunc(c.Done, func(seq int, _ Result) bool { return seq < c.Floor })
	}
	s.sessions[o.Node] = c
	return r
}

// done is the result of a command that was applied.
func (s *store) done(o Origin) (r Result, old, known bool) {
	c, there := s.sessions[o.Node]
	if !there || c.Life < o.Life {
		return r, false, false
	}
	if c.Life > o.Life || o.Seq < c.Floor {
		return r, true, false
	}
	r, known = c.Done[o.Seq]
	return r, false, known
}

func (s *store) change(c Command) Result {
	switch c.Op {
	case "put":
		s.data[c.Key] = c.Value
	case "cas":
		if s.data[c.Key] != c.Old {
			return Result{}
		}
		s.data[c.Key] = c.Value
	case "delete":
		if _, there := s.data[c.Key]; !there {
			return Result{}
		}
		delete(s.data, c.Key)
	case "refuse":
		return Result{Why: c.Value}
	}
	return Result{Yes: true}
}

func (s *store) get(key string) Item {
	v, there := s.data[key]
	return Item{v, there}
}

func (s *store) clone() store {
	c := store{data: maps.Clone(s.data), sessions: maps.Clone(s.sessions)}
	for id, one := range c.sessions { // any order: each is replaced by a copy of itself
		one.Done = maps.Clone(one.Done)
		c.sessions[id] = one
	}
	return c
}
