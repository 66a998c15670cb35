package course

import (
	"fmt"
	"slices"
	"time"

	"parley/protocol"
	"parley/sim"
)

// This file is the checks of failure detection by heartbeats.

func heartbeat() Lesson {
	return Lesson{
		Name:     "heartbeat",
		Summary:  "heartbeats: who is silent for long is suspected (Chandra and Toueg 1996)",
		Todo:     "send beats, remember when they come, and say who is silent for too long",
		variable: "Heartbeat", keep: "the call Suspects", calls: []string{"Suspects"},
		explore: func(nodes []protocol.NodeID) (all []protocol.CallAt) {
			for _, id := range nodes {
				all = append(all, protocol.CallAt{Node: id, Op: "Suspects"})
			}
			return all
		},
		workload: func(w *protocol.World, at protocol.NodeID, n int, random func(int) int) (string, []any) {
			return "Suspects", nil
		},
		checks: []check{
			byHand("all are well", 15, 4, "nothing goes wrong, for 10 seconds", func(s *sim.Sim) error {
				return suspects(s, 5*time.Second, 5*time.Second)
			}),
			byHand("one is down", 20, 4, "n2 crashes, and a second later all suspect it", func(s *sim.Sim) error {
				if err := after(s, time.Second, func() error { return s.Crash(2) }); err != nil {
					return err
				}
				return suspects(s, time.Second, 5*time.Second)
			}),
			byHand("it comes back", 15, 4, "n2 crashes and comes back, and a second later nobody is suspected", func(s *sim.Sim) error {
				if err := after(s, time.Second, func() error { return s.Crash(2) }); err != nil {
					return err
				}
				if err := after(s, 10030*time.Millisecond, func() error { return s.Recover(2) }); err != nil {
					return err
				}
				return suspects(s, 10*time.Millisecond, time.Second)
			}),
			byHand("a cut network", 15, 4, "n1 and n2 do not reach n3 and n4, and then they do again", func(s *sim.Sim) error {
				if err := after(s, time.Second, func() error { return s.Partition([]int{1, 2}, []int{3, 4}) }); err != nil {
					return err
				}
				if err := s.Advance(time.Second); err != nil {
					return err
				}
				for at, want := range [][]protocol.NodeID{{"n3", "n4"}, {"n3", "n4"}, {"n1", "n2"}, {"n1", "n2"}} {
					if err := suspected(s, at+1, want); err != nil {
						return err
					}
				}
				if err := s.Heal(); err != nil {
					return err
				}
				return suspects(s, time.Second)
			}),
			byHand("slow, but there", 10, 3, "beats take up to 120 milliseconds, and overtake each other", func(s *sim.Sim) error {
				err := s.Delay(time.Millisecond, 120*time.Millisecond)
				if err == nil {
					err = s.Reorder(true)
				}
				if err != nil {
					return err
				}
				return suspects(s, time.Second, 330*time.Millisecond, 330*time.Millisecond, 330*time.Millisecond)
			}),
			atRandom("in the end all are right", 15, 3, 15, "%d random runs of 3 nodes with all faults; when they are over, nobody is suspected", sim.MixAll, func(s *sim.Sim) error {
				return suspects(s, time.Second)
			}),
			byHand("few messages", 10, 4, "4 nodes beat to each other ten times a second", func(s *sim.Sim) error {
				if err := s.Advance(10 * time.Second); err != nil {
					return err
				}
				least, most := 4*3*95, 4*3*105
				if n := sent(s); n < least || n > most {
					return fmt.Errorf("in 10 seconds there were %d messages; with a beat to each other node each 100 ms there are %d to %d", n, least, most)
				}
				return nil
			}),
		},
	}
}

// after does something later.
func after(s *sim.Sim, d time.Duration, do func() error) error {
	if err := s.Advance(d); err != nil {
		return err
	}
	if s.Err() != nil {
		return s.Err()
	}
	return do()
}

// suspects asks all nodes that are up, each time after some time has passed. They are to suspect those that are down.
func suspects(s *sim.Sim, waits ...time.Duration) error {
	for _, d := range waits {
		if err := s.Advance(d); err != nil || s.Err() != nil {
			return err
		}
		var down []protocol.NodeID
		for _, n := range s.World().Nodes {
			if !n.Up {
				down = append(down, n.ID)
			}
		}
		for i, n := range s.World().Nodes {
			if !n.Up {
				continue
			}
			if err := suspected(s, i+1, down); err != nil {
				return err
			}
		}
	}
	return nil
}

// suspected asks one node.
func suspected(s *sim.Sim, at int, want []protocol.NodeID) error {
	if err := s.Call(at, "Suspects"); err != nil || s.Err() != nil {
		return err
	}
	h := s.History()
	o := h[len(h)-1]
	if !o.Ended || o.Reply.Verdict != protocol.OK {
		return fmt.Errorf("n%d does not answer Suspects at once", at)
	}
	if got, _ := o.Reply.Value.([]protocol.NodeID); !slices.Equal(got, want) {
		return fmt.Errorf("n%d suspects %v, and should suspect %v", at, o.Reply.Value, want)
	}
	return nil
}
