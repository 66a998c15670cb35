// This file is the algorithm of Ricart and Agrawala: who is inside, or has asked earlier, does not reply yet.

package mutex

import (
	"slices"

	"parley/protocol"
)

// A reply is both of Lamport's messages in one: it acknowledges the request and, if it comes late, releases the section. So an entry takes
// 2(N-1) messages, and they may overtake each other.
//
// Two departures. A Reply says which request it answers, so that one that arrives twice or late cannot count for another. And a node's own sequence number counts as
// one that it has seen: in the paper two requests in a row may have the same one.

// RicartAgrawala is a node's part in it.
type RicartAgrawala struct {
	door
	highest  int               // sequence number seen: Highest_Sequence_Number
	own      stamp             // Our_Sequence_Number
	missing  []protocol.NodeID // whose replies are outstanding: Outstanding_Reply_Count
	deferred []stamp           // requests that are answered when the node leaves, in order: Reply_Deferred
}

const kindReply = "Reply"

// Timed is the body of the messages: the sequence number of the request that it is about.
type Timed struct{ T int }

// RicartAgrawalaProtocol is the row.
func RicartAgrawalaProtocol() *protocol.Protocol {
	p := row("ricart-agrawala", "all others must reply, and who is inside or has asked earlier replies later",
		"Ricart and Agrawala, An Optimal Algorithm for Mutual Exclusion in Computer Networks, Communications of the ACM 24(1), 1981, pages 9-17",
		func(d door) protocol.Machine { return &RicartAgrawala{door: d} })
	p.Messages = []protocol.MessageType{
		{Kind: kindRequest, Body: Timed{}, Doc: "to all: I want to enter, with this sequence number"},
		{Kind: kindReply, Body: Timed{}, Doc: "to who has requested with that number: not before you"},
	}
	p.About = "Lamport's queue without the releases: a reply that is held back is the release, so an entry costs 2(N-1) messages, and they may overtake each other. No crash makes two enter, but who asks after a crash waits for the reply of the dead node for ever, though nobody is inside."
	p.Demos = blocksOnly("ricart-agrawala")
	p.Invariants = append(p.Invariants, timestampOrder)
	return p
}

// Step is all that happens to the node.
func (m *RicartAgrawala) Step(e protocol.Event) protocol.Effects { return m.step(e, m) }

func (m *RicartAgrawala) request(x *protocol.Effects) {
	m.highest++
	m.own = stamp{m.highest, m.cfg.Self}
	m.missing = m.others()
	x.SendEach(m.missing, kindRequest, Timed{m.own.T})
	m.maybeEnter(x)
}

func (m *RicartAgrawala) release(x *protocol.Effects) {
	for _, s := range m.deferred {
		x.Send(s.Node, kindReply, Timed{s.T})
	}
	m.own, m.deferred = stamp{}, nil
}

// withdraw sends the replies that were held back. Those that are still to come are of no request by then.
func (m *RicartAgrawala) withdraw(x *protocol.Effects) {
	m.missing = nil
	m.release(x)
}

func (m *RicartAgrawala) receive(x *protocol.Effects, msg protocol.Message) {
	s := stamp{msg.Body.(Timed).T, msg.From}
	switch msg.Kind {
	case kindRequest:
		m.highest = max(m.highest, s.T)
		if m.phase != idle && m.before(m.own, s) { // inside, or waiting with priority
			if !slices.Contains(m.deferred, s) {
				m.deferred = append(m.deferred, s)
				slices.SortFunc(m.deferred, m.compare)
			}
			return
		}
		x.Send(msg.From, kindReply, Timed{s.T})
	case kindReply:
		if m.phase == waiting && s.T == m.own.T {
			m.missing = slices.DeleteFunc(m.missing, func(id protocol.NodeID) bool { return id == msg.From })
			m.maybeEnter(x)
		}
	}
}

func (m *RicartAgrawala) maybeEnter(x *protocol.Effects) {
	if len(m.missing) == 0 {
		m.missing = nil
		m.enter(x)
	}
}

func (m *RicartAgrawala) asked() stamp { return m.own }

// holder is not known: who has not replied may be inside, or may have priority, or may be slow.
func (m *RicartAgrawala) holder() protocol.NodeID { return "" }

func (m *RicartAgrawala) look(s *Status) {
	s.Timestamp, s.Waits = m.own.T, slices.Clone(m.missing)
	for _, r := range m.deferred {
		s.Queue = append(s.Queue, r.Node)
	}
}
