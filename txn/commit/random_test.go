package commit_test

// Random runs: calls, crashes and, where the protocol stands them, all that a network does. The seed is all that a run depends on.

import (
	"errors"
	"flag"
	"fmt"
	"maps"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"parley/protocol"
	"parley/sim"
	"parley/txn/commit"
)

var (
	seeds = flag.Uint64("seeds", 60, "random runs of each protocol")
	seed  = flag.Uint64("seed", 0, "the only run to make; 0: all")
)

// mix is what a random run may draw: each line with its weight.
type mix struct {
	crashes bool
	sends   bool // crashes between two messages
	slow    bool // messages take up to a time that three-phase commit is made for
	network bool
}

// random is a script of a run.
func random(p *protocol.Protocol, s *sim.Sim, r *rand.Rand, m mix) error {
	down := func(id protocol.NodeID) bool {
		for _, n := range s.World().Nodes {
			if n.ID == id {
				return !n.Up
			}
		}
		return false
	}
	names := s.Names()
	node := func() protocol.NodeID { return names[r.IntN(len(names))] }
	for n := range 60 {
		id := node()
		if n%2 == 0 {
			id = names[0] // the leader has most to do
		}
		var line string
		switch k := r.IntN(20); {
		case k == 0 && !down(names[0]):
			line = fmt.Sprintf("call %s Read %c", names[0], 'a'+r.IntN(3))
		case k < 8 && !down(id):
			op, args := p.Workload(s.World(), id, n, r.IntN)
			line = sim.CallAction(protocol.CallAt{Node: id, Op: op, Args: args}).String()
		case k < 12:
			line = fmt.Sprintf("advance %dms", r.IntN(4))
		case k < 14:
			line = fmt.Sprintf("advance %dms", r.IntN(1500))
		case k < 17 && m.crashes:
			switch {
			case down(id):
				line = "recover " + string(id)
			case r.IntN(2) == 0:
				line = fmt.Sprintf("crash %s", id)
			case m.sends && r.IntN(2) == 0:
				line = fmt.Sprintf("crash-at-send %s %d", id, 1+r.IntN(7))
			default:
				line = fmt.Sprintf("crash-at-write %s %d %s", id, 1+r.IntN(4), []string{"lost", "kept"}[r.IntN(2)])
			}
		case m.slow:
			line = fmt.Sprintf("delay all all 1ms %dms\nreorder all all yes", 1+r.IntN(240))
		case m.network:
			to := node()
			switch r.IntN(9) {
			case 0:
				line = fmt.Sprintf("partition %s %s | %s", names[0], names[1], names[2])
			case 1:
				if to == id {
					continue
				}
				line = fmt.Sprintf("cut %s %s", id, to)
			case 2:
				line = "loss all all 0.2"
			case 3:
				line = "duplicate all all 0.3"
			case 4:
				line = "reorder all all yes"
			case 5:
				line = fmt.Sprintf("delay all all 1ms %dms", 1+r.IntN(900))
			case 6:
				line = fmt.Sprintf("drift %s %v", id, []float64{0.5, 1, 2}[r.IntN(3)])
			case 7:
				line = "heal"
			case 8:
				line = []string{"pause ", "resume "}[r.IntN(2)] + string(id)
			}
		default:
			continue
		}
		if err := s.RunScript(line); err != nil && !strings.Contains(err.Error(), "is down") && !strings.Contains(err.Error(), "paused") {
			return fmt.Errorf("%s: %w", line, err) // those two are a matter of chance
		}
	}
	if err := s.RunScript("heal"); err != nil {
		return err
	}
	for _, id := range names {
		line := fmt.Sprintf("recover %s", id)
		if !down(id) {
			line = fmt.Sprintf("crash %s\nrecover %s", id, id) // also ends pauses, and crashes that still wait for a write
		}
		if err := s.RunScript(line + fmt.Sprintf("\nadvance %dms", r.IntN(2)*r.IntN(3000))); err != nil {
			return err
		}
	}
	return s.RunScript("run")
}

// settled says whether all nodes have the same data and nothing open (AC5), and whether all that was answered is so.
func settled(s *sim.Sim) error {
	if err := s.Err(); err != nil {
		return err
	}
	var first map[string]string
	for i, id := range s.Names() {
		if err := s.RunScript(fmt.Sprintf("call %s Data\ncall %s Transactions", id, id)); err != nil {
			return err
		}
		h := s.History()
		for _, tx := range h[len(h)-1].Reply.Value.([]commit.Status) {
			if tx.State != "committed" && tx.State != "aborted" || tx.Phase != "" {
				return fmt.Errorf("%s has not ended %+v", id, tx)
			}
		}
		d := h[len(h)-2].Reply.Value.(map[string]string)
		if i == 0 {
			first = d
		} else if !maps.Equal(first, d) {
			return fmt.Errorf("%s has %v, and %s has %v", s.Names()[0], first, id, d)
		}
	}
	return nil
}

