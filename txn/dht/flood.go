package dht

// The flood: all are asked whether they have the key.
//
// A key that nobody has gets its home where it is put first. That two nodes put it at once must not give it two: who is about to keep a key has claimed it,
// and needs the word of all others that they have it not (Ricart and Agrawala 1981, for each key). Of two claims that of the node whose name comes first goes on, and
// the other hears nothing until that is over. Who gives its word while it has a claim of its own asks again whom it has given it to: an earlier
// word may be of before.

import (
	"fmt"
	"slices"

	"parley/protocol"
)

// round is the number of the last question to a node.
type round struct {
	Node protocol.NodeID
	N    int
}

// ask asks all that have not said no.
func (m *Machine) ask(o *op) {
	if len(m.cfg.Nodes) == 1 {
		m.nobody(o)
		return
	}
	for _, id := range m.cfg.Nodes {
		if id != m.cfg.Self && !slices.Contains(o.No, id) {
			m.send(id, "Find", Find{ID: o.ID, Key: o.Key, Round: o.round(id), Claim: o.claims(), Want: o.Kind == "Get"})
		}
	}
}

// round is the number of the question to a node that counts.
func (o *op) round(id protocol.NodeID) int {
	for _, r := range o.Last {
		if r.Node == id {
			return r.N
		}
	}
	return o.Base
}

// forget is for an operation that begins to ask anew: what was said before does not count.
func (o *op) forget() {
	o.Round++
	o.Base, o.No, o.Last = o.Round, nil, nil
}

// claimed says whether this node is about to become the home of a key.
func (m *Machine) claimed(key string) bool {
	for _, o := range m.ops { // any order: it is a question about all
		if o.Key == key && o.Phase == finding && o.claims() {
			return true
		}
	}
	return false
}

func (m *Machine) onFind(from protocol.NodeID, f Find) {
	if c, has := m.items[f.Key]; has {
		a := Here{ID: f.ID, There: c.Record.There}
		if f.Want {
			a.Value = c.Record.Value
		}
		m.send(from, "Here", a)
		return
	}
	if f.Claim && m.claimed(f.Key) {
		if m.cfg.Self < from {
			i := slices.IndexFunc(m.asked, func(a asked) bool { return a.Find.ID == f.ID })
			if i >= 0 {
				m.asked[i].Find = f
			} else {
				m.asked = append(m.asked, asked{from, f})
			}
			return
		}
		for _, n := range m.open() {
			if o := m.ops[n]; o.Key == f.Key && o.Phase == finding && o.claims() {
				m.askAgain(o, from)
			}
		}
	}
	m.send(from, "NotHere", NotHere{ID: f.ID, Round: f.Round})
}

// askAgain forgets what a node has said.
func (m *Machine) askAgain(o *op, id protocol.NodeID) {
	o.Round++
	o.No = slices.DeleteFunc(slices.Clone(o.No), func(other protocol.NodeID) bool { return other == id })
	o.Last = append(slices.DeleteFunc(slices.Clone(o.Last), func(r round) bool { return r.Node == id }), round{id, o.Round})
	m.send(id, "Find", Find{ID: o.ID, Key: o.Key, Round: o.Round, Claim: true})
}

// unclaimed answers those who wait for a claim that is over.
func (m *Machine) unclaimed(key string) {
	if m.claimed(key) {
		return
	}
	var now []asked
	m.asked = slices.DeleteFunc(slices.Clone(m.asked), func(a asked) bool {
		if a.Find.Key == key {
			now = append(now, a)
		}
		return a.Find.Key == key
	})
	for _, a := range now {
		m.onFind(a.From, a.Find)
	}
}

func (m *Machine) onHere(from protocol.NodeID, b Here) {
	o := m.op(b.ID)
	if o == nil || o.Phase != finding {
		return
	}
	if o.Kind == "Get" {
		m.end(o, func(call uint64) { m.out.Answer(call, Item{Value: b.Value, There: b.There}) })
		return
	}
	m.found(o, []protocol.NodeID{from})
	m.unclaimed(o.Key)
}

func (m *Machine) onNotHere(from protocol.NodeID, b NotHere) {
	o := m.op(b.ID)
	if o == nil || o.Phase != finding || b.Round != o.round(from) || slices.Contains(o.No, from) {
		return
	}
	o.No = append(o.No, from)
	if len(o.No) == len(m.cfg.Nodes)-1 {
		m.nobody(o)
	}
}

// nobody has the key: it is kept here, or is missing.
func (m *Machine) nobody(o *op) {
	switch {
	case m.home(o.Key):
		m.found(o, m.self()) // another operation of this node has made it the home
	case o.claims():
		m.keep(Copy{Of: 1, Record: Record{Key: o.Key}})
		m.found(o, m.self())
		m.unclaimed(o.Key)
	case o.Kind == "Get":
		m.end(o, func(call uint64) { m.out.Answer(call, Item{}) })
	case o.Kind == "Where":
		m.end(o, func(call uint64) { m.out.Answer(call, Place{Key: o.Key}) })
	case o.Token != 0:
		m.end(o, func(call uint64) { m.out.Refuse(call, stale) })
	default:
		m.end(o, func(call uint64) { m.out.Answer(call, Done{Key: o.Key}) })
	}
}

// notFound is why the home of a key was not found.
func (m *Machine) notFound(o *op) string {
	if m.ring {
		return fmt.Sprintf("who has %.60q %s", o.Key, unheard)
	}
	var silent []protocol.NodeID
	for _, id := range m.cfg.Others() {
		if !slices.Contains(o.No, id) {
			silent = append(silent, id)
		}
	}
	return fmt.Sprintf("nobody who answers has %.60q, and it may be at %v, which do not answer", o.Key, silent)
}
