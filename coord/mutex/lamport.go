// This file is Lamport's algorithm: every node has the queue of all requests, in one order.

package mutex

import (
	"cmp"
	"fmt"
	"slices"

	"parley/protocol"
)

// Requests are ordered by the time of their node's logical clock (IR1, IR2), and by the node where that is the same: the paper's relation =>. A
// node enters when its request is the first in its queue and each other node has sent something later, so that no
// earlier request of it can still come. For that channels must keep the order of their messages, and lose none: the paper says so, and that a
// network which does not can be made to by message numbers. That is what the parameter numbered does: each message has its number in its channel, and waits at its receiver for
// those before it. One that is lost is to all that come after it as one that is late.
//
// The paper says (footnote to rule 2) that the acknowledgement is not needed if the node has already sent something later. We send it always, so that
// an entry takes 3(N-1) messages and not sometimes less.

// stamp is the time and the node of a request.
type stamp struct {
	T    int
	Node protocol.NodeID
}

// before is the order of all requests.
func (d *door) before(a, b stamp) bool { return d.compare(a, b) < 0 }

func (d *door) compare(a, b stamp) int {
	return cmp.Or(cmp.Compare(a.T, b.T), cmp.Compare(d.index(a.Node), d.index(b.Node)))
}

// Lamport is a node's part in it.
type Lamport struct {
	door
	clock int
	own   stamp   // of its request, while it waits or is inside
	queue []stamp // of all, in order
	heard []int   // the time of the last message of each node
	sent  []int   // how many messages, by the node that they are for
	got   []int   // how many messages have had their turn, by the node that they are from
	early []early // those that wait for one before them
}

// Ordered is the body of the messages: the sender's clock, and which message of its channel it is.
type Ordered struct{ T, N int }

// early is a message that has come before its turn.
type early struct {
	From protocol.NodeID
	Kind string
	Ordered
}

const kindAck = "Ack"

const paramNumbered = "numbered"

// LamportProtocol is the row.
func LamportProtocol() *protocol.Protocol {
	p := row("lamport", "all nodes have the queue of all requests, ordered by logical clocks",
		"Lamport, Time, Clocks, and the Ordering of Events in a Distributed System, Communications of the ACM 21(7), 1978, pages 558-565",
		func(d door) protocol.Machine {
			n := len(d.cfg.Nodes)
			return &Lamport{door: d, heard: make([]int, n), sent: make([]int, n), got: make([]int, n)}
		})
	p.Params = append(p.Params, protocol.Param{Name: paramNumbered, Default: true, Doc: "whether messages are numbered, and wait for those before them; false relies on a network that keeps their order and loses none: in another one two may enter"})
	p.Messages = []protocol.MessageType{
		{Kind: kindRequest, Body: Ordered{}, Doc: "to all: I request the resource (rule 1)"},
		{Kind: kindAck, Body: Ordered{}, Doc: "to who requests: it is in my queue (rule 2)"},
		{Kind: kindRelease, Body: Ordered{}, Doc: "to all: I release it (rule 3), or do not want it any more"},
	}
	p.About = "The example by which Lamport showed what logical clocks are good for: everybody has the same queue without anybody keeping it, for 3(N-1) messages an entry. It needs channels that keep the order of messages, which it makes by numbering them. No crash makes two enter, but after any crash nobody enters any more, since all need a message from all."
	p.Demos = append([]protocol.Demo{{Command: "check lamport -n 2 --param numbered=false --network unordered", Breaks: mutualExclusion.Name, Doc: "without numbers, messages that overtake each other let two in"}}, blocksOnly("lamport")...)
	p.Invariants = append(p.Invariants, timestampOrder)
	return p
}

// Step is all that happens to the node.
func (m *Lamport) Step(e protocol.Event) protocol.Effects { return m.step(e, m) }

// request is rule 1.
func (m *Lamport) request(x *protocol.Effects) {
	m.clock++
	m.own = stamp{m.clock, m.cfg.Self}
	m.put(m.own)
	m.sendEach(x, kindRequest)
	m.maybeEnter(x)
}

// release is rule 3.
func (m *Lamport) release(x *protocol.Effects) {
	m.clock++
	m.remove(m.cfg.Self)
	m.own = stamp{}
	m.sendEach(x, kindRelease)
}

func (m *Lamport) sendEach(x *protocol.Effects, kind string) {
	for _, id := range m.others() {
		m.send(x, id, kind)
	}
}

