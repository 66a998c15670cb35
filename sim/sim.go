package sim

import (
	"fmt"
	"math"
	"slices"
	"time"

	"parley/protocol"
)

// Config says what to simulate.
type Config struct {
	Protocol *protocol.Protocol
	Nodes    int            // they are called n1, n2, ..
	Params   map[string]any // of the protocol; see Protocol.Configure
	Seed     uint64         // of all that is left to chance

	// Strict makes each step twice and compares, and looks whether a message changes after it was sent. It takes some five times as long.
	Strict bool

	// Silent keeps no trace.
	Silent bool

	// MaxEvents ends a run that makes more events; default 10 million.
	MaxEvents int

	// Done is asked when an action begins. Once that channel is closed no more time passes, and the action is an error.
	Done func() <-chan struct{}

	// Patience is how long one step of a machine may take in real time before the run is given up; default 10 s.
	Patience time.Duration
}

func (c *Config) validate() error {
	if c.Protocol == nil {
		return fmt.Errorf("there is no protocol to simulate")
	}
	if c.MaxEvents < 0 || c.Patience < 0 {
		return fmt.Errorf("sim %s: MaxEvents and Patience must not be negative", c.Protocol.Name)
	}
	if c.MaxEvents == 0 {
		c.MaxEvents = 10_000_000
	}
	if c.Patience == 0 {
		c.Patience = 10 * time.Second
	}
	return nil
}

// maxAtOnce is how many events may follow each other without any time passing.
const maxAtOnce = 100_000

// Sim is a cluster in virtual time. The same Config and the same calls of its methods give the same trace, byte for byte.
// A Sim is not for use by several goroutines.
type Sim struct {
	cfg     Config
	names   []protocol.NodeID
	nodes   []*node // the protocol's service is the last of them, beyond names
	links   []link  // from one node to another: see Sim.link
	now     time.Duration
	queue   queue
	again   bool     // a live run is made again: see Replay
	manual  bool     // messages and timers wait for the script
	pending []flight // in manual mode, in the order in which they were sent

	events  int // steps of machines so far
	instant int // of them since time went on
	nextID  uint64
	calls   uint64

	world     protocol.World
	met       []bool // which of Sometimes held
	violation *Violation
	trace     []protocol.TraceEvent
	history   []Operation
	script    []Action
	watch     watchdog
	stuck     error
	done      <-chan struct{} // of the action under way: see Config.Done
	halted    bool            // by it

	supervised bool   // by somebody who does many actions
	doing      Action // then, to know what is stuck
}

type node struct {
	i       int
	id      protocol.NodeID
	cfg     protocol.Config
	machine protocol.Machine // nil while it is down
	disk    map[string]any
	timers  map[string]uint64 // by name, the number of the event that makes it go off
	held    []event           // of a paused node
	paused  bool
	full    bool // its disk
	tear    int  // it crashes at the tear-th write from now; 0: it does not
	keep    bool // and the write is on disk by then
	mute    int  // it crashes at the mute-th message from now; 0: it does not
	steps   uint64
	clock   time.Duration // its local time at since
	since   time.Duration
	rate    float64 // of its clock
}

// local is the node's clock.
func (n *node) local(now time.Duration) time.Duration {
	if n.rate == 1 {
		return n.clock + now - n.since
	}
	return n.clock + time.Duration(float64(now-n.since)*n.rate)
}

// Violation is a property that does not hold, or a rule of machines that one has broken.
type Violation struct {
	Property string
	At       time.Duration
	Err      error
}

func (v *Violation) Error() string {
	return fmt.Sprintf("%s is violated at %v: %v", v.Property, v.At, v.Err)
}

// Operation is one call of the history.
type Operation = protocol.Operation

