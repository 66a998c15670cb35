package course

import (
	"fmt"
	"math/rand/v2"
	"strings"

	"parley/protocol"
	"parley/sim"
)

// This file is the kinds of checks: a run by hand, every schedule, and random runs.

// check is one of a lesson.
type check struct {
	name   string
	points int
	how    string                                                // for the student
	do     func(p *protocol.Protocol, part int) (*Broken, error) // only so much of what is random, or of all schedules: one in part
}

// byHand is a run that play makes. What play returns is what the student has got wrong.
func byHand(name string, points, nodes int, how string, play func(*sim.Sim) error) check {
	return check{name, points, how, func(p *protocol.Protocol, _ int) (*Broken, error) {
		s, err := sim.New(sim.Config{Protocol: p, Nodes: nodes, Seed: 1, Strict: true})
		if err != nil {
			return nil, err
		}
		return judged(s, play(s)).of(1), nil
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

// everySchedule explores, as far as x.MaxStates goes if it has that. The properties are those of the lesson.
func everySchedule(name string, points int, how string, x sim.Exploration) check {
	return check{name, points, how, func(p *protocol.Protocol, part int) (*Broken, error) {
		x := x
		if x.MaxStates == 0 {
			x.MaxStates = mostStates
		}
		x.Protocol, x.MaxStates = p, x.MaxStates/part
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

// everyScheduleAfter explores from where play has brought the nodes, in manual mode. It does not ask for what must happen some time, which may be
// farther than the states go.
func everyScheduleAfter(name string, points int, how string, play func(*sim.Sim) error, x sim.Exploration) check {
	return check{name, points, how, func(p *protocol.Protocol, part int) (*Broken, error) {
		s, err := sim.New(sim.Config{Protocol: p, Nodes: x.Nodes, Seed: 1, Strict: true})
		if err != nil {
			return nil, err
		}
		if err := play(s); err != nil || s.Err() != nil {
			return judged(s, err), nil
		}
		x := x
		x.Seed, x.After = 1, s.Script()[1:] // that it is manual is known
		row := *p
		row.Sometimes = nil
		return everySchedule(name, points, how, x).do(&row, part)
	}}
}

// atRandom makes random runs. Each ends with after, when all faults are mended; nil: nothing is asked then.
func atRandom(name string, points, nodes, seeds int, how, mix string, after func(*sim.Sim) error) check {
	return check{name, points, fmt.Sprintf(how, seeds), func(p *protocol.Protocol, part int) (*Broken, error) {
		c := sim.Config{Protocol: p, Nodes: nodes}
		met := make([]bool, len(p.Sometimes))
		for seed := uint64(1); seed <= uint64(max(seeds/part, 1)); seed++ {
			s, err := sim.Random(c, mix, seed)
			if err != nil {
				return nil, err
			}
			if n := s.Events(); s.Err() == nil && n > mostSteps {
				return judged(s, fmt.Errorf("seed %d: the run takes %d steps: look for messages that cause messages without end", seed, n)).of(seed), nil
			}
			if s.Err() == nil && after != nil {
				if wrong := after(s); wrong != nil && s.Err() == nil {
					return judged(s, fmt.Errorf("seed %d: %w", seed, wrong)).of(seed), nil
				}
			}
			if s.Err() != nil {
				return longer(c, seed, s), nil
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

// drawn makes many runs as atRandom does, but play says what happens in them.
func drawn(name string, points, nodes, runs int, how string, play func(s *sim.Sim, random func(int) int) error) check {
	return check{name, points, fmt.Sprintf(how, runs), func(p *protocol.Protocol, part int) (*Broken, error) {
		for seed := uint64(1); seed <= uint64(max(runs/part, 1)); seed++ {
			c := sim.Config{Protocol: p, Nodes: nodes, Seed: seed}
			s, err := sim.New(c)
			if err != nil {
				return nil, err
			}
			wrong := play(s, rand.New(rand.NewPCG(seed, 0)).IntN)
			if s.Err() != nil {
				return longer(c, seed, s), nil
			}
			if wrong != nil {
				return judged(s, fmt.Errorf("seed %d: %w", seed, wrong)).of(seed), nil
			}
		}
		return nil, nil
	}}
}

// of says with which seed it was run.
func (b *Broken) of(seed uint64) *Broken {
	if b != nil {
		b.seed = seed
	}
	return b
}

// longer is the counter-example of a random run, which can be made shorter.
func longer(c sim.Config, seed uint64, s *sim.Sim) *Broken {
	b := judged(s, nil).of(seed)
	b.Why = fmt.Sprintf("seed %d: %s", seed, b.Why)
	b.shorter = func() { b.shorten(c, seed, s.Events()) }
	return b
}

// shorten makes the counter-example of a random run, which had so many steps, as short as can be.
func (b *Broken) shorten(c sim.Config, seed uint64, steps int) {
	if b.fatal || steps > mostShrunk {
		return // each run of it would take as long again
	}
	c.Seed = seed
	if s, err := sim.Shrink(c, b.Script, min(shrinkRuns, shrinkSteps/max(steps, 1))); err == nil {
		b.Why, b.Script, b.Trace = fmt.Sprintf("seed %d: %v", seed, s.Violation), s.Script, s.Trace
	}
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
