package sim

import (
	"errors"
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"

	"parley/protocol"
)

// Action is one line of a script: something that is done to the cluster.
type Action struct {
	Verb string
	Args []string
}

// String is the line, as Parse reads it.
func (a Action) String() string {
	words := []string{a.Verb}
	for _, arg := range a.Args {
		words = append(words, quoteWord(arg))
	}
	return strings.Join(words, " ")
}

// verb is one row of the table of what can be done to a cluster.
type verb struct {
	Name string
	Args string // as in a usage line
	Doc  string
	do   func(*Sim, []string) error
}

// verbs is the table. A node is named n1, or 1; the nodes of "FROM TO" are a channel in one direction; "all" means every node. The
// channels from and to the protocol's service may be slow, but are never cut or lossy.
var verbs = []verb{
	{"call", "NODE OP [ARG ..]", "calls an operation of one node's machine", doCall},
	{"advance", "TIME", "lets that much time pass, such as 10ms", doAdvance},
	{"run", "[TIME]", "lets time pass until nothing is left to happen, for 1m at most", doRun},
	{"crash", "NODE", "takes from a node all but what is on its disk", doCrash},
	{"crash-at-write", "NODE [K] [lost|kept]", "crashes a node at its K-th write from now, before it is on disk or just after", doTear},
	{"crash-at-send", "NODE [K]", "crashes a node at its K-th message from now: those before it leave, it and what follows do not; 0: not any more", doMute},
	{"recover", "NODE", "starts a crashed node from its disk", doRecover},
	{"pause", "NODE", "lets a node stand still; what is for it waits", doPause},
	{"resume", "NODE", "lets it go on", doResume},
	{"drift", "NODE RATE", "makes a node's clock run fast (1.1) or slow (0.9)", doDrift},
	{"disk-full", "NODE", "lets writes of a node fail, which ends it", doFull(true)},
	{"disk-free", "NODE", "lets them succeed again", doFull(false)},
	{"partition", "NODE.. | NODE.. [| ..]", "cuts all channels between the groups; a node that is not named is a group of its own", doPartition},
	{"cut", "FROM TO", "cuts a channel, one way", doCut},
	{"join", "FROM TO", "mends it", doJoin},
	{"heal", "", "mends all channels, and what was done to them", doHeal},
	{"capacity", "FROM TO K", "lets K messages into a channel per millisecond; 0 holds them back", doCapacity},
	{"loss", "FROM TO PART", "loses that part of a channel's messages, such as 0.1", doRatio(func(l *link, x float64) { l.loss = x })},
	{"duplicate", "FROM TO PART", "delivers that part of them twice", doRatio(func(l *link, x float64) { l.duplicate = x })},
	{"reorder", "FROM TO yes|no", "lets messages overtake each other", doReorder},
	{"delay", "FROM TO MIN [MAX]", "sets how long a message takes", doDelay},
	{"manual", "", "lets messages and timers wait for the lines that follow", doManual},
	{"deliver", "FROM TO KIND [K]", "delivers the oldest such message on its way, or the K-th oldest", doDeliver(true)},
	{"again", "FROM TO KIND [K]", "delivers it and leaves a copy of it on its way", doDeliver(false)},
	{"drop", "FROM TO KIND [K]", "loses it", doDrop},
	{"fire", "NODE TIMER", "lets a timer go off", doFire},
	{"workload", "NODE N STATE", "calls what the protocol's workload wants, as it did in a random run in which it panicked", doWorkload},
}

// Do does one thing to the cluster. An error is about the action, and then nothing was done, or what the script has: see Config.Done. That something
// is violated is not an error of the action but Err.
func (s *Sim) Do(a Action) error {
	if s.Err() != nil {
		return nil
	}
	for i := range verbs {
		if verbs[i].Name != a.Verb {
			continue
		}
		var err error
		if s.supervised {
			s.doing = a
			err = verbs[i].do(s, a.Args)
			s.doing = Action{}
		} else {
			began := s.now
			if s.done = nil; s.cfg.Done != nil {
				s.done = s.cfg.Done()
			}
			s.supervise(func() { err = verbs[i].do(s, a.Args) })
			if s.stuck == nil && s.halted {
				return s.ended(a, s.now-began)
			}
		}
		if s.stuck != nil {
			s.script = append(s.script, a)
			return nil
		}
		var u usage
		if errors.As(err, &u) {
			return fmt.Errorf("%s: %s; usage: %s, which %s", a, u, strings.TrimSpace(verbs[i].Name+" "+verbs[i].Args), verbs[i].Doc)
		}
		if err != nil {
			return fmt.Errorf("%s: %w", a, err)
		}
		s.script = append(s.script, a)
		return nil
	}
	var names []string
	for _, v := range verbs {
		names = append(names, v.Name)
	}
	return fmt.Errorf("%q is nothing that can be done to a cluster; there is %s", a.Verb, strings.Join(names, ", "))
}

