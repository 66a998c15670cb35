package course

import (
	"fmt"
	"strings"
	"time"

	"parley/protocol"
	"parley/sim"
)

// This file is the checks of remote evaluation.

func remote() Lesson {
	pay := func(n int) string { return fmt.Sprint("pay", n) }
	return Lesson{
		Name:     "remote",
		Summary:  "remote evaluation: <return, id, fn>, done once at most, and never said to have failed when it may not have (Birrell and Nelson 1984)",
		Todo:     "say which call an answer is for, what to do with what comes twice, and what is known when nothing comes",
		variable: "Remote", keep: "the type node with its field waiting, the type latch, and what evaluate stores", calls: []string{"Ask NodeID string", "Send NodeID string"},
		explore: func(nodes []protocol.NodeID) (all []protocol.CallAt) {
			for i := range 2 {
				all = append(all, protocol.CallAt{Node: nodes[0], Op: "Ask", Args: []any{nodes[1], pay(i + 1)}})
			}
			return all
		},
		workload: func(w *protocol.World, at protocol.NodeID, n int, random func(int) int) (string, []any) {
			return "Ask", []any{w.Nodes[random(len(w.Nodes))].ID, pay(n)}
		},
		checks: []check{
			byHand("an answer comes", 10, 2, "n1 asks n2, and nothing goes wrong", func(s *sim.Sim) error {
				return asks(s, "1 2 pay1", "run", "=value")
			}),
			byHand("each its own answer", 15, 3, "n1 asks n3, from where answers take long, and then n2", func(s *sim.Sim) error {
				return asks(s, "delay n3 n1 100ms", "1 3 pay1", "1 2 pay2", "run", "=value", "=value")
			}),
			byHand("two ask the same node", 10, 3, "n1 and n2 ask n3 at the same moment, each for something else", func(s *sim.Sim) error {
				return asks(s, "1 3 pay1", "2 3 pay2", "run", "=value", "=value")
			}),
			byHand("what has no value", 5, 2, "n1 asks n2 for what cannot be evaluated, and sends what wants no answer", func(s *sim.Sim) error {
				if err := asks(s, "1 2 nothing", "run", "=failed"); err != nil || s.Err() != nil {
					return err
				}
				before := sent(s)
				if err := asks(s, "call n1 Send n2 pay1", "run", "=failed", "=value"); err != nil || s.Err() != nil {
					return err
				}
				if n := sent(s) - before; n != 1 {
					return fmt.Errorf("Send causes %d messages; where return is false there is one", n)
				}
				return nil
			}),
			byHand("no answer", 10, 2, "n2 does what n1 asks for, and no answer gets through", func(s *sim.Sim) error {
				return asks(s, "cut n2 n1", "1 2 pay1", "run", "=unknown")
			}),
			byHand("too late", 10, 2, "n1 asks n2, and the answer takes longer than n1 waits; then it asks again, for something else", func(s *sim.Sim) error {
				return asks(s, "reorder n2 n1 yes", "delay n2 n1 1500ms", "1 2 pay1", "advance 1200ms", "delay n2 n1 600ms", "1 2 pay2", "run", "=unknown", "=value")
			}),
			byHand("a lost answer", 10, 2, "n1 asks n2, and the first answer is lost", func(s *sim.Sim) error {
				return asks(s, "cut n2 n1", "1 2 pay1", "advance 100ms", "heal", "run", "=value")
			}),
			byHand("a crash there", 10, 2, "n2 does what n1 asks for, crashes before it can answer, and comes back", func(s *sim.Sim) error {
				return asks(s, "crash-at-send n2", "1 2 pay1", "advance 100ms", "recover n2", "run", "=value or unknown")
			}),
			byHand("a crash here", 5, 2, "n1 asks, crashes, comes back, and asks for something else", func(s *sim.Sim) error {
				return asks(s, "1 2 pay1", "run", "crash n1", "recover n1", "1 2 pay2", "run", "=value", "=value")
			}),
			everySchedule("any order", 5, "every schedule of 2 nodes and 2 calls, with messages lost, late and doubled", sim.Exploration{Nodes: 2, Network: sim.Set}),
			everySchedule("with a crash", 5, "the same, and one of them crashes at any moment", sim.Exploration{Nodes: 2, Network: sim.Set, Crashes: 1}),
			atRandom("also by chance", 5, 3, 50, "%d random runs of 3 nodes with crashes, also while they write, and a network that fails; in the end no call waits", "crash+torn+send+partition+loss+delay+duplicate+reorder", func(s *sim.Sim) error {
				for _, o := range s.History() {
					if !o.Ended {
						return fmt.Errorf("%s asks for %v, and is told nothing", o.Node, o.Call.Args[1])
					}
				}
				return nil
			}),
		},
	}
}

// asks does lines of a script, in which "1 2 pay1" is n1 that asks n2, and "=value" how the first call, the second.. has ended by then.
func asks(s *sim.Sim, lines ...string) error {
	calls := 0
	for _, line := range lines {
		if want, is := strings.CutPrefix(line, "="); is {
			if s.Err() != nil {
				return nil // which says more
			}
			o := s.History()[calls]
			calls++
			asked := fmt.Sprintf("%s asks for %v, and is told ", o.Node, o.Call.Args[1])
			switch got := o.Reply.Verdict.String(); {
			case !o.Ended:
				return fmt.Errorf("%snothing, although nothing happens any more", asked)
			case o.End-o.Start > 2*time.Second:
				return fmt.Errorf("%s%s after %v, and wait is a second", asked, got, o.End-o.Start)
			case !strings.Contains(want, got):
				return fmt.Errorf("%s%s; it should be %s", asked, got, want)
			}
			continue
		}
		if f := strings.Fields(line); strings.HasPrefix(f[len(f)-1], "nothing") || len(f) == 3 && strings.HasPrefix(f[2], "pay") {
			line = fmt.Sprintf("call n%s Ask n%s %s", f[0], f[1], f[2])
		}
		if err := s.RunScript(line); err != nil {
			return err
		}
	}
	return nil
}
