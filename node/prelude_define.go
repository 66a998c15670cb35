package node

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"sync"
	"time"

	"parley/eval"
	"parley/node/prelude"
	"parley/protocol"
)

// This file takes definitions for all nodes and gives them to those that can be reached.

// Calls of the prelude.
const (
	callPut     = "prelude.put"
	callPull    = "prelude.pull"
	callDefine  = "prelude.define"
	callRemove  = "prelude.remove"
	callState   = "prelude.state"
	callMissing = "prelude.missing"
	callEntries = "prelude.entries"
)

// ErrNoDeclarations is that source has something else than declarations.
var ErrNoDeclarations = prelude.ErrNoDeclarations

// Definition is source to be declared at all nodes.
type Definition struct {
	Source
	File           string    // shown in positions
	Stdout, Stderr io.Writer // what is printed here while it is evaluated; nil: where output goes that nobody claims
	Who            string    // who typed it; empty: this node
	Timeout        time.Duration

	budget Budget // of what is evaluated here; zero: none
}

// Defined is what became of a definition, at each node that is known.
type Defined struct {
	Names   []string
	Failure *protocol.Failure // it does not work at the node that took it: nothing was kept, and nobody was told
	Notices []string          // of the evaluator there
	Unkept  string            // why that node does not keep it on disk
	Answers []Answer          // that node's among them
}

// definition is a Definition on its way from a client.
type definition struct {
	Text    string
	Binds   []protocol.Value
	File    string
	Timeout time.Duration
}

// Declarations says whether source has nothing but declarations that can be defined everywhere. ErrNoDeclarations is its error if it is no
// declaration at all.
func Declarations(s Source) error {
	_, err := prelude.Split(s.Text, s.Binds)
	return err
}

// Define declares source, which has nothing but declarations, at this node and at all others, now or when they can be reached, and again when they
// start. A client has a node do that. The error says why nothing was done.
func (n *Node) Define(ctx context.Context, d Definition) (Defined, error) {
	if !n.member() {
		var out Defined
		o := Options{Timeout: n.defineTimeout(d.Timeout)}
		err := n.anyMember(ctx, callDefine, o, &out, definition{d.Text, d.Binds, d.File, d.Timeout})
		return out, err
	}
	declared, err := prelude.Split(d.Text, d.Binds)
	if err != nil {
		return Defined{}, err
	}
	for _, b := range d.Binds {
		if _, is := eval.RefOf(b); is {
			return Defined{}, fmt.Errorf("a %s stays at its node, and cannot be part of what all nodes declare", b.Type)
		}
	}
	if d.Who == "" {
		d.Who = string(n.cfg.Name)
	}
	n.shared.gate.wait(ctx)
	es := make([]prelude.Entry, len(declared))
	for i, x := range declared {
		es[i] = prelude.Entry{Stamp: prelude.Stamp{Name: x.Name, Version: 1, By: n.cfg.Name}, Kind: x.Kind, Source: x.Source, Binds: x.Binds, Who: d.Who}
	}
	return n.spread(ctx, es, d)
}

// Remove takes names out of the prelude: nodes that start later do not declare them. Where they are declared now they go on meaning what they do.
// With a type go its methods.
func (n *Node) Remove(ctx context.Context, who string, names ...string) (Defined, error) {
	if !n.member() {
		var out Defined
		err := n.anyMember(ctx, callRemove, Options{Timeout: n.defineTimeout(0)}, &out, names)
		return out, err
	}
	n.shared.gate.wait(ctx)
	if who == "" {
		who = string(n.cfg.Name)
	}
	p := n.shared
	var es []prelude.Entry
	p.mu.Lock()
	all := p.set.Entries()
	p.mu.Unlock()
	listed := map[string]bool{}
	for _, name := range names {
		found := false
		for _, e := range all {
			if !e.Removed() && (e.Stamp.Name == name || e.Stamp.Name == "import "+name || strings.HasPrefix(e.Stamp.Name, name+".")) {
				if found = true; listed[e.Stamp.Name] {
					continue // with its type, or it was named twice
				}
				listed[e.Stamp.Name] = true
				es = append(es, prelude.Entry{Stamp: prelude.Stamp{Name: e.Stamp.Name, Version: 1, By: n.cfg.Name}, Kind: e.Kind, Who: who})
			}
		}
		if !found {
			return Defined{}, fmt.Errorf("the prelude has no %s; Prelude() lists what it has", name)
		}
	}
	return n.spread(ctx, es, Definition{Who: who})
}

