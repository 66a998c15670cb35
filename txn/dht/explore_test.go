package dht_test

// Every schedule, up to a bound. The explorer knows no durations: a lease may end at any time, and so "one holder" is not looked at.

import (
	"flag"
	"testing"

	"parley/protocol"
	"parley/sim"
	"parley/txn/dht"
)

var states = flag.Int("states", 1_500, "states of the longest explorations")

// Two nodes put a new key at once, with messages lost, late, doubled and out of order, and a crash at any moment: it has one home.
func TestExploreFlood(t *testing.T) {
	quick := map[string]any{"deadline": "400ms"} // two tries
	for _, c := range []struct{ nodes, crashes int }{{2, 0}, {2, 1}, {3, 0}, {3, 1}} {
		found, err := sim.Explore(sim.Exploration{Protocol: dht.Flood(), Nodes: c.nodes, Params: quick, Crashes: c.crashes, MaxStates: *states})
		if err != nil {
			t.Fatal(err)
		}
		if found.Violation != nil {
			t.Errorf("%d nodes, %d crashes: %v by\n%v", c.nodes, c.crashes, found.Violation, found.Script)
		}
		t.Logf("%d nodes, %d crashes: %d states, all of them: %v, to depth %d", c.nodes, c.crashes, found.States, found.Complete, found.Depth)
	}
}

// A lock that two want, and a write with its token.
func TestExploreLock(t *testing.T) {
	p := dht.Flood()
	p.Explore = func(nodes []protocol.NodeID) []protocol.CallAt {
		return []protocol.CallAt{
			{Node: nodes[0], Op: "Lock", Args: []any{"k"}},
			{Node: nodes[1], Op: "Lock", Args: []any{"k"}},
			{Node: nodes[0], Op: "PutLocked", Args: []any{"k", []byte("1"), 1}},
		}
	}
	found, err := sim.Explore(sim.Exploration{Protocol: p, Nodes: 2, Params: map[string]any{"wait": "400ms", "deadline": "400ms", "renew": false}, Crashes: 1, MaxStates: *states + 2500})
	if err != nil {
		t.Fatal(err)
	}
	if found.Violation != nil || !found.Met[1] {
		t.Errorf("%+v", *found)
	}
	t.Logf("%d states, to depth %d", found.States, found.Depth)
}

// Two coordinators of one key, which has a copy at each of two nodes, or three, with messages lost, late, doubled and out of order, and a crash at any moment.
func TestExploreCopies(t *testing.T) {
	p := dht.OnRing()
	for _, c := range []struct{ nodes, crashes int }{{2, 0}, {2, 1}, {3, 0}, {3, 1}} {
		params := map[string]any{"points": 1, "deadline": "1s"}
		found, err := sim.Explore(sim.Exploration{Protocol: p, Nodes: c.nodes, Params: params, Crashes: c.crashes, MaxStates: *states})
		if err != nil {
			t.Fatal(err)
		}
		if found.Violation != nil {
			t.Errorf("%d nodes, %d crashes: %v by\n%v", c.nodes, c.crashes, found.Violation, found.Script)
		}
		t.Logf("%d nodes, %d crashes: %d states, all of them: %v, to depth %d", c.nodes, c.crashes, found.States, found.Complete, found.Depth)
	}
}

// A node joins while a key is put, with messages lost, late, doubled and out of order, and a crash at any moment: each point has one owner.
func TestExploreJoin(t *testing.T) {
	p := dht.OnRing()
	p.Explore = func(nodes []protocol.NodeID) []protocol.CallAt {
		return []protocol.CallAt{
			{Node: nodes[0], Op: "Put", Args: []any{"k", []byte("1")}},
			{Node: nodes[1], Op: "Join"},
			{Node: nodes[0], Op: "Leave"},
		}
	}
	params := map[string]any{"members": 1, "points": 1, "wait": "400ms", "deadline": "400ms"}
	found, err := sim.Explore(sim.Exploration{Protocol: p, Nodes: 2, Params: params, Crashes: 1, MaxStates: *states})
	if err != nil {
		t.Fatal(err)
	}
	if found.Violation != nil || !found.Met[2] {
		t.Errorf("%+v", *found)
	}
	t.Logf("%d states, to depth %d", found.States, found.Depth)
}
