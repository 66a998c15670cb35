// This file is Maekawa's algorithm: a node asks only some of the others, and any two that ask have one of those in common.

package mutex

import (
	"fmt"
	"slices"

	"parley/protocol"
)

// Each node is also an arbiter: it is locked for one request at a time. Who has locked all of its quorum enters. Since several may each lock a part of theirs, an arbiter
// that is locked and gets a request that goes before all that it has asks the one that it is locked for to give way (Inquire); that gives way (Relinquish) if it
// has been told by any arbiter that others go before it (Failed).
//
// As published that can end in a deadlock. Sanders, "The Information Structure of Distributed Mutual Exclusion Algorithms" (ACM Transactions on Computer Systems 5(3), 1987),
// shows it and the remedy: a request that was the first of those that wait, and so has not been told that it failed, has to be told when another one goes before
// it. Here that is in onRequest. It makes 6 messages for each member of a quorum where there were 5.
//
// All messages say which request they are about, so that one that has been overtaken means nothing to the next request. And those about a lock say which one of the arbiter it is, so
// that one that arrives twice means nothing to the next lock for the same request.

// Maekawa is a node's part in it.
type Maekawa struct {
	door
	highest int   // sequence number seen
	own     stamp // of the request, while it waits or is inside
	quorum  []protocol.NodeID
	locked  []protocol.NodeID // of the quorum: locked for this node
	failed  []protocol.NodeID // of the quorum: others go before this node there
	heard   []int             // by node: which lock of that arbiter is the last for this node
	asked   []int             // by node: for which of its locks that arbiter wants to know last whether this node gives way

	// As an arbiter.
	lock     stamp // the request that it is locked for
	locks    int   // how often it was locked
	inquired bool  // it was asked whether it gives way
	queue    []candidate
	latest   []int // the number of the last request that has come, by node

	inbox []protocol.Message // to itself, within a step
}

// candidate is a request that waits at an arbiter.
type candidate struct {
	stamp
	Told bool // that it failed
}

// Locking is the body of the messages about a lock: of which request, and which lock of the arbiter it is.
type Locking struct{ T, N int }

// The kinds of messages. Request and Release are as elsewhere.
const (
	kindLocked     = "Locked"
	kindFailed     = "Failed"
	kindInquire    = "Inquire"
	kindRelinquish = "Relinquish"
)

// MaekawaProtocol is the row.
func MaekawaProtocol() *protocol.Protocol {
	p := row("maekawa", "a quorum of about the root of all nodes must let a node in, and any two quorums meet",
		"Maekawa, A √N Algorithm for Mutual Exclusion in Decentralized Systems, ACM Transactions on Computer Systems 3(2), 1985, pages 145-159; Sanders, TOCS 5(3), 1987",
		func(d door) protocol.Machine {
			n := len(d.cfg.Nodes)
			return &Maekawa{door: d, quorum: quorum(d.cfg.Nodes, d.index(d.cfg.Self)), heard: make([]int, n), asked: make([]int, n), latest: make([]int, n)}
		})
	p.Messages = []protocol.MessageType{
		{Kind: kindRequest, Body: Timed{}, Doc: "to the quorum: I want to enter, with this sequence number"},
		{Kind: kindLocked, Body: Locking{}, Doc: "from an arbiter: I am locked for you, and for nobody else"},
		{Kind: kindFailed, Body: Timed{}, Doc: "from an arbiter: others go before you"},
		{Kind: kindInquire, Body: Locking{}, Doc: "from an arbiter to who has locked it: do you give way? another one goes before you"},
		{Kind: kindRelinquish, Body: Locking{}, Doc: "to the arbiter: yes, since I have failed elsewhere"},
		{Kind: kindRelease, Body: Timed{}, Doc: "to the quorum: I have left, or do not want to enter any more"},
	}
	p.About = "For more nodes: each asks only about √N others, chosen so that any two who ask have one in common, who is locked for one of them at a time. Who has asked earlier goes first, and those that it meets give way. No crash makes two enter, but who needs a dead node waits for ever, and keeps the others of its quorum locked."
	p.Demos = blocksOnly("maekawa")
	p.Invariants = append(p.Invariants, wholeQuorum)
	return p
}

