package raft_test

// What the thesis says of leaders and members, each with its place.

import (
	"maps"
	"slices"
	"testing"

	"parley/protocol"
	"parley/txn/raft"
)

// Thesis 9.6: "in the Pre-Vote algorithm, a candidate only increments its term if it first learns from a majority of the cluster that they would be willing to grant the candidate their votes ...
// this solves the issue of a partitioned server disrupting the cluster when it rejoins."
func TestPreVote(t *testing.T) {
	c := with(t, 3, nil)
	c.lead("n1")
	c.fire("n3", "quiet") // it is cut off
	for range 20 {
		c.fire("n3", "election")
		c.flying = nil
	}
	if s := c.status("n3"); s.Term != 1 {
		t.Errorf("its term is %d", s.Term)
	}
	c.fire("n3", "election")
	c.deliver() // it is back
	c.beat("n1")
	for _, id := range c.nodes {
		if s := c.status(id); s.Term != 1 || s.Leader != "n1" {
			t.Errorf("%+v", s)
		}
	}
	// The question changes nothing at who is asked.
	before := maps.Clone(c.servers["n2"].disk)
	c.fire("n2", "quiet")
	if a := body[raft.VoteAnswer](t, c.send("n3", "n2", "PreVote", raft.Ballot{Term: 2, Last: raft.Mark{Index: 9, Term: 9}}), "PreVoteAnswer"); !a.Granted {
		t.Error("there is no leader, and it refuses")
	}
	if before["hard"] != c.servers["n2"].disk["hard"] {
		t.Error("it has written something")
	}
}

// Thesis 4.2.3: "if a server receives a RequestVote request within the minimum election timeout of hearing from a current leader, it does not update its term or grant its vote", and 6.2: "a
// leader steps down if an election timeout elapses without a successful round of heartbeats to a majority of its cluster".
func TestLeaderCheck(t *testing.T) {
	c := with(t, 3, nil)
	c.lead("n1")
	for _, id := range []protocol.NodeID{"n1", "n2"} {
		for _, kind := range []string{"PreVote", "RequestVote"} {
			x := c.send("n3", id, kind, raft.Ballot{Term: 9, Last: raft.Mark{Index: 9, Term: 9}})
			if s := c.status(id); s.Term != 1 || s.Leader != "n1" {
				t.Errorf("%s: %+v, %+v", kind, s, x)
			}
		}
	}
	c.flying = nil
	c.fire("n1", "quorum")
	if s := c.status("n1"); s.Role != "leader" {
		t.Errorf("it had answers, and is a %s", s.Role)
	}
	c.send("n2", "n1", "AppendAnswer", raft.AppendAnswer{Term: 1, OK: true})
	c.fire("n1", "quorum")
	if s := c.status("n1"); s.Role != "leader" {
		t.Errorf("it had an answer, which is a majority with itself, and is a %s", s.Role)
	}
	c.fire("n1", "quorum")
	if s := c.status("n1"); s.Role != "follower" || s.Leader != "" || s.Term != 1 {
		t.Errorf("nobody has answered, and it is %+v", s)
	}
}

