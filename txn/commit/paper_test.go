package commit_test

// What the papers say, each with its place. Scripts are as package sim reads them: node 1 leads, a message takes 1ms, the timeout is 500ms.

import (
	"maps"
	"slices"
	"strings"
	"testing"

	"parley/protocol"
	"parley/sim"
	"parley/txn/commit"
)

// run does a script to a new cluster of three.
func run(t *testing.T, p *protocol.Protocol, script string, params ...string) *sim.Sim {
	t.Helper()
	return runOn(t, 3, p, script, params...)
}

func runOn(t *testing.T, nodes int, p *protocol.Protocol, script string, params ...string) *sim.Sim {
	t.Helper()
	values := map[string]any{}
	for _, param := range params {
		name, value, _ := strings.Cut(param, "=")
		values[name] = value
	}
	s, err := sim.New(sim.Config{Protocol: p, Nodes: nodes, Params: values, Seed: 1, Strict: true})
	if err != nil {
		t.Fatal(err)
	}
	do(t, s, script)
	return s
}

// do does more.
func do(t *testing.T, s *sim.Sim, script string) {
	t.Helper()
	if err := s.RunScript(script); err != nil {
		t.Fatal(err)
	}
}

// fine fails if the run has violated something.
func fine(t *testing.T, s *sim.Sim) {
	t.Helper()
	if err := s.Err(); err != nil {
		t.Errorf("%v\n%s", err, sim.Text(s.Trace()))
	}
}

// data is what a node has.
func data(t *testing.T, s *sim.Sim, node string) map[string]string {
	t.Helper()
	do(t, s, "call "+node+" Data")
	return s.History()[len(s.History())-1].Reply.Value.(map[string]string)
}

// all fails unless all three nodes have exactly that.
func all(t *testing.T, s *sim.Sim, want map[string]string) {
	t.Helper()
	for _, id := range s.Names() {
		if got := data(t, s, string(id)); !maps.Equal(got, want) {
			t.Errorf("%s has %v, want %v\n%s", id, got, want, sim.Text(s.Trace()))
		}
	}
}

// answer is how a call ended, the first being 1.
func answer(t *testing.T, s *sim.Sim, call int) protocol.Reply {
	t.Helper()
	op := s.History()[call-1]
	if !op.Ended {
		t.Errorf("%s has not ended\n%s", op.Call.Op, sim.Text(s.Trace()))
	}
	return op.Reply
}

// sends are the kinds of the messages of a run, without repetitions, in the order of their first one.
func sends(s *sim.Sim) []string {
	var kinds []string
	for _, e := range s.Trace().Events {
		if e.What == protocol.Sent && !slices.Contains(kinds, e.Message.Kind) {
			kinds = append(kinds, e.Message.Kind)
		}
	}
	return kinds
}

// has says whether a line of the trace has all the words in their order.
func has(s *sim.Sim, words ...string) bool {
	for line := range strings.Lines(sim.Text(s.Trace())) {
		found := true
		for _, w := range words {
			_, rest, ok := strings.Cut(line, w)
			line, found = rest, found && ok
		}
		if found {
			return true
		}
	}
	return false
}

// BHG 7.3, AC4: "If there are no failures and all processes voted Yes, then the decision will be to Commit."
func TestAC4(t *testing.T) {
	for _, c := range []struct {
		p     *protocol.Protocol
		op    string
		kinds string
	}{
		{commit.TwoPhase(), "TwoPhaseCommit", "Prepare Yes Commit Committed"},
		{commit.ThreePhase(), "ThreePhaseCommit", "CanCommit Yes PreCommit Ready DoCommit HaveCommitted"},
	} {
		s := run(t, c.p, "call 1 "+c.op+" k v\nrun")
		fine(t, s)
		if r := answer(t, s, 1); r.Verdict != protocol.OK || r.Value != "n1.1.1" {
			t.Errorf("%s: %+v", c.op, r)
		}
		if got := strings.Join(sends(s), " "); got != c.kinds {
			t.Errorf("%s sends %s, want %s", c.op, got, c.kinds)
		}
		all(t, s, map[string]string{"k": "v"})
	}
}
