package course

import (
	"fmt"

	"parley/protocol"
	"parley/sim"
)

// This file is the checks of mutual exclusion by Ricart and Agrawala's algorithm.

func mutex() Lesson {
	return Lesson{
		Name:     "mutex",
		Summary:  "mutual exclusion without a coordinator (Ricart and Agrawala 1981)",
		Todo:     "decide who may enter first when two nodes ask each other, by Lamport's clocks",
		variable: "Mutex", keep: "the type node and its field in", calls: []string{"Lock", "Unlock"},
		explore: func(nodes []protocol.NodeID) (all []protocol.CallAt) {
			for i, id := range nodes {
				all = append(all, protocol.CallAt{Node: id, Op: "Lock"})
				if i < 2 {
					all = append(all, protocol.CallAt{Node: id, Op: "Unlock"})
				}
				if len(nodes) == 2 {
					all = append(all, protocol.CallAt{Node: id, Op: "Lock"})
				}
			}
			return all
		},
		workload: func(w *protocol.World, at protocol.NodeID, n int, random func(int) int) (string, []any) {
			return [...]string{"Lock", "Unlock"}[random(2)], nil
		},
		checks: []check{
			byHand("one alone gets in", 10, 3, "n1 locks, unlocks, and locks again", func(s *sim.Sim) error {
				for range 2 {
					if err := do(s, 1, "Lock", "Unlock"); err != nil {
						return err
					}
				}
				return nil
			}),
			everySchedule("two are never in at once", 30, "every schedule of 3 nodes, each of which locks once", sim.Exploration{Nodes: 3}),
			everySchedule("nor when they come again", 15, "every schedule of 2 nodes, each of which locks twice", sim.Exploration{Nodes: 2}),
			byHand("all get in", 20, 3, "all lock at once; then who is in unlocks", func(s *sim.Sim) error {
				for i := range s.Names() {
					if err := s.Call(i+1, "Lock"); err != nil {
						return err
					}
				}
				return allIn(s)
			}),
			atRandom("also by chance", 15, 4, 150, "%d random runs of 4 nodes; messages are late and overtake each other", "delay+reorder+pause", allIn),
			byHand("few messages", 10, 4, "an entry of one of 4 nodes costs 6 messages", func(s *sim.Sim) error {
				if err := do(s, 2, "Lock", "Unlock"); err != nil {
					return err
				}
				if n, most := sent(s), 2*(len(s.Names())-1); n > most {
					return fmt.Errorf("one entry took %d messages, and %d are enough: one to each other node, and one back", n, most)
				}
				return nil
			}),
		},
	}
}

// do calls operations of a node, one after the other. Each is to be answered.
func do(s *sim.Sim, at int, ops ...string) error {
	for _, op := range ops {
		if err := s.Call(at, op); err != nil {
			return err
		}
		if err := s.Run(); err != nil {
			return err
		}
		if s.Err() != nil {
			return s.Err()
		}
		switch h := s.History(); {
		case !h[len(h)-1].Ended:
			return fmt.Errorf("n%d calls %s, and is not answered although nothing happens any more", at, op)
		case h[len(h)-1].Reply.Verdict != protocol.OK:
			return fmt.Errorf("n%d calls %s, and is refused: %s", at, op, h[len(h)-1].Reply.Text)
		}
	}
	return nil
}

// allIn lets out who is in, until nobody waits.
func allIn(s *sim.Sim) error {
	for {
		if err := s.Run(); err != nil || s.Err() != nil {
			return err
		}
		in, waits := protocol.NodeID(""), protocol.NodeID("")
		held := map[protocol.NodeID]bool{}
		for _, o := range s.History() {
			switch {
			case !o.Ended && o.Call.Op == "Lock":
				waits = o.Node
			case !o.Ended:
				return fmt.Errorf("%s calls %s, and is not answered although nothing happens any more", o.Node, o.Call.Op)
			case o.Reply.Verdict == protocol.OK:
				held[o.Node] = o.Call.Op == "Lock"
			}
		}
		for _, id := range s.Names() {
			if held[id] {
				in = id
			}
		}
		switch {
		case waits == "" && in == "":
			return nil
		case in == "":
			return fmt.Errorf("%s waits for ever: nobody is in, and nothing happens any more", waits)
		}
		if err := s.Call(node(s, in), "Unlock"); err != nil {
			return err
		}
		if err := s.Run(); err != nil || s.Err() != nil {
			return err
		}
		if h := s.History(); h[len(h)-1].Reply.Verdict != protocol.OK {
			return fmt.Errorf("%s is in, and its Unlock is refused: %s", in, h[len(h)-1].Reply.Text)
		}
	}
}