// New makes a cluster, all of it up, at time 0.
func New(c Config) (*Sim, error) {
	if err := c.validate(); err != nil {
		return nil, err
	}
	s := &Sim{cfg: c, met: make([]bool, len(c.Protocol.Sometimes))}
	s.world.Ghost = map[string]any{}
	if c.Nodes < 0 || c.Nodes > 1000 {
		return nil, fmt.Errorf("sim %s: %d nodes cannot be simulated; choose 1 to 1000", c.Protocol.Name, c.Nodes)
	}
	for i := range c.Nodes {
		s.names = append(s.names, protocol.NodeID(fmt.Sprintf("n%d", i+1)))
	}
	if c.Nodes == 0 {
		_, err := c.Protocol.Configure("", nil, nil)
		return nil, err
	}
	for i, id := range s.names {
		cfg, err := c.Protocol.Configure(id, s.names, c.Params)
		if err != nil {
			return nil, err
		}
		cfg.Nodes = s.names // in the order of their numbers
		s.nodes = append(s.nodes, &node{i: i, id: id, cfg: cfg, disk: map[string]any{}, rate: 1})
		s.world.Nodes = append(s.world.Nodes, protocol.NodeState{ID: id})
	}
	if c.Protocol.Service != nil {
		cfg := s.nodes[0].cfg
		cfg.Self = protocol.ServiceNode
		n := &node{i: len(s.names), id: cfg.Self, cfg: cfg, disk: map[string]any{}, timers: map[string]uint64{}, rate: 1}
		s.nodes = append(s.nodes, n)
		s.build(n, c.Protocol.Service)
	}
	s.links = make([]link, len(s.nodes)*len(s.nodes))
	for i := range s.links {
		s.links[i] = link{capacity: math.MaxInt, min: defaultDelay, max: defaultDelay}
	}
	for _, n := range s.nodes[:c.Nodes] {
		s.boot(n)
	}
	return s, nil
}

// Names are the nodes, without the protocol's service.
func (s *Sim) Names() []protocol.NodeID { return s.names }

// Now is the virtual time since the beginning.
func (s *Sim) Now() time.Duration { return s.now }

// Err is why the run has ended early: a *Violation, or that a machine does not return; or nil.
func (s *Sim) Err() error {
	if s.stuck != nil {
		return s.stuck
	}
	if s.violation == nil {
		return nil
	}
	return s.violation
}

// Met says which of the protocol's Sometimes have held so far.
func (s *Sim) Met() []bool { return s.met }

// Events is how many steps the machines have made.
func (s *Sim) Events() int { return s.events }

// World is all nodes as they are now. It is not to be changed.
func (s *Sim) World() *protocol.World { return &s.world }

// History is the calls so far, in the order in which they began.
func (s *Sim) History() []Operation { return s.history }

// Script is what was done to the cluster so far.
func (s *Sim) Script() []Action { return s.script }

// Trace is what happened so far.
func (s *Sim) Trace() protocol.Trace {
	names := s.names
	if len(s.nodes) > len(names) {
		names = append(slices.Clone(names), protocol.ServiceNode)
	}
	return protocol.Trace{Protocol: s.cfg.Protocol.Name, Nodes: names, Events: s.trace}
}

// boot starts a node from what is on its disk.
func (s *Sim) boot(n *node) {
	if !s.build(n, s.cfg.Protocol.New) {
		return
	}
	n.timers = map[string]uint64{}
	s.world.Nodes[n.i].Up, s.world.Nodes[n.i].Machine, s.world.Nodes[n.i].Stored = true, n.machine, n.disk
	s.note(protocol.TraceEvent{Node: n.id, What: protocol.Started})
	s.step(n, protocol.Event{Kind: protocol.Start, Stored: plainCopy(n.disk)})
}

// down takes from a node all but its disk.
func (s *Sim) down(n *node, why string) {
	n.machine, n.timers, n.held, n.paused, n.tear, n.mute = nil, nil, nil, false, 0, 0
	s.world.Nodes[n.i].Up, s.world.Nodes[n.i].Machine = false, nil
	s.changed(n)
	s.pending = deleteTimers(s.pending, n.i)
	for i := range s.history {
		if op := &s.history[i]; op.Node == n.id && !op.Ended {
			op.Ended, op.End, op.Reply = true, s.now, protocol.Reply{Call: op.Call.ID, Verdict: protocol.Unknown, Text: "the node crashed"}
		}
	}
	s.note(protocol.TraceEvent{Node: n.id, What: protocol.Crashed, Text: why})
}

// changed tells the properties that a node is not what it was. In a live run that is made again nobody counts.
func (s *Sim) changed(n *node) {
	if n.i < len(s.world.Nodes) && !s.again {
		s.world.Nodes[n.i].Changes++
	}
}

