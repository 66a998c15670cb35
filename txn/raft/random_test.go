package raft_test

// Random runs: crashes, losses, partitions, pauses, clocks that drift, disks that are full and writes that are torn, and what the callers saw.

import (
	"flag"
	"fmt"
	"testing"

	"parley/protocol"
	"parley/sim"
	"parley/txn/raft"
)

var (
	seed  = flag.Uint64("seed", 1, "the first seed of random runs")
	seeds = flag.Int("seeds", 40, "how many seeds random runs take")
)

// No invariant is broken under all faults there are, and what callers were told is linearizable.
func TestRandomIsLinearizable(t *testing.T) {
	met := make([]bool, len(raft.Protocol().Sometimes))
	events, calls, ok, open := 0, 0, 0, 0
	for at := *seed; at < *seed+uint64(*seeds); at++ {
		c := sim.Config{Protocol: raft.Protocol(), Nodes: 3 + int(at%2)*2, Silent: true, Params: map[string]any{"compact": []int{4, 4096}[at/2%2]}}
		s, err := sim.Random(c, sim.MixAll, at)
		if err != nil {
			t.Fatal(err)
		}
		again := fmt.Sprintf("go test ./txn/raft -run TestRandomIsLinearizable -seed %d -seeds 1", at)
		if s.Err() != nil {
			t.Fatalf("%v; again by %s, or by %s", s.Err(), again, sim.Command(c, sim.MixAll, at))
		}
		if verdict, _ := sim.CheckLinear(raft.Model(), s.History(), 0); verdict == sim.NotLinear {
			t.Fatalf("the history is not linearizable; again by %s", again)
		} else if verdict != sim.Linear {
			open++
		}
		for k, m := range s.Met() {
			met[k] = met[k] || m
		}
		events += s.Events()
		for _, op := range s.History() {
			if calls++; op.Reply.Verdict == protocol.OK && op.Ended {
				ok++
			}
		}
	}
	for k, m := range met {
		if !m && *seeds > 1 {
			t.Errorf("never seen: %s", raft.Protocol().Sometimes[k].Name)
		}
	}
	if open > *seeds/100 {
		t.Errorf("%d of %d histories could not be judged", open, *seeds)
	}
	t.Logf("%d seeds, %d events, %d calls, %d of them answered", *seeds, events, calls, ok)
}
