package membership_test

import (
	"flag"
	"testing"

	"parley/coord/membership"
	"parley/sim"
)

var states = flag.Int("states", 15_000, "states of the explorations")

// The properties hold in the schedules of a leader and its followers, shortest first, as many as there is time for: rounds are counted, so that there is no end to them.
func TestShortSchedules(t *testing.T) {
	for _, c := range []sim.Exploration{
		{Nodes: 2, Crashes: 1, Drops: 1, MaxStates: *states},
		{Nodes: 3, Crashes: 1, MaxStates: *states},
	} {
		c.Protocol = membership.Protocol()
		found, err := sim.Explore(c)
		if err != nil {
			t.Fatal(err)
		}
		if found.Violation != nil || !found.Met[0] {
			t.Errorf("%d nodes: %v, met %v\n%s", c.Nodes, found.Violation, found.Met, sim.Text(found.Trace))
		}
		t.Logf("%d nodes: %d states, depth %d, complete %v", c.Nodes, found.States, found.Depth, found.Complete)
	}
}
