package coord_test

import (
	"testing"

	"parley/coord"
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
