package zab_test

// Random runs: calls and all faults there are. The seed is all that a run depends on.

import (
	"flag"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"parley/coord/election"
	"parley/protocol"
	"parley/sim"
	"parley/txn/zab"
)

var (
	simSeed  = flag.Uint64("sim-seed", 1, "the first seed of random runs")
	simSeeds = flag.Int("sim-seeds", 12, "how many seeds random runs take")
)

// seeds makes random runs under all faults.
func seeds(t *testing.T, p *protocol.Protocol, nodes int) {
	t.Helper()
	seen, err := sim.Seeds(sim.Config{Protocol: p, Nodes: nodes}, sim.MixAll, *simSeed, *simSeeds, nil)
	if err != nil {
		t.Fatal(err)
	}
	if f := seen.Failure; f != nil {
		t.Fatalf("%s on %d nodes: %v\nrun it again by: go test ./txn/zab -run '%s$' -sim-seed %d -sim-seeds 1\n%s", p.Name, nodes, f, t.Name(), f.Seed, sim.Text(f.Trace))
	}
	unmet := seen.Unmet(p)
	if nodes == 2 || strings.HasSuffix(p.Name, "fixed") {
		// A quorum of two is both, so that both have what is in a snapshot, and the only leader that there is has all that was ever broadcast: nothing is cut off.
		unmet = slices.DeleteFunc(unmet, func(name string) bool {
			return strings.HasSuffix(name, "with truncation") || nodes == 2 && strings.HasSuffix(name, "installed")
		})
	}
	if nodes > 1 && len(unmet) > 0 && *simSeeds >= 100 {
		t.Errorf("%s on %d nodes: never seen: %v", p.Name, nodes, unmet)
	}
	t.Logf("%s, %d nodes: %d seeds, %d events, %.0f events/s", p.Name, nodes, seen.Seeds, seen.Events, seen.PerSecond)
}

func TestSeeds(t *testing.T) {
	for nodes := 1; nodes <= 5; nodes++ {
		seeds(t, zab.Protocol(), nodes)
	}
}

// With little room sessions end while they are used.
func TestSeedsOfFewSessions(t *testing.T) { seeds(t, with("sessions", 2), 3) }

// With little room histories are dropped all the time.
func TestSeedsOfSnapshots(t *testing.T) {
	for compact := 1; compact <= 3; compact++ {
		seeds(t, with("compact", compact), 2+compact)
	}
	p := with("compact", 4)
	seeds(t, stackedOn(p, election.BullyProtocol()), 3)
}

// With little room there is soon none.
func TestSeedsOfLittleRoom(t *testing.T) { seeds(t, with("room", 160), 3) }

// stacked is zab with another election below it.
func stacked(e *protocol.Protocol) *protocol.Protocol { return stackedOn(zab.Protocol(), e) }

func stackedOn(p, e *protocol.Protocol) *protocol.Protocol {
	for i := range p.Params {
		if p.Params[i].Name == "election" {
			p.Params[i].Default = "fact"
		}
	}
	e.Invariants, e.Sometimes = nil, nil // it may be wrong, and zab is safe with it
	return protocol.Stack("zab-"+e.Name, "zab with the "+e.Name+" election", e, p)
}

// The oracle of phase 0 may be any: the phases after it are safe, whoever is named.
func TestSeedsOfOtherElections(t *testing.T) {
	for _, e := range []*protocol.Protocol{election.FixedProtocol(), election.BullyProtocol(), election.DumbProtocol()} {
		p := stacked(e)
		seeds(t, p, 3)
	}
}

// Once nothing fails any more all nodes come to follow one leader, have the same files, and answer. What was answered is linearizable.
func TestRecovers(t *testing.T) {
	judged := 0
	for _, p := range []*protocol.Protocol{zab.Protocol(), stacked(election.BullyProtocol())} {
		for seed := *simSeed; seed < *simSeed+uint64(*simSeeds); seed++ {
			s, err := sim.Random(sim.Config{Protocol: p, Nodes: 3 + int(seed%3)}, sim.MixAll, seed)
			if err != nil {
				t.Fatal(err)
			}
			again := fmt.Sprintf("%s, seed %d; run it again by: go test ./txn/zab -run TestRecovers -sim-seed %d -sim-seeds 1", p.Name, seed, seed)
			for _, n := range s.World().Nodes {
				// A crash that still waits for a write is had now.
				line := fmt.Sprintf("recover %s\nrun 5s", n.ID)
				if n.Up {
					line = fmt.Sprintf("crash %s\n%s", n.ID, line)
				}
				if err := s.RunScript(line); err != nil {
					t.Fatalf("%s: %v", again, err)
				}
			}
			before := len(s.History())
			for _, id := range s.Names() {
				if err := s.RunScript(fmt.Sprintf("call %s Sync\nrun 1s\ncall %s Files\ncall %s Status\ncall %s ReadLatest a\ncall %s ReadLatest b\nrun 1s", id, id, id, id, id)); err != nil {
					t.Fatal(err)
				}
			}
			if err := s.Err(); err != nil {
				t.Fatalf("%s: %v", again, err)
			}
			h := s.History()[before:]
			for i, op := range h {
				if !op.Ended || op.Reply.Verdict != protocol.OK && op.Call.Op != "ReadLatest" || op.Reply.Verdict == protocol.Unknown {
					t.Fatalf("%s: %s\n%s", again, sim.OperationText(op), sim.Text(s.Trace()))
				}
				first := h[i%5].Reply
				if status, ok := op.Reply.Value.(zab.Status); ok {
					if status.Phase != "broadcast" || status.Leader != first.Value.(zab.Status).Leader {
						t.Fatalf("%s: %s is %+v\n%s", again, op.Node, status, sim.Text(s.Trace()))
					}
				} else if fmt.Sprint(op.Reply.Value, op.Reply.Text) != fmt.Sprint(first.Value, first.Text) {
					t.Fatalf("%s: %s answers %s with %v, and %s with %v", again, op.Node, op.Call.Op, op.Reply, s.Names()[0], first)
				}
			}
			switch verdict, _ := sim.CheckLinear(zab.Model(), s.History(), time.Second); verdict {
			case sim.NotLinear:
				t.Fatalf("%s: the history is not linearizable\n%s", again, sim.Text(s.Trace()))
			case sim.Linear:
				judged++
			}
		}
	}
	if judged < *simSeeds*9/10 {
		t.Errorf("only %d histories could be judged", judged)
	}
}
