package course

import (
	"fmt"
	"strings"

	"parley/protocol"
	"parley/sim"
)

// This file is the kinds of checks: a run by hand, every schedule, and random runs.

// check is one of a lesson.
type check struct {
	name   string
	points int
	how    string // for the student
	do     func(*protocol.Protocol) (*Broken, error)
}

// byHand is a run that play makes. What play returns is what the student has got wrong.
func byHand(name string, points, nodes int, how string, play func(*sim.Sim) error) check {
	return check{name, points, how, func(p *protocol.Protocol) (*Broken, error) {
		s, err := sim.New(sim.Config{Protocol: p, Nodes: nodes, Seed: 1, Strict: true})
		if err != nil {
			return nil, err
		}
		return judged(s, play(s)), nil
	}}
}

// judged is what a run has shown.
func judged(s *sim.Sim, wrong error) *Broken {
	if s.Err() != nil {
		wrong = s.Err()
	}
	if wrong == nil {
		return nil
	}
	return &Broken{Why: wrong.Error(), Script: s.Script(), Trace: s.Trace(), fatal: hangs(wrong)}
}

// hangs says whether a step has not returned, which takes seconds each time.
func hangs(err error) bool { return strings.Contains(err.Error(), "has not returned") }

// mostShrunk is how many steps a run may have that is made shorter: one with messages without end would take minutes.
const mostShrunk = 2_000

// mostSteps is how many a random run may have: nodes that beat take some thousands.
const mostSteps = 25_000

// mostStates bounds an exploration: a student's machine may have states without end.
const mostStates = 40_000

// everySchedule explores. The properties are those of the lesson.
func everySchedule(name string, points int, how string, x sim.Exploration) check {
	return check{name, points, how, func(p *protocol.Protocol) (*Broken, error) {
		x := x
		x.Protocol, x.MaxStates = p, mostStates
		found, err := sim.Explore(x)
		if err != nil {
			return nil, err
		}
		if v := found.Violation; v != nil {
			return &Broken{Why: v.Error(), Script: found.Script, Trace: found.Trace, fatal: hangs(v)}, nil
		}
		for i, met := range found.Met {
			if !met {
				return &Broken{Why: "it never happens in any of them that " + p.Sometimes[i].Name}, nil
			}
		}
		return nil, nil
	}}
}

// atRandom makes random runs. Each ends with after, when all faults are mended; nil: nothing is asked then.
func atRandom(name string, points, nodes, seeds int, how, mix string, after func(*sim.Sim) error) check {
	return check{name, points, fmt.Sprintf(how, seeds), func(p *protocol.Protocol) (*Broken, error) {
		c := sim.Config{Protocol: p, Nodes: nodes}
		met := make([]bool, len(p.Sometimes))
		for seed := uint64(1); seed <= uint64(seeds); seed++ {
			s, err := sim.Random(c, mix, seed)
			if err != nil {
				return nil, err
			}
			if n := s.Events(); s.Err() == nil && n > mostSteps {
				return judged(s, fmt.Errorf("seed %d: the run takes %d steps: look for messages that cause messages without end", seed, n)), nil
			}
			if s.Err() == nil && after != nil {
				if wrong := after(s); wrong != nil && s.Err() == nil {
					return judged(s, fmt.Errorf("seed %d: %w", seed, wrong)), nil
				}
			}
			if s.Err() != nil {
				return shorter(c, seed, s), nil
			}
			for i, m := range s.Met() {
				met[i] = met[i] || m
			}
		}
		for i, m := range met {
			if !m {
				return &Broken{Why: "it never happens in any of them that " + p.Sometimes[i].Name}, nil
			}
		}
		return nil, nil
	}}
}

// shorter is the counter-example as short as can be.
func shorter(c sim.Config, seed uint64, broken *sim.Sim) *Broken {
	b := judged(broken, nil)
	b.Why = fmt.Sprintf("seed %d: %s", seed, b.Why)
	if b.fatal || broken.Events() > mostShrunk {
		return b // each run of it would take as long again
	}
	c.Seed = seed
	if s, err := sim.Shrink(c, b.Script, shrinkRuns); err == nil {
		b.Why, b.Script, b.Trace = fmt.Sprintf("seed %d: %v", seed, s.Violation), s.Script, s.Trace
	}
	return b
}

// node is the number of a node in scripts.
func node(s *sim.Sim, id protocol.NodeID) int {
	for i, n := range s.Names() {
		if n == id {
			return i + 1
		}
	}
	return 0
}

// sent counts the messages that have left.
func sent(s *sim.Sim) (n int) {
	for _, e := range s.Trace().Events {
		if e.What == protocol.Sent {
			n++
		}
	}
	return n
}
