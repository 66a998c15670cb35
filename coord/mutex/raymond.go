// This file is Raymond's algorithm: the token moves along the edges of a tree, and each node knows only in which direction it is.

package mutex

import (
	"fmt"
	"slices"

	"parley/protocol"
)

// The names of the paper: HOLDER is the neighbour in whose direction the token is, or the node itself; REQUEST_Q has the neighbours that want it, and the node itself; ASKED
// says that the holder has been asked for it. What was asked for on behalf of several is asked for once. The two procedures that look what
// is to be done now are the paper's, and are called after each event.
//
// The paper also says how a node that has failed learns from its neighbours what it knew. That is left out: see the package's documentation.

// Raymond is a node's part in it.
type Raymond struct {
	door
	direction protocol.NodeID   // HOLDER
	queue     []protocol.NodeID // REQUEST_Q
	asked     bool              // ASKED
}

const paramTree = "tree"

// Shapes of the tree.
const (
	treeBinary = "binary"
	treeLine   = "line"
	treeStar   = "star"
)

// RaymondProtocol is the row.
func RaymondProtocol() *protocol.Protocol {
	p := row("raymond", "a token moves along the edges of a tree, and each node knows in which direction it is",
		"Raymond, A Tree-Based Algorithm for Distributed Mutual Exclusion, ACM Transactions on Computer Systems 7(1), 1989, pages 61-77",
		func(d door) protocol.Machine { return &Raymond{door: d} })
	p.Params = append(p.Params, protocol.Param{Name: paramTree, Default: treeBinary, Doc: "the tree of the nodes in their order: binary, star (the first node in the middle) or line; an entry takes two messages for each edge between the node and the token"})
	p.Messages = []protocol.MessageType{
		{Kind: kindRequest, Doc: "to the neighbour in whose direction the token is: send it here"},
		{Kind: kindPrivilege, Doc: "to a neighbour: the token"},
	}
	p.Invariants = append(p.Invariants, oneToken)
	p.Faults = noDoubles()
	return p
}

// Step is all that happens to the node.
func (m *Raymond) Step(e protocol.Event) protocol.Effects { return m.step(e, m) }

// start gives the token to the first node, the root.
func (m *Raymond) start(*protocol.Effects) {
	i, parent := m.index(m.cfg.Self), 0
	switch shape := m.cfg.String(paramTree); shape {
	case treeBinary:
		parent = (i - 1) / 2
	case treeLine:
		parent = i - 1
	case treeStar:
	default:
		m.wrong = fmt.Sprintf("the tree is to be %q, and can be %s, %s or %s", shape, treeBinary, treeStar, treeLine)
	}
	m.direction = m.cfg.Nodes[max(parent, 0)] // of the root itself
}

func (m *Raymond) request(x *protocol.Effects) {
	m.queue = append(m.queue, m.cfg.Self)
	m.proceed(x)
}

func (m *Raymond) release(x *protocol.Effects) { m.proceed(x) }

// withdraw takes the node from its own queue. If the token was asked for it comes all the same, and goes on to the next in the queue, or stays.
func (m *Raymond) withdraw(*protocol.Effects) {
	m.queue = slices.DeleteFunc(slices.Clone(m.queue), func(id protocol.NodeID) bool { return id == m.cfg.Self })
	if len(m.queue) == 0 {
		m.queue = nil // one state has one form
	}
}

func (m *Raymond) receive(x *protocol.Effects, msg protocol.Message) {
	switch msg.Kind {
	case kindRequest:
		m.queue = append(m.queue, msg.From)
	case kindPrivilege:
		m.direction = m.cfg.Self
	}
	m.proceed(x)
}

func (m *Raymond) proceed(x *protocol.Effects) {
	m.assignPrivilege(x)
	m.makeRequest(x)
}

// assignPrivilege is ASSIGN_PRIVILEGE: the token goes to the first that wants it, if it is here and not used.
func (m *Raymond) assignPrivilege(x *protocol.Effects) {
	if m.direction != m.cfg.Self || m.phase == inside || len(m.queue) == 0 {
		return
	}
	m.direction, m.queue = m.queue[0], slices.Clone(m.queue[1:])
	m.asked = false
	if m.direction == m.cfg.Self {
		m.enter(x)
	} else {
		x.Send(m.direction, kindPrivilege, nil)
	}
}

// makeRequest is MAKE_REQUEST: the token is asked for once, for all that want it.
func (m *Raymond) makeRequest(x *protocol.Effects) {
	if m.direction == m.cfg.Self || len(m.queue) == 0 || m.asked {
		return
	}
	x.Send(m.direction, kindRequest, nil)
	m.asked = true
}

func (m *Raymond) hasToken() bool { return m.direction == m.cfg.Self }

// holder is not known: the token is in some direction, and may be far away.
func (m *Raymond) holder() protocol.NodeID { return "" }

func (m *Raymond) look(s *Status) {
	s.Token, s.Queue = m.hasToken(), slices.Clone(m.queue)
	if m.phase == waiting {
		s.Waits = []protocol.NodeID{m.direction}
	}
}
