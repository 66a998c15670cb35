package coord_test

import (
	"testing"

	"parley/coord"
	"parley/protocol"
	"parley/sim"
)

// All protocols but the dumb election keep their invariants under the faults that they promise to stand, and do something meanwhile.
func TestSeeds(t *testing.T) {
	for _, p := range coord.Protocols() {
		if p.Name == "dumb" {
			continue // see election.TestDumbIsUnsafe
		}
		for _, nodes := range []int{3, 5} {
			seen, err := sim.Seeds(sim.Config{Protocol: p, Nodes: nodes}, "", *simSeed, *simSeeds, nil)
			if err != nil {
				t.Fatal(err)
			}
			if f := seen.Failure; f != nil {
				t.Errorf("%s on %d nodes: %v\nrun it again by: go test ./coord -run TestSeeds -sim-seed %d -sim-seeds 1\n%s", p.Name, nodes, f, f.Seed, sim.Text(f.Trace))
				continue
			}
			if unmet := seen.Unmet(p); len(unmet) > 0 && *simSeeds > 1 {
				t.Errorf("%s on %d nodes: never seen: %v", p.Name, nodes, unmet)
			}
			t.Logf("%s on %d nodes: %d seeds, %d events, %.0f events/s", p.Name, nodes, seen.Seeds, seen.Events, seen.PerSecond)
		}
	}
}

// Whatever has failed, once nothing fails any more all nodes come to follow one leader, which has all of them as its connections.
func TestCoordinatorsRecover(t *testing.T) {
	for _, e := range coord.Elections() {
		for _, mix := range []string{"", "all"} {
			p := coord.Coordinator(e)
			p.Invariants = nil // there may be two leaders meanwhile
			const nodes = 4
			for seed := *simSeed; seed < *simSeed+uint64(*simSeeds); seed++ {
				s, err := sim.Random(sim.Config{Protocol: p, Nodes: nodes, Params: map[string]any{"heartbeat.every": "500ms"}}, mix, seed)
				if err != nil {
					t.Fatal(err)
				}
				before := len(s.History())
				for _, id := range s.Names() {
					for _, op := range []string{"Leader", "Connections"} {
						if err := s.Do(sim.Action{Verb: "call", Args: []string{string(id), op}}); err != nil {
							t.Fatal(err)
						}
					}
				}
				h := s.History()[before:]
				leader := h[0].Reply.Value
				for i := range nodes {
					connections := 0
					if s.Names()[i] == leader {
						connections = nodes - 1
					}
					if h[2*i].Reply.Value != leader || len(h[2*i+1].Reply.Value.([]protocol.NodeID)) != connections {
						t.Fatalf("%s, mix %q, seed %d: %s follows %v with the connections %v\nrun it again by: go test ./coord -run TestCoordinatorsRecover -sim-seed %d -sim-seeds 1\n%s",
							e.Name, mix, seed, s.Names()[i], h[2*i].Reply.Value, h[2*i+1].Reply.Value, seed, sim.Text(s.Trace()))
					}
				}
			}
		}
	}
}
