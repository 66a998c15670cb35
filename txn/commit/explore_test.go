package commit_test

// Every schedule, up to a bound. The explorer knows no durations: a timer may go off at any time, which is a network without bounds.

import (
	"strings"
	"testing"

	"parley/protocol"
	"parley/sim"
	"parley/txn/commit"
)

func explore(t *testing.T, c sim.Exploration) *sim.Explored {
	t.Helper()
	found, err := sim.Explore(c)
	if err != nil {
		t.Fatal(err)
	}
	return found
}

// Two-phase commit holds its invariants in every schedule of a transaction, with messages lost, late, doubled and out of order, timeouts
// at any time, and a crash at any moment.
func TestExploreTwoPhase(t *testing.T) {
	for _, cooperative := range []bool{false, true} {
		nodes := 3
		if cooperative {
			nodes = 2
		}
		params := map[string]any{"cooperative": cooperative}
		found := explore(t, sim.Exploration{Protocol: commit.TwoPhase(), Nodes: nodes, Params: params})
		if !found.Complete || found.Violation != nil || !found.Met[0] || !found.Met[1] {
			t.Errorf("cooperative %v: %+v", cooperative, *found)
		}
		t.Logf("%d nodes, cooperative %v: %d states", nodes, cooperative, found.States)
		found = explore(t, sim.Exploration{Protocol: commit.TwoPhase(), Nodes: 2, Params: params, Crashes: 2})
		if !found.Complete || found.Violation != nil {
			t.Errorf("cooperative %v, with crashes: %+v", cooperative, *found)
		}
		t.Logf("2 nodes, 2 crashes, cooperative %v: %d states", cooperative, found.States)
	}
}

// Two transactions that want the same key, one of them asked for by another node.
func TestExploreConflict(t *testing.T) {
	p := commit.TwoPhase()
	p.Explore = func(nodes []protocol.NodeID) []protocol.CallAt {
		return []protocol.CallAt{
			{Node: nodes[0], Op: "TwoPhaseCommit", Args: []any{"k", "1"}},
			{Node: nodes[1], Op: "Request2PC", Args: []any{"k", "2"}},
		}
	}
	found := explore(t, sim.Exploration{Protocol: p, Nodes: 2, MaxStates: 10000, Crashes: 1})
	if found.Violation != nil || !found.Met[0] || !found.Met[1] {
		t.Errorf("%+v", *found)
	}
	t.Logf("%d states, to depth %d", found.States, found.Depth)
}

func script(found *sim.Explored) string {
	var lines []string
	for _, a := range found.Script {
		lines = append(lines, a.String())
	}
	return strings.Join(lines, "\n")
}

// BHG 7.4: "a process may be blocked": the shortest way there is a vote, and the end of the coordinator.
func TestExplorerFindsThatTwoPhaseBlocks(t *testing.T) {
	p, err := commit.TwoPhase().Require("non-blocking")
	if err != nil {
		t.Fatal(err)
	}
	found := explore(t, sim.Exploration{Protocol: p, Nodes: 3, Crashes: 1})
	if found.Violation == nil || found.Violation.Property != "non-blocking" || !strings.Contains(script(found), "crash") {
		t.Errorf("%v by\n%s", found.Violation, script(found))
	}
}

// Skeen (1981) assumes that a timeout means a failure. Where it does not, some commit and some abort.
func TestExplorerFindsThatThreePhaseNeedsTime(t *testing.T) {
	found := explore(t, sim.Exploration{Protocol: commit.ThreePhase(), Nodes: 3})
	if found.Violation == nil || found.Violation.Property != "AC1" {
		t.Errorf("%v by\n%s", found.Violation, script(found))
	}
}
