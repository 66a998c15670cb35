package sim

import (
	"fmt"
	"slices"
	"time"

	"parley/protocol"
)

// This file is the explorer: every schedule of a protocol up to a bound, breadth first, so that what breaks a property is found by a
// schedule that no other is shorter than.

// How the explorer's network treats messages, as Exploration.Network.
const (
	Unordered = "unordered" // a message may be delivered at any time after it was sent
	Ordered   = "fifo"      // the messages of a channel are delivered in the order in which they were sent
	Timely    = "timely"    // messages take no time: a timer goes off when none is on its way, in the order of the timers' times
	Set       = "set"       // what was once sent may be delivered at any time, any number of times, as in many TLA+ models
)

// Exploration says what to explore.
type Exploration struct {
	Protocol *protocol.Protocol
	Nodes    int            // they are called n1, n2, ..
	Params   map[string]any // of the protocol; see Protocol.Configure
	Seed     uint64         // of what the machines leave to chance; it is the same in all steps of a node

	// After is done first, in manual mode: the schedules go on from there. Their depth and their faults are counted from there, too. There may be
	// calls, messages, timers, crashes and recoveries, and nothing that makes a network or a disk another one.
	After []Action

	Depth     int // the longest schedule, in steps; 0: there is no bound
	MaxStates int // the exploration ends after so many; default 1 million

	// How many faults there may be in a schedule; 0: none. A crash may be at any moment, and between a write and what follows it. In a
	// Timely network it may also be between two messages; in the others a message may be as late as it likes, which is the same.
	Crashes, Drops, Duplicates int

	// Network is one of Unordered, Ordered, Timely and Set; default what the protocol says, and if that says nothing, Unordered.
	Network string

	// Patience is how long one step of a machine may take in real time before the exploration is given up; default 10 s.
	Patience time.Duration

	// Progress is called now and then with the number of states and the depth so far; nil: it is not.
	Progress func(states, depth int)

	// Cancel ends the exploration when it is closed, as a bound does: what was found so far is the result. Nil: nothing does.
	Cancel <-chan struct{}
}

// maxExplored is how many calls Protocol.Explore may give: a state has a bit for each.
const maxExplored = 64

const defaultMaxStates = 1_000_000

func (c *Exploration) validate() error {
	if c.Protocol == nil {
		return fmt.Errorf("there is no protocol to explore")
	}
	name := c.Protocol.Name
	if c.Depth < 0 || c.MaxStates < 0 || c.Crashes < 0 || c.Drops < 0 || c.Duplicates < 0 || c.Patience < 0 {
		return fmt.Errorf("check %s: the bounds of an exploration must not be negative", name)
	}
	if c.Crashes > 255 || c.Drops > 255 || c.Duplicates > 255 {
		return fmt.Errorf("check %s: there may be 255 faults of a kind at most", name)
	}
	for _, a := range c.After {
		if !slices.Contains([]string{"call", "deliver", "again", "drop", "fire", "crash", "recover"}, a.Verb) {
			return fmt.Errorf("check %s: an exploration knows nothing of what %s does, and cannot begin after it", name, a.Verb)
		}
	}
	if c.MaxStates == 0 {
		c.MaxStates = defaultMaxStates
	}
	if c.MaxStates > 1<<31-1 {
		return fmt.Errorf("check %s: %d states do not fit into memory; choose less than %d", name, c.MaxStates, 1<<31)
	}
	if c.Patience == 0 {
		c.Patience = 10 * time.Second
	}
	if c.Network == "" {
		c.Network = c.Protocol.Network
	}
	if c.Network == "" {
		c.Network = Unordered
	}
	if c.Network != Unordered && c.Network != Ordered && c.Network != Timely && c.Network != Set {
		return fmt.Errorf("check %s: a network is %s, %s, %s or %s, not %q", name, Unordered, Ordered, Timely, Set, c.Network)
	}
	return nil
}

// Explored is what an exploration has found.
type Explored struct {
	States      int  // that differ
	Transitions int  // from one to another, or to itself
	Depth       int  // of the deepest state
	Complete    bool // there is no other state: no bound was reached

	// Violation is a property that does not hold in one of them, and Script one of the shortest ways there, from the start of all nodes.
	// It is proven: a Sim that did it came to the same violation, with this Trace.
	Violation *Violation
	Script    []Action
	Trace     protocol.Trace

	Met []bool // which of the protocol's Sometimes hold in some state
}

