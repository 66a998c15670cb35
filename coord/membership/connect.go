// This file has what a follower does: it connects, is redirected, and disconnects.

package membership

import (
	"fmt"
	"slices"

	"parley/protocol"
)

// connect is the call Connect, or Rejoin.
func (m *Machine) connect(e *protocol.Event, x *protocol.Effects, to protocol.NodeID, call uint64) {
	switch {
	case !slices.Contains(m.cfg.Nodes, to):
		x.Refuse(call, fmt.Sprintf("there is no node %s in this cluster", to))
	case to == m.cfg.Self && m.leads():
		x.Answer(call, to)
	case to == m.cfg.Self:
		x.Refuse(call, "a node does not connect to itself; Lead makes it the leader")
	case m.hand != nil:
		x.Refuse(call, "this node is handing its connections over; connect when that has ended")
	case m.try != nil && m.try.seen[0] == to:
		m.try.calls = append(m.try.calls, call)
	default:
		m.giveUp(x, "a later call asked for another connection")
		m.begin(e, x, &attempt{to: to, calls: []uint64{call}})
	}
}

// begin starts an attempt. The connection that there is stays until it has succeeded.
func (m *Machine) begin(e *protocol.Event, x *protocol.Effects, a *attempt) {
	m.try = a
	m.ask(e, x, a.to)
}

// ask asks the next node.
func (m *Machine) ask(e *protocol.Event, x *protocol.Effects, to protocol.NodeID) {
	m.try.to = to
	m.try.seen = append(m.try.seen, to)
	m.round = max(m.round+1, uint64(e.At.Milliseconds())) // later than those before a restart
	x.Send(to, kindConnect, Round{m.round})
	x.After(timerConnect, m.cfg.Duration("timeout"))
}

// giveUp ends an attempt for another one. The node that was asked hears of it when it answers.
func (m *Machine) giveUp(x *protocol.Effects, why string) {
	if m.try == nil {
		return
	}
	for _, call := range m.try.calls {
		x.Doubt(call, fmt.Sprintf("%s before %s had answered", why, m.try.to))
	}
	m.try = nil
	x.Stop(timerConnect)
}

// failed ends an attempt that has no result. Whoever said that there is a leader has to find another.
func (m *Machine) failed(x *protocol.Effects) {
	told := m.try.told
	m.try = nil
	x.Stop(timerConnect)
	if told && m.leader == "" {
		m.seek(x)
	}
}

func (m *Machine) connectTimedOut(x *protocol.Effects) {
	if m.try == nil {
		return
	}
	for _, call := range m.try.calls {
		x.Doubt(call, fmt.Sprintf("%s did not answer within %v; it may have registered this node", m.try.to, m.cfg.Duration("timeout")))
	}
	x.Note(fmt.Sprintf("%s does not answer", m.try.to))
	x.Send(m.try.to, kindDisconnect, Round{m.round})
	m.failed(x)
}

// welcomed is the answer of a leader.
func (m *Machine) welcomed(x *protocol.Effects, from protocol.NodeID, round uint64) {
	if m.try == nil || m.try.to != from || m.round != round {
		if m.leader != from {
			x.Send(from, kindDisconnect, Round{round}) // nobody waits for it any more
		}
		return
	}
	calls := m.try.calls
	m.try = nil
	x.Stop(timerConnect)
	switch old := m.leader; {
	case old == m.cfg.Self:
		m.stepDown(x, Dismiss{Next: from})
	case old != "" && old != from:
		x.Send(old, kindDisconnect, Round{round})
	}
	if m.last != from {
		m.last = from
		x.Persist(keyLast, from)
	}
	m.setLeft(x, false)
	m.setLeader(x, from)
	for _, call := range calls {
		x.Answer(call, from)
	}
	x.Note("is connected to " + string(from))
	x.After(timerRenew, m.cfg.Duration("renew"))
}

// renew says to the leader once more that this node is connected, or once more that there is none. A leader that has dropped it, and could not tell, registers it again; one that
// leads no more says so.
func (m *Machine) renew(x *protocol.Effects) {
	if m.seeks && m.try == nil {
		m.seek(x)
	}
	if m.leader == "" || m.leads() {
		return
	}
	if m.try == nil {
		x.Send(m.leader, kindConnect, Round{m.round})
	}
	x.After(timerRenew, m.cfg.Duration("renew"))
}

