package node

import (
	"context"
	"errors"
	"log/slog"
	"path/filepath"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"parley/eval"
	"parley/node/prelude"
	"parley/protocol"
)

// This file keeps the prelude at this node: what all nodes are to have declared. Package prelude says which definition of a name holds;
// prelude_define.go takes new ones, and prelude_look.go says who lacks what.
//
// Whoever defines something gives it to all nodes that can be reached, and two nodes that get a connection each ask the other for what they lack: so
// a node that comes, comes back, or was cut off gets all. What peers want evaluated waits for that, and it waits only then.

// Waits of the prelude.
const (
	preludePatience = 3 * time.Second        // of what is to be evaluated, for declarations that are on their way; then it runs without them
	pullPatience    = 2 * time.Second        // for a node's answer, when something waits for it
	applyPatience   = 10 * time.Second       // for the value of a variable
	preludeEvery    = 30 * time.Second       // between questions to one node after the other, for what got lost otherwise
	firstPatience   = 500 * time.Millisecond // at the start, for connections to nodes that are known already
)

// shared is the prelude of a node.
type shared struct {
	path   string
	gate   gate         // at the start, and for what comes from nodes that were there then
	coming atomic.Int64 // gates of either sort that are not open

	applying sync.Mutex // one batch is taken in at a time

	mu      sync.Mutex
	of      map[protocol.NodeID]*gate // for what a node wants evaluated, while this one gets what that node has
	set     *prelude.Set
	applied map[string]applied
	seen    map[protocol.NodeID]map[string]prelude.Stamp // what other nodes are known to have
	latest  int64                                        // Stamp.When of the last definition that was taken here
	broken  error                                        // why nothing is kept on disk
}

// applied is what this node has made of an entry.
type applied struct {
	stamp   prelude.Stamp
	failure *protocol.Failure // nil: it is declared
}

// gate lets evaluations wait while declarations are on their way.
type gate struct {
	coming atomic.Int64
	mu     sync.Mutex
	open   chan struct{} // closed when nothing comes any more
}

func (g *gate) enter() {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.coming.Add(1) == 1 {
		g.open = make(chan struct{})
	}
}

func (g *gate) leave() {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.coming.Add(-1) == 0 {
		close(g.open)
	}
}

func (g *gate) wait(ctx context.Context) {
	if g.coming.Load() == 0 {
		return
	}
	late := time.NewTimer(preludePatience)
	defer late.Stop()
	for g.coming.Load() > 0 {
		g.mu.Lock()
		open := g.open
		g.mu.Unlock()
		select {
		case <-open:
		case <-late.C:
			return
		case <-ctx.Done():
			return
		}
	}
}

func newShared(cfg *Config) *shared {
	p := &shared{set: &prelude.Set{}, applied: map[string]applied{}, of: map[protocol.NodeID]*gate{}, seen: map[protocol.NodeID]map[string]prelude.Stamp{}}
	if cfg.Role == protocol.Member {
		p.path = filepath.Join(cfg.Home.State, "prelude", fileOfName(cfg.Name)+".json")
		p.enter(&p.gate) // until beginPrelude has ended
	}
	return p
}

// load reads what the node had before. It is called when nobody else has the node's name, and before others tell anything, which is written there.
func (p *shared) load(log *slog.Logger) {
	set, err := prelude.Load(p.path)
	if err != nil {
		log.Error("the node begins without what was defined everywhere", "err", err)
		p.broken = err
		return
	}
	p.set = set
}

// beginPrelude declares what the node had before, and waits for what the nodes have that it knows. Evaluations for peers wait for both.
func (n *Node) beginPrelude() {
	p := n.shared
	p.applying.Lock()
	p.mu.Lock()
	all := slices.DeleteFunc(p.set.Entries(), func(e prelude.Entry) bool { return p.applied[e.Stamp.Name].stamp == e.Stamp })
	p.mu.Unlock()
	n.apply(all)
	p.applying.Unlock()
	var first sync.WaitGroup
	ctx, stop := context.WithTimeout(n.ctx, firstPatience)
	for _, met := range n.joined {
		first.Go(func() {
			select {
			case <-met:
			case <-ctx.Done():
			}
		})
	}
	n.Settle(ctx, firstPatience)
	first.Wait()
	stop()
	p.leave(&p.gate)
	n.preludeLoop()
}

// preludeLoop asks one node after the other for what this one lacks.
func (n *Node) preludeLoop() {
	t := time.NewTicker(preludeEvery)
	defer t.Stop()
	for i := 0; ; i++ {
		select {
		case <-t.C:
		case <-n.ctx.Done():
			return
		}
		var up []protocol.NodeID
		for _, p := range n.Peers() {
			if p.Connected && !p.Self {
				up = append(up, p.ID)
			}
		}
		if len(up) > 0 {
			n.pullPrelude(n.ctx, up[i%len(up)], preludeEvery) // nothing waits for it, and a slow network may need long
		}
	}
}

// preludeOf gets what a node has that there is a new connection to. It is called before anything of that connection is served. A node that does not
// answer holds up nobody but itself, and at the start all.
func (n *Node) preludeOf(id protocol.NodeID) {
	if !n.member() {
		return // what the cluster declares is nothing to a client
	}
	p := n.shared
	p.mu.Lock()
	g := p.of[id]
	if g == nil {
		g = &gate{}
		p.of[id] = g
	}
	p.mu.Unlock()
	p.enter(g)
	starting := p.gate.coming.Load() > 0
	if starting {
		p.enter(&p.gate)
	}
	n.background.Go(func() {
		n.pullPrelude(n.ctx, id, pullPatience)
		if starting {
			p.leave(&p.gate)
		}
		p.leave(g)
	})
}

