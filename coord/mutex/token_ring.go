// This file is the token ring: a token goes around, and who wants to enter waits until it comes by.

package mutex

import (
	"fmt"
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
	seen  int // how often the token had been passed on when it was here last: one that arrives twice is seen to be old
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
	p.Params = append(p.Params, protocol.Param{Name: paramNumbered, Default: true, Doc: "whether the token counts how often it was passed on, so that one that arrives twice is seen to be old; false is the paper's token, of which that makes two"})
	p.Messages = []protocol.MessageType{{Kind: kindToken, Body: Numbered{}, Doc: "to the next node of the ring: who has this may enter; how often it was passed on"}}
	p.About = "The simplest with a token: it goes around, and nobody needs to ask. It is best where all want to enter all the time, and costs messages where nobody does. Whoever dies, the token comes by there one day and is lost."
	p.Demos = blocksOnly("token-ring")
	p.Invariants = append(p.Invariants, oneToken, orderOfTheRing)
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
		x.Send(m.next(), kindToken, Numbered{m.seen + 1})
	}
}

func (m *TokenRing) next() protocol.NodeID {
	return m.cfg.Nodes[(m.index(m.cfg.Self)+1)%len(m.cfg.Nodes)]
}

func (m *TokenRing) before() protocol.NodeID {
	n := len(m.cfg.Nodes)
	return m.cfg.Nodes[(m.index(m.cfg.Self)+n-1)%n]
}

func (m *TokenRing) receive(x *protocol.Effects, msg protocol.Message) {
	if m.cfg.Bool(paramNumbered) {
		n := msg.Body.(Numbered).N
		if n <= m.seen {
			return // it has come twice
		}
		m.seen = n
	}
	m.take(x)
}

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

// orderOfTheRing is why nobody comes twice before another one that wants to enter.
var orderOfTheRing = protocol.Property{
	Name: "Order of the Ring",
	Doc:  "the token goes from each node to the next one",
	Check: func(w *protocol.World) (err error) {
		protocol.Machines(w, func(id protocol.NodeID, m *TokenRing) {
			if !m.token || m.phase == out {
				return
			}
			was, _ := w.Ghost["at"].(protocol.NodeID)
			if was != "" && was != id && was != m.before() {
				err = fmt.Errorf("%s had the token, and then %s", was, id)
			}
			w.Ghost["at"] = id
		})
		return err
	},
}
