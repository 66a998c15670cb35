// This file is the election that is none: the leader is a parameter.

package election

import (
	"fmt"
	"slices"
	"time"

	"parley/protocol"
)

// Fixed is a node's part in it.
type Fixed struct {
	cfg protocol.Config
	office
}

// timerAgain names the leader again to who has lost it.
const timerAgain = "again"

// FixedProtocol is the row. It sends no messages: everybody knows the leader from the beginning. If that node is down there is no
// leader, and whoever needs one is told the same name again, until it is up.
func FixedProtocol() *protocol.Protocol {
	return &protocol.Protocol{
		Name:    "fixed",
		Summary: "the leader is a parameter: safe always, and without a leader when that node is down",
		About: "For clusters in which one machine is the leader anyway. Nothing is sent, so nothing can go wrong on the way: no fault makes two leaders, provided that all nodes are given the same name. " +
			"While that node is down there is no leader, and nothing that needs one goes on.",
		Demos: []protocol.Demo{{Command: "sim fixed --seeds 200 --faults all", Doc: "there are never two"}},
		New:   func(c protocol.Config) protocol.Machine { return &Fixed{cfg: c} },
		Params: []protocol.Param{
			{Name: "leader", Default: "", Doc: "the node that leads; the first one if empty"},
			{Name: "again", Default: time.Second, Min: time.Millisecond, Doc: "after how long a node that has lost its leader is told the name again"},
		},
		Calls:      []protocol.CallType{elect},
		Invariants: []protocol.Property{safety},
		Sometimes:  []protocol.Property{agreed},
		Workload:   workload,
		Explore:    explore,
	}
}

// chosen is the leader, none if there is no such node.
func (m *Fixed) chosen() protocol.NodeID {
	id := protocol.NodeID(m.cfg.String("leader"))
	switch {
	case id == "":
		return m.cfg.Nodes[0]
	case slices.Contains(m.cfg.Nodes, id):
		return id
	}
	return ""
}

// Step is all that happens to the node.
func (m *Fixed) Step(e protocol.Event) (x protocol.Effects) {
	switch e.Kind {
	case protocol.Start:
		m.set(&x, m.chosen())
	case protocol.Request:
		if m.left {
			x.Refuse(e.Call.ID, whyLeft)
			return x
		}
		m.calls = append(m.calls, e.Call.ID)
		if m.chosen() == "" {
			m.failed(&x, fmt.Sprintf("the leader is to be %s, and there is no such node in this cluster", m.cfg.String("leader")))
			return x
		}
		m.elected(&x, m.chosen())
	case protocol.Timeout:
		if !m.left {
			m.set(&x, m.chosen())
		}
	case protocol.Learn:
		switch e.Fact.Name {
		case protocol.FactNodes:
			m.cfg.Nodes = e.Fact.Value.([]protocol.NodeID)
		case protocol.FactLeader:
			m.leader = e.Fact.Value.(protocol.NodeID)
		case protocol.FactLeft:
			m.left = e.Fact.Value.(bool)
		case protocol.FactNeedLeader:
			x.After(timerAgain, m.cfg.Duration("again"))
		}
	}
	return x
}
