// This file has what all elections share: their calls, facts and properties.

package election

import (
	"fmt"
	"slices"

	"parley/protocol"
)

// office is what a node knows of the leader, and who waits to know it.
type office struct {
	leader protocol.NodeID // "" for none
	calls  []uint64        // of Elect
	left   bool            // the node has left the cluster
}

// Follows is whom the node takes for the leader, itself if it leads.
func (o *office) Follows() protocol.NodeID { return o.leader }

// set changes the leader and tells it.
func (o *office) set(x *protocol.Effects, id protocol.NodeID) {
	if o.leader != id {
		o.leader = id
		x.Tell(protocol.FactLeader, id)
	}
}

// elected changes the leader, tells it, and answers who has asked for it.
func (o *office) elected(x *protocol.Effects, id protocol.NodeID) {
	o.set(x, id)
	for _, call := range o.calls {
		x.Answer(call, id)
	}
	o.calls = nil
}

// failed answers who has asked for a leader that there is none.
func (o *office) failed(x *protocol.Effects, why string) {
	for _, call := range o.calls {
		x.Refuse(call, why)
	}
	o.calls = nil
}

// why a node that has left holds no election.
const whyLeft = "this node has left the cluster; Rejoin or Connect first"

// elect is the row of the call that each election has.
var elect = protocol.CallType{Op: "Elect", Result: protocol.NodeID(""), Doc: "holds an election; the result is the leader"}

// voter is a machine of any election.
type voter interface {
	protocol.Machine
	Follows() protocol.NodeID
}

// safety is Election Safety: at most one node that is up leads.
var safety = protocol.Property{
	Name: "Election Safety",
	Doc:  "there is at most one leader at any time",
	Check: func(w *protocol.World) (err error) {
		first := protocol.NodeID("")
		protocol.Machines(w, func(id protocol.NodeID, m voter) {
			switch {
			case m.Follows() != id:
			case first == "":
				first = id
			default:
				err = fmt.Errorf("%s and %s both lead", first, id)
			}
		})
		return err
	},
}

// agreed says that all nodes that are up follow one of them.
var agreed = protocol.Property{
	Name: "all follow one leader",
	Check: func(w *protocol.World) error {
		var leaders []protocol.NodeID
		err := fmt.Errorf("there is no leader")
		protocol.Machines(w, func(id protocol.NodeID, m voter) {
			if m.Follows() == id {
				err = nil
			}
			leaders = append(leaders, m.Follows())
		})
		if len(slices.Compact(leaders)) > 1 {
			return fmt.Errorf("they follow %v", leaders)
		}
		return err
	},
}

// workload asks for elections.
func workload(*protocol.World, protocol.NodeID, int, func(int) int) (string, []any) {
	return elect.Op, nil
}

// explore lets every node hold an election.
func explore(nodes []protocol.NodeID) []protocol.CallAt {
	var calls []protocol.CallAt
	for _, id := range nodes {
		calls = append(calls, protocol.CallAt{Node: id, Op: elect.Op})
	}
	return calls
}

// crashes are the faults that elections are made for: nodes that stop, whatever for, and come back.
func crashes() []string { return []string{"crash", "torn", "disk"} }