// redirected is the answer of a node that does not lead.
func (m *Machine) redirected(e *protocol.Event, x *protocol.Effects, from protocol.NodeID, b Redirect) {
	if m.try == nil && m.round == b.Round {
		m.dismissed(e, x, from, Dismiss{Next: b.Leader, Seek: b.Leader == ""})
		return
	}
	if m.try == nil || m.try.to != from || m.round != b.Round {
		return
	}
	why := ""
	switch {
	case b.Leader == "":
		why = fmt.Sprintf("%s does not lead, and knows of no leader", from)
	case b.Leader == m.cfg.Self && m.leads():
		why = fmt.Sprintf("%s follows this node, which leads, or is about to", from)
	case b.Leader == m.cfg.Self:
		why = fmt.Sprintf("%s takes this node for the leader, and it is not", from)
		x.Send(from, kindDismiss, Dismiss{Seek: true})
	case slices.Contains(m.try.seen, b.Leader):
		why = fmt.Sprintf("%v redirect to each other, and none of them leads", m.try.seen)
	case len(m.try.seen) > m.cfg.Int("redirects"):
		why = fmt.Sprintf("%v redirected one to the other, and more than %d redirects are not followed", m.try.seen, m.cfg.Int("redirects"))
	case m.try.told:
		why = fmt.Sprintf("%s was elected, and does not lead yet", from) // it names the leader before
	default:
		m.ask(e, x, b.Leader)
		return
	}
	for _, call := range m.try.calls {
		x.Refuse(call, why)
	}
	m.failed(x)
}

// disconnect is the call Disconnect.
func (m *Machine) disconnect(x *protocol.Effects, call uint64) {
	switch {
	case m.leads():
		x.Refuse(call, "this node leads; Leave hands its connections over")
	case m.hand != nil:
		x.Refuse(call, "this node is handing its connections over, and has left when that has ended")
	default:
		m.giveUp(x, "Disconnect was called")
		m.part(x, call)
		m.setLeader(x, "")
	}
}

// part tells the leader that the node disconnects. A call waits for the leader's word; 0 is none.
func (m *Machine) part(x *protocol.Effects, call uint64) {
	from := m.leader
	m.follow(x, "")
	if from == "" {
		if call == 0 {
			return
		}
		if len(m.partings) == 0 {
			x.Answer(call, nil)
			return
		}
		p := &m.partings[len(m.partings)-1] // the same Disconnect again
		p.calls = append(p.calls, call)
		return
	}
	x.Send(from, kindDisconnect, Round{m.round})
	if call == 0 {
		return
	}
	i := slices.IndexFunc(m.partings, func(p parting) bool { return p.from == from })
	if i < 0 {
		i = len(m.partings)
		m.partings = append(m.partings, parting{from: from})
	}
	m.partings[i].calls = append(m.partings[i].calls, call)
	x.After(timerPart+string(from), m.cfg.Duration("timeout"))
}

// parted ends a Disconnect: the leader has confirmed it, or does not answer.
func (m *Machine) parted(x *protocol.Effects, from protocol.NodeID, sure bool) {
	i := slices.IndexFunc(m.partings, func(p parting) bool { return p.from == from })
	if i < 0 {
		return
	}
	for _, call := range m.partings[i].calls {
		if sure {
			x.Answer(call, nil)
		} else {
			x.Doubt(call, fmt.Sprintf("this node has no leader any more, but %s did not confirm it within %v and may still list it", from, m.cfg.Duration("timeout")))
		}
	}
	m.partings = slices.Delete(m.partings, i, i+1)
	x.Stop(timerPart + string(from))
}

// dismissed is the word of a leader that it is not this node's any more.
func (m *Machine) dismissed(e *protocol.Event, x *protocol.Effects, from protocol.NodeID, b Dismiss) {
	if m.leader != from {
		return
	}
	x.Note(fmt.Sprintf("was dismissed by %s", from))
	switch {
	case b.Next != "" && b.Next != m.cfg.Self:
		m.setLeader(x, "")
		if m.try == nil {
			m.begin(e, x, &attempt{to: b.Next, told: true})
		} else {
			m.try.told = true // it is all there is now
		}
	case b.Seek || b.Next != "":
		m.seek(x)
	default:
		m.setLeader(x, "")
	}
}
