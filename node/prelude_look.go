package node

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"sync"

	"parley/node/prelude"
	"parley/protocol"
)

// This file says what the prelude is, and which node lacks what of it.

// Entry is one name that all nodes are to have. See prelude.Entry.
type Entry = prelude.Entry

// Lack is what a node lacks of the prelude.
type Lack struct {
	_       struct{} `cbor:",toarray"`
	Node    protocol.NodeID
	Name    string
	Version uint64 // that the others have
	Has     uint64 // that it has; 0: none, or nobody knows
	Why     string
}

// Lacks is who lacks what, of how much.
type Lacks struct {
	_     struct{} `cbor:",toarray"`
	Names int      // of the prelude
	Nodes int      // that are known
	Lacks []Lack   // by node and name
}

// held is what a node says of one entry.
type held struct {
	_       struct{} `cbor:",toarray"`
	Stamp   prelude.Stamp
	Removed bool
	Why     string // it is not declared, or was declared anew
}

func sortAnswers(as []Answer) {
	slices.SortFunc(as, func(a, b Answer) int { return strings.Compare(string(a.Node), string(b.Node)) })
}

// preludeGlance is about how many bytes are shown of a value that goes along.
const preludeGlance = 40

// Prelude is what all nodes are to have, by name: source as it reads, with the beginnings of the values that go along. A client asks a node.
func (n *Node) Prelude(ctx context.Context) (all []Entry, err error) {
	if !n.member() {
		err = n.anyMember(ctx, callEntries, Options{}, &all)
		return all, err
	}
	n.shared.mu.Lock()
	es := n.shared.set.Entries()
	n.shared.mu.Unlock()
	for _, e := range es {
		if !e.Removed() {
			e.Source = e.With(func(i int) string {
				s := n.Glance(e.Binds[i], preludeGlance)
				if e.Binds[i].Type == "string" {
					s = strconv.Quote(s)
				}
				return s
			})
			e.Binds = nil
			all = append(all, e)
		}
	}
	slices.SortFunc(all, func(a, b Entry) int { return strings.Compare(a.Stamp.Name, b.Stamp.Name) })
	return all, nil
}

// state is what this node has of the prelude.
func (n *Node) state() (all []held) {
	p := n.shared
	p.mu.Lock()
	es, now := p.set.Entries(), map[string]applied{}
	for name, a := range p.applied {
		now[name] = a
	}
	p.mu.Unlock()
	known := map[string]bool{}
	for _, x := range n.image.Names() {
		known[x.Name] = true
	}
	for _, e := range es {
		h := held{Stamp: e.Stamp, Removed: e.Removed()}
		a, there := now[e.Stamp.Name]
		switch {
		case h.Removed:
		case !there || a.stamp != e.Stamp:
			h.Why = "it is being declared"
		case a.failure != nil:
			h.Why = unable(a.failure)
		case e.Kind != "method" && e.Kind != "import" && !known[e.Stamp.Name]:
			h.Why = "waits there for names that nobody has declared"
		case n.declaredAnew(e):
			h.Why = "it was declared anew there, for that node alone"
		}
		all = append(all, h)
	}
	return all
}

func unable(f *protocol.Failure) string {
	if f.Kind == protocol.FailCompile {
		return "does not compile there: " + f.Text
	}
	return "its value cannot be had there: " + f.Text
}

// declaredAnew says whether somebody has declared a function or a type of the prelude at this node alone since.
func (n *Node) declaredAnew(e Entry) bool {
	if e.Kind != "func" && e.Kind != "type" || len(e.Binds) > 0 {
		return false
	}
	text, err := n.image.SourceOf(e.Stamp.Name)
	if err != nil {
		return false // who asks for what a name waits for is told so
	}
	return !strings.HasPrefix(squeezed(text), squeezed(e.Source))
}

func squeezed(s string) string { return strings.Join(strings.Fields(s), " ") }

// Missing says which node lacks what of the prelude, and why, of all nodes that this one knows. A client asks a node.
func (n *Node) Missing(ctx context.Context) (out Lacks, err error) {
	if !n.member() {
		err = n.anyMember(ctx, callMissing, Options{}, &out)
		return out, err
	}
	n.shared.gate.wait(ctx)
	peers := n.Peers()
	states, errs := make([][]held, len(peers)), make([]error, len(peers))
	var all sync.WaitGroup
	for i, p := range peers {
		if p.Self {
			states[i] = n.state()
			continue
		}
		all.Go(func() {
			errs[i] = n.CallWith(ctx, p.ID, callState, Options{Timeout: preludePatience + pullPatience}, &states[i])
		})
	}
	all.Wait()
	newest := map[string]held{}
	for i := range states {
		for _, h := range states[i] {
			if newest[h.Stamp.Name].Stamp.Compare(h.Stamp) < 0 {
				newest[h.Stamp.Name] = h
			}
		}
	}
	out.Nodes = len(peers)
	var names []string
	for name, h := range newest {
		if !h.Removed {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	out.Names = len(names)
	for i, p := range peers {
		has, why := map[string]held{}, ""
		if errs[i] != nil {
			why = reasonOf(errs[i])
			n.shared.mu.Lock()
			for name, s := range n.shared.seen[p.ID] {
				has[name] = held{Stamp: s}
			}
			n.shared.mu.Unlock()
		}
		for _, h := range states[i] {
			has[h.Stamp.Name] = h
		}
		for _, name := range names {
			want, h := newest[name].Stamp, has[name]
			l := Lack{Node: p.ID, Name: name, Version: want.Version, Has: h.Stamp.Version, Why: h.Why}
			if h.Stamp.Compare(want) < 0 {
				l.Why = why
				if why == "" {
					l.Why = fmt.Sprintf("it has not come there yet; it asks one of the others every %v", preludeEvery)
				}
			} else if l.Why != "" {
				l.Has = 0
			}
			if l.Why != "" {
				out.Lacks = append(out.Lacks, l)
			}
		}
	}
	return out, nil
}

// reasonOf is why a node did not say what it has.
func reasonOf(err error) string {
	oe := new(protocol.OutcomeError)
	switch {
	case !errors.As(err, &oe):
		return "not reached: " + err.Error()
	case oe.Failure.Kind == protocol.FailRefused:
		return "refused: " + oe.Failure.Text
	}
	return "not reached: " + oe.Failure.Text
}