// Step is all that happens to the node.
func (m *Maekawa) Step(e protocol.Event) protocol.Effects { return m.step(e, m) }

func (m *Maekawa) request(x *protocol.Effects) {
	m.highest++
	m.own = stamp{m.highest, m.cfg.Self}
	for _, id := range m.quorum {
		m.send(x, id, kindRequest, Timed{m.own.T})
	}
	m.settle(x)
}

func (m *Maekawa) release(x *protocol.Effects) {
	own := m.own
	m.own, m.locked = stamp{}, nil
	for _, id := range m.quorum {
		m.send(x, id, kindRelease, Timed{own.T})
	}
	m.settle(x)
}

// withdraw gives back what is locked for this node, and takes the request from where it waits.
func (m *Maekawa) withdraw(x *protocol.Effects) {
	m.failed = nil
	m.release(x)
}

// send sends a message, to the node itself within the step.
func (m *Maekawa) send(x *protocol.Effects, to protocol.NodeID, kind string, body any) {
	if to == m.cfg.Self {
		m.inbox = append(m.inbox, protocol.Message{From: to, To: to, Kind: kind, Body: body})
		return
	}
	x.Send(to, kind, body)
}

func (m *Maekawa) settle(x *protocol.Effects) {
	for len(m.inbox) > 0 {
		msg := m.inbox[0]
		m.inbox = m.inbox[1:]
		m.handle(x, msg)
	}
	m.inbox = nil
}

func (m *Maekawa) receive(x *protocol.Effects, msg protocol.Message) {
	m.handle(x, msg)
	m.settle(x)
}

func (m *Maekawa) handle(x *protocol.Effects, msg protocol.Message) {
	l, about := msg.Body.(Locking)
	if !about {
		l.T = msg.Body.(Timed).T
	}
	switch s := (stamp{l.T, msg.From}); msg.Kind {
	case kindRequest:
		m.onRequest(x, s)
	case kindRelinquish:
		m.onRelinquish(x, s, l.N)
	case kindRelease:
		m.onRelease(x, s)
	default:
		if m.phase == waiting && l.T == m.own.T { // else the request is over, and the arbiter will hear of it
			m.hear(x, msg.Kind, msg.From, l.N)
		}
	}
}

// onRequest is the arbiter's answer to a request.
func (m *Maekawa) onRequest(x *protocol.Effects, s stamp) {
	if i := m.index(s.Node); s.T > m.latest[i] {
		m.latest[i] = s.T
	} else {
		return
	}
	m.highest = max(m.highest, s.T)
	c := candidate{stamp: s}
	switch {
	case m.lock == stamp{}:
		m.wait(c)
		m.lockNext(x)
	case m.before(m.lock, s) || len(m.queue) > 0 && m.before(m.queue[0].stamp, s):
		c.Told = true
		m.wait(c)
		m.send(x, s.Node, kindFailed, Timed{s.T})
	default: // it goes before all
		if len(m.queue) > 0 && !m.queue[0].Told {
			m.queue[0].Told = true // Sanders' remedy
			m.send(x, m.queue[0].Node, kindFailed, Timed{m.queue[0].T})
		}
		m.wait(c)
		if !m.inquired {
			m.inquired = true
			m.send(x, m.lock.Node, kindInquire, Locking{m.lock.T, m.locks})
		}
	}
}

// onRelease is that a request is over: the one that this arbiter is locked for, or one that waits and was withdrawn; or is still to come, if this has overtaken it.
func (m *Maekawa) onRelease(x *protocol.Effects, s stamp) {
	i := m.index(s.Node)
	m.latest[i] = max(m.latest[i], s.T)
	if m.lock == s {
		m.lock = stamp{}
		m.lockNext(x)
		return
	}
	m.queue = slices.DeleteFunc(slices.Clone(m.queue), func(c candidate) bool { return c.stamp == s })
}

