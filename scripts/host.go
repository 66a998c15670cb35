package scripts

import (
	"context"
	_ "embed"
	"errors"
	"fmt"
	"reflect"
	"strings"
	"sync"
	"time"

	"parley/coord"
	"parley/node"
	"parley/own"
	"parley/protocol"
)

// The host's types that evaluated code handles.
type (
	Source    = node.Source
	Target    = node.Target
	Reference = protocol.Ref    // stands for a value that stays at its node
	Record    = protocol.Record // a struct whose type is not known here
)

// Path is the import path of this package for evaluated source.
const Path = "parley/scripts"

//go:embed api.go
var api string

// Option changes how one question is asked.
type Option struct {
	timeout time.Duration
	spread  func(*spread) // of RMap alone
}

// Timeout bounds how long the whole answer may take; the asked node knows it and stops by itself.
func Timeout(d time.Duration) Option {
	if d > 0 && d < time.Microsecond {
		panic(fmt.Errorf("Timeout(%d) is %v, too short for any answer; write Timeout(%d*time.Second)", d, d, d))
	}
	return Option{timeout: d}
}

// Builtins is what a node's prompt sees: give it to node.Config.
func Builtins(n *node.Node) (node.Builtins, error) {
	h := &host{n: n}
	h.coordinator.begin(n)
	symbols := map[string]reflect.Value{
		"Source": reflect.ValueOf((*Source)(nil)), "Target": reflect.ValueOf((*Target)(nil)), "Option": reflect.ValueOf((*Option)(nil)),
		"Asked": reflect.ValueOf((*Asked)(nil)), "Pending": reflect.ValueOf((*Pending)(nil)), "Table": reflect.ValueOf((*Table)(nil)), "Text": reflect.ValueOf((*Text)(nil)),
		"Reference": reflect.ValueOf((*Reference)(nil)), "Record": reflect.ValueOf((*Record)(nil)),
		"source": reflect.ValueOf(h.source), "plainSource": reflect.ValueOf(h.plainSource), "remote": reflect.ValueOf(h.remote),
		"remoteAll": reflect.ValueOf(h.remoteAll), "send": reflect.ValueOf(h.send), "async": reflect.ValueOf(h.async), "explain": reflect.ValueOf(h.explain),
		"push": reflect.ValueOf(h.push), "scatter": reflect.ValueOf(h.scatter), "repeat": reflect.ValueOf(h.repeat), "Repeating": reflect.ValueOf((*Repeating)(nil)),
		"Cluster": reflect.ValueOf((*Cluster)(nil)), "Load": reflect.ValueOf((*Load)(nil)), "LoadOp": reflect.ValueOf((*LoadOp)(nil)), "Trace": reflect.ValueOf((*Trace)(nil)), "Setting": reflect.ValueOf((*Setting)(nil)),
		"Exploration": reflect.ValueOf((*Exploration)(nil)), "OwnProtocol": reflect.ValueOf((*OwnProtocol)(nil)), "Runs": reflect.ValueOf((*Runs)(nil)),
		"quoteCompiled": reflect.ValueOf(quoteCompiled),
		"MapError":      reflect.ValueOf((*MapError)(nil)), "ElementError": reflect.ValueOf((*ElementError)(nil)),
		"rmap": reflect.ValueOf(h.rmap), "heartBeat": reflect.ValueOf(h.heartBeat), "travelsAlways": reflect.ValueOf(travelsAlways), "travels": reflect.ValueOf(travels),
	}
	for _, row := range table {
		if row.host != nil {
			name := strings.ToUpper(row.Name[:1]) + row.Name[1:] // help, which Session writes so
			symbols[name] = reflect.ValueOf(row.host(h))
		}
	}
	return node.Builtins{
		Packages: []node.Package{{Path: Path, Symbols: symbols, Overlay: api, Docs: docOfOwn}, // the second, for types of values that travel in others
			own.Package()},
		Dot:       Path,
		Protocols: append(Catalog(), clusterRow()),
		Always:    []node.MachineSpec{clusterSpec()},
		Leads:     coord.ClusterName,
		Service: func(n *node.Node) func(protocol.Message) []protocol.Message {
			return leaderFile(n.LeaderFile(), n.Logger())
		},
		Calls: sessionCalls(),
		Node:  func(id protocol.NodeID) any { return node.One(id) },
	}, nil
}

// host is the built-ins of one node.
type host struct {
	n           *node.Node
	coordinator coordinator
}

func (h *host) source(text string, pairs []any) Source {
	s := Source{Text: text}
	for i := 0; i+1 < len(pairs); i += 2 {
		v, err := node.Encode(pairs[i].(string), pairs[i+1])
		if err != nil {
			panic(fmt.Errorf("Unquote: %w", err))
		}
		s.Binds = append(s.Binds, v)
	}
	return s
}

