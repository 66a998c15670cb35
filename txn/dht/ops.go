package dht

// An operation, from its call to its answer: find the home of the key, then ask it. What is not answered is sent again, to a bound.

import (
	"fmt"
	"slices"
	"time"

	"parley/protocol"
)

// phase is how far an operation is.
type phase uint8

const (
	finding phase = iota // where is the home of the key?
	asking               // it is asked
	resting              // a LockAll has let all go and waits for a random time
)

// op is an operation under way.
type op struct {
	ID    ID
	Call  uint64
	Kind  string
	Key   string
	Value []byte
	Token int
	Phase phase
	Group []protocol.NodeID // of the key, its home first
	Home  protocol.NodeID   // that of it which is asked
	Tries int               // how often the time retry has passed
	Mute  int               // how often since Home was heard
	Sent  bool              // a write was sent to a home: it may have been done
	Lock  Held              // of Unlock
	Quiet bool              // nobody has called it

	// Flood.
	Round int               // of questions: the number of the last one
	Base  int               // and of the first one that counts
	Last  []round           // the last round of each node that was asked again
	No    []protocol.NodeID // who has said that it has not the key

	// LockAll.
	Keys    []string
	Got     []Lock
	Rests   int // how often it has let all go
	Patient int // what Tries was when the key that it waits for was asked for first

	Point uint64 // of Join and Where in the ring
	Hops  int
}

// claims says whether an operation makes its node the home of a key that has none.
func (o *op) claims() bool {
	switch o.Kind {
	case "Put", "Lock", "LockAll":
		return o.Token == 0
	}
	return false
}

// writes says whether an operation goes one after the other with others of the same key here, which is how the home knows what is done.
func (o *op) writes() bool { return o.Kind == "Put" || o.Kind == "Delete" }

// begin starts an operation, or lets it wait.
func (m *Machine) begin(o *op) {
	if o.writes() {
		for _, n := range m.open() {
			if other := m.ops[n]; other.writes() && other.Key == o.Key {
				m.queue = append(m.queue, o)
				return
			}
		}
	}
	m.launch(o)
}

// launch gives an operation a name and looks for the home of its key.
func (m *Machine) launch(o *op) {
	o.ID = m.id()
	m.ops[o.ID.N] = o
	m.out.After(opTimer+o.ID.String(), m.cfg.Duration("retry"))
	m.find(o)
}

// find asks where the home is.
func (m *Machine) find(o *op) {
	o.Phase, o.Home = finding, ""
	if m.ring {
		if a, has := m.arc(hash(o.Key)); has {
			m.found(o, a.Group)
			return
		}
	} else if m.home(o.Key) {
		m.found(o, m.self())
		return
	}
	if m.ring {
		m.lookup(o)
		return
	}
	m.ask(o)
}

// self is the group of which this node is all.
func (m *Machine) self() []protocol.NodeID { return []protocol.NodeID{m.cfg.Self} }

// found asks the home, or if that is silent another of the key's group, for what the operation is about.
func (m *Machine) found(o *op, group []protocol.NodeID) {
	o.Phase, o.Group, o.Mute = asking, group, 0
	o.Home = m.speaker(o)
	if o.Kind == "Where" {
		m.end(o, func(call uint64) { m.out.Answer(call, Place{Key: o.Key, Node: group[0], Hops: o.Hops}) })
		return
	}
	m.askHome(o)
}

// speaker is the first of a key's group that is not silent. If all are, each in turn.
func (m *Machine) speaker(o *op) protocol.NodeID {
	for _, id := range o.Group {
		if !slices.Contains(m.silent, id) {
			return id
		}
	}
	return o.Group[o.Tries%len(o.Group)]
}

// patientFor is how often a node may leave a question unanswered before another one is asked.
const patientFor = 2

// mute is for who has not answered.
func (m *Machine) mute(o *op) {
	if o.Mute++; o.Mute < patientFor || len(o.Group) == 1 {
		return
	}
	if o.Home != m.cfg.Self && !slices.Contains(m.silent, o.Home) {
		m.silent = append(slices.Clone(m.silent), o.Home)
	}
	o.Mute, o.Home = 0, m.speaker(o)
}

