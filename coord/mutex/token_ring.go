// This file is the token ring: a token goes around, and who wants to enter waits until it comes by.

package mutex

import (
	"time"

	"parley/protocol"
)

// Le Lann's "control token" goes around a virtual ring of all nodes, here in the order of their names. Nobody asks for it. A node that does not want to enter keeps it
// for the parameter rest, so that a ring in which nobody wants anything is not busy all the time; one that leaves passes it on at once, whether it wants to enter
// again or not, so that each other node comes before it.
//
// The paper also says how to make a new token when it is lost: who has not seen it for long enough holds an election, and so that exactly one node makes the new one, that
// election must have one winner. That is left out, since with a network that may be slow it can end with two tokens; the ring election of
// Chang and Roberts is an improvement of the paper's.

// TokenRing is a node's part in it.
type TokenRing struct {
	door
	token bool
}

const (
	kindToken = "Token"
	timerPass = "pass"
	paramRest = "rest"
)

// TokenRingProtocol is the row.
func TokenRingProtocol() *protocol.Protocol {
	p := row("token-ring", "a token goes around a ring of all nodes, and who has it may enter",
		"Le Lann, Distributed Systems - Towards a Formal Approach, IFIP Congress 1977, pages 155-160",
		func(d door) protocol.Machine { return &TokenRing{door: d} })
	p.Params = append(p.Params, protocol.Param{Name: paramRest, Default: 50 * time.Millisecond, Min: time.Millisecond, Doc: "how long a node that does not want to enter keeps the token; shorter: less to wait, and more messages while nobody wants to enter"})
	p.Messages = []protocol.MessageType{{Kind: kindToken, Doc: "to the next node of the ring: who has this may enter"}}
	p.Invariants = append(p.Invariants, oneToken)
	p.Faults = noDoubles()
	return p
}

// Step is all that happens to the node.
func (m *TokenRing) Step(e protocol.Event) protocol.Effects { return m.step(e, m) }

// start gives the token to the first node.
func (m *TokenRing) start(x *protocol.Effects) {
	if m.cfg.Self == m.cfg.Nodes[0] {
		m.take(x)
	}
}

// take has the token.
func (m *TokenRing) take(x *protocol.Effects) {
	m.token = true
	switch {
	case m.phase == waiting:
		m.enter(x)
	case len(m.cfg.Nodes) > 1:
		x.After(timerPass, m.cfg.Duration(paramRest))
	}
}

func (m *TokenRing) request(x *protocol.Effects) {
	if m.token {
		if len(m.cfg.Nodes) > 1 {
			x.Stop(timerPass)
		}
		m.enter(x)
	}
}

func (m *TokenRing) release(x *protocol.Effects) { m.pass(x) }

// withdraw is nothing: nobody has been asked.
func (m *TokenRing) withdraw(*protocol.Effects) {}

// pass gives the token to the next node, if there is one.
func (m *TokenRing) pass(x *protocol.Effects) {
	if len(m.cfg.Nodes) > 1 {
		m.token = false
		x.Send(m.next(), kindToken, nil)
	}
}

func (m *TokenRing) next() protocol.NodeID {
	return m.cfg.Nodes[(m.index(m.cfg.Self)+1)%len(m.cfg.Nodes)]
}

func (m *TokenRing) before() protocol.NodeID {
	n := len(m.cfg.Nodes)
	return m.cfg.Nodes[(m.index(m.cfg.Self)+n-1)%n]
}

func (m *TokenRing) receive(x *protocol.Effects, _ protocol.Message) { m.take(x) }

func (m *TokenRing) timedOut(x *protocol.Effects, _ string) {
	if m.token && m.phase == idle {
		m.pass(x)
	}
}

func (m *TokenRing) hasToken() bool { return m.token }

// holder is not known: the token is somewhere.
func (m *TokenRing) holder() protocol.NodeID { return "" }

func (m *TokenRing) look(s *Status) {
	s.Token = m.token
	if m.phase == waiting {
		s.Waits = []protocol.NodeID{m.before()}
	}
}
