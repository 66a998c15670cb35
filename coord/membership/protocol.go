// This file is the protocol's row of the table.

package membership

import (
	"fmt"
	"slices"
	"time"

	"parley/protocol"
)

// The kinds of messages.
const (
	kindConnect    = "Connect"
	kindWelcome    = "Welcome"
	kindRedirect   = "Redirect"
	kindDisconnect = "Disconnect"
	kindGoodbye    = "Goodbye"
	kindDismiss    = "Dismiss"
	kindHandOver   = "HandOver"
	kindTookOver   = "TookOver"
)

// The keys of what is stored.
const (
	keyLast = "last"
	keyLeft = "left"
)

// Round is the body of Connect, Welcome and Disconnect. A node counts its Connects; a Disconnect has the number of the last one.
type Round struct{ Round uint64 }

// Redirect is the body of that kind.
type Redirect struct {
	Round  uint64
	Leader protocol.NodeID // "" if the sender knows of none
}

// Dismiss is the body of that kind.
type Dismiss struct {
	Next protocol.NodeID // who leads now, if the sender knows
	Seek bool            // the receiver is to find a leader
}

// Protocol is the row.
func Protocol() *protocol.Protocol {
	const node = protocol.NodeID("")
	return &protocol.Protocol{
		Name:    "membership",
		Summary: "nodes connect to a leader, which knows its connections",
		About: "Who is there: a leader and those that are connected to it. It elects nobody and watches nobody; who leads is told to it, by Lead or by an election, and who is dead by a " +
			"heartbeat. It survives every fault that a simulation has, in that no node takes part in two clusters and what is stored is what is known; but a leader and a follower may disagree " +
			"about their connection for as long as the parameter renew says.",
		Demos: []protocol.Demo{{Command: "sim membership --seeds 200 --faults all", Doc: "whatever is done to it, its invariants hold"}},
		New:   func(c protocol.Config) protocol.Machine { return &Machine{cfg: c} },
		Params: []protocol.Param{
			{Name: "timeout", Default: time.Second, Min: time.Millisecond, Doc: "how long an answer of another node may take; after it the outcome is unknown"},
			{Name: "renew", Default: 5 * time.Second, Min: time.Millisecond, Doc: "how often a follower says again that it is connected; for so long it may not know that its leader has dropped it, or leads no more"},
			{Name: "redirects", Default: 3, Doc: "how many times Connect goes on to the node that another one names as its leader"},
		},
		Messages: []protocol.MessageType{
			{Kind: kindConnect, Body: Round{}, Doc: "to a leader: register me"},
			{Kind: kindWelcome, Body: Round{}, Doc: "from the leader: you are registered"},
			{Kind: kindRedirect, Body: Redirect{}, Doc: "from a node that does not lead, instead of Welcome: ask that one"},
			{Kind: kindDisconnect, Body: Round{}, Doc: "to the leader: remove me"},
			{Kind: kindGoodbye, Doc: "from the leader: you are removed"},
			{Kind: kindDismiss, Body: Dismiss{}, Doc: "from a leader that drops a connection or stops leading, to that connection"},
			{Kind: kindHandOver, Doc: "from a leader that leaves, to the one that is to lead"},
			{Kind: kindTookOver, Doc: "from that one, when it leads"},
		},
		Calls: []protocol.CallType{
			{Op: "Connect", Names: []string{"leader"}, Args: []any{node}, Result: node, Doc: "registers this node in that leader's connections, or in those of the leader that it names; the result is the leader"},
			{Op: "Disconnect", Doc: "tells the leader, which removes this node; then it has no leader"},
			{Op: "Rejoin", Result: node, Doc: "connects to the last leader again, after a restart too"},
			{Op: "Leave", Result: node, Doc: "leaves the cluster until the next Connect, Rejoin or Lead; a leader hands its connections over, and the result is its successor"},
			{Op: "Lead", Doc: "makes this node the leader, without asking anybody"},
			{Op: "Drop", Names: []string{"node"}, Args: []any{node}, Doc: "removes a connection of this leader and tries to tell it"},
			{Op: "Leader", Result: node, Doc: "is whom this node is connected to, itself if it leads, none if empty"},
			{Op: "IsLeader", Result: false, Doc: "says whether this node leads"},
			{Op: "Connections", Result: []protocol.NodeID{}, Doc: "are the nodes that are connected to this one, sorted; none if it does not lead"},
		},
		Stores: []protocol.StoreType{
			{Key: keyLast, Value: node, Doc: "the last leader that this node was connected to"},
			{Key: keyLeft, Value: false, Doc: "true if the node has left the cluster on purpose"},
		},
		Invariants: []protocol.Property{
			{Name: "only a leader has connections", Check: onlyLeader},
			{Name: "connections are other nodes of the cluster, each once", Check: eachOnce},
			{Name: "a follower was registered by its leader", Check: registered},
			{Name: "who has left has no leader", Check: leftAlone},
			{Name: "what is stored is what the node knows", Check: storedIsKnown},
		},
		Sometimes: []protocol.Property{
			{Name: "a follower is in its leader's connections", Check: connected},
		},
		Workload: workload,
		Explore: func(nodes []protocol.NodeID) []protocol.CallAt {
			calls := []protocol.CallAt{{Node: nodes[0], Op: "Lead"}}
			for i, id := range nodes[1:] {
				calls = append(calls, protocol.CallAt{Node: id, Op: "Connect", Args: []any{nodes[i]}})
			}
			return calls
		},
	}
}

