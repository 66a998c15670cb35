package dht_test

// Random runs of the workload under all faults, judged by the invariants, and by whether the answers are linearizable.

import (
	"flag"
	"testing"
	"time"

	"parley/protocol"
	"parley/sim"
	"parley/txn"
)

var (
	seeds = flag.Uint64("seeds", 80, "random runs of each row with 3 nodes; of other numbers a quarter")
	seed  = flag.Uint64("seed", 0, "the only run to make; 0: all")
)

// rows are the rows of this package.
func rows(t *testing.T) []*protocol.Protocol {
	t.Helper()
	var all []*protocol.Protocol
	for _, p := range txn.Protocols() {
		if len(p.Name) >= 3 && p.Name[:3] == "dht" {
			all = append(all, p)
		}
	}
	if len(all) == 0 {
		t.Fatal("there are no rows")
	}
	return all
}

func TestRandom(t *testing.T) {
	for _, p := range rows(t) {
		for _, nodes := range []int{1, 2, 3, 5} {
			for _, mix := range []string{"", sim.MixNone} {
				if mix == sim.MixNone && nodes != 3 {
					continue
				}
				calls := map[protocol.Verdict]int{}
				first, last := uint64(1), *seeds
				if nodes != 3 || mix != "" {
					last = (last + 3) / 4
				}
				if *seed != 0 {
					first, last = *seed, *seed
				}
				for at := first; at <= last; at++ {
					c := sim.Config{Protocol: p, Nodes: nodes, Silent: true, Strict: at%20 == 0, Params: variant(p, nodes, at)}
					s, err := sim.Random(c, mix, at)
					if err == nil {
						err = s.Err()
					}
					if err != nil {
						t.Errorf("%v\nrun it again by: %s, or go test ./txn/dht -run TestRandom -seed %d", err, sim.Command(c, mix, at), at)
						continue
					}
					if verdict, _ := sim.CheckLinear(p.Model, s.History(), 20*time.Second); verdict != sim.Linear {
						t.Errorf("%s, %d nodes, faults %q, seed %d: the history is %s\nrun it again by: go test ./txn/dht -run TestRandom -seed %d", p.Name, nodes, mix, at, verdict, at)
					}
					for _, o := range s.History() {
						if !o.Ended {
							t.Errorf("%s, %d nodes, faults %q, seed %d: %s at %s has no answer\nrun it again by: go test ./txn/dht -run TestRandom -seed %d", p.Name, nodes, mix, at, o.Call.Op, o.Node, at)
							continue
						}
						calls[o.Reply.Verdict]++
						if mix == sim.MixNone && o.Call.Op != "Leave" && (o.Reply.Verdict == protocol.Unknown || o.Reply.Verdict == protocol.Failed && plain[o.Call.Op]) {
							t.Errorf("%s, seed %d: without faults %s ends %s: %s", p.Name, at, o.Call.Op, o.Reply.Verdict, o.Reply.Text)
						}
					}
				}
				t.Logf("%s, %d nodes, faults %q: seeds %d to %d, calls: %d ok, %d failed, %d unknown", p.Name, nodes, mix, first, last, calls[protocol.OK], calls[protocol.Failed], calls[protocol.Unknown])
			}
		}
	}
}

// plain are the operations that cannot fail without faults. A Leave can, if the next node of the ring leaves at the same time.
var plain = map[string]bool{"Put": true, "Get": true, "Delete": true, "Where": true}

// variant are the parameters of a run: those of the row, or few copies, or a circle that not all are part of from the start.
func variant(p *protocol.Protocol, nodes int, at uint64) map[string]any {
	if p.Name != "dht" {
		return nil
	}
	switch at % 5 {
	case 1:
		return map[string]any{"replicas": 1}
	case 2:
		return map[string]any{"replicas": 2, "points": 1}
	case 3:
		return map[string]any{"members": max(1, nodes-1), "points": 1}
	}
	return nil
}
