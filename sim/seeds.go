package sim

import (
	"errors"
	"fmt"
	"time"

	"parley/protocol"
)

// strictEach is how often one of many runs is a strict one, which takes some five times as long.
const strictEach = 10

// Seen is what many random runs have shown.
type Seen struct {
	Seeds     int
	Events    int           // steps of machines
	Took      time.Duration // of real time
	PerSecond float64       // events
	Met       []bool        // which of the protocol's Sometimes have held in some run
	Failure   *Failure      // the first; nil: there was none
}

// Unmet are the names of the protocol's Sometimes that have held in no run.
func (s *Seen) Unmet(p *protocol.Protocol) []string {
	var names []string
	for i, met := range s.Met {
		if !met {
			names = append(names, p.Sometimes[i].Name)
		}
	}
	return names
}

// Failure is a random run that ended with a violation.
type Failure struct {
	Seed      uint64
	Strict    bool
	Script    []Action
	Violation *Violation
	Trace     protocol.Trace
	Command   string // the line of the shell that repeats it
}

func (f *Failure) Error() string {
	return fmt.Sprintf("seed %d: %v; to repeat it: %s", f.Seed, f.Violation, f.Command)
}

// Seeds makes random runs of count seeds from the first on, until one fails. Every 10th is strict. Progress is called after each with the
// number of runs so far; nil: it is not.
func Seeds(c Config, mix string, first uint64, count int, progress func(done int)) (*Seen, error) {
	if count < 0 {
		return nil, fmt.Errorf("%d seeds cannot be run", count)
	}
	seen := &Seen{}
	began := time.Now()
	for seed := first; seed != first+uint64(count); seed++ {
		run := c
		run.Silent, run.Strict = true, c.Strict || seed%strictEach == 0
		s, err := Random(run, mix, seed)
		if err != nil {
			return nil, err
		}
		seen.Seeds++
		seen.Events += s.Events()
		if seen.Met == nil {
			seen.Met = make([]bool, len(s.met))
		}
		for i, met := range s.met {
			seen.Met[i] = seen.Met[i] || met
		}
		if s.Err() != nil {
			if seen.Failure, err = failure(run, mix, seed, s); err != nil {
				return nil, err
			}
			break
		}
		if progress != nil {
			progress(seen.Seeds)
		}
	}
	seen.Took = time.Since(began)
	seen.PerSecond = float64(seen.Events) / max(seen.Took.Seconds(), 1e-9)
	return seen, nil
}

// alike says whether two runs have ended in the same way. What a panic says may be about addresses.
func alike(x, y *Violation) bool {
	panics := x.Property == rulePanics || x.Property == ruleProperties || x.Property == ruleWorkload
	return x.Property == y.Property && x.At == y.At && (panics || x.Err.Error() == y.Err.Error())
}

// failure runs a run that failed once more, with a trace.
func failure(c Config, mix string, seed uint64, s *Sim) (*Failure, error) {
	f := &Failure{Seed: seed, Strict: c.Strict, Script: s.Script(), Command: Command(c, mix, seed)}
	if s.stuck != nil {
		f.Violation = &Violation{Property: ruleReturns, At: s.Now(), Err: s.stuck}
		return f, nil // and once was enough
	}
	c.Silent = false
	again, err := Random(c, mix, seed)
	if err != nil {
		return nil, err
	}
	if again.violation == nil || !alike(again.violation, s.violation) {
		// The same run was another one. Strict runs find out why.
		c.Strict = true
		if strict, err := Random(c, mix, seed); err == nil && strict.violation != nil {
			again, f.Strict = strict, true
		} else {
			f.Violation = &Violation{Property: ruleDeterministic, At: s.Now(),
				Err: errors.Join(s.violation, errors.New("and the same run once more was another one: a machine or a property depends on more than its state and the event"))}
			return f, nil
		}
	}
	f.Violation, f.Script, f.Trace = again.violation, again.Script(), again.Trace()
	return f, nil
}
