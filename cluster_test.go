package main

import (
	"strings"
	"testing"
)

// The leader of three processes is killed: who beat to it find out, elect another, and commit with that; what was committed is there after a
// restart, and who comes back gets what it has missed.
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
	p.node("a")
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
	p.node("c")
	until("c", "Data()", `map[k:"1"]`)
	if got := at("c", "Connect(a)"); got != "b" {
		t.Errorf("c is connected to %s, want b", got)
	}
	until("c", "Data()", `map[k:"1" l:"2"]`)
}
