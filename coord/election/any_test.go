package election_test

import (
	"strings"
	"testing"

	"parley/coord/election"
	"parley/sim"
)

// What is chosen at one node is held by all that its messages reach, and the last choice counts.
func TestAnyElection(t *testing.T) {
	s, err := sim.New(sim.Config{Protocol: election.AnyProtocol(), Nodes: 3, Strict: true})
	if err != nil {
		t.Fatal(err)
	}
	answer := func(node int, op string) string {
		t.Helper()
		if err := s.Call(node, op); err != nil {
			t.Fatal(err)
		}
		if err := s.RunScript("advance 5s"); err != nil {
			t.Fatal(err)
		}
		h := s.History()
		op1 := h[len(h)-1]
		if !op1.Ended {
			t.Fatalf("%s has not ended:\n%s", op, sim.Text(s.Trace()))
		}
		return sim.OperationText(op1)
	}
	if err := s.RunScript("advance 10s"); err != nil {
		t.Fatal(err)
	}
	if n := len(s.Trace().Events); n != 3 {
		t.Errorf("before anybody asks there are %d events and not 3 starts", n)
	}
	for _, c := range []struct {
		node     int
		op, says string
	}{
		{1, "BullyElection", `"n3"`}, {2, "Elect", `"n3"`}, {1, "DumbElection", `"n1"`}, {1, "Elect", `"n1"`}, {2, "LeaveLeadership", "does not lead"}, {3, "DumbElection", `"n1"`},
		{1, "BullyElection", `"n3"`}, {3, "FixedElection", `"n1"`},
		{2, "RingElection", `"n3"`}, {1, "Elect", `"n3"`}, {3, "DumbElection", `"n1"`}, {3, "RingElection", `"n3"`},
	} {
		if got := answer(c.node, c.op); !strings.Contains(strings.ReplaceAll(got, ": n", `: "n`)+`"`, c.says) {
			t.Errorf("%s at %d: %s, want %s", c.op, c.node, got, c.says)
		}
	}
	if err := s.Err(); err != nil {
		t.Error(err)
	}
}
