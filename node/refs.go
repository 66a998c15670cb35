package node

import (
	"context"
	"fmt"
	"slices"
	"sync"

	"parley/eval"
	"parley/protocol"
)

// Ref stands for a value that stays at a node.
type Ref = protocol.Ref

// RefInfo is a row of the references that this node holds values for, or that it has got from others.
type RefInfo = eval.RefInfo

// got remembers the references that came from other nodes, by their names, so that what was printed can be typed.
type got struct {
	mu   sync.Mutex
	refs []Ref // the newest last
}

const maxGot = 1024

// note remembers the references of an outcome.
func (g *got) note(o *protocol.Outcome) {
	for i := range o.Values {
		if r, ok := eval.RefOf(o.Values[i]); ok {
			g.mu.Lock()
			g.refs = append(slices.DeleteFunc(g.refs, func(x Ref) bool { return x.Name() == r.Name() }), r)
			if len(g.refs) > maxGot {
				g.refs = slices.Delete(g.refs, 0, 1)
			}
			g.mu.Unlock()
		}
	}
}

// Got lists the references that came from other nodes and were not released since, the newest last. Their homes may have
// let them go.
func (n *Node) Got() []Ref {
	n.got.mu.Lock()
	defer n.got.mu.Unlock()
	return slices.Clone(n.got.refs)
}

// Ref is the reference of that name, as in "b#17", if it came here.
func (n *Node) Ref(name string) (Ref, error) {
	home, id, err := protocol.ParseRefName(name)
	if err != nil {
		return Ref{}, err
	}
	for _, r := range n.Got() {
		if r.Node == home && r.ID == id {
			return r, nil
		}
	}
	for _, r := range n.image.Refs() {
		if r.Ref.Node == home && r.Ref.ID == id {
			return r.Ref, nil
		}
	}
	return Ref{}, fmt.Errorf("no reference %s#%d came here; :refs lists those that did", home, id)
}

// Refs lists the values that this node holds for others.
func (n *Node) Refs() []RefInfo { return n.image.Refs() }

// Release lets go of the value that r stands for. It is no error if its home has done so already.
func (n *Node) Release(ctx context.Context, r Ref) error {
	n.got.mu.Lock()
	n.got.refs = slices.DeleteFunc(n.got.refs, func(x Ref) bool { return x == r })
	n.got.mu.Unlock()
	if r.Node == n.cfg.Name && n.member() {
		n.image.Release(r, "")
		return nil
	}
	return n.CallInto(ctx, r.Node, "node.release", nil, r)
}

// Page is what a value that was cut when it was printed goes on with.
type Page = eval.Page

// More is the next page of a value whose text was cut.
func (n *Node) More(ctx context.Context, r Ref) (p Page, err error) {
	if r.Node == n.cfg.Name {
		return n.image.More(ctx, r, n.label())
	}
	err = n.CallInto(ctx, r.Node, "node.more", &p, r)
	return p, err
}

// Evaluating describes an evaluation under way.
type Evaluating = eval.Running

// RunningAt lists what runs at a node, the oldest first.
func (n *Node) RunningAt(ctx context.Context, at protocol.NodeID) (list []Evaluating, err error) {
	if at == n.cfg.Name {
		return n.image.Running(), nil
	}
	err = n.CallInto(ctx, at, "node.running", &list)
	return list, err
}

// Kill ends the evaluation with that number at a node, and says whether there was one.
func (n *Node) Kill(ctx context.Context, at protocol.NodeID, id uint64) (found bool, err error) {
	if at == n.cfg.Name {
		return n.image.Kill(id, killedBy(n.cfg.Name)), nil
	}
	err = n.CallInto(ctx, at, "node.kill", &found, id)
	return found, err
}

func killedBy(who protocol.NodeID) string { return "killed by " + string(who) }

// refCalls are the calls about what is held and what runs.
func (n *Node) refCalls() []Call {
	ref := func(a *Asked) (r Ref, err error) {
		err = a.Args(&r)
		return r, err
	}
	return []Call{
		{Name: "node.refs", Role: protocol.Observer, Summary: "lists the values that the node holds for others",
			Func: func(*Asked) (any, error) { return n.Refs(), nil }},
		{Name: "node.release", Role: protocol.Operator, Summary: "lets go of a value that the node holds for the asker",
			Func: func(a *Asked) (any, error) {
				r, err := ref(a)
				return n.image.Release(r, a.From.ID), err
			}},
		{Name: "node.more", Role: protocol.Operator, Summary: "prints the next page of a value that was cut when the asker looked at it",
			Func: func(a *Asked) (any, error) {
				r, err := ref(a)
				if err != nil {
					return nil, err
				}
				return n.image.More(a, r, string(a.From.ID))
			}},
		{Name: "node.running", Role: protocol.Operator, Summary: "lists what the node evaluates now: for whom, since when, in what state",
			Func: func(*Asked) (any, error) { return n.image.Running(), nil }},
		{Name: "node.kill", Role: protocol.Operator, Summary: "ends an evaluation by its number",
			Func: func(a *Asked) (any, error) {
				var id uint64
				if err := a.Args(&id); err != nil {
					return nil, err
				}
				found := n.image.Kill(id, killedBy(a.From.ID))
				if found {
					n.cfg.Logger.Info("evaluation killed", "by", a.From.ID, "id", id)
				}
				return found, nil
			}},
	}
}
