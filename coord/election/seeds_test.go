package election_test

import (
	"flag"
	"strings"
	"testing"

	"parley/coord/election"
	"parley/protocol"
	"parley/sim"
)

var (
	simSeed  = flag.Uint64("sim-seed", 1, "the first seed of random runs")
	simSeeds = flag.Int("sim-seeds", 80, "how many seeds random runs take")
	states   = flag.Int("states", 5_000, "states of the longest explorations")
)

// seeds makes random runs, with the faults of a mix or, if it is empty, with those that the protocol promises to hold under.
func seeds(t *testing.T, p *protocol.Protocol, nodes int, mix string) *sim.Seen {
	t.Helper()
	seen, err := sim.Seeds(sim.Config{Protocol: p, Nodes: nodes}, mix, *simSeed, *simSeeds, nil)
	if err != nil {
		t.Fatal(err)
	}
	return seen
}

// The fixed election is safe whatever fails; the bully and the ring as long as nodes do nothing worse than crash (Garcia-Molina, section III).
func TestSafeElections(t *testing.T) {
	for _, p := range []*protocol.Protocol{election.FixedProtocol(), election.BullyProtocol(), election.RingProtocol()} {
		for _, nodes := range []int{1, 2, 3, 5} {
			seen := seeds(t, p, nodes, "")
			if f := seen.Failure; f != nil {
				t.Fatalf("%v\nrun it again by: go test ./coord/election -run TestSafeElections -sim-seed %d -sim-seeds 1\n%s", f, f.Seed, sim.Text(f.Trace))
			}
			if unmet := seen.Unmet(p); len(unmet) > 0 && *simSeeds > 1 {
				t.Errorf("%s on %d nodes: never seen: %v", p.Name, nodes, unmet)
			}
		}
	}
}

// "It is meant to be error-prone": crashes alone make two leaders of the dumb election.
func TestDumbIsUnsafe(t *testing.T) {
	f := seeds(t, election.DumbProtocol(), 4, "").Failure
	if f == nil || f.Violation.Property != "Election Safety" {
		t.Fatalf("got %v", f)
	}
	small, err := sim.Shrink(sim.Config{Protocol: election.DumbProtocol(), Nodes: 4, Seed: f.Seed, Strict: f.Strict}, f.Script, 0)
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("seed %d\n%v", f.Seed, small.Script)
	if len(small.Script) > 10 {
		t.Errorf("%v takes %d lines", small.Violation, len(small.Script))
	}
}

// Outside of its assumptions the bully is unsafe too: a network that is cut has a leader in each part.
func TestBullyNeedsItsAssumptions(t *testing.T) {
	s, _ := run(t, election.BullyProtocol(), 3, nil, "advance 5s\npartition n1 n2 | n3\ncall n2 Elect\nadvance 5s")
	if err := s.Err(); err == nil || !strings.HasPrefix(err.Error(), "Election Safety is violated") {
		t.Errorf("a partition: got %v", err)
	}
	if f := seeds(t, election.BullyProtocol(), 3, "partition").Failure; f == nil || f.Violation.Property != "Election Safety" {
		t.Errorf("random partitions: got %v", f)
	}
}

// The explorer knows no time, so that any timer may go off before any answer comes: neither election is safe there (Fischer, Lynch and Paterson). It
// finds shortest schedules.
func TestExplorerFindsTwoLeaders(t *testing.T) {
	for _, c := range []struct {
		p      *protocol.Protocol
		params map[string]any
		steps  int
	}{
		{election.BullyProtocol(), nil, 5},
		{election.RingProtocol(), nil, 5},
		{election.DumbProtocol(), map[string]any{"names": "n1"}, 12},
	} {
		p := *c.p
		p.Explore = nil // they hold elections by themselves when they start
		found, err := sim.Explore(sim.Exploration{Protocol: &p, Nodes: 2, Params: c.params, Depth: 20, MaxStates: 300_000})
		if err != nil {
			t.Fatal(err)
		}
		if found.Violation == nil || found.Violation.Property != "Election Safety" || len(found.Script) != c.steps {
			t.Errorf("%s: in %d states: %v by %d steps %v", p.Name, found.States, found.Violation, len(found.Script), found.Script)
		}
	}
}

// In every schedule of a network whose messages are faster than all timers, with a crash of any node at any moment, there are never two leaders.
func TestExplorerInATimelyNetwork(t *testing.T) {
	for _, c := range []struct {
		p              *protocol.Protocol
		nodes, crashes int
		most           int // states; 0: all of them
	}{
		{election.BullyProtocol(), 2, 2, 0},
		{election.BullyProtocol(), 3, 1, *states},
		{election.RingProtocol(), 2, 0, 0},
		{election.RingProtocol(), 2, 1, *states},
		{election.RingProtocol(), 3, 1, *states},
	} {
		found, err := sim.Explore(sim.Exploration{Protocol: c.p, Nodes: c.nodes, Network: sim.Timely, Crashes: c.crashes, MaxStates: c.most})
		if err != nil {
			t.Fatal(err)
		}
		if found.Violation != nil || c.most == 0 && !found.Complete {
			t.Errorf("%s, %d nodes, %d crashes: %d states, %v\n%s", c.p.Name, c.nodes, c.crashes, found.States, found.Violation, sim.Text(found.Trace))
		}
		t.Logf("%s, %d nodes, %d crashes: %d states, to depth %d, all of them: %v", c.p.Name, c.nodes, c.crashes, found.States, found.Depth, found.Complete)
	}
}

// The fixed election is safe in every schedule, with crashes.
func TestExplorerProvesFixed(t *testing.T) {
	found, err := sim.Explore(sim.Exploration{Protocol: election.FixedProtocol(), Nodes: 3, Crashes: 2})
	if err != nil || found.Violation != nil || !found.Complete {
		t.Errorf("got %+v %v", found, err)
	}
}
