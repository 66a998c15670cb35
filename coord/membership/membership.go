// This file has the state of a node, and gives each event to what handles it.

package membership

import (
	"slices"

	"parley/protocol"
)

// Machine is a node's part in it.
type Machine struct {
	cfg      protocol.Config
	leader   protocol.NodeID // whom the node is connected to; itself if it leads
	told     protocol.NodeID // what was last said about it, here or by an election
	members  []member        // of a leader: its connections, sorted
	last     protocol.NodeID // the last leader but the node itself; stored
	left     bool            // stored
	seeks    bool            // it has lost its leader, and waits for an election
	round    uint64          // of the last Connect
	try      *attempt
	partings []parting
	hand     *handover
}

// member is a connection of a leader.
type member struct {
	node  protocol.NodeID
	round uint64 // of its Connect: a Disconnect from before it does not count
}

// attempt is a connection that is being made.
type attempt struct {
	to    protocol.NodeID
	seen  []protocol.NodeID // who was asked, to among them
	calls []uint64
	told  bool // somebody else on the node has said that it leads, and waits for it
}

// parting is a Disconnect that was not confirmed yet.
type parting struct {
	from  protocol.NodeID
	calls []uint64
}

// handover is what a leader that leaves is doing.
type handover struct {
	to     protocol.NodeID
	others []protocol.NodeID
	call   uint64
}

// Names of timers. That of a parting has the leader's name behind it.
const (
	timerConnect = "connect"
	timerHand    = "hand over"
	timerPart    = "disconnect "
	timerRenew   = "renew"
)

// Step is all that happens to the node.
func (m *Machine) Step(e protocol.Event) (x protocol.Effects) {
	switch e.Kind {
	case protocol.Start:
		m.last, _ = e.Stored[keyLast].(protocol.NodeID)
		if m.left, _ = e.Stored[keyLeft].(bool); m.left {
			x.Tell(protocol.FactLeft, true)
		}
	case protocol.Receive:
		m.receive(&e, &x)
	case protocol.Timeout:
		switch {
		case e.Timer == timerRenew:
			m.renew(&x)
		case e.Timer == timerConnect:
			m.connectTimedOut(&x)
		case e.Timer == timerHand:
			m.handedOver(&x, false)
		case len(e.Timer) > len(timerPart):
			m.parted(&x, protocol.NodeID(e.Timer[len(timerPart):]), false)
		}
	case protocol.Request:
		m.request(&e, &x)
	case protocol.Learn:
		m.learn(&e, &x)
	}
	return x
}

func (m *Machine) receive(e *protocol.Event, x *protocol.Effects) {
	from := e.Message.From
	switch e.Message.Kind {
	case kindConnect:
		m.connectAsked(x, from, e.Message.Body.(Round).Round)
	case kindWelcome:
		m.welcomed(x, from, e.Message.Body.(Round).Round)
	case kindRedirect:
		b := e.Message.Body.(Redirect)
		m.redirected(e, x, from, b)
	case kindDisconnect:
		m.disconnectAsked(x, from, e.Message.Body.(Round).Round)
	case kindGoodbye:
		m.parted(x, from, true)
	case kindDismiss:
		m.dismissed(e, x, from, e.Message.Body.(Dismiss))
	case kindHandOver:
		if m.leader == from {
			m.lead(x)
			x.Note("takes over from " + string(from))
		}
		if m.leads() {
			x.Send(from, kindTookOver, nil)
		}
	case kindTookOver:
		if m.hand != nil && m.hand.to == from {
			m.handedOver(x, true)
		}
	}
}

