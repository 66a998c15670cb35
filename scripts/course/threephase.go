package course

import (
	"fmt"
	"time"

	"parley/protocol"
	"parley/sim"
)

// This file is the checks of three-phase commit.

func threephase() Lesson {
	return Lesson{
		Name:     "3pc",
		Summary:  "three-phase commit: who is up does not wait for who is down (Skeen 1981)",
		Todo:     "say what comes between the votes and the decision, and what those do together that hear nothing",
		variable: "ThreePhase", keep: "the type node with its fields state and veto, and the type State with its values",
		calls: []string{"Commit", "Veto", "Outcome"},
		explore: func(nodes []protocol.NodeID) []protocol.CallAt {
			return []protocol.CallAt{{Node: nodes[0], Op: "Commit"}}
		},
		checks: []check{
			byHand("all vote yes", 5, 3, "n1 is to commit, and nothing goes wrong", func(s *sim.Sim) error {
				return ends(s, "committed")
			}),
			byHand("one votes no", 5, 3, "n3 vetoes, then n1 is to commit", func(s *sim.Sim) error {
				if err := do(s, 3, "Veto"); err != nil {
					return err
				}
				return ends(s, "aborted")
			}),
			byHand("one is silent", 5, 3, "n3 is down, and n1 is to commit", func(s *sim.Sim) error {
				if err := s.Crash(3); err != nil {
					return err
				}
				return ends(s, "aborted")
			}),
			byHand("one dies when it has voted", 10, 3, "n3 crashes when its vote is on its way", func(s *sim.Sim) error {
				return dies(s, 1500*time.Microsecond, 3)
			}),
			byHand("the first dies before it tells", 10, 3, "n1 crashes when all have voted, before it hears that", func(s *sim.Sim) error {
				return dies(s, 1500*time.Microsecond, 1)
			}),
			byHand("the first dies while it tells", 15, 3, "n1 crashes after its third message: n2 gets one more than n3", func(s *sim.Sim) error {
				if err := s.CrashAtSend(1, 4); err != nil {
					return err
				}
				return dies(s, 0)
			}),
			everySchedule("whoever dies, and when", 30, "every schedule of 3 nodes, two of which crash, also while they send", sim.Exploration{Nodes: 3, Network: sim.Timely, Crashes: 2}),
			drawn("also by chance", 15, 4, 100, "%d random runs of 4 nodes, of which up to three crash, each before some message of its own", func(s *sim.Sim, random func(int) int) error {
				for n := 1; n <= 3; n++ {
					if random(4) > 0 {
						if err := s.CrashAtSend(n, 1+random(9)); err != nil {
							return err
						}
					}
				}
				return dies(s, 0)
			}),
			byHand("few messages", 5, 4, "a commit of 4 nodes costs 15 messages", func(s *sim.Sim) error {
				if err := ends(s, "committed"); err != nil {
					return err
				}
				if n, most := sent(s), 5*(len(s.Names())-1); n > most {
					return fmt.Errorf("one commit took %d messages, and %d are enough: five for each other node", n, most)
				}
				return nil
			}),
		},
	}
}

// ends commits, says whether that is what comes out, and whether all know it.
func ends(s *sim.Sim, want string) error {
	if err := do(s, 1, "Commit"); err != nil {
		return err
	}
	h := s.History()
	if got := h[len(h)-1].Reply.Value; got != want {
		return fmt.Errorf("Commit says %v; it should be %s", got, want)
	}
	return nobodyWaits(s)
}

// dies commits, and lets a node crash some time later; none: it has been said when.
func dies(s *sim.Sim, later time.Duration, nodes ...int) error {
	if err := s.Call(1, "Commit"); err != nil {
		return err
	}
	if later > 0 {
		if err := s.Advance(later); err != nil || s.Err() != nil {
			return err
		}
	}
	for _, n := range nodes {
		if err := s.Crash(n); err != nil {
			return err
		}
	}
	return nobodyWaits(s)
}

// nobodyWaits says whether a node that has not crashed has voted yes, and has still decided nothing after a minute.
func nobodyWaits(s *sim.Sim) error {
	if err := s.Advance(time.Minute); err != nil || s.Err() != nil {
		return err
	}
	crashed := map[protocol.NodeID]bool{}
	for _, e := range s.Trace().Events {
		crashed[e.Node] = crashed[e.Node] || e.What == protocol.Crashed
	}
	for i, n := range s.World().Nodes {
		if crashed[n.ID] {
			continue
		}
		if err := do(s, i+1, "Outcome"); err != nil {
			return err
		}
		h := s.History()
		if got := h[len(h)-1].Reply.Value; got == "waiting" || got == "prepared" {
			return fmt.Errorf("%s is still %s a minute later, although it has been up all the time", n.ID, got)
		}
	}
	return nil
}