// askHome asks the home, the first time or again.
func (m *Machine) askHome(o *op) {
	switch o.Kind {
	case "Get":
		m.send(o.Home, "Get", Query{o.ID, o.Key})
	case "Put", "Delete":
		o.Sent = true
		m.send(o.Home, o.Kind, Write{ID: o.ID, Key: o.Key, Value: o.Value, Token: o.Token})
	case "Lock", "LockAll":
		m.send(o.Home, "Lock", Want{ID: o.ID, Key: o.Key, Sent: m.now})
	case "Unlock":
		o.Sent = true
		m.send(o.Home, "Release", Release{ID: o.ID, Key: o.Key, Lock: o.Lock.ID})
	case "Renew":
		m.send(o.Home, "Renew", Renewal{ID: o.ID, Key: o.Key, Lock: o.Lock.ID, Sent: m.now})
	}
}

// again is for an operation that has waited.
func (m *Machine) again(o *op) {
	o.Tries++
	deadline := m.cfg.Duration("deadline")
	switch o.Kind {
	case "Lock", "LockAll", "Join", "Leave":
		deadline = m.cfg.Duration("wait")
	}
	retry := m.cfg.Duration("retry")
	if time.Duration(o.Tries) >= (deadline+retry-1)/retry {
		m.giveUp(o)
		return
	}
	m.out.After(opTimer+o.ID.String(), retry)
	switch {
	case o.Kind == "Join" || o.Kind == "Leave":
		m.moveAgain(o)
	case o.Phase == resting:
		m.lockNext(o)
	case o.Phase == finding:
		m.find(o)
	case o.Kind == "LockAll" && len(o.Got) > 0 && m.impatient(o):
		m.letGo(o)
	default:
		m.mute(o)
		m.askHome(o)
	}
}

// unheard is what is said of a home that is needed.
const unheard = "does not answer"

// giveUp ends an operation that took too long.
func (m *Machine) giveUp(o *op) {
	if o.Kind == "Join" || o.Kind == "Leave" {
		m.end(o, func(call uint64) { m.out.Doubt(call, "a part of the ring has not moved in time; call it again") })
		return
	}
	why := fmt.Sprintf("the home of %.60q, %s, %s", o.Key, o.Home, unheard)
	if o.Phase == finding {
		why = m.notFound(o)
	}
	switch {
	case o.Kind == "Lock" || o.Kind == "LockAll":
		if o.Phase == asking {
			why = fmt.Sprintf("the lock of %.60q was not granted in time", o.Key)
			m.send(o.Home, "Release", Release{ID: o.ID, Key: o.Key, Lock: o.ID})
		}
		m.letAllGo(o)
	case o.Sent:
		m.end(o, func(call uint64) { m.out.Doubt(call, why) })
		return
	}
	m.end(o, func(call uint64) { m.out.Refuse(call, why) })
}

// end answers an operation, and lets go what has waited for it.
func (m *Machine) end(o *op, answer func(call uint64)) {
	delete(m.ops, o.ID.N)
	m.out.Stop(opTimer + o.ID.String())
	if !o.Quiet {
		answer(o.Call)
	}
	m.unclaimed(o.Key)
	if !o.writes() {
		return
	}
	if i := slices.IndexFunc(m.queue, func(q *op) bool { return q.Key == o.Key }); i >= 0 {
		next := m.queue[i]
		m.queue = slices.Delete(m.queue, i, i+1)
		m.launch(next)
	}
}

func (m *Machine) onWrote(b Written) {
	o := m.op(b.ID)
	if o == nil || !o.writes() {
		return
	}
	m.end(o, func(call uint64) { m.out.Answer(call, Done{Key: o.Key, Version: b.Version, Was: b.Was}) })
}

func (m *Machine) onRefused(b Refusal) {
	if o := m.op(b.ID); o != nil {
		m.end(o, func(call uint64) { m.out.Refuse(call, b.Why) })
	}
}

// onAbout is for who waits in a queue, and so hears that the home is there; or has asked who is not of the key's group: it looks for the home again when the
// next try is due, since who has said so may know no better yet.
func (m *Machine) onAbout(kind string, b About) {
	o := m.op(b.ID)
	if o == nil || o.Phase != asking || o.Kind == "Leave" {
		return
	}
	if kind == "Queued" {
		o.Mute = 0
		return
	}
	o.Phase, o.Home = finding, ""
	o.forget()
}
