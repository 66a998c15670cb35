package scripts

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"

	"parley/coord"
	"parley/node"
	"parley/node/drive"
	"parley/protocol"
	"parley/txn/commit"
)

// This file is the built-ins about the machine that every node of a cluster has: who is connected, who leads, and who still answers. What is
// committed is in transactions.go.

// clusterRow is the protocol of that machine.
func clusterRow() *protocol.Protocol { return coord.Cluster(commit.Both()) }

// clusterSpec is how every node has it: nobody leads until somebody is told to, or an election is held; and a node asks its people before it votes.
func clusterSpec() node.MachineSpec {
	return node.MachineSpec{Name: coord.ClusterName, Protocol: coord.ClusterName,
		Params: map[string]any{"commit.leader": "-", "commit.ask": "true"}}
}

// coordinator is what the people of a node want to be told, and asked.
type coordinator struct {
	n         *node.Node
	mu        sync.Mutex
	onLeader  []func(Target)
	onConnect []func(Target)
	canCommit []func(key, value string) error
	beats     map[protocol.NodeID]int // of HeartBeat, under way
	news      []func()                // that onLeader and onConnect are still to be told
	telling   bool
	told      protocol.NodeID        // the leader, as onLeader was told last
	followers map[chan struct{}]bool // who waits for that to change
}

// begin listens to the node's machine, each time that it starts.
func (c *coordinator) begin(n *node.Node) {
	c.n, c.beats, c.followers = n, map[protocol.NodeID]int{}, map[chan struct{}]bool{}
	n.OnMachine(coord.ClusterName, func(d *drive.Driver) {
		d.Watch(func(f protocol.Fact) { c.hear(d, f) })
	})
}

// hear must not wait for the machine: it is on the goroutine that brings the next fact.
func (c *coordinator) hear(d *drive.Driver, f protocol.Fact) {
	switch v := f.Value.(type) {
	case protocol.NodeID:
		switch f.Name {
		case protocol.FactFollows:
			c.tell(func() {
				c.each("OnLeader", func() []func(Target) { return c.onLeader }, one(v))
				c.hasTold(v)
			})
		case protocol.FactConnected:
			c.tell(func() { c.each("OnConnect", func() []func(Target) { return c.onConnect }, one(v)) })
		}
	case commit.Question:
		go c.vote(d, v)
	}
}

// hasTold notes what leader onLeader has been told.
func (c *coordinator) hasTold(leader protocol.NodeID) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.told = leader
	for changed := range c.followers { // any order: each is woken
		select {
		case changed <- struct{}{}:
		default:
		}
	}
}

// follow begins and ends to wake up who waits for onLeader to be told.
func (c *coordinator) follow(changed chan struct{}, begin bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if begin {
		c.followers[changed] = true
	} else {
		delete(c.followers, changed)
	}
}

func (c *coordinator) knows(leader Target) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return one(c.told).String() == leader.String()
}

// tell has the functions of people called one after the other, apart from the machine, which they may call themselves.
func (c *coordinator) tell(f func()) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.news = append(c.news, f)
	if c.telling {
		return
	}
	c.telling = true
	go func() {
		for {
			c.mu.Lock()
			if len(c.news) == 0 {
				c.telling = false
				c.mu.Unlock()
				return
			}
			f := c.news[0]
			c.news = c.news[1:]
			c.mu.Unlock()
			f()
		}
	}()
}

func (c *coordinator) each(what string, which func() []func(Target), t Target) {
	c.mu.Lock()
	all := slices.Clone(which())
	c.mu.Unlock()
	for _, f := range all {
		if err := within(c.n, what, func() { f(t) }); err != nil {
			c.n.Logger().Error("a function of the node's people failed", "given to", what, "err", err)
		}
	}
}

// within calls a function of people, for so long at most.
func within(n *node.Node, what string, f func()) error {
	ctx, stop := context.WithTimeout(context.Background(), callPatience)
	defer stop()
	return n.Within(ctx, what, f)
}

