package commit_test

// Every schedule, up to a bound. The explorer knows no durations: a timer may go off at any time, which is a network without bounds.

import (
	"flag"
	"strings"
	"testing"

	"parley/protocol"
	"parley/sim"
	"parley/txn/commit"
)

var states = flag.Int("states", 3_000, "states of the longest explorations")

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

// Under what Skeen (1981) assumes, messages that are faster than timeouts, and a process that crashes at any moment, also between two messages that it
// sends at once, three-phase commit holds all that it promises, with one crash and with two: the one of the coordinator, and of its backup.
func TestExploreThreePhaseWithCrashes(t *testing.T) {
	for _, c := range []struct{ nodes, crashes int }{{2, 2}, {3, 0}, {3, 1}, {3, 2}, {4, 1}, {4, 2}} {
		most := *states
		if c.nodes*c.crashes < 4 {
			most = 0
		}
		found := explore(t, sim.Exploration{Protocol: commit.ThreePhase(), Nodes: c.nodes, Crashes: c.crashes, Network: sim.Timely, MaxStates: most})
		if found.Violation != nil || most == 0 && (!found.Complete || !found.Met[0] || c.crashes > 0 && !found.Met[1]) {
			t.Errorf("%+v: %v by\n%s", c, found.Violation, script(found))
		}
		t.Logf("%d nodes, %d crashes: %d states, all of them: %v", c.nodes, c.crashes, found.States, found.Complete)
	}
}

// The timeout transitions alone (Skeen 1981, section 5) take it that a message goes to all or to none. If the coordinator crashes between two PreCommits,
// one commits and one aborts. This is the shortest way there.
func TestTimeoutTransitionsAreNotEnough(t *testing.T) {
	found := explore(t, sim.Exploration{Protocol: timeouts(), Nodes: 3, Crashes: 1, Network: sim.Timely})
	const shortest = `manual
call n1 ThreePhaseCommit k 1
deliver n1 n2 CanCommit
deliver n1 n3 CanCommit
deliver n2 n1 Yes
crash-at-send n1 2
deliver n3 n1 Yes
deliver n1 n2 PreCommit
deliver n2 n1 Ready
fire n2 ready:n1.1.1
fire n3 wait:n1.1.1`
	if found.Violation == nil || found.Violation.Property != "AC1" || script(found) != shortest {
		t.Errorf("%v by\n%s", found.Violation, script(found))
	}
	if found := explore(t, sim.Exploration{Protocol: timeouts(), Nodes: 3, Network: sim.Timely}); !found.Complete || found.Violation != nil {
		t.Errorf("without crashes: %v by\n%s", found.Violation, script(found))
	}
}

// timeouts is three-phase commit without backup coordinators.
func timeouts() *protocol.Protocol {
	p := commit.ThreePhase()
	for i := range p.Params {
		if p.Params[i].Name == "backup" {
			p.Params[i].Default = false
		}
	}
	return p
}
