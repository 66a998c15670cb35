package scripts

import (
	"flag"
	"fmt"
	"strings"
	"testing"
	"time"

	"parley/sim"
)

var (
	simSeed  = flag.Uint64("sim-seed", 1, "the first seed of random runs")
	simSeeds = flag.Int("sim-seeds", 60, "how many seeds random runs take")
	simNodes = flag.Int("sim-nodes", 3, "how many nodes they have")
)

// broken are the properties that a protocol of the catalog is there to break, under faults that it says to stand.
var broken = map[string]string{"dumb": "Election Safety"}

// Every protocol of the catalog keeps what it promises under the faults that it promises to stand, and what is to happen sometimes happens. Each ends
// with a line of figures.
func TestSeeds(t *testing.T) {
	for _, p := range Catalog() {
		t.Run(p.Name, func(t *testing.T) {
			c := sim.Config{Protocol: p, Nodes: *simNodes}
			met := make([]bool, len(p.Sometimes))
			seeds, events, violations := 0, 0, 0
			took := time.Duration(0)
			for seeds < *simSeeds {
				seen, err := sim.Seeds(c, "", *simSeed+uint64(seeds), *simSeeds-seeds, nil)
				if err != nil {
					t.Fatal(err)
				}
				seeds, events, took = seeds+seen.Seeds, events+seen.Events, took+seen.Took
				for i, m := range seen.Met {
					met[i] = met[i] || m
				}
				f := seen.Failure
				if f == nil {
					continue
				}
				violations++
				if f.Violation.Property != broken[p.Name] {
					t.Errorf("%v\nrun it again by: go test ./scripts -run TestSeeds/%s$ -sim-nodes %d -sim-seed %d -sim-seeds 1", f, p.Name, *simNodes, f.Seed)
				}
				if f.Violation.Property != broken[p.Name] && violations > 3 {
					break
				}
			}
			var never []string
			for i, m := range met {
				if !m {
					never = append(never, p.Sometimes[i].Name)
				}
			}
			says := fmt.Sprintf("%d of %d reached", len(met)-len(never), len(met))
			if never != nil && *simSeeds > 1 {
				t.Errorf("never seen: %s", strings.Join(never, ", "))
			}
			if broken[p.Name] != "" && violations == 0 && *simSeeds > 1 {
				t.Errorf("%s is there to be broken, and no run has shown how", broken[p.Name])
			}
			t.Logf("%s, %d nodes: %d seeds, %d events, %d violations, sometimes: %s; %.0f events/s", p.Name, *simNodes, seeds, events, violations, says, float64(events)/took.Seconds())
		})
	}
}