// one is the target that a node is; nobody is one without nodes.
func one(id protocol.NodeID) Target {
	if id == "" {
		return Target{}
	}
	return node.One(id)
}

// call calls an operation of the machine of this node.
func (h *host) call(op string, args ...any) (any, error) {
	ctx, stop := context.WithTimeout(h.n.Calling().Context, callPatience)
	defer stop()
	v, err := h.callIn(ctx, op, args...)
	var oe *protocol.OutcomeError
	if errors.As(err, &oe) && oe.At == h.n.Name() && oe.Verdict == protocol.Failed {
		return nil, errors.New(oe.Failure.Text) // that it was here goes without saying
	}
	return v, err
}

func (h *host) callIn(ctx context.Context, op string, args ...any) (any, error) {
	if err := h.aNode(op); err != nil {
		return nil, err
	}
	return h.n.CallMachine(ctx, h.n.Name(), coord.ClusterName, op, args...)
}

// aNode says that op cannot be had at a client, which has no machine.
func (h *host) aNode(op string) error {
	if h.n.Addr() == "" {
		return fmt.Errorf("%s is of nodes of the cluster, and this is a client; say it at a node: @a %s(..)", op, op)
	}
	return nil
}

// ask is call of what cannot fail unless the machine has ended, which is nothing that a caller could go on from.
func ask[T any](h *host, op string) T {
	v, err := h.call(op)
	if err != nil {
		panic(err)
	}
	return v.(T)
}

// connect takes a node by its name, its target, or its address.
func (h *host) connect(to any) (Target, error) {
	id, err := h.nodeOf(to)
	if err != nil {
		return Target{}, err
	}
	return target1(h.call("Connect", id))
}

func (h *host) nodeOf(to any) (protocol.NodeID, error) {
	switch to := to.(type) {
	case Target:
		return h.single(to, "Connect")
	case string:
		if strings.Contains(to, ":") {
			return h.n.Meet(h.n.Calling().Context, to)
		}
		id := protocol.NodeID(to)
		return id, id.Validate()
	}
	return "", fmt.Errorf("a node is a name, a target or an address, such as \"b\", b or \"10.0.0.2:4040\"; this is %T", to)
}

func target1(v any, err error) (Target, error) {
	if err != nil {
		return Target{}, err
	}
	id, _ := v.(protocol.NodeID) // nil for nobody
	return one(id), nil
}

func (h *host) disconnect() error { return h.does("Disconnect") }
func (h *host) lead() error       { return h.does("Lead") }

func (h *host) leaveLeadership() error { return h.does("LeaveLeadership") }

func (h *host) does(op string, args ...any) error {
	_, err := h.call(op, args...)
	return err
}

func (h *host) asks(op string) func() (Target, error) {
	return func() (Target, error) { return target1(h.call(op)) }
}

// elects holds an election, and lets this node connect to whom it has made the leader, and its people hear of it.
func (h *host) elects(op string) func() (Target, error) {
	return func() (Target, error) {
		if err := h.aNode(op); err != nil {
			return Target{}, err
		}
		changed := make(chan struct{}, 1)
		h.coordinator.follow(changed, true)
		defer h.coordinator.follow(changed, false)
		leader, err := target1(h.call(op))
		late := time.NewTimer(connectPatience)
		defer late.Stop()
		for err == nil && !(h.leader().String() == leader.String() && h.coordinator.knows(leader)) {
			select {
			case <-changed:
			case <-late.C:
				return leader, nil // it leads, and it may be that it does not answer any more
			case <-h.n.Calling().Context.Done():
				return leader, context.Cause(h.n.Calling().Context)
			}
		}
		return leader, err
	}
}

// connectPatience is how long a node is given to connect to a leader that was elected.
const connectPatience = time.Second