// spread makes entries the newest, declares them here, and gives them to the other nodes.
func (n *Node) spread(ctx context.Context, es []prelude.Entry, d Definition) (out Defined, err error) {
	out, err = n.begin(ctx, es, d)
	if err != nil || out.Failure != nil {
		return out, err
	}
	for _, e := range es {
		out.Names = append(out.Names, e.Stamp.Name)
	}
	// A node may have a newer version than this one knew, which then is an older definition all the same.
	var ties []protocol.NodeID
	for try := 1; ; try++ {
		var newer map[string]uint64
		out.Answers, newer, ties = n.give(ctx, es, d.Timeout)
		if len(newer) == 0 || try == giveTries || !n.raise(es, newer) {
			break
		}
	}
	for _, id := range ties { // so that what holds is here too
		n.pullPrelude(ctx, id, pullPatience)
	}
	own := Answer{Node: n.cfg.Name}
	n.shared.mu.Lock()
	for _, e := range es {
		if now, _ := n.shared.set.Get(e.Stamp.Name); now.Stamp.Compare(e.Stamp) > 0 {
			own.Outcome = protocol.Fail(protocol.FailRefused, "%s was defined at the same time at %s, and that definition holds; define it again if yours is to", e.Stamp.Name, now.Stamp.By)
		}
	}
	n.shared.mu.Unlock()
	out.Answers = append([]Answer{own}, out.Answers...)
	sortAnswers(out.Answers)
	return out, nil
}

// giveTries is how often a definition is raised above others that this node did not know of.
const giveTries = 3

// begin declares entries at this node and keeps them.
func (n *Node) begin(ctx context.Context, es []prelude.Entry, d Definition) (out Defined, err error) {
	p := n.shared
	p.applying.Lock()
	defer p.applying.Unlock()
	p.mu.Lock()
	for i := range es {
		old, _ := p.set.Get(es[i].Stamp.Name)
		p.latest = max(p.latest+1, time.Now().UnixNano())
		es[i].Stamp.Version, es[i].Stamp.When = old.Stamp.Version+1, p.latest
	}
	err = p.set.Room(es)
	p.mu.Unlock()
	if err != nil {
		return out, err
	}
	if d.Text != "" {
		ctx, stop := context.WithTimeout(ctx, applyPatience)
		defer stop()
		r := eval.Request{File: d.File, Source: d.Text, Binds: d.Binds, Stdout: d.Stdout, Stderr: d.Stderr, Label: d.Who, Budget: d.budget}
		res := n.image.Eval(ctx, r)
		if out.Notices = res.Notices; res.Failure != nil {
			out.Failure = failedOutcome(res).Failure
			return out, nil
		}
	}
	p.mu.Lock()
	for _, e := range es {
		if _, err = p.set.Put(e); err != nil {
			break
		}
		p.applied[e.Stamp.Name] = applied{stamp: e.Stamp}
		n.cfg.Logger.Info("defined", "name", e.Stamp.Name, "version", e.Stamp.Version, "by", e.Stamp.By, "for", e.Who)
	}
	p.mu.Unlock()
	if err != nil {
		return out, err
	}
	if d.Text != "" {
		n.apply(nil) // others may have waited for it
	}
	if err := n.keepPrelude(); err != nil {
		out.Unkept = err.Error()
	}
	return out, nil
}

// raise gives entries higher versions than others have, unless they were defined anew here meanwhile. It says whether any has one.
func (n *Node) raise(es []prelude.Entry, newer map[string]uint64) (raised bool) {
	p := n.shared
	p.applying.Lock()
	defer p.applying.Unlock()
	var again []prelude.Entry
	p.mu.Lock()
	for i := range es {
		e := &es[i]
		now, _ := p.set.Get(e.Stamp.Name)
		v := max(newer[e.Stamp.Name], now.Stamp.Version)
		if v <= e.Stamp.Version || now.Stamp.By == n.cfg.Name && now.Stamp.When > e.Stamp.When {
			continue
		}
		e.Stamp.Version = v + 1
		if _, err := p.set.Put(*e); err != nil {
			continue
		}
		raised = true
		if a := p.applied[e.Stamp.Name]; a.stamp.By == e.Stamp.By && a.stamp.When == e.Stamp.When {
			p.applied[e.Stamp.Name] = applied{stamp: e.Stamp}
		} else {
			again = append(again, *e) // the other one is declared
		}
	}
	p.mu.Unlock()
	if raised {
		n.apply(again)
		n.keepPrelude()
	}
	return raised
}

// taken is what a node says of an entry that it was given.
type taken struct {
	Stamp   prelude.Stamp     // that holds there now
	Failure *protocol.Failure // it cannot be declared there
}

// defineTimeout is how long a client waits for a node that gives a definition to all others.
func (n *Node) defineTimeout(d time.Duration) time.Duration {
	if d <= 0 {
		d = n.cfg.Timeout
	}
	return d + applyPatience
}

// give gives entries to all other nodes, at once. newer are the names of which some have a version with a higher number, ties the nodes that have
// one with the same number which holds.
func (n *Node) give(ctx context.Context, es []prelude.Entry, timeout time.Duration) (answers []Answer, newer map[string]uint64, ties []protocol.NodeID) {
	var mu sync.Mutex
	var all sync.WaitGroup
	newer = map[string]uint64{}
	for _, p := range n.Peers() {
		if p.Self {
			continue
		}
		all.Go(func() {
			var reply []taken
			err := n.CallWith(ctx, p.ID, callPut, Options{Timeout: timeout}, &reply, es)
			a := Answer{Node: p.ID}
			if err != nil {
				a.Outcome = later(err, es)
			}
			mu.Lock()
			defer mu.Unlock()
			tie := false
			for i, t := range reply {
				if i >= len(es) {
					break
				}
				n.shared.saw(p.ID, t.Stamp)
				switch {
				case t.Stamp.Version > es[i].Stamp.Version:
					newer[t.Stamp.Name] = max(newer[t.Stamp.Name], t.Stamp.Version)
				case t.Stamp.Compare(es[i].Stamp) > 0:
					tie = true
				case t.Failure != nil:
					a.Outcome = cannot(es[i].Stamp.Name, t.Failure)
				}
			}
			if tie {
				ties = append(ties, p.ID)
			}
			answers = append(answers, a)
		})
	}
	all.Wait()
	return answers, newer, ties
}

