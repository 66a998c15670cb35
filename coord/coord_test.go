package coord_test

import (
	"flag"
	"fmt"
	"slices"
	"strings"
	"testing"

	"parley/coord"
	"parley/coord/election"
	"parley/protocol"
	"parley/sim"
)

var (
	simSeed  = flag.Uint64("sim-seed", 1, "the first seed of random runs")
	simSeeds = flag.Int("sim-seeds", 20, "how many seeds random runs take; the seeds of each row are run by package scripts")
)

// run does the lines of a script to a cluster of n nodes. It returns the answers of all calls too.
func run(t *testing.T, p *protocol.Protocol, n int, params map[string]any, lines string) (*sim.Sim, string) {
	t.Helper()
	s, err := sim.New(sim.Config{Protocol: p, Nodes: n, Params: params, Seed: 1, Strict: true})
	if err != nil {
		t.Fatal(err)
	}
	script, err := sim.Parse(lines)
	if err != nil {
		t.Fatal(err)
	}
	for _, a := range script {
		if err := s.Do(a); err != nil {
			t.Fatal(err)
		}
	}
	var ends []string
	for _, op := range s.History() {
		end := "-"
		if op.Ended {
			end = strings.TrimPrefix(fmt.Sprintf("%v %v%s", op.Reply.Verdict, op.Reply.Value, op.Reply.Text), "value ")
			end = strings.Replace(end, "<nil>", "", 1)
		}
		ends = append(ends, end)
	}
	return s, strings.Join(ends, "; ")
}

// told are the facts that a node has told from some moment on.
func told(s *sim.Sim, node protocol.NodeID, lines int) string {
	var all []string
	for _, e := range s.Trace().Events[lines:] {
		if e.What == protocol.Told && e.Node == node {
			all = append(all, fmt.Sprintf("%s=%v", e.Fact.Name, e.Fact.Value))
		}
	}
	return strings.Join(all, " ")
}

// Each row has a name of its own, and what a help text needs.
func TestRows(t *testing.T) {
	var names []string
	for _, p := range coord.Protocols() {
		if slices.Contains(names, p.Name) || p.Name == "" || p.Summary == "" || p.New == nil || len(p.Invariants) == 0 || len(p.Sometimes) == 0 || p.Workload == nil {
			t.Errorf("the row %q is not complete, or there twice", p.Name)
		}
		names = append(names, p.Name)
		for _, c := range p.Calls {
			if c.Doc == "" || len(c.Names) != len(c.Args) {
				t.Errorf("%s: the call %s is not described", p.Name, c.Op)
			}
		}
		for _, row := range p.Params {
			if row.Doc == "" {
				t.Errorf("%s: the parameter %s is not described", p.Name, row.Name)
			}
		}
		for _, m := range p.Messages {
			if m.Doc == "" {
				t.Errorf("%s: the message %s is not described", p.Name, m.Kind)
			}
		}
	}
}

// The leader dies, a heartbeat misses it, the membership disconnects, an election is held, and the new leader has the connections; with
// any election but the fixed one, which waits for the leader.
func TestLeaderDies(t *testing.T) {
	for _, c := range []struct {
		election *protocol.Protocol
		first    string // the leader
		then     string
	}{
		{election.BullyProtocol(), "n3", "n2"},
		{election.RingProtocol(), "n3", "n2"},
		{election.DumbProtocol(), "n1", "n2"},
		{election.FixedProtocol(), "n1", ""},
	} {
		p := coord.Coordinator(c.election)
		p.Invariants = slices.DeleteFunc(p.Invariants, func(q protocol.Property) bool { return c.election.Name == "dumb" && q.Name == "Election Safety" })
		s, got := run(t, p, 3, map[string]any{"heartbeat.every": "500ms"}, strings.NewReplacer("LEADER", c.first).Replace("advance 5s\ncall LEADER Connections\ncall n2 Leader"))
		others := []string{"n1", "n2", "n3"}
		others = slices.DeleteFunc(others, func(id string) bool { return id == c.first })
		leaderOf2 := c.first
		if want := fmt.Sprintf("%v; %s", others, leaderOf2); got != want || s.Err() != nil {
			t.Errorf("%s: got %s, %v\n%s", c.election.Name, got, s.Err(), sim.Text(s.Trace()))
			continue
		}
		dead := len(s.Trace().Events)
		follower := others[len(others)-1]
		if follower == c.then {
			follower = others[0]
		}
		for _, a := range []string{"crash " + c.first, "advance 5s", "call " + follower + " Leader"} {
			script, _ := sim.Parse(a)
			if err := s.Do(script[0]); err != nil {
				t.Fatal(err)
			}
		}
		if s.Err() != nil {
			t.Errorf("%s: %v", c.election.Name, s.Err())
		}
		if got := s.History()[2].Reply.Value; got != protocol.NodeID(c.then) {
			t.Errorf("%s: the leader after %s is given as %v", c.election.Name, c.first, got)
		}
		facts := told(s, protocol.NodeID(follower), dead)
		want := fmt.Sprintf("missed=%s leader-lost=%s follows= leader= need-leader=true", c.first, c.first)
		if c.then != "" {
			want += fmt.Sprintf(" leader=%s follows=%s", c.then, c.then)
		}
		if !strings.HasPrefix(facts, want) {
			t.Errorf("%s: told was %s\n%s", c.election.Name, facts, sim.Text(s.Trace()))
		}
		if c.then == "" {
			continue
		}
		if facts := told(s, protocol.NodeID(c.then), dead); !strings.HasSuffix(facts, fmt.Sprintf("leader=%s follows=%s members=[%s] connected=%s members=[%s %s]", c.then, c.then, c.then, follower, min(c.then, follower), max(c.then, follower))) {
			t.Errorf("%s: the new leader told %s", c.election.Name, facts)
		}
	}
}