func (m *Lamport) send(x *protocol.Effects, to protocol.NodeID, kind string) {
	i := m.index(to)
	m.sent[i]++
	x.Send(to, kind, Ordered{m.clock, m.sent[i]})
}

// withdraw is rule 3 too: to the others' queues it is all the same whether the request was granted. Who has it first there goes on by rule 5.
func (m *Lamport) withdraw(x *protocol.Effects) { m.release(x) }

// receive gives each message its turn.
func (m *Lamport) receive(x *protocol.Effects, msg protocol.Message) {
	e := early{msg.From, msg.Kind, msg.Body.(Ordered)}
	if !m.cfg.Bool(paramNumbered) {
		m.turn(x, e)
		return
	}
	i := m.index(e.From)
	if e.N <= m.got[i] || slices.Contains(m.early, e) {
		return // it has come twice
	}
	m.early = append(m.early, e)
	slices.SortFunc(m.early, func(a, b early) int {
		return cmp.Or(cmp.Compare(m.index(a.From), m.index(b.From)), cmp.Compare(a.N, b.N))
	})
	for {
		next := slices.IndexFunc(m.early, func(e early) bool { return m.index(e.From) == i && e.N == m.got[i]+1 })
		if next < 0 {
			return
		}
		e := m.early[next]
		if m.early = slices.Delete(m.early, next, next+1); len(m.early) == 0 {
			m.early = nil // one state has one form
		}
		m.got[i]++
		m.turn(x, e)
	}
}

// turn is rules 2 and 4, and IR2: the clock is later than that of any message that has come.
func (m *Lamport) turn(x *protocol.Effects, e early) {
	m.clock = max(m.clock, e.T) + 1
	m.heard[m.index(e.From)] = e.T
	switch e.Kind {
	case kindRequest:
		m.put(stamp{e.T, e.From})
		m.send(x, e.From, kindAck)
	case kindRelease:
		m.remove(e.From)
	}
	m.maybeEnter(x)
}

// maybeEnter is rule 5.
func (m *Lamport) maybeEnter(x *protocol.Effects) {
	if m.phase == waiting && m.queue[0] == m.own && len(m.silent()) == 0 {
		m.enter(x)
	}
}

// silent are the nodes that have sent nothing later than this node's request.
func (m *Lamport) silent() []protocol.NodeID {
	return slices.DeleteFunc(m.others(), func(id protocol.NodeID) bool {
		return m.before(m.own, stamp{m.heard[m.index(id)], id})
	})
}

func (m *Lamport) put(s stamp) {
	m.queue = append(m.queue, s)
	slices.SortFunc(m.queue, m.compare)
}

func (m *Lamport) remove(id protocol.NodeID) {
	m.queue = slices.DeleteFunc(m.queue, func(s stamp) bool { return s.Node == id })
}

func (m *Lamport) asked() stamp { return m.own }

// holder is who may be inside: the first in the queue.
func (m *Lamport) holder() protocol.NodeID {
	if len(m.queue) == 0 {
		return ""
	}
	return m.queue[0].Node
}

func (m *Lamport) look(s *Status) {
	s.Timestamp = m.own.T
	for _, r := range m.queue {
		s.Queue = append(s.Queue, r.Node)
	}
	if m.phase == waiting {
		s.Waits = m.silent()
		if first := m.queue[0].Node; first != m.cfg.Self && !slices.Contains(s.Waits, first) {
			s.Waits = append(s.Waits, first)
		}
	}
}

// stamped is a machine whose requests have stamps, in whose order they are granted.
type stamped interface {
	entrant
	asked() stamp
	compare(a, b stamp) int
}

// timestampOrder is the paper's condition II. Since who waits with an earlier stamp will enter later, it is enough to look at who is inside.
var timestampOrder = protocol.Property{
	Name: "Timestamp Order",
	Doc:  "requests are granted in the order of their timestamps (Lamport 1978, condition II: in the order in which they are made)",
	Check: func(w *protocol.World) (err error) {
		var in stamped
		protocol.Machines(w, func(_ protocol.NodeID, m stamped) {
			if m.atDoor().phase == inside {
				in = m
			}
		})
		if in == nil {
			return nil
		}
		protocol.Machines(w, func(id protocol.NodeID, m stamped) {
			if m.atDoor().phase == waiting && m.compare(m.asked(), in.asked()) < 0 {
				err = fmt.Errorf("%s is inside with %d, and %s waits with %d", in.asked().Node, in.asked().T, id, m.asked().T)
			}
		})
		return err
	},
}
