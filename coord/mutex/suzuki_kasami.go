// This file is the algorithm of Suzuki and Kasami: a token goes to whoever asks for it, and who has it enters without asking.

package mutex

import (
	"fmt"
	"slices"

	"parley/protocol"
)

// Each node knows the number of the last request of each other one (RN), and the token knows the number of the last request of each that was served (LN), so
// who has the token can tell who still waits. A request that comes late is one that was served already, by its number.
//
// One departure: the token counts how often it was passed on, so that one that arrives twice is seen to be old. The paper's network does not double messages.

// SuzukiKasami is a node's part in it.
type SuzukiKasami struct {
	door
	asked []int // RN: the number of the last request that has come, by node
	due   bool  // this node has asked, and the token is still to come
	token *Privilege
	seen  int // the Passes of the last token that was here
}

// Privilege is the body of the message that is the token.
type Privilege struct {
	Passes int               // how often it was passed on
	Served []int             // LN: the number of the last request that was served, by node
	Queue  []protocol.NodeID // Q: who gets it, one after the other
}

const kindPrivilege = "Privilege"

// SuzukiKasamiProtocol is the row.
func SuzukiKasamiProtocol() *protocol.Protocol {
	p := row("suzuki-kasami", "a token goes to whoever asks all for it; who has it enters without a message",
		"Suzuki and Kasami, A Distributed Mutual Exclusion Algorithm, ACM Transactions on Computer Systems 3(4), 1985, pages 344-349",
		func(d door) protocol.Machine { return &SuzukiKasami{door: d, asked: make([]int, len(d.cfg.Nodes))} })
	p.Messages = []protocol.MessageType{
		{Kind: kindRequest, Body: Numbered{}, Doc: "to all: I want the token; the number of the node's request"},
		{Kind: kindPrivilege, Body: Privilege{}, Doc: "the token: whose requests were served, and who comes next"},
	}
	p.About = "For a lock that one node takes again and again: there is one token, and who has it enters without any message. Others ask all for it, and it keeps the queue of those that wait. A node that dies without the token blocks nobody; if it dies with the token, nobody enters any more."
	p.Demos = blocksOnly("suzuki-kasami")
	p.Invariants = append(p.Invariants, oneToken, orderOfTheToken)
	return p
}

// Step is all that happens to the node.
func (m *SuzukiKasami) Step(e protocol.Event) protocol.Effects { return m.step(e, m) }

// start gives the token to the first node.
func (m *SuzukiKasami) start(*protocol.Effects) {
	if m.cfg.Self == m.cfg.Nodes[0] {
		m.token = &Privilege{Served: make([]int, len(m.cfg.Nodes))}
	}
}

func (m *SuzukiKasami) request(x *protocol.Effects) {
	if m.token != nil {
		m.enter(x)
		return
	}
	if m.due { // for one that was withdrawn
		return
	}
	self := m.index(m.cfg.Self)
	m.asked[self]++
	m.due = true
	x.SendEach(m.others(), kindRequest, Numbered{m.asked[self]})
}

// release puts all who wait and are not in the queue into it, and gives the token to its first.
func (m *SuzukiKasami) release(x *protocol.Effects) {
	self := m.index(m.cfg.Self)
	m.token.Served[self] = m.asked[self]
	for i, id := range m.cfg.Nodes {
		if m.waits(i) && !slices.Contains(m.token.Queue, id) {
			m.token.Queue = append(m.token.Queue, id)
		}
	}
	if len(m.token.Queue) > 0 {
		next := m.token.Queue[0]
		m.token.Queue = m.token.Queue[1:]
		m.pass(x, next)
	}
}

// withdraw changes nothing: all know of the request, and none of them which of them will send the token. When it comes it is passed on, as by one that leaves. A Lock until
// then waits for the same token; another request would be one too many for who has it to see (waits).
func (m *SuzukiKasami) withdraw(*protocol.Effects) {}

// waits says whether the last request of a node has not been served. The token must be here.
func (m *SuzukiKasami) waits(i int) bool { return m.asked[i] == m.token.Served[i]+1 }