func soak(t *testing.T, p *protocol.Protocol, m mix, strict bool) (failed int, err error) {
	t.Helper()
	events, judged := 0, 0
	met := make([]bool, len(p.Sometimes))
	for k := uint64(1); k <= *seeds; k++ {
		if *seed != 0 {
			k = *seed
		}
		s, newErr := sim.New(sim.Config{Protocol: p, Nodes: 3 + int(k%3), Seed: k, Strict: strict})
		if newErr != nil {
			t.Fatal(newErr)
		}
		runErr := random(p, s, rand.New(rand.NewPCG(k, 1)), m)
		if runErr != nil {
			t.Fatalf("seed %d: %v", k, runErr)
		}
		e := settled(s)
		if verdict, _ := sim.CheckLinear(p.Model, s.History(), time.Second); e == nil && verdict == sim.NotLinear {
			e = errors.New("the history is not linearizable")
		} else if verdict == sim.Linear {
			judged++
		}
		if e != nil {
			failed++
			if err == nil {
				err = fmt.Errorf("seed %d, again by: go test ./txn/commit -run '%s$' -seed %d\n%w", k, t.Name(), k, e)
				if *seed != 0 {
					t.Log(sim.Text(s.Trace()))
				}
			}
		}
		for i, m := range s.Met() {
			met[i] = met[i] || m
		}
		events += s.Events()
		if *seed != 0 {
			return failed, err
		}
	}
	for i, m := range met {
		if !m {
			t.Errorf("in no run: %s", p.Sometimes[i].Name)
		}
	}
	t.Logf("%d runs, %d events, %d histories are linearizable", *seeds, events, judged)
	if p.Model != nil && strict && uint64(judged) < *seeds*9/10 {
		t.Errorf("of %d histories only %d could be judged", *seeds, judged)
	}
	return failed, err
}

func TestRandomTwoPhase(t *testing.T) {
	if _, err := soak(t, commit.TwoPhase(), mix{crashes: true, sends: true, network: true}, true); err != nil {
		t.Error(err)
	}
}

func TestRandomThreePhase(t *testing.T) {
	if _, err := soak(t, commit.ThreePhase(), mix{crashes: true, sends: true, slow: true}, true); err != nil {
		t.Error(err)
	}
}

// Without a backup coordinator a crash between two messages is one too many.
func TestRandomTimeoutTransitions(t *testing.T) {
	failed, err := soak(t, timeouts(), mix{crashes: true, sends: true, slow: true}, false)
	if failed == 0 {
		t.Error("the timeout transitions are said to need messages that go to all or to none, and no run showed why")
	}
	t.Logf("%d of %d runs fail, such as %v", failed, *seeds, err)
}

func TestRandomBoth(t *testing.T) {
	if _, err := soak(t, commit.Both(), mix{crashes: true, sends: true}, true); err != nil {
		t.Error(err)
	}
}

// The random runs of package sim, as parley sim makes them.
func TestSeeds(t *testing.T) {
	for _, p := range append(both(), commit.Both()) {
		for nodes := 1; nodes <= 5; nodes += 2 {
			seen, err := sim.Seeds(sim.Config{Protocol: p, Nodes: nodes}, "", 1, int(*seeds), nil)
			if err != nil {
				t.Fatal(err)
			}
			if f := seen.Failure; f != nil {
				t.Errorf("%s with %d nodes, seed %d: %v\n%s", p.Name, nodes, f.Seed, f, sim.Text(f.Trace))
			}
			if unmet := seen.Unmet(p); nodes > 1 && len(unmet) > 0 {
				t.Errorf("%s: never seen: %v", p.Name, unmet)
			}
			t.Logf("%s, %d nodes: %d seeds, %d events, %.0f events/s", p.Name, nodes, seen.Seeds, seen.Events, seen.PerSecond)
		}
	}
	seen, err := sim.Seeds(sim.Config{Protocol: commit.ThreePhase(), Nodes: 3}, "partition+oneway", 1, 2000, nil)
	if err != nil {
		t.Fatal(err)
	}
	if f := seen.Failure; f == nil || f.Violation == nil || f.Violation.Property != "AC1" {
		t.Errorf("partitions do not break three-phase commit: %+v", f)
	} else {
		t.Log(f)
	}
}

// Every node takes itself for the leader, and they want the same keys.
func TestRandomLeaders(t *testing.T) {
	for _, p := range both() {
		all := stack(p)
		op := p.Calls[0].Op
		all.Workload = func(w *protocol.World, at protocol.NodeID, n int, random func(int) int) (string, []any) {
			if random(3) == 0 {
				return "Lead", []any{string(at)}
			}
			x, y := string(rune('a'+random(3))), string(rune('d'+random(2)))
			return op + "All", []any{[]commit.KV{{Key: y, Value: fmt.Sprint(n)}, {Key: x, Value: fmt.Sprint(n)}}}
		}
		if _, err := soak(t, all, mix{crashes: true, network: p.Name == "2pc"}, true); err != nil {
			t.Errorf("%s: %v", p.Name, err)
		}
	}
}

// Where the network may do what it likes, three-phase commit does not keep what it promises.
func TestRandomThreePhaseOnABadNetwork(t *testing.T) {
	failed, err := soak(t, timeouts(), mix{crashes: true, network: true}, false)
	if failed == 0 && *seed == 0 {
		t.Error("three-phase commit is said to need a network without faults, and no run showed why")
	}
	t.Logf("%d of %d runs fail, such as %v", failed, *seeds, err)
}
