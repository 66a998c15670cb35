// This file has what a leader does: it registers connections, drops them, and leaves.

package membership

import (
	"fmt"
	"slices"
	"strings"

	"parley/protocol"
)

// lead makes the node the leader.
func (m *Machine) lead(x *protocol.Effects) {
	if m.leads() {
		return
	}
	m.giveUp(x, "the node became the leader")
	if m.leader != "" {
		m.part(x, 0)
	}
	m.setLeft(x, false)
	m.setLeader(x, m.cfg.Self)
	m.tellMembers(x)
	x.Note("leads")
}

// tellMembers tells the members of a leader: itself and its connections.
func (m *Machine) tellMembers(x *protocol.Effects) {
	ids := append(m.connections(), m.cfg.Self)
	slices.Sort(ids)
	x.Tell(protocol.FactMembers, ids)
}

// connectAsked is a Connect of another node.
func (m *Machine) connectAsked(x *protocol.Effects, from protocol.NodeID, round uint64) {
	switch {
	case m.hand != nil:
		x.Send(from, kindRedirect, Redirect{round, m.hand.to})
		return
	case m.try != nil: // this includes a leader that is about to follow another one, so that two of them cannot follow each other
		x.Send(from, kindRedirect, Redirect{round, m.try.to})
		return
	case !m.leads():
		x.Send(from, kindRedirect, Redirect{round, m.leader})
		return
	}
	i, known := slices.BinarySearchFunc(m.members, from, func(c member, id protocol.NodeID) int { return strings.Compare(string(c.node), string(id)) })
	if known {
		m.members[i].round = round
	} else {
		m.members = slices.Insert(m.members, i, member{from, round})
		x.Tell(protocol.FactConnected, from)
		m.tellMembers(x)
	}
	x.Send(from, kindWelcome, Round{round})
}

// disconnectAsked is a Disconnect of another node. One that was sent before its last Connect changes nothing.
func (m *Machine) disconnectAsked(x *protocol.Effects, from protocol.NodeID, round uint64) {
	if i := m.member(from); i >= 0 && m.members[i].round <= round {
		m.remove(x, i)
	}
	x.Send(from, kindGoodbye, nil)
}

// remove removes a connection.
func (m *Machine) remove(x *protocol.Effects, i int) {
	id := m.members[i].node
	m.members = slices.Delete(m.members, i, i+1)
	x.Tell(protocol.FactDisconnected, id)
	m.tellMembers(x)
}

// dropCalled is the call Drop.
func (m *Machine) dropCalled(x *protocol.Effects, id protocol.NodeID, call uint64) {
	switch {
	case !m.leads():
		x.Refuse(call, "this node does not lead, and has no connections to drop")
	case m.member(id) < 0:
		x.Refuse(call, fmt.Sprintf("%s is not connected", id))
	default:
		m.drop(x, id, Dismiss{})
		x.Answer(call, nil)
	}
}

// drop removes a connection and tries to tell it.
func (m *Machine) drop(x *protocol.Effects, id protocol.NodeID, b Dismiss) {
	x.Send(id, kindDismiss, b)
	x.Note("drops " + string(id))
	m.remove(x, m.member(id))
}

// stepDown ends leadership, and tells all connections.
func (m *Machine) stepDown(x *protocol.Effects, b Dismiss) {
	for _, c := range m.members {
		own := b
		if own.Next == c.node {
			own = Dismiss{} // it knows
		}
		x.Send(c.node, kindDismiss, own)
	}
	m.retire(x)
}

// retire makes a leader none, without a word to its connections.
func (m *Machine) retire(x *protocol.Effects) {
	for _, c := range m.members {
		x.Tell(protocol.FactDisconnected, c.node)
	}
	m.members = nil
	m.follow(x, "")
	x.Tell(protocol.FactMembers, []protocol.NodeID{})
	x.Note("leads no more")
}

// leave is the call Leave.
func (m *Machine) leave(x *protocol.Effects, call uint64) {
	if m.hand != nil {
		x.Refuse(call, "this node is leaving already")
		return
	}
	m.giveUp(x, "Leave was called")
	if !m.leads() || len(m.members) == 0 {
		if m.leads() {
			m.retire(x)
		}
		m.part(x, call)
		m.setLeader(x, "")
		m.setLeft(x, true)
		return
	}
	others := m.connections()
	to := others[len(others)-1] // as an election of the highest would have it
	m.hand = &handover{to: to, others: others[:len(others)-1], call: call}
	m.retire(x)
	m.setLeader(x, "")
	m.setLeft(x, true)
	x.Send(to, kindHandOver, nil)
	x.After(timerHand, m.cfg.Duration("timeout"))
}

// handedOver ends Leave: the successor leads, or does not answer in time.
func (m *Machine) handedOver(x *protocol.Effects, sure bool) {
	h := m.hand
	if h == nil {
		return
	}
	m.hand = nil
	x.Stop(timerHand)
	if sure {
		m.last = h.to // whom Rejoin finds
		x.Persist(keyLast, h.to)
		x.SendEach(h.others, kindDismiss, Dismiss{Next: h.to})
		x.Answer(h.call, h.to)
		return
	}
	x.Note(fmt.Sprintf("%s does not take over", h.to))
	x.Send(h.to, kindDismiss, Dismiss{Seek: true})
	x.SendEach(h.others, kindDismiss, Dismiss{Seek: true})
	x.Answer(h.call, protocol.NodeID(""))
}
