package mutex_test

import (
	"slices"
	"testing"

	"parley/coord/mutex"
	"parley/sim"
)

func explored(t *testing.T, c sim.Exploration) *sim.Explored {
	t.Helper()
	if c.Params == nil {
		c.Params = map[string]any{"patience": "0s"}
	}
	if c.Protocol.Name == "token-ring" && c.Duplicates == 0 {
		c.Params["numbered"] = "false" // the token goes around though nobody wants it, so that there is no end of numbers
	}
	found, err := sim.Explore(c)
	if err != nil {
		t.Fatal(err)
	}
	return found
}

// whole are the rows of which all states of 3 nodes are few enough to be explored each time. Of the others there are as many as the flag -states says, those of the
// shortest schedules.
var whole = map[string]int{
	"central":         571,
	"ricart-agrawala": 19_369,
	"maekawa":         2_928,
	"suzuki-kasami":   4_682,
	"token-ring":      750,
	"raymond":         796,
}

// The invariants hold in every schedule of nodes that each enter once and leave, with a crash of any node at any moment and without one.
func TestExplore(t *testing.T) {
	for _, p := range mutex.Protocols() {
		for crashes := range 2 {
			found := explored(t, sim.Exploration{Protocol: p, Nodes: 2, Crashes: crashes})
			if !found.Complete || found.Violation != nil || slices.Contains(found.Met, false) {
				t.Errorf("%s, 2 nodes, %d crashes: %v\n%s", p.Name, crashes, found.Violation, sim.Text(found.Trace))
			}
			t.Logf("%s, 2 nodes, %d crashes: %d states, depth %d", p.Name, crashes, found.States, found.Depth)
			most := *states
			if n := whole[p.Name]; n > 0 && crashes == 0 {
				most = 0
			}
			found = explored(t, sim.Exploration{Protocol: p, Nodes: 3, Crashes: crashes, MaxStates: most})
			if found.Violation != nil || most == 0 && (!found.Complete || found.States != whole[p.Name]) {
				t.Errorf("%s, 3 nodes, %d crashes: %d states, %v\n%s", p.Name, crashes, found.States, found.Violation, sim.Text(found.Trace))
			}
			t.Logf("%s, 3 nodes, %d crashes: %d states, to depth %d, all of them: %v", p.Name, crashes, found.States, found.Depth, found.Complete)
		}
	}
}

// Nobody starves in any schedule of 3 nodes whose messages are faster than their patience: each Lock is answered, as long as each that is inside leaves.
func TestExploreStarvation(t *testing.T) {
	for _, p := range mutex.Protocols() {
		q, err := p.Require("No Starvation")
		if err != nil {
			t.Fatal(err)
		}
		found := explored(t, sim.Exploration{Protocol: q, Nodes: 3, Network: sim.Timely, MaxStates: *states, Params: map[string]any{"patience": "5s"}})
		if found.Violation != nil {
			t.Errorf("%s: %v\n%s", p.Name, found.Violation, sim.Text(found.Trace))
		}
		t.Logf("%s: %d states, to depth %d, all of them: %v", p.Name, found.States, found.Depth, found.Complete)
	}
}

// A crash blocks each of them, in some schedule: these are the shortest.
func TestExplorerFindsWhatACrashBlocks(t *testing.T) {
	for _, p := range mutex.Protocols() {
		q, err := p.Require("entry is never blocked by a crash")
		if err != nil {
			t.Fatal(err)
		}
		found := explored(t, sim.Exploration{Protocol: q, Nodes: 3, Network: sim.Timely, Crashes: 1, MaxStates: 1_000_000, Params: map[string]any{"patience": "5s"}})
		if found.Violation == nil || found.Violation.Property != "entry is never blocked by a crash" {
			t.Errorf("%s: %v in %d states", p.Name, found.Violation, found.States)
			continue
		}
		t.Logf("%s: in %d states, by\n%v", p.Name, found.States, found.Script)
	}
}
