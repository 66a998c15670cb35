package course

import (
	"errors"
	"fmt"
	"regexp"
	"time"

	"parley/protocol"
	"parley/sim"
)

// This file is the checks of the election in a ring.

func election() Lesson {
	return Lesson{
		Name:     "election",
		Summary:  "an election in a ring: the greatest name leads (Chang and Roberts 1979)",
		Todo:     "say which names are handed on, who leads, and when it ends",
		variable: "Ring", keep: "the type node and its field leader", calls: []string{"Elect"},
		explore: func(nodes []protocol.NodeID) (all []protocol.CallAt) {
			for _, id := range nodes {
				all = append(all, protocol.CallAt{Node: id, Op: "Elect"})
			}
			return all
		},
		workload: func(w *protocol.World, at protocol.NodeID, n int, random func(int) int) (string, []any) {
			return "Elect", nil
		},
		checks: []check{
			byHand("one asks for it", 20, 3, "n2 holds an election, and in the end all know who leads", func(s *sim.Sim) error { return elected(s, 2) }),
			byHand("all ask at once", 15, 4, "all hold one at the same moment", func(s *sim.Sim) error { return elected(s, 1, 2, 3, 4) }),
			byHand("the greatest knows", 10, 3, "n1 holds an election, and n3 finds out that it leads", func(s *sim.Sim) error {
				if err := hold(s, 1); err != nil || s.Err() != nil {
					return err
				}
				if n := s.World().Nodes[2]; !leadsItself.MatchString(sim.StateText(n)) {
					return errors.New("n3 does not take itself for the leader, and nothing happens any more")
				}
				return nil
			}),
			everySchedule("nobody else leads", 20, "every schedule of 4 nodes, each of which holds an election", sim.Exploration{Nodes: 4}),
			atRandom("also by chance", 15, 5, 150, "%d random runs of 5 nodes; messages are late and overtake each other", "delay+reorder+pause", func(s *sim.Sim) error { return knows(s) }),
			byHand("few messages", 20, 6, "6 nodes, all of which hold an election: each name goes as far as the next greater one", func(s *sim.Sim) error {
				if err := elected(s, 1, 2, 3, 4, 5, 6); err != nil {
					return err
				}
				// Each of the names but the last is dropped by its neighbour; the last goes round, and so does the news.
				if n, most := sent(s), 5+6+6; n > most {
					return fmt.Errorf("it took %d messages, and %d are enough", n, most)
				}
				return nil
			}),
		},
	}
}

// leadsItself is how the state of n3 is written when it leads: the field leader of its machine is always there.
var leadsItself = regexp.MustCompile(`[{ ]leader:n3\b`)

// elected holds elections at nodes, waits for their end, and says whether all know who leads.
func elected(s *sim.Sim, at ...int) error {
	if err := hold(s, at...); err != nil || s.Err() != nil {
		return err
	}
	return knows(s)
}

// hold holds elections at nodes, and waits for their end.
func hold(s *sim.Sim, at ...int) error {
	for _, n := range at {
		if err := s.Call(n, "Elect"); err != nil || s.Err() != nil {
			return err
		}
	}
	if err := s.Advance(500 * time.Millisecond); err != nil || s.Err() != nil {
		return err
	}
	if e := s.Trace().Events; e[len(e)-1].At > 400*time.Millisecond { // a message takes one
		return errors.New("there are messages without end")
	}
	return nil
}

// knows says whether all know who leads, if anybody has asked for it.
func knows(s *sim.Sim) error {
	if len(s.History()) > 0 && !s.Met()[0] {
		return errors.New("not all know who leads, and nothing happens any more")
	}
	return nil
}
