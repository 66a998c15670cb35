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
// earlier request of it can still come. For that channels must keep the order of their messages: the paper says so, and that a
// network which does not can be made to by numbers and acknowledgements.
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
}

// Timed is the body of the messages: the sender's clock.
type Timed struct{ T int }

const kindAck = "Ack"

// LamportProtocol is the row.
func LamportProtocol() *protocol.Protocol {
	p := row("lamport", "all nodes have the queue of all requests, ordered by logical clocks",
		"Lamport, Time, Clocks, and the Ordering of Events in a Distributed System, Communications of the ACM 21(7), 1978, pages 558-565",
		func(d door) protocol.Machine { return &Lamport{door: d, heard: make([]int, len(d.cfg.Nodes))} })
	p.Messages = []protocol.MessageType{
		{Kind: kindRequest, Body: Timed{}, Doc: "to all: I request the resource (rule 1)"},
		{Kind: kindAck, Body: Timed{}, Doc: "to who requests: it is in my queue (rule 2)"},
		{Kind: kindRelease, Body: Timed{}, Doc: "to all: I release it (rule 3), or do not want it any more"},
	}
	p.About = "The example by which Lamport showed what logical clocks are good for: everybody has the same queue without anybody keeping it, for 3(N-1) messages an entry. It needs channels that keep the order of messages. No crash makes two enter, but after any crash nobody enters any more, since all need a message from all."
	p.Demos = []protocol.Demo{
		{Command: "sim lamport --seeds 300 --faults reorder", Breaks: mutualExclusion.Name, Doc: "messages that overtake each other let two in"},
		{Command: `sim lamport --seeds 200 --faults crash --require "` + neverBlocked.Name + `"`, Breaks: neverBlocked.Name, Doc: "a node that is dead is waited for"},
		{Command: "sim lamport --seeds 200 --faults crash", Doc: "but never are two inside"},
	}
	p.Invariants = append(p.Invariants, timestampOrder)
	p.Network = "fifo"
	p.Faults = inOrderOnly()
	return p
}

// Step is all that happens to the node.
func (m *Lamport) Step(e protocol.Event) protocol.Effects { return m.step(e, m) }

// request is rule 1.
func (m *Lamport) request(x *protocol.Effects) {
	m.clock++
	m.own = stamp{m.clock, m.cfg.Self}
	m.put(m.own)
	x.SendEach(m.others(), kindRequest, Timed{m.clock})
	m.maybeEnter(x)
}

// release is rule 3.
func (m *Lamport) release(x *protocol.Effects) {
	m.clock++
	m.remove(m.cfg.Self)
	m.own = stamp{}
	x.SendEach(m.others(), kindRelease, Timed{m.clock})
}

// withdraw is rule 3 too: to the others' queues it is all the same whether the request was granted. Who has it first there goes on by rule 5.
func (m *Lamport) withdraw(x *protocol.Effects) { m.release(x) }

// receive is rules 2 and 4, and IR2: the clock is later than that of any message that has come.
func (m *Lamport) receive(x *protocol.Effects, msg protocol.Message) {
	t := msg.Body.(Timed).T
	m.clock = max(m.clock, t) + 1
	m.heard[m.index(msg.From)] = t
	switch msg.Kind {
	case kindRequest:
		m.put(stamp{t, msg.From})
		x.Send(msg.From, kindAck, Timed{m.clock})
	case kindRelease:
		m.remove(msg.From)
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

// inOrderOnly are the faults that leave the channels as they are: what is sent arrives once and in order, if its receiver is up.
func inOrderOnly() []string {
	return []string{"crash", "torn", "send", "delay", "capacity", "pause", "drift", "disk"}
}
