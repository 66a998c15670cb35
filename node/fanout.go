package node

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"

	"parley/protocol"
)

// Policy says when asking several nodes is done.
type Policy uint8

const (
	WaitAll    Policy = iota // when every target has ended; any that is not OK makes the whole an error
	WaitFirst                // at the first value; the others are cancelled
	WaitQuorum               // at K values, or when K are out of reach; the others are cancelled
	WaitSettle               // when every target has ended; the whole is never an error
)

// Target says whom to ask: nodes by name or a set of them, and when that is done.
type Target struct {
	Nodes  []protocol.NodeID // by name; empty when Set is given
	Set    string            // "all", "others" (all but this one), "self", "leader" or "followers" (its connections)
	Policy Policy
	K      int // of WaitQuorum; 0 is a majority
}

// One is the target of a single node.
func One(id protocol.NodeID) Target { return Target{Nodes: []protocol.NodeID{id}} }

// String writes the target as a prompt line would begin, without the '@'.
func (t Target) String() string {
	who := t.Set
	if who == "" {
		names := make([]string, len(t.Nodes))
		for i, id := range t.Nodes {
			names[i] = string(id)
		}
		who = strings.Join(names, ",")
		if who == "" {
			who = "nobody"
		}
	}
	switch t.Policy {
	case WaitFirst:
		return "first(" + who + ")"
	case WaitQuorum:
		if t.K == 0 {
			return "quorum(" + who + ")"
		}
		return fmt.Sprintf("quorum(%d, %s)", t.K, who)
	case WaitSettle:
		return "settle(" + who + ")"
	}
	return who
}

// Single is the one node that the target is, if it is one by name.
func (t Target) Single() (protocol.NodeID, bool) {
	if t.Set == "" && len(t.Nodes) == 1 {
		return t.Nodes[0], true
	}
	return "", false
}

// Targets are the nodes that t means now, by name, each once.
func (n *Node) Targets(t Target) ([]protocol.NodeID, error) {
	var ids []protocol.NodeID
	switch t.Set {
	case "":
		ids = slices.Clone(t.Nodes)
		slices.Sort(ids)
		ids = slices.Compact(ids)
	case "self":
		if !n.member() {
			return nil, errors.New("this is a client, not a node of the cluster: it cannot be a target")
		}
		ids = []protocol.NodeID{n.cfg.Name}
	case "all", "others":
		for _, p := range n.Peers() {
			if !p.Self || t.Set == "all" {
				ids = append(ids, p.ID)
			}
		}
	case "leader", "followers":
		var err error
		if ids, err = n.leads(t.Set == "followers"); err != nil {
			return nil, err
		}
	default:
		return nil, fmt.Errorf("target %q is not known; name nodes, or all, others, self, leader, followers", t.Set)
	}
	if len(ids) == 0 && t.Set == "" {
		return nil, errors.New("the target has no nodes, as a Leader() that is nobody; Connect to a leader, or hold an election")
	}
	if len(ids) == 0 {
		return nil, fmt.Errorf("target %s has no nodes; :nodes lists those that are known", t)
	}
	if t.Policy == WaitQuorum && t.K > len(ids) {
		return nil, fmt.Errorf("a quorum of %d cannot be had from %d nodes (%s)", t.K, len(ids), joinIDs(ids))
	}
	return ids, nil
}

func joinIDs(ids []protocol.NodeID) string {
	s := make([]string, len(ids))
	for i, id := range ids {
		s[i] = string(id)
	}
	return strings.Join(s, ",")
}

// Answer is how it ended at one of the targets.
type Answer struct {
	Node    protocol.NodeID
	Outcome protocol.Outcome
}

// Report is what asking several nodes came to: an outcome for each of them, by name.
type Report struct {
	Policy  Policy
	K       int // values that were needed
	Answers []Answer
}

// Unmet is "" if the policy was met, and otherwise how many values there are and were needed.
func (r Report) Unmet() string {
	good := 0
	for _, a := range r.Answers {
		if a.Outcome.Verdict == protocol.OK {
			good++
		}
	}
	need := r.K
	switch r.Policy {
	case WaitSettle:
		return ""
	case WaitAll:
		need = len(r.Answers)
	}
	if good >= need {
		return ""
	}
	return fmt.Sprintf("%d of %d answered with a value, %d needed", good, len(r.Answers), need)
}

// Err is nil if the policy was met, and otherwise one error that names the nodes, those with the same trouble together.
func (r Report) Err() error {
	unmet := r.Unmet()
	if unmet == "" {
		return nil
	}
	lines := map[string][]protocol.NodeID{}
	for _, a := range r.Answers {
		if err := a.Outcome.Err(""); err != nil {
			lines[err.Error()] = append(lines[err.Error()], a.Node)
		}
	}
	var errs []string
	for _, line := range slices.Sorted(maps.Keys(lines)) {
		errs = append(errs, joinIDs(lines[line])+": "+line)
	}
	return fmt.Errorf("%s: %s", unmet, strings.Join(errs, "; "))
}

// AskAll asks every node of the target at once. The error is about the target itself; how each node answered is in the
// report.
func (n *Node) AskAll(ctx context.Context, t Target, s Source, o Options) (Report, error) {
	ids, err := n.Targets(t)
	if err != nil {
		return Report{}, err
	}
	r := Report{Policy: t.Policy, K: len(ids), Answers: make([]Answer, len(ids))}
	switch {
	case t.Policy == WaitFirst:
		r.K = 1
	case t.Policy == WaitQuorum && t.K > 0:
		r.K = t.K
	case t.Policy == WaitQuorum:
		r.K = len(ids)/2 + 1
	}
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	if sink := o.Output; sink != nil { // one call at a time, from whichever node
		var mu sync.Mutex
		o.Output = func(from protocol.NodeID, stream uint8, b []byte) {
			mu.Lock()
			defer mu.Unlock()
			sink(from, stream, b)
		}
	}
	type indexed struct {
		i int
		o protocol.Outcome
	}
	answers := make(chan indexed, len(ids))
	for i, id := range ids {
		r.Answers[i].Node = id
		go func() { answers <- indexed{i, n.Ask(ctx, id, s, o)} }()
	}
	good, enough := 0, false
	for left := len(ids); left > 0; left-- {
		a := <-answers
		if enough && a.o.Failure != nil && a.o.Failure.Kind == protocol.FailCancelled {
			a.o.Failure.Text = "not awaited: the others were enough"
		}
		r.Answers[a.i].Outcome = a.o
		if a.o.Verdict == protocol.OK {
			good++
		}
		if early := t.Policy == WaitFirst || t.Policy == WaitQuorum; early && !enough && (good >= r.K || good+left-1 < r.K) {
			enough = true
			stop()
		}
	}
	return r, nil
}