// Explore goes through the schedules of a protocol: the messages delivered and the timers gone off in every order, each of
// Protocol.Explore's calls issued at any time, and faults at any time. Timers know no durations here, but in a Timely network: one that is set may go off. Time
// stands still, as in a Sim in manual mode. An error is about the exploration; what is violated is in the result.
func Explore(c Exploration) (*Explored, error) {
	if err := c.validate(); err != nil {
		return nil, err
	}
	s, err := c.sim()
	if err != nil {
		return nil, err
	}
	x := &explorer{cfg: c, protocol: c.Protocol, seen: map[uint64]struct{}{}, tried: map[uint64]struct{}{}, timerNumber: map[string]int{}, kinds: map[string]bool{}}
	x.found.Met = make([]bool, len(c.Protocol.Sometimes))
	if s.stuck != nil {
		return nil, s.stuck
	}
	if s.violation != nil {
		x.found.States, x.found.Violation, x.found.Script, x.found.Trace = 1, s.violation, s.Script(), s.Trace()
		return &x.found, nil
	}
	if err := x.prepare(s); err != nil {
		return nil, err
	}
	if err := x.watch.supervise(c.Patience, x.explore); err != nil {
		x.violation, x.last = &Violation{Property: ruleReturns, Err: err}, x.now
	}
	if x.violation != nil {
		return x.prove()
	}
	return &x.found, nil
}

// sim is a Sim of the cluster where the exploration begins, in manual mode: a script that repeats a schedule starts there too.
func (c *Exploration) sim() (*Sim, error) {
	s, err := New(Config{Protocol: c.Protocol, Nodes: c.Nodes, Params: c.Params, Seed: c.Seed, Strict: true, Patience: c.Patience})
	if err != nil {
		return nil, err
	}
	for _, a := range append([]Action{{Verb: "manual"}}, c.After...) {
		if err := s.Do(a); err != nil {
			return nil, fmt.Errorf("check %s: before the exploration: %w", c.Protocol.Name, err)
		}
	}
	return s, nil
}

// prepare makes the first state, and checks what is asked for.
func (x *explorer) prepare(s *Sim) (err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("check %s: %w", x.protocol.Name, panicked("the calls to explore cannot be had", r))
		}
	}()
	if x.protocol.Explore != nil {
		x.calls = x.protocol.Explore(s.names)
	}
	if len(x.calls) > maxExplored {
		return fmt.Errorf("check %s: the protocol gives %d calls to explore, and there may be %d", x.protocol.Name, len(x.calls), maxExplored)
	}
	for _, m := range x.protocol.Messages {
		x.kinds[m.Kind] = true
	}
	for _, call := range x.calls {
		i := s.number(call.Node)
		if row, ok := x.protocol.Call(call.Op); !ok || i < 0 || i >= len(s.names) || len(call.Args) != len(row.Args) {
			return fmt.Errorf("check %s: the protocol wants to explore %s, which is not in its table, or at no node", x.protocol.Name, CallAction(call))
		}
		x.callAt = append(x.callAt, i)
	}
	x.nodes = len(s.names)
	x.before = s.calls
	first := &state{}
	if !empty(s.world.Ghost) {
		first.ghost, first.ghostHash = s.world.Ghost, plainHash(s.world.Ghost)
	}
	for _, n := range s.nodes {
		x.names = append(x.names, n.id)
		x.configs = append(x.configs, n.cfg)
		x.seeds = append(x.seeds, s.seed(n))
		l := &local{machine: n.machine, disk: n.disk, diskHash: plainHash(n.disk)}
		for _, o := range s.history {
			if o.Node == n.id && !o.Ended {
				l.open = append(l.open, o.Call.ID)
			}
		}
		first.locals = append(first.locals, l)
		if n.i < x.nodes {
			x.world.Nodes = append(x.world.Nodes, protocol.NodeState{ID: n.id})
		}
	}
	for _, f := range s.pending {
		if f.timer != "" {
			l := first.locals[f.to]
			l.timers = append(l.timers, x.alarm(f.timer, f.after))
		} else if l := newLetter(f.from, f.to, f.message); x.cfg.Network != Set || !first.has(l.hash) {
			first.letters = append(first.letters, l)
		}
	}
	for i, l := range first.locals {
		x.seal(i, l)
	}
	copy(x.found.Met, s.met)
	x.first = first
	x.seen[x.hash(first)] = struct{}{}
	x.steps = append(x.steps, step{})
	x.found.States = 1
	return nil
}

// cancelled says whether nobody wants more.
func (x *explorer) cancelled() bool {
	select {
	case <-x.cfg.Cancel:
		return true
	default:
		return false
	}
}

// explore goes through all states, one depth after the other.
func (x *explorer) explore() {
	level := []*state{x.first}
	for depth := 0; len(level) > 0; depth++ {
		x.found.Depth = depth
		if x.cfg.Depth > 0 && depth == x.cfg.Depth {
			return
		}
		x.next = nil
		for i, s := range level {
			level[i] = nil // its memory is free once its successors are known
			x.expand(s)
			if x.violation != nil {
				return
			}
			if x.full || x.cancelled() {
				if len(x.next) > 0 {
					x.found.Depth++
				}
				return
			}
		}
		level = x.next
	}
	x.found.Complete = true
}