// A connection that dies is dropped by its leader; when it is back it finds its place by itself.
func TestConnectionDies(t *testing.T) {
	for _, e := range coord.Elections() {
		s, got := run(t, coord.Coordinator(e), 3, map[string]any{"heartbeat.every": "500ms"},
			"advance 5s\ncrash n2\nadvance 2s\ncall n1 Leader\ncall n3 Leader\nrecover n2\nadvance 5s\ncall n1 Connections\ncall n3 Connections\ncall n2 Leader")
		lead, lists := "n1", "[n2 n3]; []"
		if e.Name == "bully" || e.Name == "ring" {
			lead, lists = "n3", "[]; [n1 n2]"
		}
		if want := fmt.Sprintf("%s; %s; %s; %s", lead, lead, lists, lead); got != want || s.Err() != nil {
			t.Errorf("%s: got %s, %v\n%s", e.Name, got, s.Err(), sim.Text(s.Trace()))
		}
		if facts := told(s, protocol.NodeID(lead), 0); !strings.Contains(facts, "missed=n2 connection-lost=n2 disconnected=n2") {
			t.Errorf("%s: told was %s", e.Name, facts)
		}
	}
}

// A leader that leaves hands its connections over, and no election brings it back.
func TestLeaderLeaves(t *testing.T) {
	for _, e := range coord.Elections() {
		if e.Name == "fixed" {
			continue // it has no other leader
		}
		p := coord.Coordinator(e)
		s, got := run(t, p, 4, map[string]any{"heartbeat.every": "500ms"}, "advance 5s\ncall n1 Leader")
		lead := got
		for _, a := range []string{"call " + lead + " Leave", "advance 9s", "call " + lead + " Leader", "call n2 Leader", "call n3 Leader"} {
			script, _ := sim.Parse(a)
			if err := s.Do(script[0]); err != nil {
				t.Fatal(err)
			}
		}
		h := s.History()
		if s.Err() != nil {
			t.Errorf("%s: %v\n%s", e.Name, s.Err(), sim.Text(s.Trace()))
			continue
		}
		next := h[1].Reply.Value
		if next == protocol.NodeID(lead) || h[2].Reply.Value != protocol.NodeID("") || h[3].Reply.Value != next || h[4].Reply.Value != next || s.Err() != nil {
			t.Errorf("%s: %v left, got %v, %v\n%s", e.Name, lead, h, s.Err(), sim.Text(s.Trace()))
		}
	}
}

// A node that was cut off is dropped, finds itself alone, and is a member again when the network is whole; in the end there is one leader.
func TestCutOffAndBack(t *testing.T) {
	p := coord.Coordinator(election.BullyProtocol())
	p.Invariants = nil // there are two leaders, one in each part
	s, got := run(t, p, 3, map[string]any{"heartbeat.every": "500ms"}, "advance 5s\npartition n1 n2 | n3\nadvance 5s\ncall n1 Leader\ncall n3 Leader\ncall n3 Connections\nheal\nadvance 9s\ncall n1 Leader\ncall n2 Leader\ncall n3 Connections")
	if want := "n2; n3; []; n3; n3; [n1 n2]"; got != want {
		t.Errorf("got %s\n%s", got, sim.Text(s.Trace()))
	}
}