// usage is an error in the arguments of a verb.
type usage string

func (u usage) Error() string { return string(u) }

func need(args []string, least, most int) error {
	if n := len(args); n < least || n > most {
		return usage("it has the wrong number of arguments")
	}
	return nil
}

// node finds a node by its name or number.
func (s *Sim) node(arg string) (*node, error) {
	id := protocol.NodeID(arg)
	if _, err := strconv.Atoi(arg); err == nil {
		id = protocol.NodeID("n" + arg)
	}
	i := s.number(id)
	if i < 0 {
		return nil, fmt.Errorf("there is no node %s; there are n1 to n%d", arg, len(s.names))
	}
	if i >= len(s.names) {
		return nil, fmt.Errorf("%s is not a node but what all nodes share, and never fails", arg)
	}
	return s.nodes[i], nil
}

// end finds a node, or the service: an end of a channel.
func (s *Sim) end(arg string) (*node, error) {
	if arg == string(protocol.ServiceNode) && len(s.nodes) > len(s.names) {
		return s.nodes[len(s.names)], nil
	}
	return s.node(arg)
}

func (s *Sim) upNode(arg string) (*node, error) {
	n, err := s.node(arg)
	if err == nil && n.machine == nil {
		err = fmt.Errorf("node %s is down; recover it first", n.id)
	}
	return n, err
}

// channels calls f for the channels that two arguments name.
func (s *Sim) channels(from, to string, f func(from, to int)) error {
	ends := func(arg string) ([]*node, error) {
		if arg == "all" {
			return s.nodes[:len(s.names)], nil
		}
		n, err := s.end(arg)
		return []*node{n}, err
	}
	a, err := ends(from)
	if err != nil {
		return err
	}
	b, err := ends(to)
	if err != nil {
		return err
	}
	if len(a) == 1 && len(b) == 1 && a[0] == b[0] && len(s.nodes) > 1 {
		return fmt.Errorf("%s has no channel to itself; name two nodes", a[0].id)
	}
	for _, x := range a {
		for _, y := range b {
			if x != y {
				f(x.i, y.i)
			}
		}
	}
	return nil
}

func (s *Sim) network(text string) {
	s.note(protocol.TraceEvent{What: protocol.Partitioned, Text: text})
}

func duration(arg string) (time.Duration, error) {
	d, err := time.ParseDuration(arg)
	if err != nil {
		return 0, usage(fmt.Sprintf("%q is not a time such as 10ms", arg))
	}
	if d < 0 {
		return 0, usage("time does not go back")
	}
	return d, nil
}

func doCall(s *Sim, args []string) error {
	if err := need(args, 2, math.MaxInt); err != nil {
		return err
	}
	n, err := s.upNode(args[0])
	if err != nil {
		return err
	}
	row, ok := s.cfg.Protocol.Call(args[1])
	if !ok {
		return fmt.Errorf("%s has no operation %s; it has %s", s.cfg.Protocol.Name, args[1], callNames(s.cfg.Protocol))
	}
	values, err := parseArgs(row, args[2:])
	if err != nil {
		return err
	}
	if n.paused {
		return fmt.Errorf("node %s is paused; resume it first", n.id)
	}
	s.calls++
	c := protocol.Call{ID: s.calls, Op: row.Op, Args: values}
	s.history = append(s.history, Operation{Node: n.id, Call: c, Start: s.now})
	s.note(protocol.TraceEvent{Node: n.id, What: protocol.Called, Call: c})
	s.step(n, protocol.Event{Kind: protocol.Request, Call: c})
	return nil
}

func callNames(p *protocol.Protocol) string {
	var names []string
	for _, c := range p.Calls {
		names = append(names, c.Op)
	}
	if names == nil {
		return "none"
	}
	return strings.Join(names, ", ")
}