func (h *host) plainSource(text string, binds []any) Source {
	s, err := node.Src(text, binds...)
	if err != nil {
		panic(err)
	}
	return s
}

func (h *host) options(opts []Option, caller node.Caller) node.Options {
	o := node.Options{Output: marked(caller.Stdout, caller.Stderr), For: caller.For}
	for _, x := range opts {
		if x.spread != nil {
			panic(errors.New("On, Chunk, Again and Progress say how RMap spreads its work; here is one question"))
		}
		o.Timeout = x.timeout
	}
	return o
}

// single is the one node that Remote, Send and Async speak to.
func (h *host) single(to Target, what string) (protocol.NodeID, error) {
	if id, ok := to.Single(); ok {
		return id, nil
	}
	ids, err := h.n.Targets(to)
	if err != nil {
		return "", err
	}
	if len(ids) == 1 {
		return ids[0], nil
	}
	return "", fmt.Errorf("%s speaks to one node and %s is %d; use RemoteAll, or Remote with First(..)", what, to, len(ids))
}

func (h *host) remote(to Target, s Source, into any, opts []Option) error {
	caller := h.n.Calling()
	if to.Policy == node.WaitFirst {
		return h.first(caller, to, s, into, opts)
	}
	id, err := h.single(to, "Remote")
	if err != nil {
		return err
	}
	o := h.options(opts, caller)
	defer transfers(caller, &o)()
	return h.take(id, h.n.Ask(caller.Context, id, s, o), into)
}

// first is Remote to the first of several that has a value.
func (h *host) first(caller node.Caller, to Target, s Source, into any, opts []Option) error {
	o := h.options(opts, caller)
	defer transfers(caller, &o)()
	r, err := h.n.AskAll(caller.Context, to, s, o)
	if err != nil {
		return err
	}
	for _, a := range r.Answers {
		if a.Outcome.Verdict == protocol.OK {
			return h.take(a.Node, a.Outcome, into)
		}
	}
	return r.Err()
}

// take decodes an outcome's value into what into points to.
func (h *host) take(at protocol.NodeID, o protocol.Outcome, into any) error {
	if err := knownHere(h.n, o, "Unquote(%s)").Err(at); err != nil {
		return err
	}
	switch len(o.Values) {
	case 0:
		return nil
	case 1:
		if err := h.n.DecodeFrom(at, o.Values[0], into); err != nil {
			return protocol.Fail(protocol.FailValue, "%v", err).Err(at)
		}
		return nil
	}
	p, ok := into.(*any)
	if !ok {
		return protocol.Fail(protocol.FailValue, "it gave %d values where one is wanted", len(o.Values)).Err(at)
	}
	list := make([]any, len(o.Values))
	for i, v := range o.Values {
		if err := h.n.DecodeFrom(at, v, &list[i]); err != nil {
			return protocol.Fail(protocol.FailValue, "%v", err).Err(at)
		}
	}
	*p = list
	return nil
}

// Asked is a report of several nodes, whose values are still as they came.
type Asked struct {
	h      *host
	report node.Report
}

// Len is how many nodes were asked.
func (a *Asked) Len() int {
	if a == nil {
		return 0
	}
	return len(a.report.Answers)
}

// Name is the i-th node.
func (a *Asked) Name(i int) string { return string(a.report.Answers[i].Node) }

// Take decodes the value of the i-th node into what into points to, or says why there is none.
func (a *Asked) Take(i int, into any) error {
	return a.h.take(a.report.Answers[i].Node, a.report.Answers[i].Outcome, into)
}

func (h *host) remoteAll(to Target, s Source, opts []Option) (*Asked, error) {
	caller := h.n.Calling()
	o := h.options(opts, caller)
	defer transfers(caller, &o)()
	r, err := h.n.AskAll(caller.Context, to, s, o)
	if err != nil {
		return nil, err
	}
	for i := range r.Answers {
		r.Answers[i].Outcome = knownHere(h.n, r.Answers[i].Outcome, "Unquote(%s)")
	}
	return &Asked{h, r}, r.Err()
}

func (h *host) send(to Target, s Source) error {
	ids, err := h.n.Targets(to)
	if err != nil {
		return err
	}
	var errs []error
	for _, id := range ids {
		errs = append(errs, h.n.Send(h.n.Calling().Context, id, s))
	}
	return errors.Join(errs...)
}

// Pending is a question under way.
type Pending struct {
	h      *host
	at     protocol.NodeID
	here   bool // it runs at this node, and is only about the other
	done   chan struct{}
	cancel context.CancelFunc
	mu     sync.Mutex
	o      protocol.Outcome
}