func (m *Machine) request(e *protocol.Event, x *protocol.Effects) {
	c := e.Call
	switch c.Op {
	case "Connect":
		m.connect(e, x, c.Args[0].(protocol.NodeID), c.ID)
	case "Rejoin":
		switch {
		case m.leads():
			x.Answer(c.ID, m.leader)
		case m.last == "":
			x.Refuse(c.ID, "this node has had no leader yet; Connect to one")
		default:
			m.connect(e, x, m.last, c.ID)
		}
	case "Disconnect":
		m.disconnect(x, c.ID)
	case "Leave":
		m.leave(x, c.ID)
	case "Lead":
		if m.hand != nil {
			x.Refuse(c.ID, "this node is handing its connections over; call Lead when that has ended")
			return
		}
		m.lead(x)
		x.Answer(c.ID, nil)
	case "Drop":
		m.dropCalled(x, c.Args[0].(protocol.NodeID), c.ID)
	case "Leader":
		x.Answer(c.ID, m.leader)
	case "IsLeader":
		x.Answer(c.ID, m.leads())
	case "Connections":
		x.Answer(c.ID, m.connections())
	}
}

// learn hears from an election and from a failure detector.
func (m *Machine) learn(e *protocol.Event, x *protocol.Effects) {
	switch e.Fact.Name {
	case protocol.FactNodes:
		m.cfg.Nodes = e.Fact.Value.([]protocol.NodeID)
	case protocol.FactLeader:
		m.elected(e, x, e.Fact.Value.(protocol.NodeID))
	case protocol.FactLeaderLost:
		lost := e.Fact.Value.(protocol.NodeID)
		switch {
		case m.leader == lost && !m.leads():
			m.part(x, 0)
			m.seek(x)
		case m.try != nil && m.try.to == lost:
			m.connectTimedOut(x)
		}
	case protocol.FactConnectionLost:
		if lost := e.Fact.Value.(protocol.NodeID); m.member(lost) >= 0 {
			m.drop(x, lost, Dismiss{Seek: true})
		}
	}
}

// elected is what somebody else on the node says about the leader.
func (m *Machine) elected(e *protocol.Event, x *protocol.Effects, id protocol.NodeID) {
	m.told = id
	switch {
	case m.left:
		m.setLeader(x, "") // it is not this node's
		return
	case id == m.cfg.Self:
		if m.hand == nil {
			m.lead(x)
		}
		return
	case id == m.leader && id != "":
		return
	case id != "" && m.try != nil && m.try.to == id:
		m.try.told = true
		return
	}
	m.giveUp(x, "an election has ended otherwise")
	if m.leads() {
		m.stepDown(x, Dismiss{Next: id, Seek: id == ""})
	} else if m.leader != "" {
		m.part(x, 0)
	}
	m.seeks = id == "" // the election may be on; if it comes to nothing there is to be another
	if id != "" {
		m.begin(e, x, &attempt{to: id, told: true})
		return
	}
	x.After(timerRenew, m.cfg.Duration("renew"))
}

func (m *Machine) leads() bool { return m.leader == m.cfg.Self }

// setLeader changes the leader, and tells it unless it is known.
func (m *Machine) setLeader(x *protocol.Effects, id protocol.NodeID) {
	m.follow(x, id)
	m.seeks = false
	if m.told != id {
		m.told = id
		x.Tell(protocol.FactLeader, id)
	}
}

// follow changes the leader, whoever has said so.
func (m *Machine) follow(x *protocol.Effects, id protocol.NodeID) {
	if m.leader != id {
		m.leader = id
		x.Tell(protocol.FactFollows, id)
	}
}

// seek says that there is no leader and that one is needed; again and again, since elections may fail.
func (m *Machine) seek(x *protocol.Effects) {
	m.setLeader(x, "")
	m.seeks = true
	x.Tell(protocol.FactNeedLeader, true)
	x.After(timerRenew, m.cfg.Duration("renew"))
}

// setLeft changes whether the node has left the cluster.
func (m *Machine) setLeft(x *protocol.Effects, left bool) {
	if m.left == left {
		return
	}
	m.left = left
	if left {
		x.Persist(keyLeft, true)
	} else {
		x.Persist(keyLeft, nil)
	}
	x.Tell(protocol.FactLeft, left)
}

func (m *Machine) connections() []protocol.NodeID {
	ids := []protocol.NodeID{}
	for _, c := range m.members {
		ids = append(ids, c.node)
	}
	return ids
}

// member is the index of a connection, or -1.
func (m *Machine) member(id protocol.NodeID) int {
	return slices.IndexFunc(m.members, func(c member) bool { return c.node == id })
}