// onRelinquish is that who has locked this arbiter gives way.
func (m *Maekawa) onRelinquish(x *protocol.Effects, s stamp, n int) {
	if m.lock != s || m.locks != n || !m.inquired {
		return
	}
	m.wait(candidate{stamp: s, Told: true}) // it knows that it has failed
	m.lockNext(x)
}

func (m *Maekawa) wait(c candidate) {
	m.queue = append(m.queue, c)
	slices.SortFunc(m.queue, func(a, b candidate) int { return m.compare(a.stamp, b.stamp) })
}

// lockNext locks the arbiter for the first of those that wait.
func (m *Maekawa) lockNext(x *protocol.Effects) {
	m.inquired = false
	if len(m.queue) == 0 {
		return
	}
	m.lock, m.queue = m.queue[0].stamp, slices.Clone(m.queue[1:])
	m.locks++
	m.send(x, m.lock.Node, kindLocked, Locking{m.lock.T, m.locks})
}

// hear is what an arbiter says of this node's request.
func (m *Maekawa) hear(x *protocol.Effects, kind string, from protocol.NodeID, n int) {
	i := m.index(from)
	switch kind {
	case kindLocked:
		if n <= m.heard[i] {
			return // it has come twice, and may have been given back since
		}
		m.heard[i] = n
		if m.locked = with(m.locked, from); len(m.locked) == len(m.quorum) {
			m.failed = nil // who has asked will hear of the release
			m.enter(x)
			return
		}
		m.failed = without(m.failed, from)
	case kindFailed:
		if !slices.Contains(m.locked, from) { // else it has been overtaken
			m.failed = with(m.failed, from)
		}
	case kindInquire:
		m.asked[i] = max(m.asked[i], n)
	}
	if len(m.failed) > 0 {
		m.giveWay(x)
	}
}

// giveWay gives those back that others want: this node cannot enter before others have.
func (m *Maekawa) giveWay(x *protocol.Effects) {
	for _, id := range slices.Clone(m.locked) {
		if i := m.index(id); m.asked[i] == m.heard[i] { // a question that has overtaken its lock has a higher number
			m.locked, m.failed = without(m.locked, id), with(m.failed, id)
			m.send(x, id, kindRelinquish, Locking{m.own.T, m.heard[i]})
		}
	}
}

// with and without are sets of nodes, sorted, so that one state has one form.
func with(set []protocol.NodeID, id protocol.NodeID) []protocol.NodeID {
	if slices.Contains(set, id) {
		return set
	}
	return slices.Sorted(slices.Values(append(slices.Clone(set), id)))
}

func without(set []protocol.NodeID, id protocol.NodeID) []protocol.NodeID {
	return slices.DeleteFunc(slices.Clone(set), func(other protocol.NodeID) bool { return other == id })
}

// holder is not known: who has locked this arbiter may still wait for others.
func (m *Maekawa) holder() protocol.NodeID { return "" }

func (m *Maekawa) look(s *Status) {
	s.Timestamp = m.own.T
	for _, c := range m.queue {
		s.Queue = append(s.Queue, c.Node)
	}
	if m.phase == waiting {
		for _, id := range m.quorum {
			if !slices.Contains(m.locked, id) {
				s.Waits = append(s.Waits, id)
			}
		}
	}
}

// wholeQuorum is why there is mutual exclusion: an arbiter is locked for one node at a time.
var wholeQuorum = protocol.Property{
	Name: "Whole Quorum",
	Doc:  "each member of the quorum of who is inside is locked for it",
	Check: func(w *protocol.World) (err error) {
		protocol.Machines(w, func(id protocol.NodeID, m *Maekawa) {
			if m.phase != inside {
				return
			}
			protocol.Machines(w, func(arbiter protocol.NodeID, a *Maekawa) {
				if a.phase != out && slices.Contains(m.quorum, arbiter) && a.lock != m.own {
					err = fmt.Errorf("%s is inside, and %s is locked for %q", id, arbiter, a.lock.Node)
				}
			})
		})
		return err
	},
}