// later is how it ended at a node that may not have it now.
func later(err error, es []prelude.Entry) protocol.Outcome {
	what := es[0].Stamp.Name
	if len(es) > 1 {
		what = fmt.Sprintf("these %d", len(es))
	}
	o := protocol.Fail(protocol.FailValue, "%v", err)
	if oe := new(protocol.OutcomeError); errors.As(err, &oe) {
		f := oe.Failure
		o = protocol.Outcome{Verdict: oe.Verdict, Failure: &f}
	}
	if o.Failure.Kind != protocol.FailRefused {
		o.Failure.Text += "; it gets " + what + " when it can be reached"
	}
	return o
}

// cannot is what a node says that cannot declare something. The place is one in the declaration alone, not in what was typed.
func cannot(name string, f *protocol.Failure) protocol.Outcome {
	return protocol.Outcome{Verdict: protocol.Failed, Failure: &protocol.Failure{Kind: f.Kind, Text: name + " cannot be declared there: " + f.Text, Stack: f.Stack}}
}

// put takes entries that another node gives.
func (n *Node) put(from protocol.NodeID, es []prelude.Entry) []taken {
	n.takeIn(es)
	p := n.shared
	p.saw(from, stampsOf(es)...)
	p.mu.Lock()
	defer p.mu.Unlock()
	out := make([]taken, len(es))
	for i, e := range es {
		now, ok := p.set.Get(e.Stamp.Name)
		if !ok {
			out[i] = taken{Failure: &protocol.Failure{Kind: protocol.FailRefused, Text: "the prelude of " + string(n.cfg.Name) + " is full"}, Stamp: e.Stamp}
			continue
		}
		out[i] = taken{Stamp: now.Stamp}
		if a := p.applied[e.Stamp.Name]; a.stamp == now.Stamp {
			out[i].Failure = a.failure
		}
	}
	return out
}

// preludeCalls are the calls by which nodes keep one prelude, and prompts use it.
func (n *Node) preludeCalls() []Call {
	return []Call{
		{Name: callPut, Role: protocol.Member, Summary: "takes definitions that all nodes are to have, and declares those that are newer than its own",
			Func: func(a *Asked) (any, error) {
				var es []prelude.Entry
				if err := a.Args(&es); err != nil {
					return nil, err
				}
				for _, e := range es {
					a.Audit(e.Source)
				}
				return n.put(a.From.ID, es), nil
			}},
		{Name: callPull, Role: protocol.Member, Summary: "gives the definitions that the asker lacks, by what it says it has",
			Func: func(a *Asked) (any, error) {
				var has []prelude.Stamp
				if err := a.Args(&has); err != nil {
					return nil, err
				}
				n.shared.saw(a.From.ID, has...)
				n.shared.mu.Lock()
				defer n.shared.mu.Unlock()
				return n.shared.set.Lacking(has), nil
			}},
		{Name: callDefine, Role: protocol.Operator, Summary: "declares source at all nodes, and at those that come later",
			Func: func(a *Asked) (any, error) {
				var d definition
				if err := a.Args(&d); err != nil {
					return nil, err
				}
				a.Audit(d.Text)
				return n.Define(a, Definition{Source: Source{d.Text, d.Binds}, File: d.File, Stdout: a.Stdout, Stderr: a.Stderr, Who: string(a.From.ID), Timeout: d.Timeout, budget: n.cfg.Budgets[a.From.Role]})
			}},
		{Name: callRemove, Role: protocol.Operator, Summary: "removes names from what is declared at nodes that come later",
			Func: func(a *Asked) (any, error) {
				var names []string
				if err := a.Args(&names); err != nil {
					return nil, err
				}
				return n.Remove(a, string(a.From.ID), names...)
			}},
		{Name: callState, Role: protocol.Observer, Summary: "says which versions of what all nodes are to have are declared here",
			Func: func(a *Asked) (any, error) {
				n.shared.gate.wait(a) // or a node that starts lacks all
				return n.state(), nil
			}},
		{Name: callMissing, Role: protocol.Observer, Summary: "says which node lacks what of that, and why",
			Func: func(a *Asked) (any, error) { return n.Missing(a) }},
		{Name: callEntries, Role: protocol.Observer, Summary: "lists what all nodes are to have: names, versions, who defined them, source",
			Func: func(a *Asked) (any, error) { return n.Prelude(a) }},
	}
}