func doAdvance(s *Sim, args []string) error {
	if err := need(args, 1, 1); err != nil {
		return err
	}
	d, err := duration(args[0])
	if err != nil {
		return err
	}
	if s.manual {
		return errors.New("time stands still in manual mode; deliver a message or fire a timer")
	}
	s.until(s.now + d)
	return nil
}

// until lets time pass.
func (s *Sim) until(at time.Duration) {
	for s.next(at) {
	}
	if s.violation == nil && at > s.now && !s.halted {
		s.now, s.instant = at, 0
	}
}

func doRun(s *Sim, args []string) error {
	if err := need(args, 0, 1); err != nil {
		return err
	}
	d := time.Minute
	if len(args) > 0 {
		var err error
		if d, err = duration(args[0]); err != nil {
			return err
		}
	}
	if s.manual {
		return errors.New("time stands still in manual mode; deliver a message or fire a timer")
	}
	for end := s.now + d; s.next(end); {
	}
	return nil
}

func doCrash(s *Sim, args []string) error {
	if err := need(args, 1, 1); err != nil {
		return err
	}
	n, err := s.upNode(args[0])
	if err != nil {
		return err
	}
	s.down(n, "")
	s.check(nil)
	return nil
}

func doTear(s *Sim, args []string) error {
	if err := need(args, 1, 3); err != nil {
		return err
	}
	n, err := s.node(args[0])
	if err != nil {
		return err
	}
	k, keep := 1, false
	for _, arg := range args[1:] {
		switch x, err := strconv.Atoi(arg); {
		case err == nil && x > 0:
			k = x
		case arg == "kept":
			keep = true
		case arg != "lost":
			return usage(fmt.Sprintf("%q is neither a number of writes nor lost nor kept", arg))
		}
	}
	n.tear, n.keep = k, keep
	return nil
}

func doMute(s *Sim, args []string) error {
	if err := need(args, 1, 2); err != nil {
		return err
	}
	n, err := s.node(args[0])
	if err != nil {
		return err
	}
	k := 1
	if len(args) == 2 {
		if k, err = strconv.Atoi(args[1]); err != nil || k < 0 {
			return usage(fmt.Sprintf("%q is not a number of messages", args[1]))
		}
	}
	n.mute = k
	return nil
}

func doRecover(s *Sim, args []string) error {
	if err := need(args, 1, 1); err != nil {
		return err
	}
	n, err := s.node(args[0])
	if err != nil {
		return err
	}
	if n.machine != nil {
		return fmt.Errorf("node %s is up", n.id)
	}
	s.boot(n)
	return nil
}

func doPause(s *Sim, args []string) error {
	if err := need(args, 1, 1); err != nil {
		return err
	}
	n, err := s.upNode(args[0])
	if err != nil || n.paused {
		return err
	}
	n.paused = true
	s.note(protocol.TraceEvent{Node: n.id, What: protocol.Paused})
	return nil
}

func doResume(s *Sim, args []string) error {
	if err := need(args, 1, 1); err != nil {
		return err
	}
	n, err := s.upNode(args[0])
	if err != nil || !n.paused {
		return err
	}
	n.paused = false
	s.note(protocol.TraceEvent{Node: n.id, What: protocol.Resumed})
	for _, e := range n.held {
		e.at = s.now
		s.queue.push(e) // with its number: a timer that was set since is another
	}
	n.held = nil
	return nil
}

func doDrift(s *Sim, args []string) error {
	if err := need(args, 2, 2); err != nil {
		return err
	}
	n, err := s.node(args[0])
	if err != nil {
		return err
	}
	rate, err := strconv.ParseFloat(args[1], 64)
	if err != nil || !(rate >= 0.01 && rate <= 100) {
		return usage(fmt.Sprintf("%q is not a rate between 0.01 and 100", args[1]))
	}
	n.clock, n.since, n.rate = n.local(s.now), s.now, rate
	s.network(fmt.Sprintf("the clock of %s runs at %v", n.id, rate))
	return nil
}

func doFull(full bool) func(*Sim, []string) error {
	return func(s *Sim, args []string) error {
		if err := need(args, 1, 1); err != nil {
			return err
		}
		n, err := s.node(args[0])
		if err != nil {
			return err
		}
		n.full = full
		return nil
	}
}
