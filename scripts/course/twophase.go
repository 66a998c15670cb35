package course

import (
	"fmt"
	"regexp"
	"time"

	"parley/protocol"
	"parley/sim"
)

// This file is the checks of two-phase commit.

func twophase() Lesson {
	return Lesson{
		Name:     "2pc",
		Summary:  "two-phase commit: all nodes commit or none does, whatever crashes (Gray 1978)",
		Todo:     "say when it is committed, what is written down before a vote, and what who waits may do",
		variable: "TwoPhase", keep: "the type node with its fields state and veto, and the type State with its values",
		calls: []string{"Commit", "Veto"},
		explore: func(nodes []protocol.NodeID) []protocol.CallAt {
			return []protocol.CallAt{{Node: nodes[0], Op: "Commit"}, {Node: nodes[len(nodes)-1], Op: "Veto"}}
		},
		workload: func(w *protocol.World, at protocol.NodeID, n int, random func(int) int) (string, []any) {
			if random(6) == 0 {
				return "Veto", nil
			}
			return "Commit", nil
		},
		checks: []check{
			byHand("all vote yes", 10, 3, "n1 is to commit, and nothing goes wrong", func(s *sim.Sim) error {
				return outcome(s, "committed")
			}),
			byHand("one votes no", 10, 3, "n3 vetoes, then n1 is to commit", func(s *sim.Sim) error {
				if err := do(s, 3, "Veto"); err != nil {
					return err
				}
				return outcome(s, "aborted")
			}),
			byHand("one is silent", 10, 3, "n3 is down, and n1 is to commit", func(s *sim.Sim) error {
				if err := s.Crash(3); err != nil {
					return err
				}
				return outcome(s, "aborted")
			}),
			byHand("the first node forgets", 10, 2, "n1 crashes when n2 has voted, and comes back", func(s *sim.Sim) error {
				err := s.Call(1, "Commit")
				for _, next := range []func() error{
					func() error { return s.Advance(1500 * time.Microsecond) }, func() error { return s.Crash(1) }, func() error { return s.Recover(1) },
				} {
					if err == nil {
						err = next()
					}
				}
				if err != nil {
					return err
				}
				return decided(s)
			}),
			everySchedule("without crashes", 20, "every schedule of 3 nodes, with messages lost, late and doubled", sim.Exploration{Nodes: 3, Network: sim.Set}),
			everySchedule("with a crash", 20, "every schedule of 2 nodes, one of which crashes", sim.Exploration{Nodes: 2, Network: sim.Set, Crashes: 1}),
			atRandom("also by chance", 10, 4, 200, "%d random runs of 4 nodes, with crashes, also while they write, and a network that fails", "crash+torn+send+partition+loss+delay", nil),
			atRandom("nobody waits for ever", 10, 3, 100, "%d random runs of 3 nodes with crashes; in the end all are up", "crash+send+partition", decided),
		},
	}
}

// outcome commits, and says whether that is what comes out.
func outcome(s *sim.Sim, want string) error {
	if err := do(s, 1, "Commit"); err != nil {
		return err
	}
	h := s.History()
	if got := h[len(h)-1].Reply.Value; got != want {
		return fmt.Errorf("Commit says %v; it should be %s", got, want)
	}
	return decided(s)
}

// ready is how the state of a node that waits for the decision is written: the field state of its machine is always there.
var ready = regexp.MustCompile(`[{ ]state:"ready"`)

// decided says whether somebody has voted yes and still waits, although all are up and reach each other.
func decided(s *sim.Sim) error {
	if err := s.Advance(20 * time.Second); err != nil || s.Err() != nil {
		return err
	}
	for _, o := range s.History() {
		if !o.Ended {
			return fmt.Errorf("%s calls %s, and is not answered", o.Node, o.Call.Op)
		}
	}
	for _, n := range s.World().Nodes {
		if ready.MatchString(sim.StateText(n)) {
			return fmt.Errorf("%s has voted yes, and does not know the decision, although all have been up for long", n.ID)
		}
	}
	return nil
}