// Thesis 3.10: "the prior leader stops accepting new client requests", "fully updates the target server's log to match its own", and "sends a TimeoutNow request to the target server". "If leadership transfer does not
// complete after about an election timeout, the current leader aborts the transfer and resumes accepting client requests."
func TestTransfer(t *testing.T) {
	c := with(t, 3, nil)
	c.lead("n1")
	c.call("n1", "Put", "k", "v")
	c.flying = nil // n2 lacks that
	transfer := c.call("n3", "Transfer", protocol.NodeID("n2"))
	m := c.take("n3", "n1", "Transfer")[0]
	if x := c.send("n3", "n1", "Transfer", m); slices.ContainsFunc(x.Messages, func(m protocol.Message) bool { return m.Kind == "TimeoutNow" }) {
		t.Error("it tells a server to lead that lacks an entry")
	}
	during := c.call("n1", "Put", "l", "w")
	if s := c.status("n1"); s.Last != 2 {
		t.Errorf("it takes a command: %+v", s)
	}
	c.fire("n1", "transfer") // n2 is not there
	c.fire("n1", "retry")
	c.flying = nil
	if s := c.status("n1"); s.Last != 3 || s.Role != "leader" {
		t.Errorf("it does not go on: %+v", s)
	}
	c.beat("n1")
	c.answered(during, nil)
	c.fire("n3", "retry")
	c.deliver()
	c.answered(transfer, nil)
	for _, id := range c.nodes {
		if s := c.status(id); s.Leader != "n2" || s.Term != 2 {
			t.Errorf("%+v", s)
		}
	}
	c.answered(c.call("n1", "Transfer", protocol.NodeID("n2")), nil) // it leads already
	if x := c.send("n1", "n3", "TimeoutNow", raft.TimeoutNow{Term: 1}); len(x.Messages) > 0 {
		t.Errorf("who is told to lead in an old term says %+v", x.Messages)
	}
}

// Thesis 4.2.1, 4.2.2: "the new server joins the cluster as a non-voting member"; "a server always uses the latest configuration in its log, regardless of whether the entry is committed".
func TestAddServer(t *testing.T) {
	c := with(t, 4, map[string]any{"members": "n1,n2,n3"})
	c.lead("n1")
	c.puts("n1", 3)
	if s := c.status("n4"); s.Last != 0 || c.servers["n4"].timers["quiet"] {
		t.Errorf("who is no member has %+v", s)
	}
	if x := c.fire("n4", "election"); len(x.Messages) > 0 {
		t.Errorf("and wants to lead: %v", x.Messages)
	}
	add := c.call("n1", "AddServer", protocol.NodeID("n4"))
	if s := c.status("n1"); len(s.Members) != 3 {
		t.Errorf("it is a member before it has anything: %+v", s)
	}
	for s := c.status("n1"); len(s.Members) == 3; s = c.status("n1") {
		if len(c.flying) == 0 {
			t.Fatal("it is never added")
		}
		m := c.flying[0]
		c.flying = c.flying[1:]
		c.send(m.From, m.To, m.Kind, m.Body)
	}
	if s := c.status("n1"); s.Commit == s.Last || len(c.terms("n4")) < 4 {
		t.Errorf("it is added with %v; %+v", c.terms("n4"), s)
	}
	// of four, two are no majority any more
	c.flying = nil
	c.beat("n1", "n1", "n2")
	c.open(add)
	c.beat("n1", "n1", "n3")
	c.answered(add, nil)
	c.beat("n1")
	c.restart("n4")
	if s := c.status("n4"); len(s.Members) != 4 {
		t.Errorf("%+v", s)
	}
	// Who does not get the log is not added.
	c = with(t, 4, map[string]any{"members": "n1,n2,n3"})
	c.lead("n1")
	c.call("n1", "AddServer", protocol.NodeID("n4"))
	c.beat("n1", "n1", "n2", "n3")
	c.fire("n1", "join")
	c.beat("n1")
	if s := c.status("n1"); len(s.Members) != 3 || len(c.terms("n4")) > 0 {
		t.Errorf("%+v", s)
	}
}

