package scripts

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"parley/node"
	"parley/protocol"
	"parley/sim"
	"parley/txn"
)

// Protocols are all that can be simulated, checked and started, by name.
func Protocols() []*protocol.Protocol {
	all := txn.Protocols()
	slices.SortFunc(all, func(a, b *protocol.Protocol) int { return strings.Compare(a.Name, b.Name) })
	return all
}

// FindProtocol finds one of Protocols.
func FindProtocol(name string) (*protocol.Protocol, error) {
	var names []string
	for _, p := range Protocols() {
		if p.Name == name {
			return p, nil
		}
		names = append(names, p.Name)
	}
	return nil, fmt.Errorf("there is no protocol %q; there are %s", name, strings.Join(names, ", "))
}

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

// Simulate is Sim with an error instead of a panic.
func Simulate(name string, n int, with ...Setting) (*Cluster, error) {
	row, err := FindProtocol(name)
	if err != nil {
		return nil, err
	}
	set := gather(with)
	s, err := sim.New(sim.Config{Protocol: row, Nodes: n, Seed: set.seed, Params: set.params, Strict: true})
	if err != nil {
		return nil, err
	}
	return simCluster(s, row, ""), nil
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

// start starts the machines of a protocol at all nodes of a target.
func (h *host) start(name string, at Target, with ...Setting) (*Cluster, error) {
	row, err := FindProtocol(name)
	if err != nil {
		return nil, err
	}
	ids, err := h.n.Targets(at)
	if err != nil {
		return nil, err
	}
	slices.Sort(ids)
	set := gather(with)
	if set.name == "" {
		set.name = name
	}
	params := map[string]any{}
	for key, v := range set.params {
		params[key] = fmt.Sprint(v) // as text it travels with its meaning
	}
	if _, err := row.Configure(ids[0], ids, params); err != nil {
		return nil, err
	}
	ctx := h.n.Calling().Context
	spec := node.MachineSpec{Name: set.name, Protocol: name, Nodes: ids, Params: params}
	each := func(do func(context.Context, protocol.NodeID) error) error {
		errs := make([]error, len(ids))
		done := make(chan struct{})
		for i, id := range ids {
			go func() {
				errs[i] = do(ctx, id)
				done <- struct{}{}
			}()
		}
		for range ids {
			<-done
		}
		return errors.Join(errs...)
	}
	if set.fresh {
		if err := each(func(ctx context.Context, id protocol.NodeID) error {
			h.machineCall(ctx, id, "machine.stop", set.name) // it may not run
			return h.machineCall(ctx, id, "machine.forget", set.name)
		}); err != nil {
			return nil, err
		}
	}
	err = each(func(ctx context.Context, id protocol.NodeID) error {
		return h.machineCall(ctx, id, "machine.start", spec)
	})
	if err != nil {
		return nil, err
	}
	l := newLive(h.n, row, set.name, ids, params)
	return &Cluster{Cluster: l, row: row,
		world: func() (*protocol.World, error) {
			s, err := l.again()
			if err != nil {
				return nil, err
			}
			return s.World(), nil
		},
		met: func() []bool {
			if s, err := l.again(); err == nil {
				return s.Met()
			}
			return nil
		}}, nil
}

// machineCall is a call about a machine, at this node or another.
func (h *host) machineCall(ctx context.Context, at protocol.NodeID, call string, arg any) error {
	if at != h.n.Name() {
		return h.n.CallInto(ctx, at, call, nil, arg)
	}
	var err error
	switch call {
	case "machine.start":
		_, err = h.n.StartMachine(arg.(node.MachineSpec))
	case "machine.stop":
		err = h.n.StopMachine(arg.(string))
	case "machine.forget":
		err = h.n.ForgetMachine(arg.(string))
	}
	return err
}

// machines lists the machines of this node.
func (h *host) machines() Table {
	t := Table{Head: []string{"name", "protocol", "nodes", ""}, Empty: "no machines run here"}
	for _, m := range h.n.Machines() {
		t.Rows = append(t.Rows, []string{m.Name, m.Protocol, joinNames(m.Nodes), m.Err})
	}
	return t
}

// protocols is all of them, or what one is.
func (h *host) protocols(name ...string) (Text, error) {
	if len(name) > 0 {
		row, err := FindProtocol(name[0])
		if err != nil {
			return "", err
		}
		return Text(sim.Describe(row)), nil
	}
	t := Table{}
	for _, p := range Protocols() {
		t.Rows = append(t.Rows, []string{p.Name, p.Summary})
	}
	return Text(t.String()), nil
}
