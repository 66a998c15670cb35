package scripts

import (
	"fmt"
	"strings"

	"parley/protocol"
	"parley/sim"
)

// Setting is one thing that a simulation, an exploration or a start is to be told: Seed, Param, Depth, ..
type Setting struct{ apply func(*settings) }

type settings struct {
	seed    uint64
	params  map[string]any
	explore sim.Exploration
	require []string
	fresh   bool
	name    string
}

func gather(all []Setting) settings {
	s := settings{params: map[string]any{}, seed: usualSeed.Load()}
	for _, x := range all {
		if x.apply != nil {
			x.apply(&s)
		}
	}
	return s
}

// chosen is a protocol as some settings want it.
func chosen(which any, with []Setting) (*protocol.Protocol, settings, error) {
	set := gather(with)
	row, err := ProtocolOf(which)
	if err == nil {
		row, err = row.Require(set.require...)
	}
	return row, set, err
}

// Seed is what all that is left to chance depends on.
func Seed(n uint64) Setting { return Setting{func(s *settings) { s.seed = n }} }

// Param sets a parameter of the protocol.
func Param(name string, value any) Setting {
	return Setting{func(s *settings) { s.params[name] = value }}
}

// Depth bounds an exploration to schedules of that many steps.
func Depth(n int) Setting { return Setting{func(s *settings) { s.explore.Depth = n }} }

// Crashes lets an exploration crash and recover nodes, so many times in a schedule.
func Crashes(n int) Setting { return Setting{func(s *settings) { s.explore.Crashes = n }} }

// Drops lets an exploration lose messages, so many in a schedule.
func Drops(n int) Setting { return Setting{func(s *settings) { s.explore.Drops = n }} }

// Require holds a protocol to a property that it does not promise: "non-blocking" of 2pc. Protocols("2pc") lists them.
func Require(property string) Setting {
	return Setting{func(s *settings) { s.require = append(s.require, property) }}
}

// Fresh lets machines begin anew: what they had stored is removed.
func Fresh() Setting { return Setting{func(s *settings) { s.fresh = true }} }

// As names the machines, where several of one protocol run at a node.
func As(name string) Setting { return Setting{func(s *settings) { s.name = name }} }

// Sim makes a simulated cluster of n nodes of a protocol: its name, or one of your own. It panics with a sentence if there is no such protocol or it does not run so.
func Sim(of any, n int, with ...Setting) *Cluster {
	c, err := Simulate(of, n, with...)
	if err != nil {
		panic(err)
	}
	return c
}

// Exploration is what an exploration has found.
type Exploration struct {
	sim.Explored
	row *protocol.Protocol
}

// Explore tries every schedule of n nodes, up to the bounds that it is given.
func Explore(of any, n int, with ...Setting) (*Exploration, error) {
	return explore(of, n, nil, nil, with)
}

// explore is Explore that tells how far it is, and ends when nobody wants more.
func explore(of any, n int, cancel <-chan struct{}, progress func(states, depth int), with []Setting) (*Exploration, error) {
	row, set, err := chosen(of, with)
	if err != nil {
		return nil, err
	}
	set.explore.Protocol, set.explore.Nodes, set.explore.Params, set.explore.Seed = row, n, set.params, set.seed
	set.explore.Cancel, set.explore.Progress = cancel, progress
	x, err := sim.Explore(set.explore)
	if err != nil {
		return nil, err
	}
	return &Exploration{*x, row}, nil
}

// String is the number of states and the verdict.
func (x *Exploration) String() string {
	s := fmt.Sprintf("states: %d\n", x.States)
	switch {
	case x.Violation != nil:
		s += x.Violation.Error() + "\n" + x.Lines()
	case x.Complete:
		s += "holds in all states: " + propertyNames(x.row.Invariants)
	default:
		s += fmt.Sprintf("holds in the states seen, to depth %d: %s", x.Explored.Depth, propertyNames(x.row.Invariants))
	}
	return strings.TrimRight(s, "\n")
}

func propertyNames(all []protocol.Property) string {
	var names []string
	for _, p := range all {
		names = append(names, p.Name)
	}
	if names == nil {
		return "nothing, since it names no invariants"
	}
	return strings.Join(names, ", ")
}

// Lines is the counter-example as a script; empty if there is none.
func (x *Exploration) Lines() string { return lines(x.Script) }

func lines(script []sim.Action) string {
	var b strings.Builder
	for _, a := range script {
		b.WriteString(a.String() + "\n")
	}
	return b.String()
}

// Trace is what happens in the counter-example.
func (x *Exploration) Trace() Trace { return Trace{x.Explored.Trace} }

// Violated is the name of the property that does not hold; "" if all do.
func (x *Exploration) Violated() string {
	if x.Violation == nil {
		return ""
	}
	return x.Violation.Property
}

// Runs is what random runs have shown.
type Runs struct {
	seen  *sim.Seen
	under []string    // faults
	short *sim.Shrunk // of the run that broke a property; nil: none did
	row   *protocol.Protocol
}

// Random makes so many runs of n nodes, each with calls and faults that are drawn from its seed, until one breaks a property; that one is made
// as short as can be. Faults is a mix such as "crash" or "crash+partition"; "" is all that the protocol promises to hold under.
func Random(of any, n int, faults string, seeds int, with ...Setting) (*Runs, error) {
	row, set, err := chosen(of, with)
	if err != nil {
		return nil, err
	}
	if seeds < 1 {
		return nil, fmt.Errorf("%d random runs show nothing; give 1 at least", seeds)
	}
	c := sim.Config{Protocol: row, Nodes: n, Params: set.params}
	r := &Runs{row: row, under: sim.Drawn(row, faults)}
	if r.seen, err = sim.Seeds(c, faults, max(set.seed, 1), seeds, nil); err != nil {
		return nil, err
	}
	if fail := r.seen.Failure; fail != nil {
		c.Seed, c.Strict = fail.Seed, fail.Strict
		if r.short, err = sim.Shrink(c, fail.Script, 0); err != nil {
			return nil, err
		}
	}
	return r, nil
}

// String is the number of runs and the verdict.
func (r *Runs) String() string {
	s := fmt.Sprintf("runs: %d   faults: %s\n", r.seen.Seeds, strings.Join(r.under, " "))
	if r.short == nil {
		return s + "holds in all of them: " + propertyNames(r.row.Invariants)
	}
	s += fmt.Sprintf("%v\n# on %d nodes\n%s", r.short.Violation, r.short.Config.Nodes, r.Lines())
	return s + "again: " + r.seen.Failure.Command
}

// Violated is the name of the property that does not hold; "" if all do.
func (r *Runs) Violated() string {
	if r.short == nil {
		return ""
	}
	return r.short.Violation.Property
}

// Lines is the shortened run as a script; empty if all runs hold.
func (r *Runs) Lines() string {
	if r.short == nil {
		return ""
	}
	return lines(r.short.Script)
}

// Trace is what happens in the shortened run.
func (r *Runs) Trace() Trace {
	if r.short == nil {
		return Trace{}
	}
	return Trace{r.short.Trace}
}

// Protocols lists the protocols that can be simulated, explored and started, or says what one of them is.
func Protocols(which ...any) (Text, error) {
	if len(which) > 0 {
		row, err := ProtocolOf(which[0])
		if err != nil {
			return "", err
		}
		return Text(sim.Describe(row)), nil
	}
	t := Table{}
	for _, p := range Catalog() {
		t.Rows = append(t.Rows, []string{p.Name, p.Summary})
	}
	return Text(t.String()), nil
}
