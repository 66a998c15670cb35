package course

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"parley/protocol"
	"parley/sim"
)

// This file is the checks of an atomic broadcast.

func zab() Lesson {
	return Lesson{
		Name:     "zab",
		Summary:  "atomic broadcast: one order, whoever leads (Junqueira, Reed and Serafini 2011)",
		Todo:     "say which leader is followed, with which history it begins, and when a change is delivered",
		variable: "Zab", keep: "the type Txn, and the type node with its fields history, delivered and leads",
		calls: []string{"Lead int", "Broadcast string", "Delivered"}, part: 3,
		explore: func(nodes []protocol.NodeID) []protocol.CallAt {
			last := nodes[len(nodes)-1]
			return []protocol.CallAt{{Node: nodes[0], Op: "Lead", Args: []any{1}}, {Node: nodes[0], Op: "Broadcast", Args: []any{"x"}}, {Node: last, Op: "Lead", Args: []any{2}}}
		},
		workload: func(w *protocol.World, at protocol.NodeID, n int, random func(int) int) (string, []any) {
			if random(3) == 0 {
				return "Lead", []any{n - random(2)} // which may be that of another
			}
			return "Broadcast", []any{fmt.Sprint("v", n)}
		},
		checks: []check{
			inRuns("one leader", 10, "n1 leads and broadcasts a, b and c, and all deliver them",
				"lead 1 1; broadcast 1 a; broadcast 1 b; broadcast 1 c; advance 10ms; delivered 1 a b c; delivered 2 a b c; delivered 3 a b c"),
			inRuns("not without a quorum", 10, "n1 leads, is cut off, and broadcasts x, which must not be delivered",
				"lead 1 1; partition 1 | 2 3; broadcast 1 x; advance 10ms; delivered 1; delivered 2; delivered 3"),
			inRuns("the next leader", 10, "n1 and n2 have delivered a; n1 dies, and n3 leads, which has never heard of a, and is asked to broadcast at once",
				"lead 1 1; partition 1 2 | 3; broadcast 1 a; advance 10ms; crash 1; heal; call 3 Lead 2; advance 2.5ms; call 3 Broadcast early; advance 10ms; "+
					"broadcast 3 b; advance 10ms; delivered 2 a b; delivered 3 a b"),
			inRuns("what was never committed", 10, "n1 leads and writes x to its own disk alone, and n2 leads with n3; then n1 follows it",
				"lead 1 1; partition 1 | 2 3; broadcast 1 x; lead 2 2; broadcast 2 a; advance 10ms; heal; lead 2 3; broadcast 2 b; advance 10ms; "+
					"delivered 1 a b; delivered 2 a b; delivered 3 a b"),
			inRuns("the longer history", 10, "the same, but n1 has written x, y and z, and then it leads with n2",
				"lead 1 1; partition 1 | 2 3; broadcast 1 x; broadcast 1 y; broadcast 1 z; lead 2 2; broadcast 2 a; advance 10ms; heal; crash 3; lead 1 3; delivered 1 a; delivered 2 a"),
			inRuns("the later leader", 5, "n1 has x alone, from epoch 1; n2 has y alone, from epoch 2; n1 leads with n3 in epoch 3, and then n2 with n3",
				"lead 1 1; partition 1 | 2 3; broadcast 1 x; lead 2 2; partition 1 3 | 2; broadcast 2 y; lead 1 3; advance 10ms; partition 1 | 2 3; lead 2 4; broadcast 2 b; "+
					"advance 10ms; delivered 2 b; delivered 3 b"),
			inRuns("the old leader", 15, "n2 has promised to follow n3, and then it gets a change from n1; or its history; or n1 and n3 want the same epoch",
				"lead 1 1; broadcast 1 a; advance 10ms; cut 1 3; cut 3 1; call 3 Lead 2; advance 500us; broadcast 1 x; advance 10ms; broadcast 3 b; advance 10ms; "+
					"delivered 1 a; delivered 2 a b; delivered 3 a b",
				"lead 1 1; partition 1 | 2 3; broadcast 1 x; heal; cut 1 3; cut 3 1; call 1 Lead 2; advance 1.2ms; call 3 Lead 3; advance 10ms; broadcast 3 b; advance 10ms; "+
					"delivered 1; delivered 2 b; delivered 3 b",
				"cut 1 3; cut 3 1; lead 1 1; broadcast 1 a; advance 10ms; call 3 Lead 1; advance 500us; broadcast 1 x; advance 10ms; delivered 1 a x; delivered 2 a x; delivered 3"),
			inRuns("lost messages", 10, "n3 gets the second proposal of n1, and not the first; or a proposal, and not the history that comes before it",
				"lead 1 1; cut 1 3; broadcast 1 a; join 1 3; broadcast 1 b; advance 10ms; delivered 1 a b; delivered 2 a b; delivered 3; lead 2 2; delivered 3 a b",
				"lead 3 1; partition 1 2 | 3; broadcast 3 x; lead 1 2; broadcast 1 a; advance 10ms; heal; call 1 Lead 3; advance 1.5ms; cut 1 3; advance 1ms; join 1 3; advance 10ms; "+
					"cut 1 2; cut 2 1; broadcast 1 b; advance 10ms; delivered 1 a; delivered 3"),
			everySchedule("every schedule", 10, "every schedule of 13 steps of 3 nodes: n1 leads and broadcasts, and n3 leads", sim.Exploration{Nodes: 3, Network: sim.Ordered, Depth: 13}),
			atRandom("also by chance", 10, 3, 120, "%d random runs of 3 nodes, with crashes and a network that fails; in the end one leads, and all follow it", "crash+send+partition+loss+delay", func(s *sim.Sim) error {
				return follows(s)
			}),
		},
	}
}

