package zab_test

// Every schedule, up to a bound. The explorer knows no durations: a timer may go off at any time, so that elections are held over and over, and there is no end of states.

import (
	"flag"
	"strings"
	"testing"

	"parley/coord/election"
	"parley/sim"
	"parley/txn/zab"
)

var states = flag.Int("states", 600, "states of each exploration")

func explored(t *testing.T, c sim.Exploration) *sim.Explored {
	t.Helper()
	c.MaxStates = *states
	found, err := sim.Explore(c)
	if err != nil {
		t.Fatal(err)
	}
	if found.Violation != nil {
		var lines []string
		for _, a := range found.Script {
			lines = append(lines, a.String())
		}
		t.Errorf("%v by\n%s", found.Violation, strings.Join(lines, "\n"))
	}
	t.Logf("%d states, to depth %d", found.States, found.Depth)
	return found
}

// Three nodes, two requests, and a leader that the fact names, so that no state goes into votes: with messages lost, late, doubled and in any order, and crashes.
func TestExplore(t *testing.T) {
	for crashes := range 3 {
		p := stacked(election.FixedProtocol())
		p.Explore, p.Network = zab.Protocol().Explore, sim.Set
		explored(t, sim.Exploration{Protocol: p, Nodes: 3, Crashes: crashes})
	}
}

// The same in a network as fast as the timers are made for: here the requests are done. And with elections.
func TestExploreTimely(t *testing.T) {
	p := stacked(election.FixedProtocol())
	p.Explore = zab.Protocol().Explore
	for crashes := range 2 {
		found := explored(t, sim.Exploration{Protocol: p, Nodes: 3, Crashes: crashes, Network: sim.Timely})
		if *states >= 600 && crashes == 0 && (!found.Met[0] || !found.Met[1]) {
			t.Errorf("%d crashes: seen was %v", crashes, found.Met)
		}
	}
	found := explored(t, sim.Exploration{Protocol: zab.Protocol(), Nodes: 2, Crashes: 1, Network: sim.Timely})
	if *states >= 4000 && (!found.Met[0] || !found.Met[1]) {
		t.Errorf("with elections: seen was %v", found.Met)
	}
}

// A single node is a quorum: all its states are few.
func TestExploreAlone(t *testing.T) {
	found := explored(t, sim.Exploration{Protocol: zab.Protocol(), Nodes: 1, Crashes: 1, Depth: 9})
	if !found.Met[0] || !found.Met[1] {
		t.Errorf("%+v", *found)
	}
}