func (m *SuzukiKasami) pass(x *protocol.Effects, to protocol.NodeID) {
	x.Send(to, kindPrivilege, Privilege{m.seen + 1, slices.Clone(m.token.Served), slices.Clone(m.token.Queue)})
	m.token = nil
}

func (m *SuzukiKasami) receive(x *protocol.Effects, msg protocol.Message) {
	switch b := msg.Body.(type) {
	case Numbered:
		i := m.index(msg.From)
		m.asked[i] = max(m.asked[i], b.N)
		if m.token != nil && m.phase == idle && m.waits(i) {
			m.pass(x, msg.From)
		}
	case Privilege:
		if b.Passes <= m.seen {
			return // it has come twice
		}
		m.seen, m.due = b.Passes, false
		m.token = &Privilege{b.Passes, slices.Clone(b.Served), slices.Clone(b.Queue)}
		switch m.phase {
		case waiting:
			m.enter(x)
		case idle: // the request was withdrawn
			m.release(x)
		}
	}
}

func (m *SuzukiKasami) hasToken() bool { return m.token != nil }

// holder is not known: nobody tells where the token goes.
func (m *SuzukiKasami) holder() protocol.NodeID { return "" }

func (m *SuzukiKasami) look(s *Status) {
	s.Timestamp, s.Token = m.asked[m.index(m.cfg.Self)], m.token != nil
	if m.token != nil {
		s.Queue = slices.Clone(m.token.Queue)
		for i, id := range m.cfg.Nodes {
			if id != m.cfg.Self && m.waits(i) && !slices.Contains(s.Queue, id) {
				s.Queue = append(s.Queue, id)
			}
		}
	} else if m.phase == waiting {
		s.Waits = m.others() // one of them has it, or will
	}
}

// heldToken is what orderOfTheToken remembers.
type heldToken struct {
	By protocol.NodeID
	Privilege
}

// orderOfTheToken is about the queue that the token brings along. What is behind its first moves up; who is missing was served on the way, by a request that had been withdrawn.
var orderOfTheToken = protocol.Property{
	Name: "Order of the Token",
	Doc:  "the token goes to those in its queue in their order, and who is added comes last",
	Check: func(w *protocol.World) (err error) {
		protocol.Machines(w, func(id protocol.NodeID, m *SuzukiKasami) {
			if m.token == nil || m.phase == out {
				return
			}
			before, was := w.Ghost["token"].(heldToken)
			now := heldToken{id, Privilege{m.token.Passes, slices.Clone(m.token.Served), slices.Clone(m.token.Queue)}}
			w.Ghost["token"] = now
			if !was {
				return
			}
			due, comes := before.Queue, now.Queue
			if before.Passes != now.Passes { // perhaps back to the same node
				due = slices.DeleteFunc(slices.Clone(due), func(other protocol.NodeID) bool {
					return other != id && now.Served[m.index(other)] > before.Served[m.index(other)]
				})
				comes = slices.Insert(slices.Clone(comes), 0, id)
			}
			if len(comes) < len(due) || !slices.Equal(due, comes[:len(due)]) {
				err = fmt.Errorf("%s had the token with the queue %v, and now %s has it with %v", before.By, before.Queue, id, now.Queue)
			}
		})
		return err
	},
}

// holdsToken is a machine of an algorithm with a token.
type holdsToken interface {
	entrant
	hasToken() bool
}

// oneToken is what all algorithms with a token rely on.
var oneToken = protocol.Property{
	Name: "One Token",
	Doc:  "at most one node has the token, and nobody is inside without it",
	Check: func(w *protocol.World) (err error) {
		first := protocol.NodeID("")
		protocol.Machines(w, func(id protocol.NodeID, m holdsToken) {
			switch d := m.atDoor(); {
			case d.phase == out:
			case !m.hasToken() && d.phase == inside:
				err = fmt.Errorf("%s is inside without the token", id)
			case m.hasToken() && first != "":
				err = fmt.Errorf("%s and %s have a token each", first, id)
			case m.hasToken():
				first = id
			}
		})
		return err
	},
}