// workload makes leaders now and then, and many connections, most of them to who leads, so that leaders have some to lose and to hand over.
func workload(w *protocol.World, at protocol.NodeID, n int, random func(int) int) (string, []any) {
	other := w.Nodes[random(len(w.Nodes))].ID
	if random(3) > 0 {
		protocol.Machines(w, func(id protocol.NodeID, m *Machine) {
			if m.leads() && id != at {
				other = id
			}
		})
	}
	switch k := random(20); {
	case n <= 1 || k == 0:
		return "Lead", nil
	case k <= 10:
		return "Connect", []any{other}
	case k <= 12:
		return "Disconnect", nil
	case k <= 14:
		return "Rejoin", nil
	case k <= 16:
		return "Leave", nil
	case k == 17:
		return "Drop", []any{other}
	}
	return "Connections", nil
}

func onlyLeader(w *protocol.World) (err error) {
	protocol.Machines(w, func(id protocol.NodeID, m *Machine) {
		if len(m.members) > 0 && !m.leads() {
			err = fmt.Errorf("%s has the connections %v and does not lead", id, m.connections())
		}
	})
	return err
}

func eachOnce(w *protocol.World) (err error) {
	protocol.Machines(w, func(id protocol.NodeID, m *Machine) {
		for i, c := range m.members {
			if c.node == id || i > 0 && m.members[i-1].node >= c.node || !slices.Contains(m.cfg.Nodes, c.node) {
				err = fmt.Errorf("%s has the connections %v", id, m.connections())
			}
		}
	})
	return err
}

// registered remembers who was ever registered by whom.
func registered(w *protocol.World) (err error) {
	ever, _ := w.Ghost["registered"].(map[[2]protocol.NodeID]bool)
	if ever == nil {
		ever = map[[2]protocol.NodeID]bool{}
		w.Ghost["registered"] = ever
	}
	protocol.Machines(w, func(id protocol.NodeID, m *Machine) {
		for _, c := range m.members {
			if pair := [2]protocol.NodeID{id, c.node}; !ever[pair] {
				ever[pair] = true
			}
		}
	})
	protocol.Machines(w, func(id protocol.NodeID, m *Machine) {
		if m.leader != "" && !m.leads() && !ever[[2]protocol.NodeID{m.leader, id}] {
			err = fmt.Errorf("%s follows %s, which has never registered it", id, m.leader)
		}
	})
	return err
}

func leftAlone(w *protocol.World) (err error) {
	protocol.Machines(w, func(id protocol.NodeID, m *Machine) {
		if m.left && m.leader != "" {
			err = fmt.Errorf("%s has left and follows %s", id, m.leader)
		}
	})
	return err
}

func storedIsKnown(w *protocol.World) (err error) {
	for _, n := range w.Nodes {
		if m, ok := n.Machine.(*Machine); ok {
			last, _ := n.Stored[keyLast].(protocol.NodeID)
			left, _ := n.Stored[keyLeft].(bool)
			if last != m.last || left != m.left {
				err = fmt.Errorf("%s knows the last leader %q and left %v, and has stored %q and %v", n.ID, m.last, m.left, last, left)
			}
		}
	}
	return err
}

func connected(w *protocol.World) error {
	err := fmt.Errorf("no follower is in its leader's connections")
	protocol.Machines(w, func(id protocol.NodeID, m *Machine) {
		for _, c := range m.members {
			protocol.Machines(w, func(other protocol.NodeID, f *Machine) {
				if other == c.node && f.leader == id {
					err = nil
				}
			})
		}
	})
	return err
}