// note adds to the trace.
func (s *Sim) note(e protocol.TraceEvent) {
	if !s.cfg.Silent {
		e.At = s.now
		s.trace = append(s.trace, e)
	}
}

// violate ends the run, for the first reason there is.
func (s *Sim) violate(property string, err error) {
	if s.violation == nil {
		s.violation = &Violation{Property: property, At: s.now, Err: err}
		s.note(protocol.TraceEvent{What: protocol.Violated, Text: property + ": " + err.Error()})
	}
}

// Names of the rules that machines must keep, as Violation.Property.
const (
	ruleReturns       = "a step returns"
	rulePanics        = "a step does not panic"
	ruleProperties    = "a property does not panic"
	ruleWorkload      = "a workload does not panic"
	rulePlain         = "states and messages are plain data"
	ruleDeterministic = "a step depends on the state and the event alone"
	ruleMessages      = "a message is not changed after it was sent"
	ruleRest          = "the machines come to rest"
	ruleKnown         = "what a machine emits is in the protocol's table"
	ruleAnswers       = "a call is answered once"
)

// step gives an event to a machine and makes its effects happen.
func (s *Sim) step(n *node, e protocol.Event) {
	if s.violation != nil {
		return
	}
	n.steps++
	s.changed(n)
	s.events++
	s.instant++
	if s.instant > maxAtOnce {
		s.violate(ruleRest, fmt.Errorf("%d events followed each other without any time passing; the last was %s at %s", maxAtOnce, eventText(e), n.id))
		return
	}
	if s.events > s.cfg.MaxEvents {
		s.violate(ruleRest, fmt.Errorf("there were more than %d events", s.cfg.MaxEvents))
		return
	}
	e.At = n.local(s.now)
	e.Seed = s.seed(n)
	x, ok := s.run(n, e)
	if !ok {
		return
	}
	if !s.apply(n, x) {
		x.Replies = nil
	}
	s.check(x.Replies)
}

// seed is what the next step of a node leaves to chance. In manual mode nothing is: the script decides what happens.
func (s *Sim) seed(n *node) uint64 {
	step := n.steps
	if s.manual {
		step = 0
	}
	return chance(s.cfg.Seed, uint64(n.i)<<32|1<<63, step)
}

// apply makes effects happen, in the order of the contract. It says whether the node is still up.
func (s *Sim) apply(n *node, x protocol.Effects) (up bool) {
	if s.cfg.Strict { // which copies and hashes what the machine has made
		defer func() {
			if r := recover(); r != nil {
				s.violate(rulePlain, unplain(n.id, r))
				up = false
			}
		}()
	}
	if len(x.Writes) > 0 && !s.write(n, x.Writes) {
		return false
	}
	for _, m := range x.Messages {
		if n.mute == 1 {
			s.down(n, "between two messages")
			return false
		}
		n.mute = max(n.mute-1, 0)
		m.From = n.id
		s.send(n, m)
	}
	for _, r := range x.Replies {
		s.reply(n, r)
	}
	for _, t := range x.Timers {
		s.timer(n, t)
	}
	for _, f := range x.Facts {
		s.note(protocol.TraceEvent{Node: n.id, What: protocol.Told, Fact: f})
	}
	for _, text := range x.Notes {
		s.note(protocol.TraceEvent{Node: n.id, What: protocol.Noted, Text: text})
	}
	return true
}

// write puts all of it on the node's disk or nothing. It says whether the node is still up.
func (s *Sim) write(n *node, writes []protocol.Write) bool {
	if n.full {
		s.down(n, "its disk is full")
		return false
	}
	crash := n.tear == 1
	if n.tear > 0 {
		n.tear--
	}
	if crash && !n.keep {
		s.down(n, "in the middle of a write, which is lost")
		return false
	}
	for _, w := range writes {
		if _, known := s.cfg.Protocol.Store(w.Key); !known {
			s.violate(ruleKnown, fmt.Errorf("%s stores under %q", n.id, w.Key))
			return false
		}
		if w.Value == nil {
			delete(n.disk, w.Key)
		} else if s.cfg.Strict {
			n.disk[w.Key] = plainCopy(w.Value)
		} else {
			n.disk[w.Key] = w.Value
		}
		s.note(protocol.TraceEvent{Node: n.id, What: protocol.Stored, Write: w})
	}
	if crash {
		s.down(n, "after a write, before anything was sent")
	}
	return !crash
}

