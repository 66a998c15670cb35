// This file is the central coordinator: one node hands out the right to enter.

package mutex

import (
	"fmt"
	"maps"
	"slices"

	"parley/protocol"
)

// It has no paper: both Lamport (1978) and Ricart and Agrawala (1981) name it as what they do without. Who wants to enter asks the coordinator, which
// grants one request at a time, in the order in which they reach it; who leaves says so. That takes 3 messages per entry, and none at the coordinator.
//
// Requests are numbered by their nodes, so that a message that arrives twice or late means nothing new.

// Central is a node's part in it.
type Central struct {
	door
	n int // of this node's own request

	// At the coordinator.
	granted ticket
	queue   []ticket
	latest  []int // the number of the last request that has come, by node
}

// ticket is a request: of which node, and which of it.
type ticket struct {
	Node protocol.NodeID
	N    int
}

// Numbered is the body of the coordinator's messages: which request of the node it is about.
type Numbered struct{ N int }

// The kinds of messages. Others use some of them too.
const (
	kindRequest = "Request"
	kindGrant   = "Grant"
	kindRelease = "Release"
)

const paramCoordinator = "coordinator"

// CentralProtocol is the row.
func CentralProtocol() *protocol.Protocol {
	p := row("central", "one node grants the right to enter, to one after the other",
		"the centralized algorithm that Ricart and Agrawala (1981) and Lamport (1978) start from",
		func(d door) protocol.Machine { return &Central{door: d, latest: make([]int, len(d.cfg.Nodes))} })
	p.Params = append(p.Params, protocol.Param{Name: paramCoordinator, Default: "", Doc: "the node that grants; empty: the first one. If it crashes nobody enters any more"})
	p.Messages = []protocol.MessageType{
		{Kind: kindRequest, Body: Numbered{}, Doc: "to the coordinator: I want to enter"},
		{Kind: kindGrant, Body: Numbered{}, Doc: "from the coordinator: enter"},
		{Kind: kindRelease, Body: Numbered{}, Doc: "to the coordinator: I have left, or do not want to enter any more"},
	}
	p.About = "For a few nodes and one that everybody trusts: three messages for an entry, granted in the order of asking. It survives messages that are late or out of order. If the coordinator crashes nobody enters any more, and if whoever is inside crashes all others wait for ever."
	p.Demos = blocksOnly("central")
	p.Invariants = append(p.Invariants, firstComeFirstServed)
	return p
}

// Step is all that happens to the node.
func (m *Central) Step(e protocol.Event) protocol.Effects { return m.step(e, m) }

func (m *Central) coordinator() protocol.NodeID {
	if id := protocol.NodeID(m.cfg.String(paramCoordinator)); id != "" {
		return id
	}
	return m.cfg.Nodes[0]
}

func (m *Central) start(*protocol.Effects) {
	if m.index(m.coordinator()) < 0 {
		m.wrong = fmt.Sprintf("the coordinator is to be %s, and there is no such node in this cluster", m.coordinator())
	}
}

func (m *Central) request(x *protocol.Effects) {
	m.n++
	if m.coordinator() != m.cfg.Self {
		x.Send(m.coordinator(), kindRequest, Numbered{m.n})
		return
	}
	m.queue = append(m.queue, ticket{m.cfg.Self, m.n})
	m.next(x)
}

func (m *Central) release(x *protocol.Effects) {
	if m.coordinator() != m.cfg.Self {
		x.Send(m.coordinator(), kindRelease, Numbered{m.n})
		return
	}
	m.drop(x, ticket{m.cfg.Self, m.n})
}

// withdraw is the same to the coordinator, which knows whether it has granted the request already.
func (m *Central) withdraw(x *protocol.Effects) { m.release(x) }

// drop ends a request that was granted, or that waits; or is still to come, if this has overtaken it.
func (m *Central) drop(x *protocol.Effects, t ticket) {
	i := m.index(t.Node)
	m.latest[i] = max(m.latest[i], t.N)
	if t == m.granted {
		m.granted = ticket{}
		m.next(x)
		return
	}
	m.queue = slices.DeleteFunc(slices.Clone(m.queue), func(other ticket) bool { return other == t })
}

// next grants the first request, if nobody is inside.
func (m *Central) next(x *protocol.Effects) {
	if m.granted != (ticket{}) || len(m.queue) == 0 {
		return
	}
	m.granted, m.queue = m.queue[0], slices.Clone(m.queue[1:])
	if m.granted.Node == m.cfg.Self {
		m.enter(x)
		return
	}
	x.Send(m.granted.Node, kindGrant, Numbered{m.granted.N})
}

func (m *Central) receive(x *protocol.Effects, msg protocol.Message) {
	t := ticket{msg.From, msg.Body.(Numbered).N}
	switch msg.Kind {
	case kindRequest:
		if i := m.index(msg.From); t.N > m.latest[i] {
			m.latest[i] = t.N
			m.queue = append(m.queue, t)
			m.next(x)
		}
	case kindGrant:
		if m.phase == waiting && t.N == m.n {
			m.enter(x)
		}
	case kindRelease:
		m.drop(x, t)
	}
}

func (m *Central) holder() protocol.NodeID { return m.granted.Node }

func (m *Central) look(s *Status) {
	s.Timestamp = m.n
	for _, t := range m.queue {
		s.Queue = append(s.Queue, t.Node)
	}
	if m.phase == waiting {
		s.Waits = []protocol.NodeID{m.coordinator()}
		if m.coordinator() == m.cfg.Self {
			s.Waits = []protocol.NodeID{m.granted.Node}
		}
	}
}

// firstComeFirstServed is about the coordinator's queue: it loses its first and those that were withdrawn, and gains new ones at its end.
var firstComeFirstServed = protocol.Property{
	Name: "First Come First Served",
	Doc:  "requests are granted in the order in which they reach the coordinator",
	Check: func(w *protocol.World) (err error) {
		over, _ := w.Ghost["over"].(map[protocol.NodeID]int) // which request of each node is the last that has ended
		over = maps.Clone(over)
		if over == nil {
			over = map[protocol.NodeID]int{}
		}
		protocol.Machines(w, func(id protocol.NodeID, m *Central) {
			if m.phase == idle && m.n > 0 {
				over[id] = m.n
			} else if m.n > 1 {
				over[id] = m.n - 1
			}
		})
		if len(over) > 0 {
			w.Ghost["over"] = over
		}
		protocol.Machines(w, func(id protocol.NodeID, m *Central) {
			if id != m.coordinator() || m.phase == out {
				return
			}
			queue := slices.Clone(m.queue)
			if m.granted != (ticket{}) {
				queue = slices.Insert(queue, 0, m.granted)
			}
			before, _ := w.Ghost["queue"].([]ticket)
			before = slices.DeleteFunc(slices.Clone(before), func(t ticket) bool { return t.N <= over[t.Node] && !slices.Contains(queue, t) })
			if !follows(before, queue) {
				err = fmt.Errorf("%s had granted and queued %v, and then %v", id, before, queue)
			}
			delete(w.Ghost, "queue")
			if len(queue) > 0 {
				w.Ghost["queue"] = queue
			}
		})
		return err
	},
}

// follows says whether a queue became another one by losing its first, by gaining new ones at its end, or both.
func follows[T comparable](before, after []T) bool {
	if len(before) > 0 && (len(after) == 0 || after[0] != before[0]) {
		before = before[1:]
	}
	return len(after) >= len(before) && slices.Equal(before, after[:len(before)])
}
