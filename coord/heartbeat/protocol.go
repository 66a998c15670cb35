// This file has the rows of the table: the detector with a fixed time, and phi.

package heartbeat

import (
	"fmt"
	"time"

	"parley/protocol"
)

// The kinds of messages.
const (
	kindPing = "Ping"
	kindPong = "Pong"
)

// ParamWatch is the parameter by which heartbeats watch leaders and connections from the start.
const ParamWatch = "watch"

// Ping is the body of that kind.
type Ping struct {
	Beat string // which of the sender's beats
	Seq  uint64
}

// Pong is the body of that kind: what the ping said, and in which of its lives the sender is.
type Pong struct {
	Beat string
	Seq  uint64
	Life uint64
}

// Protocol is the row of the detector with a fixed time.
func Protocol() *protocol.Protocol {
	p := row()
	p.Name = "heartbeat"
	p.Summary = "pings another node until an answer does not come in time"
	p.Source = "Chandra and Toueg, Unreliable Failure Detectors for Reliable Distributed Systems, 1996"
	p.About = "To learn that a node has died. A pong within the timeout means that it lives, and a missing one is taken for its death: who is dead is always found, and who is slow, paused or " +
		"cut off is taken for dead as well. A short timeout finds sooner and errs more often; no timeout is right for every network. `parley run heartbeat` measures both."
	p.Demos = []protocol.Demo{
		{Command: "sim heartbeat --seeds 50 --faults delay", Breaks: strongAccuracy, Doc: "a healthy node whose answers take longer than the beat"},
		{Command: "sim heartbeat --seeds 50 --faults pause", Breaks: strongAccuracy, Doc: "and one that stood still for a moment"},
		{Command: "sim heartbeat --seeds 200 --faults crash", Doc: "on a network that is on time it makes no mistake"},
	}
	p.New = func(c protocol.Config) protocol.Machine { return &Machine{cfg: c} }
	p.Params = append(p.Params, protocol.Param{Name: "timeout", Default: time.Duration(0), Doc: "how long an answer may take; as long as beats are apart if 0. Shorter finds the dead sooner, and takes more of the slow for dead"})
	return p
}

// PhiProtocol is the row of the phi accrual detector.
func PhiProtocol() *protocol.Protocol {
	p := row()
	p.Name = "phi"
	p.Summary = "pings another node until it is unlikely that an answer still comes"
	p.Source = "Hayashibara, Defago, Yared and Katayama, The phi Accrual Failure Detector, SRDS 2004"
	p.About = "As heartbeat, where nobody knows the network beforehand: it remembers how long answers took, and gives a number, phi, for how unlikely it is that one still comes. It " +
		"adapts to a network that is slow, and not to one that becomes slow at once: then it errs as any detector must that knows nothing but silence."
	p.Demos = []protocol.Demo{
		{Command: "sim phi --seeds 50 --faults delay", Breaks: strongAccuracy, Doc: "a network that becomes slow at once"},
		{Command: "sim phi --seeds 200 --faults crash", Doc: "on a network that is as it was it makes no mistake"},
	}
	p.New = func(c protocol.Config) protocol.Machine { return &Machine{cfg: c, phi: true} }
	p.Params = append(p.Params,
		protocol.Param{Name: "threshold", Default: 8, Min: 1, Doc: "the phi at which a beat is missed, 16 at most: it is wrong once in 10 to that power, if answers are as regular as before"},
		protocol.Param{Name: "window", Default: 100, Min: 2, Doc: "how many times between answers are remembered"},
		protocol.Param{Name: "floor", Default: 5, Doc: "the smallest deviation of those times that is assumed, in percent of a beat"})
	p.Calls = append(p.Calls, protocol.CallType{Op: "Phi", Names: []string{"node"}, Args: []any{protocol.NodeID("")}, Result: 0, Doc: "is how unlikely it is that an answer of that node still comes, in tenths of phi"})
	return p
}

// strongAccuracy is what both promise where messages are on time.
const strongAccuracy = "Strong Accuracy"

// row is what both have.
func row() *protocol.Protocol {
	const node, every = protocol.NodeID(""), time.Duration(0)
	return &protocol.Protocol{
		Params: []protocol.Param{
			{Name: "every", Default: 3 * time.Second, Min: shortestEvery, Doc: "how far beats are apart where a call says 0"},
			{Name: ParamWatch, Default: false, Doc: "whether a node beats to each new leader and each new connection from its start, as if both Start calls had been made"},
		},
		Messages: []protocol.MessageType{
			{Kind: kindPing, Body: Ping{}, Doc: "to the node that is watched"},
			{Kind: kindPong, Body: Pong{}, Doc: "from that node, at once"},
		},
		Calls: []protocol.CallType{
			{Op: "Beat", Names: []string{"node", "every"}, Args: []any{node, every}, Result: 0, Doc: "pings a node that often, 0 for the default, and ends when an answer does not come in time; the result is how many came before"},
			{Op: "StopBeat", Names: []string{"node"}, Args: []any{node}, Doc: "ends Beat of that node, which fails then"},
			{Op: "StartHeartBeatOnNewLeader", Names: []string{"every"}, Args: []any{every}, Doc: "beats to the leader and each new one; when it does not answer, this node disconnects itself"},
			{Op: "StartHeartBeatOnConnect", Names: []string{"every"}, Args: []any{every}, Doc: "beats to each connection of this leader; one that does not answer is dropped"},
		},
		Invariants: []protocol.Property{
			{Name: strongAccuracy, Doc: "no node is suspected before it crashes", Check: accuracy},
		},
		Sometimes: []protocol.Property{
			{Name: "a beat is answered", Check: answeredSometimes},
		},
		Workload: workload,
		Explore: func(nodes []protocol.NodeID) []protocol.CallAt {
			return []protocol.CallAt{{Node: nodes[0], Op: "Beat", Args: []any{nodes[len(nodes)-1], time.Second}}}
		},
		MinNodes: 2,
		Faults:   []string{"crash", "torn", "disk"},
	}
}

// workload watches nodes, mostly.
func workload(w *protocol.World, at protocol.NodeID, n int, random func(int) int) (string, []any) {
	other := w.Nodes[random(len(w.Nodes))].ID
	if random(6) == 0 {
		return "StopBeat", []any{other}
	}
	return "Beat", []any{other, time.Duration(50+random(100)) * time.Millisecond}
}

// lives is what accuracy remembers of a node.
type lives struct{ Up, Down bool } // whether it was ever up, and ever down after that

// accuracy remembers who has crashed: those may be suspected.
func accuracy(w *protocol.World) (err error) {
	seen, _ := w.Ghost["lives"].(map[protocol.NodeID]lives)
	if seen == nil {
		seen = map[protocol.NodeID]lives{}
		w.Ghost["lives"] = seen
	}
	for _, n := range w.Nodes {
		l := seen[n.ID]
		if n.Up && !l.Up || !n.Up && l.Up && !l.Down { // at the very start nodes come up one after the other
			l.Up, l.Down = true, !n.Up
			seen[n.ID] = l
		}
	}
	protocol.Machines(w, func(id protocol.NodeID, m *Machine) {
		for _, s := range m.suspects {
			if !seen[s].Down {
				err = fmt.Errorf("%s has missed a beat of %s, which was never down", id, s)
			}
		}
	})
	return err
}

func answeredSometimes(w *protocol.World) error {
	err := fmt.Errorf("no beat was answered")
	protocol.Machines(w, func(id protocol.NodeID, m *Machine) {
		for i := range m.beats {
			if m.beats[i].answered > 0 {
				err = nil
			}
		}
	})
	return err
}