// inRuns is runs of 3 nodes by their scripts, one after the other, until one goes wrong.
func inRuns(name string, points int, how string, scripts ...string) check {
	return check{name, points, how, func(p *protocol.Protocol, _ int) (*Broken, error) {
		for _, script := range scripts {
			s, err := sim.New(sim.Config{Protocol: p, Nodes: 3, Seed: 1, Strict: true})
			if err != nil {
				return nil, err
			}
			if b := judged(s, playLines(s, strings.Split(script, "; ")...)); b != nil {
				return b, nil
			}
		}
		return nil, nil
	}}
}

// playLines does the lines of a script, and some of its own: to lead and to broadcast, both of which have to be taken, and what should have been delivered.
func playLines(s *sim.Sim, lines ...string) error {
	for _, line := range lines {
		words := strings.Fields(line)
		var err error
		switch words[0] {
		case "lead":
			err = taken(s, "n"+words[1]+" Lead "+words[2], 10*time.Millisecond)
		case "broadcast":
			err = taken(s, "n"+words[1]+" Broadcast "+words[2], 100*time.Microsecond)
		case "delivered":
			err = delivered(s, int(words[1][0]-'0'), words[2:])
		default:
			err = s.Do(sim.Action{Verb: words[0], Args: words[1:]})
		}
		if err != nil || s.Err() != nil {
			return err
		}
	}
	return nil
}

// taken calls an operation that has to be taken, and lets some time pass.
func taken(s *sim.Sim, call string, d time.Duration) error {
	if err := s.Do(sim.Action{Verb: "call", Args: strings.Fields(call)}); err != nil || s.Err() != nil {
		return err
	}
	h := s.History()
	if o := h[len(h)-1]; !o.Ended || o.Reply.Verdict != protocol.OK {
		return fmt.Errorf("%s: it %s", call, ending(o))
	}
	return s.Advance(d)
}

// delivered says whether a node has delivered just that.
func delivered(s *sim.Sim, at int, want []string) error {
	if err := s.Call(at, "Delivered"); err != nil || s.Err() != nil {
		return err
	}
	h := s.History()
	if got, ok := h[len(h)-1].Reply.Value.([]string); !ok || !slices.Equal(got, want) {
		return fmt.Errorf("n%d has delivered %v, and should have delivered %v", at, got, want)
	}
	return nil
}

// follows lets n1 lead in the end, and looks whether all have what it has.
func follows(s *sim.Sim) error {
	if err := playLines(s, "lead 1 1000", "broadcast 1 last", "advance 10ms"); err != nil || s.Err() != nil {
		return err
	}
	var all []string
	for at := range s.Names() {
		if err := s.Call(at+1, "Delivered"); err != nil || s.Err() != nil {
			return err
		}
		h := s.History()
		got, _ := h[len(h)-1].Reply.Value.([]string)
		if at == 0 {
			all = got
		}
		if len(got) == 0 || got[len(got)-1] != "last" || !slices.Equal(got, all) {
			return fmt.Errorf("n1 leads at last, and broadcasts %q; then n1 has delivered %v, and n%d %v", "last", all, at+1, got)
		}
	}
	return nil
}