func (h *host) drop(to Target) error {
	id, err := h.single(to, "Drop")
	if err != nil {
		return err
	}
	return h.does("Drop", id)
}

func (h *host) leader() Target { return one(ask[protocol.NodeID](h, "Leader")) }
func (h *host) isLeader() bool { return ask[bool](h, "IsLeader") }
func (h *host) connections() []Target {
	var all []Target
	for _, id := range ask[[]protocol.NodeID](h, "Connections") {
		all = append(all, one(id))
	}
	return all
}

func (h *host) onLeader(f func(leader Target)) {
	h.watches("OnLeader", func(c *coordinator) { c.onLeader = added(c.onLeader, f, f == nil) })
}

func (h *host) onConnect(f func(node Target)) {
	h.watches("OnConnect", func(c *coordinator) { c.onConnect = added(c.onConnect, f, f == nil) })
}

func (h *host) onCanCommit(f func(key, value string) error) {
	h.watches("OnCanCommit", func(c *coordinator) { c.canCommit = added(c.canCommit, f, f == nil) })
}

func (h *host) watches(what string, change func(*coordinator)) {
	if err := h.aNode(what); err != nil {
		panic(err) // it would never be called
	}
	h.coordinator.mu.Lock()
	defer h.coordinator.mu.Unlock()
	change(&h.coordinator)
}

// added is all with f, or none when that is nil.
func added[F any](all []F, f F, none bool) []F {
	if none {
		return nil
	}
	return append(all, f)
}

// heartBeat beats until an answer is missing. The value of what it returns is how many came.
func (h *host) heartBeat(to Target, every time.Duration, onTimeout func()) *Pending {
	ctx, cancel := context.WithCancel(context.WithoutCancel(h.n.Calling().Context)) // it outlives the line
	p := &Pending{h: h, here: true, done: make(chan struct{}), cancel: cancel}
	id, err := h.single(to, "HeartBeat")
	if err != nil {
		p.o = protocol.Fail(protocol.FailRefused, "%v", err)
		cancel()
		close(p.done)
		return p
	}
	p.at = id
	go func() {
		defer close(p.done)
		defer cancel()
		v, err := h.beat(ctx, id, every)
		if err == nil && onTimeout != nil {
			err = within(h.n, "HeartBeat", onTimeout)
		}
		o := protocol.Outcome{}
		if err == nil {
			var value protocol.Value
			value, err = node.Encode("int", v)
			o.Values = []protocol.Value{value}
		}
		var oe *protocol.OutcomeError
		switch {
		case errors.As(err, &oe):
			o = protocol.Outcome{Verdict: oe.Verdict, Failure: &oe.Failure}
		case err != nil:
			o = protocol.Fail(protocol.FailError, "%v", err)
		}
		p.mu.Lock()
		p.o = o
		p.mu.Unlock()
	}()
	return p
}

// beat is the call Beat. If it is cancelled and nobody else waits for a beat of that node, the machine stops.
func (h *host) beat(ctx context.Context, id protocol.NodeID, every time.Duration) (any, error) {
	c := &h.coordinator
	c.mu.Lock()
	c.beats[id]++
	c.mu.Unlock()
	v, err := h.callIn(ctx, "Beat", id, every)
	c.mu.Lock()
	c.beats[id]--
	last := c.beats[id] == 0
	c.mu.Unlock()
	if ctx.Err() == nil {
		return v, err
	}
	if last {
		stop, end := context.WithTimeout(context.WithoutCancel(ctx), callPatience)
		defer end()
		h.callIn(stop, "StopBeat", id)
	}
	return nil, protocol.Fail(protocol.FailCancelled, "the heart beat was cancelled").Err("")
}

func (h *host) beats(op string) func(every ...time.Duration) error {
	return func(every ...time.Duration) error {
		var d time.Duration // 0 is the default
		if len(every) > 0 {
			d = every[0]
		}
		return h.does(op, d)
	}
}
