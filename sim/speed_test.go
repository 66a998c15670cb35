package sim

import (
	"slices"
	"strings"
	"testing"

	"parley/coord"
	"parley/protocol"
	"parley/txn"
	"parley/txn/commit"
)

// BenchmarkRandom is the speed of simulated events on one core, in runs of each protocol as they are made by the hundred thousand: without a
// trace, not strict, under the faults that it promises to stand, and under all there are. The aim is 200,000 events/s.
func BenchmarkRandom(b *testing.B) {
	for _, p := range slices.Concat([]*protocol.Protocol{relayProtocol("")}, coord.Protocols(), txn.Protocols()) {
		for _, mix := range []string{"promised", MixAll} {
			b.Run(p.Name+"/"+mix, func(b *testing.B) {
				b.ReportAllocs()
				events := 0
				for seed := uint64(1); b.Loop(); seed++ {
					s, err := Random(Config{Protocol: p, Nodes: 4, Silent: true}, strings.TrimPrefix(mix, "promised"), seed)
					if err != nil {
						b.Fatal(err)
					}
					events += s.Events()
				}
				b.ReportMetric(float64(events)/b.Elapsed().Seconds(), "events/s")
			})
		}
	}
}

// BenchmarkExplore is the speed of the explorer: states that differ, and transitions.
func BenchmarkExplore(b *testing.B) {
	for _, c := range []Exploration{
		{Protocol: commit.GrayLamport(), Nodes: 6},
		{Protocol: commit.TwoPhase(), Nodes: 3, MaxStates: 20_000},
		{Protocol: relayCalls("", putAt("n1", "a", 1), putAt("n2", "a", 2)), Nodes: 3, MaxStates: 20_000, Crashes: 1, Drops: 1},
	} {
		b.Run(c.Protocol.Name, func(b *testing.B) {
			b.ReportAllocs()
			states, transitions := 0, 0
			for b.Loop() {
				found, err := Explore(c)
				if err != nil || found.Violation != nil {
					b.Fatal(err, found)
				}
				states += found.States
				transitions += found.Transitions
			}
			b.ReportMetric(float64(states)/b.Elapsed().Seconds(), "states/s")
			b.ReportMetric(float64(transitions)/b.Elapsed().Seconds(), "transitions/s")
		})
	}
}
