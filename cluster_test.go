package main

import (
	"strings"
	"testing"
)

// The leader of three processes is killed: who beat to it find out, elect another, and commit with that; what was committed is there after a
// restart, and a member that comes back gets what it has missed.
func TestTheLeaderIsKilled(t *testing.T) {
	for _, election := range []string{"BullyElection()", "RingElection()"} {
		t.Run(election, func(t *testing.T) {
			t.Parallel()
			theLeaderIsKilled(t, election)
		})
	}
}

func theLeaderIsKilled(t *testing.T, election string) {
	p := newProgram(t)
	a := p.node("a")
	p.node("b")
	c := p.node("c")
	at := func(node, line string) string {
		out, errs, _ := p.run("", "eval", "--at", node, line)
		return strings.TrimSuffix(out+errs, "\n")
	}
	until := func(node, line, want string) {
		t.Helper()
		var got string
		p.wait(node+" says "+want, func() bool { got = at(node, line); return got == want })
	}
	until("a", "len(Nodes().Rows)", "3")
	until("a", election, "c") // again, where a busy machine took longer than an election waits for an answer
	for _, n := range []string{"a", "b"} {
		until(n, "Leader()", "c")
		if got := at(n, "StartHeartBeatOnNewLeader(100*time.Millisecond)"); got != "" {
			t.Errorf("%s beats: %s", n, got)
		}
	}
	until("c", "Connections()", "[a b]")
	if got := at("c", `ThreePhaseCommit("k", 1)`); got != "c.1.1" {
		t.Errorf("c commits %s", got)
	}
	c.kill()
	for _, n := range []string{"a", "b"} {
		until(n, "Leader()", "b")
	}
	until("b", "Connections()", "[a]")
	if got := at("b", `TwoPhaseCommit("l", 2)`); got != "b.1.1" {
		t.Errorf("b commits %s", got)
	}
	for _, n := range []string{"a", "b"} {
		until(n, "Data()", `map[k:"1" l:"2"]`)
	}
	a.kill() // who leads when c is back depends on when that is, so the one that has missed something is a
	if got := at("b", "Drop(a)"); got != "" {
		t.Errorf("b drops a: %s", got)
	}
	if got := at("b", `TwoPhaseCommit("m", 3)`); got != "b.1.2" {
		t.Errorf("b commits %s", got)
	}
	p.node("a")
	until("a", "Connect(b)", "b")
	until("a", "Data()", `map[k:"1" l:"2" m:"3"]`)
	p.node("c")
	p.wait("c has what it had committed", func() bool { return strings.HasPrefix(at("c", "Data()"), `map[k:"1"`) })
}
