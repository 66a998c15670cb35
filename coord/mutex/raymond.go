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
// One departure: requests are numbered and the token counts how often it was passed on, so that a message that arrives twice is seen to be old. The paper needs no numbers, since
// its network does not double messages.
//
// The paper also says how a node that has failed learns from its neighbours what it knew. That is left out: see the package's documentation.

// Raymond is a node's part in it.
type Raymond struct {
	door
	direction protocol.NodeID   // HOLDER
	queue     []protocol.NodeID // REQUEST_Q
	asked     bool              // ASKED
	seen      int               // how often the token had been passed on when it was here last
	requests  int               // that this node has sent
	latest    []int             // the number of the last request that has come, by node
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
		func(d door) protocol.Machine { return &Raymond{door: d, latest: make([]int, len(d.cfg.Nodes))} })
	p.Params = append(p.Params, protocol.Param{Name: paramTree, Default: treeBinary, Doc: "the tree of the nodes in their order: binary, star (the first node in the middle) or line; an entry takes two messages for each edge between the node and the token"})
	p.Messages = []protocol.MessageType{
		{Kind: kindRequest, Body: Numbered{}, Doc: "to the neighbour in whose direction the token is: send it here; which request of the node"},
		{Kind: kindPrivilege, Body: Numbered{}, Doc: "to a neighbour: the token; how often it was passed on"},
	}
	p.About = "For many nodes: a token moves along the edges of a tree, in which each knows only its neighbours, and an entry takes about log N messages. A leaf that dies without the token blocks nobody; an inner node that dies cuts those behind it off."
	p.Demos = blocksOnly("raymond")
	p.Invariants = append(p.Invariants, oneToken, orderOfTheQueues)
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
	switch n, i := msg.Body.(Numbered).N, m.index(msg.From); {
	case msg.Kind == kindRequest && n > m.latest[i]:
		m.latest[i] = n
		m.queue = append(m.queue, msg.From)
	case msg.Kind == kindPrivilege && n > m.seen:
		m.seen = n
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
		x.Send(m.direction, kindPrivilege, Numbered{m.seen + 1})
	}
}

// makeRequest is MAKE_REQUEST: the token is asked for once, for all that want it.
func (m *Raymond) makeRequest(x *protocol.Effects) {
	if m.direction == m.cfg.Self || len(m.queue) == 0 || m.asked {
		return
	}
	m.requests++
	x.Send(m.direction, kindRequest, Numbered{m.requests})
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

// orderOfTheQueues is about the queue of each node: it loses its first, or the node itself where it has withdrawn, and gains new ones at its end.
var orderOfTheQueues = protocol.Property{
	Name: firstComeFirstServed.Name,
	Doc:  "each node sends the token to its neighbours, and takes it, in the order in which that was asked of it",
	Check: func(w *protocol.World) (err error) {
		protocol.Machines(w, func(id protocol.NodeID, m *Raymond) {
			key := "queue of " + string(id)
			before, _ := w.Ghost[key].([]protocol.NodeID)
			delete(w.Ghost, key)
			if m.phase == out {
				return
			}
			if m.phase == idle && !slices.Contains(m.queue, id) {
				before = slices.DeleteFunc(slices.Clone(before), func(other protocol.NodeID) bool { return other == id })
			}
			if !follows(before, m.queue) {
				err = fmt.Errorf("%s had queued %v, and then %v", id, before, m.queue)
			}
			if len(m.queue) > 0 {
				w.Ghost[key] = slices.Clone(m.queue)
			}
		})
		return err
	},
}