func (h *host) async(to Target, s Source, opts []Option) *Pending {
	caller := h.n.Calling()
	// It outlives the line that started it; what it prints goes where that line's output went.
	ctx, cancel := context.WithCancel(context.WithoutCancel(caller.Context))
	p := &Pending{h: h, done: make(chan struct{}), cancel: cancel}
	id, err := h.single(to, "Async")
	if err != nil {
		p.o = protocol.Fail(protocol.FailRefused, "%v", err)
		cancel()
		close(p.done)
		return p
	}
	p.at = id
	o := h.options(opts, caller)
	go func() {
		defer close(p.done)
		defer cancel()
		outcome := h.n.Ask(ctx, id, s, o)
		p.mu.Lock()
		p.o = outcome
		p.mu.Unlock()
	}()
	return p
}

// String says how it stands, so that a future that is looked at does not show its insides.
func (p *Pending) String() string {
	if !p.Done() {
		return "waiting for " + string(p.at)
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.o.Verdict == protocol.OK {
		return string(p.at) + " has answered"
	}
	return p.o.Verdict.String() + " at " + string(p.at)
}

// Take waits and decodes the value into what into points to.
func (p *Pending) Take(into any, timeout []time.Duration) error {
	ctx := p.h.n.Calling().Context
	var late <-chan time.Time
	if len(timeout) > 0 {
		t := time.NewTimer(timeout[0])
		defer t.Stop()
		late = t.C
	}
	select {
	case <-p.done:
	case <-late:
		return protocol.Lost(protocol.FailTimeout, "%s has not answered after %v; it still runs there, wait again or cancel it", p.at, timeout[0]).Err(p.at)
	case <-ctx.Done():
		return protocol.Fail(protocol.FailCancelled, "the wait was cancelled; it still runs at %s", p.at).Err("")
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.here {
		return p.h.take("", p.o, into)
	}
	return p.h.take(p.at, p.o, into)
}

// Done says whether the outcome is known.
func (p *Pending) Done() bool {
	select {
	case <-p.done:
		return true
	default:
		return false
	}
}

// Cancel stops it, as far as it can be stopped.
func (p *Pending) Cancel() { p.cancel() }

func (h *host) policy(p node.Policy, k int, targets []Target) (Target, error) {
	t := Target{Set: "all", Policy: p, K: k}
	if k < 0 {
		return t, fmt.Errorf("a quorum of %d makes no sense; give a number of nodes, or 0 for more than half", k)
	}
	if len(targets) == 0 {
		return t, nil
	}
	t.Set = ""
	for _, x := range targets {
		ids, err := h.n.Targets(Target{Nodes: x.Nodes, Set: x.Set})
		if err != nil {
			return t, err
		}
		t.Nodes = append(t.Nodes, ids...)
	}
	return t, nil
}

func must(t Target, err error) Target {
	if err != nil {
		panic(err)
	}
	return t
}

func (h *host) nodes() Table {
	t := Table{Head: []string{"name", "state", "address", "round trip", "since", ""}}
	for _, p := range h.n.Peers() {
		state, rtt, note := "up", "", p.Why
		switch {
		case p.Self:
			state, note = "self", ""
		case !p.Connected:
			state = "down"
		default:
			rtt = p.RTT.Round(10 * time.Microsecond).String()
		}
		t.Rows = append(t.Rows, []string{string(p.ID), state, p.Addr, rtt, p.Since.Format("15:04:05"), note})
	}
	return t
}

func (h *host) remoteReturns() Table {
	t := Table{Head: []string{"id", "outcome"}, Empty: "no returns that nobody has taken yet"}
	for id, o := range h.n.RemoteReturns() {
		text := o.Verdict.String()
		if err := o.Err(""); err != nil {
			text = err.Error()
		}
		t.Rows = append(t.Rows, []string{fmt.Sprint(id), text})
	}
	return t
}

func (h *host) waiting() Table {
	t := Table{Head: []string{"id", "to", "for", "asked"}, Empty: "no requests under way"}
	for _, w := range h.n.Waiting() {
		t.Rows = append(t.Rows, []string{fmt.Sprint(w.ID), string(w.To), w.For.Round(time.Millisecond).String(), strings.Join(strings.Fields(w.About), " ")})
	}
	return t
}

func (h *host) messages(k ...int) Table {
	t := Table{Empty: "no messages yet"}
	last := 20
	if len(k) > 0 {
		last = k[0]
	}
	for _, m := range h.n.Messages(last) {
		arrow := "<-"
		if m.Sent {
			arrow = "->"
		}
		t.Rows = append(t.Rows, []string{m.At.Format("15:04:05.000"), arrow, string(m.Peer), fmt.Sprintf("#%d", m.ID), m.Form, m.Text})
	}
	return t
}
