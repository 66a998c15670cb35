package raft_test

// Every schedule, up to a bound. The explorer knows no durations: a timer may go off at any time, which is a network without bounds and clocks that say nothing.

import (
	"flag"
	"testing"

	"parley/protocol"
	"parley/sim"
	"parley/txn/raft"
)

var states = flag.Int("states", 2_000, "states of the longest explorations")

// Three nodes: elections that meet, and a put, with messages in any order, one of them lost, and crashes at any moment.
func TestExplore(t *testing.T) {
	for _, c := range []sim.Exploration{
		{Nodes: 2, MaxStates: *states},
		{Nodes: 3, MaxStates: *states},
		{Nodes: 3, MaxStates: *states, Crashes: 1, Drops: 1},
		{Nodes: 3, MaxStates: *states, Network: sim.Set, Crashes: 1},
	} {
		c.Protocol = raft.Protocol()
		found, err := sim.Explore(c)
		if err != nil {
			t.Fatal(err)
		}
		if found.Violation != nil {
			t.Errorf("%+v: %v by %v", c, found.Violation, found.Script)
		}
		t.Logf("%d nodes, %d crashes, network %q: %d states to depth %d, sometimes %v", c.Nodes, c.Crashes, c.Network, found.States, found.Depth, found.Met)
	}
}

// One node, or two whose messages take no time, are explored further: up to what is committed.
func TestExploreCommits(t *testing.T) {
	for i, least := range []int{2_000, 2_000, 4_000} {
		nodes, p := i+1, raft.Protocol()
		p.Explore = func(nodes []protocol.NodeID) []protocol.CallAt {
			return []protocol.CallAt{{Node: nodes[0], Op: "Put", Args: []any{"k", "1"}}, {Node: nodes[len(nodes)-1], Op: "Snapshot"}}
		}
		found, err := sim.Explore(sim.Exploration{Protocol: p, Nodes: nodes, MaxStates: max(*states, least), Network: sim.Timely, Crashes: 1})
		if err != nil {
			t.Fatal(err)
		}
		if found.Violation != nil || !found.Met[0] || !found.Met[1] {
			t.Errorf("%d nodes: %v by %v; sometimes %v", nodes, found.Violation, found.Script, found.Met)
		}
		t.Logf("%d nodes: %d states to depth %d", nodes, found.States, found.Depth)
	}
}