func (s *Sim) reply(n *node, r protocol.Reply) {
	for i := len(s.history) - 1; i >= 0; i-- {
		op := &s.history[i]
		if op.Call.ID != r.Call || op.Node != n.id {
			continue
		}
		if op.Ended {
			s.violate(ruleAnswers, fmt.Errorf("%s answers call %d, %s, again", n.id, r.Call, op.Call.Op))
			return
		}
		op.Ended, op.End, op.Reply = true, s.now, r
		s.note(protocol.TraceEvent{Node: n.id, What: protocol.Ended, Call: op.Call, Reply: r})
		return
	}
	s.violate(ruleAnswers, fmt.Errorf("%s answers call %d, which nobody has made", n.id, r.Call))
}

func (s *Sim) timer(n *node, t protocol.Timer) {
	if s.manual {
		s.pending = deleteTimer(s.pending, n.i, t.Name)
		if !t.Stop {
			s.pending = append(s.pending, flight{timer: t.Name, to: n.i, after: max(t.After, 0)})
		}
		return
	}
	if t.Stop {
		delete(n.timers, t.Name)
		return
	}
	after := max(t.After, 0)
	if n.rate != 1 {
		after = time.Duration(math.Ceil(float64(after) / n.rate))
	}
	n.timers[t.Name] = s.queue.add(event{at: s.now + after, node: n.i, timer: t.Name})
}

// check looks at the properties.
func (s *Sim) check(ended []protocol.Reply) {
	if s.violation != nil {
		return
	}
	s.world.Ended = ended
	p := s.cfg.Protocol
	var now *protocol.Property
	s.watch.begin()
	defer func() {
		if r := recover(); r != nil {
			s.violate(ruleProperties, panicked(now.Name+" panicked", r))
		}
		s.watch.end()
	}()
	for i := range p.Invariants {
		now = &p.Invariants[i]
		if err := now.Check(&s.world); err != nil {
			s.violate(now.Name, err)
			return
		}
	}
	for i := range p.Sometimes {
		if now = &p.Sometimes[i]; !s.met[i] && now.Check(&s.world) == nil {
			s.met[i] = true
		}
	}
}

// next makes the next event happen, unless it is later than until. It says whether there was one.
func (s *Sim) next(until time.Duration) bool {
	if s.queue.len() == 0 || s.queue.first().at > until || s.violation != nil || s.queue.first().at > s.now && s.halt() {
		return false
	}
	e := s.queue.take()
	if e.at > s.now {
		s.now, s.instant = e.at, 0
	}
	s.happen(e)
	return true
}

// happen delivers a message or lets a timer go off.
func (s *Sim) happen(e event) {
	n := s.nodes[e.node]
	if e.timer != "" && n.timers[e.timer] != e.seq {
		return // set again, stopped, or of a life before a crash
	}
	if n.paused {
		n.held = append(n.held, e)
		return
	}
	if e.timer != "" {
		delete(n.timers, e.timer)
		s.note(protocol.TraceEvent{Node: n.id, What: protocol.TimedOut, Timer: e.timer})
		s.step(n, protocol.Event{Kind: protocol.Timeout, Timer: e.timer})
		return
	}
	s.deliver(n, e.flight)
}

// deliver gives a message to the machine that it is for.
func (s *Sim) deliver(n *node, f flight) {
	if n.machine == nil {
		s.note(protocol.TraceEvent{Node: n.id, What: protocol.Dropped, ID: f.id, Message: f.message, Text: "the node is down"})
		return
	}
	if s.cfg.Strict && plainHash(f.message.Body) != f.hash {
		s.violate(ruleMessages, fmt.Errorf("%s was changed by %s or by who got it, after it was sent", f.message.Kind, f.message.From))
		return
	}
	s.note(protocol.TraceEvent{Node: n.id, What: protocol.Received, ID: f.id, Message: f.message})
	s.step(n, protocol.Event{Kind: protocol.Receive, Message: f.message})
}

// chance is a random number that depends on its arguments alone.
func chance(seed, stream, n uint64) uint64 {
	x := mix(mix(mix(seed, 0x243f6a8885a308d3), stream), n)
	return mix(x, x>>32)
}
