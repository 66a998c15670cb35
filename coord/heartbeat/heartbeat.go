// This file has the state of a node, its calls, and what it hears of leaders and connections.

package heartbeat

import (
	"fmt"
	"slices"
	"time"

	"parley/protocol"
)

// Machine is a node's part in it, with either detector.
type Machine struct {
	cfg         protocol.Config
	phi         bool   // the phi detector, not the fixed time
	life        uint64 // of this node, since its start
	beats       []beat
	leader      protocol.NodeID
	connections []protocol.NodeID
	suspects    []protocol.NodeID // who has missed a beat of this node's in its life
	onLeader    time.Duration     // beat to each new leader this often; 0: not
	onConnect   time.Duration     // and to each new connection
}

// Why there is a beat. One node may be watched for several reasons, each with a beat of its own.
const (
	byCall        = "call"
	byLeader      = "leader"
	byConnection  = "connection"
	shortestEvery = time.Millisecond
)

// Step is all that happens to the node.
func (m *Machine) Step(e protocol.Event) (x protocol.Effects) {
	switch e.Kind {
	case protocol.Start:
		m.life = e.Seed >> 40 // enough to tell two lives apart, and short in a trace
		if m.cfg.Bool(ParamWatch) {
			m.onLeader, m.onConnect = m.cfg.Duration("every"), m.cfg.Duration("every")
		}
	case protocol.Receive:
		switch b := e.Message.Body.(type) {
		case Ping:
			x.Send(e.Message.From, kindPong, Pong{Beat: b.Beat, Seq: b.Seq, Life: m.life})
		case Pong:
			m.answered(&e, &x, b)
		}
	case protocol.Timeout:
		m.timedOut(&e, &x)
	case protocol.Request:
		m.request(&e, &x)
	case protocol.Learn:
		m.learn(&e, &x)
	}
	return x
}

func (m *Machine) request(e *protocol.Event, x *protocol.Effects) {
	c := e.Call
	switch c.Op {
	case "Beat":
		to := c.Args[0].(protocol.NodeID)
		every, why := m.every(c.Args[1].(time.Duration))
		switch {
		case why != "":
		case to == m.cfg.Self:
			why = "a node that watches itself never misses a beat"
		case !slices.Contains(m.cfg.Nodes, to):
			why = fmt.Sprintf("there is no node %s in this cluster", to)
		default:
			m.start(e, x, byCall, to, every, c.ID)
			return
		}
		x.Refuse(c.ID, why)
	case "StopBeat":
		if i := m.find(byCall, c.Args[0].(protocol.NodeID)); i >= 0 {
			m.stop(x, i)
		}
		x.Answer(c.ID, nil)
	case "StartHeartBeatOnNewLeader":
		every, why := m.every(c.Args[0].(time.Duration))
		if why != "" {
			x.Refuse(c.ID, why)
			return
		}
		m.onLeader = every
		m.watchLeader(e, x)
		x.Answer(c.ID, nil)
	case "StartHeartBeatOnConnect":
		every, why := m.every(c.Args[0].(time.Duration))
		if why != "" {
			x.Refuse(c.ID, why)
			return
		}
		m.onConnect = every
		for _, id := range m.connections {
			m.start(e, x, byConnection, id, every, 0)
		}
		x.Answer(c.ID, nil)
	case "Phi":
		m.phiCalled(e, x)
	}
}

// every is how often to beat, or why not.
func (m *Machine) every(d time.Duration) (time.Duration, string) {
	switch {
	case d == 0:
		return m.cfg.Duration("every"), ""
	case d < shortestEvery:
		return 0, fmt.Sprintf("beats are %v apart at least, not %v", shortestEvery, d)
	}
	return d, ""
}

// learn hears who leads and who is connected.
func (m *Machine) learn(e *protocol.Event, x *protocol.Effects) {
	switch e.Fact.Name {
	case protocol.FactNodes:
		m.cfg.Nodes = e.Fact.Value.([]protocol.NodeID)
	case protocol.FactLeader:
		m.leader = e.Fact.Value.(protocol.NodeID)
		for i := len(m.beats) - 1; i >= 0; i-- {
			if b := &m.beats[i]; b.why == byLeader && b.node != m.leader {
				m.stop(x, i)
			}
		}
		m.watchLeader(e, x)
	case protocol.FactConnected:
		id := e.Fact.Value.(protocol.NodeID)
		if !slices.Contains(m.connections, id) {
			m.connections = append(m.connections, id)
		}
		if m.onConnect > 0 {
			m.start(e, x, byConnection, id, m.onConnect, 0)
		}
	case protocol.FactDisconnected:
		id := e.Fact.Value.(protocol.NodeID)
		m.connections = slices.DeleteFunc(m.connections, func(c protocol.NodeID) bool { return c == id })
		if i := m.find(byConnection, id); i >= 0 {
			m.stop(x, i)
		}
	}
}

// watchLeader beats to the leader, if there is one and it is another node.
func (m *Machine) watchLeader(e *protocol.Event, x *protocol.Effects) {
	if m.onLeader > 0 && m.leader != "" && m.leader != m.cfg.Self {
		m.start(e, x, byLeader, m.leader, m.onLeader, 0)
	}
}

// missed ends a beat that was not answered in time.
func (m *Machine) missed(x *protocol.Effects, i int, why string) {
	b := m.beats[i]
	x.Note(fmt.Sprintf("%s %s, after %d that were answered", b.node, why, b.answered))
	if !slices.Contains(m.suspects, b.node) {
		m.suspects = append(m.suspects, b.node)
	}
	x.Tell(protocol.FactMissed, b.node)
	switch b.why {
	case byLeader:
		x.Tell(protocol.FactLeaderLost, b.node)
	case byConnection:
		x.Tell(protocol.FactConnectionLost, b.node)
	}
	for _, call := range b.calls {
		x.Answer(call, b.answered)
	}
	m.beats[i].calls = nil
	m.stop(x, i)
}