func (p *shared) enter(g *gate) {
	p.coming.Add(1)
	g.enter()
}

func (p *shared) leave(g *gate) {
	g.leave()
	p.coming.Add(-1)
}

// waitFor waits for what is on its way that a node has, or what this one had, before something is evaluated for that node.
func (p *shared) waitFor(ctx context.Context, id protocol.NodeID) {
	ctx, stop := context.WithTimeout(ctx, preludePatience) // for both together
	defer stop()
	p.gate.wait(ctx)
	p.mu.Lock()
	g := p.of[id]
	p.mu.Unlock()
	if g != nil {
		g.wait(ctx)
	}
}

// pullPrelude asks a node for what this one lacks.
func (n *Node) pullPrelude(ctx context.Context, id protocol.NodeID, patience time.Duration) {
	p := n.shared
	p.mu.Lock()
	stamps := p.set.Stamps()
	p.mu.Unlock()
	var got []prelude.Entry
	if err := n.CallWith(ctx, id, callPull, Options{Timeout: patience}, &got, stamps); err != nil {
		n.cfg.Logger.Debug("a node does not say what is defined everywhere", "node", id, "err", err)
		return
	}
	p.saw(id, stampsOf(got)...)
	n.takeIn(got)
}

func stampsOf(es []prelude.Entry) []prelude.Stamp {
	var all []prelude.Stamp
	for _, e := range es {
		all = append(all, e.Stamp)
	}
	return all
}

// saw notes that a node has those entries.
func (p *shared) saw(id protocol.NodeID, has ...prelude.Stamp) {
	p.mu.Lock()
	defer p.mu.Unlock()
	m := p.seen[id]
	if m == nil {
		m = map[string]prelude.Stamp{}
		p.seen[id] = m
	}
	for _, s := range has {
		if len(m) < 2*prelude.MaxNames && m[s.Name].Compare(s) < 0 {
			m[s.Name] = s
		}
	}
}

// takeIn takes those of the entries that are newer than what is here, declares them, and keeps them on disk.
func (n *Node) takeIn(es []prelude.Entry) {
	if len(es) == 0 {
		return
	}
	p := n.shared
	p.applying.Lock()
	defer p.applying.Unlock()
	var took []prelude.Entry
	p.mu.Lock()
	for _, e := range es {
		switch fresh, err := p.set.Put(e); {
		case err != nil:
			n.cfg.Logger.Warn("a definition was not taken", "name", brief(e.Stamp.Name), "from", e.Stamp.By, "err", err)
		case fresh:
			took = append(took, e)
			n.cfg.Logger.Info("defined", "name", e.Stamp.Name, "version", e.Stamp.Version, "by", e.Stamp.By, "for", e.Who)
		}
	}
	p.mu.Unlock()
	if len(took) > 0 {
		n.apply(took)
		n.keepPrelude()
	}
}

// keepPrelude writes the prelude to disk. A node that cannot do that goes on, and says so. applying is held, so that nobody changes the set; mu is not,
// since whoever connects waits for that and not for a disk.
func (n *Node) keepPrelude() error {
	p := n.shared
	err := p.broken
	if err == nil {
		err = p.set.Save(p.path)
	}
	if err != nil {
		n.cfg.Logger.Error("what is defined everywhere is not kept here", "err", err)
	}
	return err
}

// apply declares entries here. One that needs another which comes later, or which has not come until now, is tried again. applying is held.
func (n *Node) apply(fresh []prelude.Entry) {
	p := n.shared
	p.mu.Lock()
	var todo []prelude.Entry
	for name, a := range p.applied { // it may have needed what comes now
		if e, ok := p.set.Get(name); ok && a.failure != nil && a.failure.Kind == protocol.FailCompile && e.Stamp == a.stamp {
			todo = append(todo, e)
		}
	}
	p.mu.Unlock()
	todo = append(todo, fresh...)
	for again := true; again && len(todo) > 0; {
		again = false
		var left []prelude.Entry
		for _, e := range todo {
			if n.ctx.Err() != nil {
				return
			}
			f := n.declare(e)
			p.mu.Lock()
			p.applied[e.Stamp.Name] = applied{e.Stamp, f}
			p.mu.Unlock()
			switch {
			case f == nil:
				again = true
			case f.Kind == protocol.FailCompile:
				left = append(left, e)
			}
		}
		todo = left
	}
	for _, e := range todo {
		n.cfg.Logger.Warn("what is defined everywhere does not compile here", "name", e.Stamp.Name, "version", e.Stamp.Version, "by", e.Stamp.By)
	}
}

// declare evaluates one entry. A name that was removed keeps its meaning here until the node ends, as names at a prompt do.
func (n *Node) declare(e prelude.Entry) *protocol.Failure {
	if e.Removed() {
		return nil
	}
	r := eval.Request{File: "prelude", Source: e.Source, Binds: e.Binds, Label: string(e.Stamp.By), Deadline: time.Now().Add(applyPatience), Budget: n.cfg.Budgets[protocol.Member]}
	res := n.image.Eval(n.ctx, r)
	return res.Failure
}

// anyMember has a client ask a node of the cluster, the first by name that can be reached.
func (n *Node) anyMember(ctx context.Context, call string, o Options, result any, args ...any) error {
	err := protocol.Fail(protocol.FailUnreached, "%s is a client, and is connected to no node", n.cfg.Name).Err("")
	n.Settle(ctx, firstPatience)
	for _, p := range n.Peers() {
		if !p.Connected {
			continue
		}
		err = n.CallWith(ctx, p.ID, call, o, result, args...)
		if oe := new(protocol.OutcomeError); !errors.As(err, &oe) || oe.Verdict != protocol.Failed || oe.Failure.Kind != protocol.FailUnreached {
			return err
		}
	}
	return err
}
