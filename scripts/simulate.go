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
	fresh   bool
	name    string
}

func gather(all []Setting) settings {
	s := settings{params: map[string]any{}}
	for _, x := range all {
		if x.apply != nil {
			x.apply(&s)
		}
	}
	return s
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

// Fresh lets machines begin anew: what they had stored is removed.
func Fresh() Setting { return Setting{func(s *settings) { s.fresh = true }} }

// As names the machines, where several of one protocol run at a node.
func As(name string) Setting { return Setting{func(s *settings) { s.name = name }} }

// Sim makes a simulated cluster of n nodes. It panics with a sentence if there is no such protocol or it does not run so.
func Sim(name string, n int, with ...Setting) *Cluster {
	c, err := Simulate(name, n, with...)
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
func Explore(name string, n int, with ...Setting) (*Exploration, error) {
	row, err := FindProtocol(name)
	if err != nil {
		return nil, err
	}
	set := gather(with)
	set.explore.Protocol, set.explore.Nodes, set.explore.Params, set.explore.Seed = row, n, set.params, set.seed
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
	return strings.Join(names, ", ")
}

// Lines is the counter-example as a script; empty if there is none.
func (x *Exploration) Lines() string {
	var b strings.Builder
	for _, a := range x.Script {
		b.WriteString(a.String() + "\n")
	}
	return b.String()
}

// Trace is what happens in the counter-example.
func (x *Exploration) Trace() Trace { return Trace{x.Explored.Trace} }

// Protocols lists the protocols that can be simulated, explored and started, or says what one of them is.
func Protocols(name ...string) (Text, error) {
	if len(name) > 0 {
		row, err := FindProtocol(name[0])
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