// Thesis 4.1 with its correction: a change waits until the one before is committed, and until the leader has committed an entry of its own term.
func TestOneChangeAtATime(t *testing.T) {
	c := with(t, 5, map[string]any{"members": "n1,n2,n3,n4"})
	c.lead("n1", "n2", "n3")
	c.flying = nil
	first := c.call("n1", "RemoveServer", protocol.NodeID("n4"))
	second := c.call("n1", "RemoveServer", protocol.NodeID("n3"))
	if s := c.status("n1"); !slices.Equal(s.Members, []protocol.NodeID{"n1", "n2", "n3"}) {
		t.Errorf("%+v", s)
	}
	c.call("n1", "Snapshot") // which has no change that is not committed
	if s := c.servers["n1"].disk["snapshot"].(raft.Snapshot); len(s.Members) != 4 {
		t.Errorf("%v", s)
	}
	c.beat("n1", "n1", "n2", "n3")
	c.answered(first, nil)
	c.open(second)
	c.fire("n1", "retry")
	c.deliver("n1", "n2", "n3")
	c.answered(second, nil)

	// A leader that has not committed anything in its term
	c = with(t, 4, nil)
	c.fire("n1", "election")
	for _, from := range []protocol.NodeID{"n2", "n3"} {
		c.send(from, "n1", "PreVoteAnswer", raft.VoteAnswer{Term: 0, For: 1, Granted: true})
	}
	for _, from := range []protocol.NodeID{"n2", "n3"} {
		c.send(from, "n1", "VoteAnswer", raft.VoteAnswer{Term: 1, For: 1, Granted: true})
	}
	c.call("n1", "RemoveServer", protocol.NodeID("n4"))
	if s := c.status("n1"); s.Role != "leader" || s.Last != 1 || len(s.Members) != 4 {
		t.Errorf("%+v", s)
	}
	c.beat("n1")
	c.fire("n1", "retry")
	c.deliver()
	if s := c.status("n1"); len(s.Members) != 3 {
		t.Errorf("%+v", s)
	}
}

// Thesis 4.2.2: "a leader that is removed from the configuration steps down once the Cnew entry is committed"; until then "it does not include itself in majorities".
func TestRemoveLeader(t *testing.T) {
	c := with(t, 3, nil)
	c.lead("n1")
	c.flying = nil
	remove := c.call("n1", "RemoveServer", protocol.NodeID("n1"))
	c.beat("n1", "n1", "n2")
	c.open(remove) // n1 and n2 have it: one of the two that count
	if s := c.status("n1"); s.Role != "leader" {
		t.Errorf("%+v", s)
	}
	c.beat("n1")
	c.answered(remove, nil)
	if s := c.status("n1"); s.Role != "follower" || c.servers["n1"].timers["heartbeat"] {
		t.Errorf("%+v", s)
	}
	c.lead("n2", "n3")
	c.puts("n2", 2, "n2", "n3")
	// A node that is no member finds the leader, and its calls are answered.
	get := c.call("n1", "Get", "k1")
	for range 5 {
		c.deliver()
		if c.servers["n1"].timers["retry"] {
			c.fire("n1", "retry")
		}
	}
	c.answered(get, raft.Item{Value: "1", There: true})
	// The last one stays.
	removed := c.call("n2", "RemoveServer", protocol.NodeID("n3"))
	c.deliver("n2", "n3")
	c.answered(removed, nil)
	last1 := c.call("n2", "RemoveServer", protocol.NodeID("n2"))
	c.deliver("n2", "n3")
	if r := c.replies[last1]; r.Verdict != protocol.Failed || c.status("n2").Role != "leader" {
		t.Errorf("%+v", r)
	}
}

// Thesis 4.1: "if the entry that changes the configuration is removed from the log, the server must be prepared to fall back to the previous configuration".
func TestConfigurationFallsBack(t *testing.T) {
	changed := entries(2, 1)
	changed[0].Members = []protocol.NodeID{"n1", "n2"}
	d := disk(raft.Hard{Term: 2}, 1)
	d["log/2"] = changed[0]
	c := with(t, 3, nil, d)
	if s := c.status("n1"); len(s.Members) != 2 {
		t.Errorf("%+v", s)
	}
	c.send("n3", "n1", "AppendEntries", raft.Append{Term: 2, Prev: raft.Mark{Index: 1, Term: 1}, Entries: entries(2, 2)})
	if s := c.status("n1"); len(s.Members) != 3 {
		t.Errorf("%+v", s)
	}
	// and who is removed by an entry that is not committed may still have to lead
	removed := entries(2, 1)
	removed[0].Members = []protocol.NodeID{"n2", "n3"}
	d = disk(raft.Hard{Term: 1}, 1)
	d["log/2"] = removed[0]
	c = with(t, 3, nil, d)
	if x := c.fire("n1", "election"); len(x.Messages) != 2 {
		t.Errorf("%+v", x.Messages)
	}
}
