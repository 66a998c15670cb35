package dht

// What a node has on disk of the keys in whose groups it is: the acceptor of Paxos (Lamport, Paxos made simple, 2001), one for each key. It promises not to accept
// what is older than what it was asked about, and accepts what it may. See choose.go for who asks.

import (
	"cmp"
	"fmt"
	"strings"

	"parley/protocol"
)

// Ballot orders what is proposed for a key: first by the group that it is proposed to, then by the round, and by who proposes it.
type Ballot struct {
	Gen  int // of the group
	N    int // of the round
	Node protocol.NodeID
	Seq  int // of what is proposed one after the other in this round; 0: of the round as a whole
}

func (b Ballot) String() string { return fmt.Sprintf("%d/%d.%s.%d", b.Gen, b.N, b.Node, b.Seq) }

// before orders ballots.
func (b Ballot) before(other Ballot) bool {
	return cmp.Or(cmp.Compare(b.Gen, other.Gen), cmp.Compare(b.N, other.N), strings.Compare(string(b.Node), string(other.Node)), cmp.Compare(b.Seq, other.Seq)) < 0
}

// round is the ballot of a round as a whole.
func (b Ballot) round() Ballot {
	b.Seq = 0
	return b
}

// Copy is what a node of a key's group has on disk about it.
type Copy struct {
	Promised Ballot // what is before it is not accepted
	Accepted Ballot // of the record
	Of       int    // how many nodes are in the group that it was accepted in
	Record   Record
}

// Bodies of messages.
type (
	// Prepare asks for a promise.
	Prepare struct {
		Key    string
		Ballot Ballot
		Have   Ballot // the record of that need not be sent
	}
	// Promise is the answer.
	Promise struct {
		Key      string
		Ballot   Ballot
		Accepted Ballot
		Record   Record
	}
	// Accept asks to store a record.
	Accept struct {
		Key    string
		Ballot Ballot
		Of     int
		Record Record
	}
	// Accepted is the answer.
	Accepted struct {
		Key    string
		Ballot Ballot
	}
	// Nack says that a ballot is too old: something else was promised, or the key has another group.
	Nack struct {
		Key      string
		Ballot   Ballot
		Promised Ballot
		Arc      Arc
	}
	// Read asks what is accepted.
	Read struct {
		ID   ID
		Key  string
		Gen  int
		Have Ballot
	}
	// Seen is the answer.
	Seen struct {
		ID       ID
		Accepted Ballot
		Record   Record
		Moved    bool // the key has another group
	}
)

// keep stores a copy.
func (m *Machine) keep(c Copy) {
	m.items[c.Record.Key] = c
	m.out.Persist(itemKey+c.Record.Key, c)
}

// copyOf is what this node has of a key in the group of that number. What was accepted in an earlier group does not count: the last one there has handed over
// what counts. See move.go.
func (m *Machine) copyOf(key string, gen int) Copy {
	c := m.items[key]
	if c.Accepted.Gen != gen || c.Accepted == (Ballot{}) {
		c.Accepted, c.Record = Ballot{}, Record{Key: key}
	}
	return c
}

// group is the group of a key, if this node is in it.
func (m *Machine) group(key string) (Arc, bool) {
	if m.ring {
		a, has := m.conf(hash(key))
		return a, has && a.includes(m.cfg.Self)
	}
	return Arc{Group: []protocol.NodeID{m.cfg.Self}}, m.home(key)
}

// passedOn is the group that a key has now, if it is a later one.
func (m *Machine) passedOn(key string, gen int) (Arc, bool) {
	a, has := m.conf(hash(key))
	return a, has && a.Gen > gen
}

func (m *Machine) onPrepare(from protocol.NodeID, p Prepare) {
	if a, moved := m.passedOn(p.Key, p.Ballot.Gen); moved {
		m.send(from, "Nack", Nack{Key: p.Key, Ballot: p.Ballot, Arc: a})
		return
	}
	c := m.items[p.Key]
	if p.Ballot.before(c.Promised) {
		m.send(from, "Nack", Nack{Key: p.Key, Ballot: p.Ballot, Promised: c.Promised})
		return
	}
	if c.Promised != p.Ballot {
		c.Promised, c.Record.Key = p.Ballot, p.Key
		m.keep(c)
	}
	c = m.copyOf(p.Key, p.Ballot.Gen)
	a := Promise{Key: p.Key, Ballot: p.Ballot, Accepted: c.Accepted}
	if c.Accepted != p.Have {
		a.Record = c.Record
	}
	m.send(from, "Promise", a)
}

func (m *Machine) onAccept(from protocol.NodeID, a Accept) {
	if arc, moved := m.passedOn(a.Key, a.Ballot.Gen); moved {
		m.send(from, "Nack", Nack{Key: a.Key, Ballot: a.Ballot, Arc: arc})
		return
	}
	c := m.items[a.Key]
	if a.Ballot.round().before(c.Promised) {
		m.send(from, "Nack", Nack{Key: a.Key, Ballot: a.Ballot, Promised: c.Promised})
		return
	}
	if c.Accepted.before(a.Ballot) {
		m.keep(Copy{Promised: a.Ballot.round(), Accepted: a.Ballot, Of: a.Of, Record: a.Record})
	}
	m.send(from, "Accepted", Accepted{Key: a.Key, Ballot: a.Ballot})
}

func (m *Machine) onRead(from protocol.NodeID, r Read) {
	if _, moved := m.passedOn(r.Key, r.Gen); moved {
		m.send(from, "Seen", Seen{ID: r.ID, Moved: true})
		return
	}
	c := m.copyOf(r.Key, r.Gen)
	s := Seen{ID: r.ID, Accepted: c.Accepted}
	if c.Accepted != r.Have {
		s.Record = c.Record
	}
	m.send(from, "Seen", s)
}
