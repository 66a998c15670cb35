package raft_test

// What paper and thesis say of snapshots, clients and reads, each with its place.

import (
	"fmt"
	"maps"
	"testing"
	"time"

	"parley/protocol"
	"parley/txn/raft"
)

// puts puts several values, each under a key of its own.
func (c *cluster) puts(at protocol.NodeID, n int, among ...protocol.NodeID) {
	c.t.Helper()
	for i := range n {
		call := c.call(at, "Put", fmt.Sprintf("k%d", i), fmt.Sprint(i))
		c.deliver(among...)
		c.answered(call, nil)
	}
}

// 7: "each server takes snapshots independently, covering just the committed entries in its log", "once a server completes writing a snapshot, it may delete all log entries up
// through the last included index", and it starts again from that.
func TestSnapshot(t *testing.T) {
	c := with(t, 3, map[string]any{"compact": 10})
	c.lead("n1")
	c.puts("n1", 30)
	for _, id := range c.nodes {
		if n := len(c.servers[id].disk); n > 10+4 {
			t.Errorf("%s has %d values on its disk", id, n)
		}
	}
	open := c.call("n1", "Put", "late", "1") // in the log, and not committed
	c.flying = nil
	c.answered(c.call("n1", "Snapshot"), 31)
	c.open(open)
	if e, there := c.servers["n1"].disk["log/32"].(raft.Entry); !there || e.Command.Key != "late" {
		t.Errorf("what is not committed is gone: %v", c.servers["n1"].disk)
	}
	s := c.servers["n1"].disk["snapshot"].(raft.Snapshot)
	if len(s.Data) != 30 || s.Index != 31 || s.Term != 1 || s.Data["late"] != "" {
		t.Errorf("the snapshot is %v", s)
	}
	c.restart("n1")
	if s := c.status("n1"); s.Applied != 31 || s.Last != 32 || s.Snapshot != 31 {
		t.Errorf("it goes on from %+v", s)
	}
	c.lead("n2", "n3")
	get := c.call("n2", "Get", "k7")
	c.deliver()
	c.answered(get, raft.Item{Value: "7", There: true})
}

// 7: "although servers normally take snapshots independently, the leader must occasionally send snapshots to followers that lag behind."
func TestInstallSnapshot(t *testing.T) {
	c := with(t, 3, nil)
	c.lead("n1")
	c.puts("n1", 5, "n1", "n2")
	c.answered(c.call("n1", "Snapshot"), 6)
	c.call("n1", "Put", "after", "1")
	c.beat("n1")
	if s := c.status("n3"); s.Snapshot != 6 || s.Applied != 7 || s.Last != 7 {
		t.Errorf("%+v", s)
	}
	c.restart("n3")
	if s := c.status("n3"); s.Applied != 6 || s.Last != 7 {
		t.Errorf("after a restart: %+v", s)
	}
	c.lead("n3", "n2")
	get := c.call("n3", "Get", "k4")
	c.deliver("n2", "n3")
	c.answered(get, raft.Item{Value: "4", There: true})
}

// 7, figure 13: "if existing log entry has same index and term as snapshot's last included entry, retain log entries following it", "discard the entire log" else. A
// snapshot of what is committed already changes nothing.
func TestSnapshotAndLog(t *testing.T) {
	snapshot := func(at raft.Mark) raft.Install {
		return raft.Install{Term: 4, Snapshot: &raft.Snapshot{Index: at.Index, Term: at.Term, Members: []protocol.NodeID{"n1", "n2", "n3"}, Data: map[string]string{"s": "1"}}}
	}
	for _, c := range []struct {
		log       []raft.Term
		committed raft.Index
		at        raft.Mark
		last      raft.Index
		applied   raft.Index
	}{
		{[]raft.Term{1, 1, 2, 2}, 0, raft.Mark{Index: 3, Term: 2}, 4, 3},
		{[]raft.Term{1, 1, 1, 2}, 0, raft.Mark{Index: 3, Term: 2}, 3, 3},
		{[]raft.Term{1}, 0, raft.Mark{Index: 3, Term: 2}, 3, 3},
		{[]raft.Term{1, 1, 2, 2}, 4, raft.Mark{Index: 3, Term: 2}, 4, 4},
	} {
		s := with(t, 3, nil, disk(raft.Hard{Term: 4}, c.log...))
		if c.committed > 0 {
			s.send("n2", "n1", "AppendEntries", raft.Append{Term: 4, Prev: raft.Mark{Index: c.committed, Term: c.log[c.committed-1]}, Commit: c.committed})
		}
		a := body[raft.AppendAnswer](t, s.send("n2", "n1", "InstallSnapshot", snapshot(c.at)), "AppendAnswer")
		if !a.OK || a.Match != c.at.Index {
			t.Errorf("%v: %+v", c.log, a)
		}
		for _, when := range []string{"", " after a restart"} {
			if got := s.status("n1"); got.Last != c.last || when == "" && got.Applied != c.applied {
				t.Errorf("%v%s: %+v", c.log, when, got)
			}
			if n := int(c.last - s.status("n1").Snapshot); c.committed == 0 && len(s.terms("n1")) > 0 || n < 0 {
				t.Errorf("%v%s: the log on disk is %v", c.log, when, s.servers["n1"].disk)
			}
			s.restart("n1")
		}
	}
}

// 8: "a leader must have the latest information on which entries are committed ... Raft handles this by having each leader commit a blank no-op entry into the log at
// the start of its term", and until then it answers no read.
func TestNoopAndReads(t *testing.T) {
	c := with(t, 3, nil)
	c.lead("n1")
	c.puts("n1", 1)
	c.flying = nil // n2 does not know that it is committed
	c.lead("n2", "n3")
	if s := c.status("n2"); s.Commit != 3 {
		t.Errorf("%+v", s)
	}
	c = with(t, 3, nil, disk(raft.Hard{Term: 1}, 1, 1), disk(raft.Hard{Term: 1}, 1, 1), disk(raft.Hard{Term: 1}, 1, 1))
	c.fire("n1", "election")
	c.send("n2", "n1", "PreVoteAnswer", raft.VoteAnswer{Term: 1, For: 2, Granted: true})
	c.send("n2", "n1", "VoteAnswer", raft.VoteAnswer{Term: 2, For: 2, Granted: true})
	get := c.call("n1", "Get", "x")
	c.send("n2", "n1", "AppendAnswer", raft.AppendAnswer{Term: 2, OK: true, Match: 2, Round: 9}) // it leads, and does not know what is committed
	c.open(get)
	c.send("n2", "n1", "AppendAnswer", raft.AppendAnswer{Term: 2, OK: true, Match: 3, Round: 9})
	c.answered(get, raft.Item{Value: "2", There: true})
}

// Thesis 6.4: "the leader needs to make sure it has not been superseded by a newer leader of which it is unaware. It issues a new round of heartbeats and waits for
// their acknowledgments from a majority of the cluster", sent after the read has come.
func TestReadIndex(t *testing.T) {
	c := with(t, 3, nil)
	c.lead("n1")
	c.puts("n1", 1)
	c.flying = nil
	c.fire("n1", "heartbeat")
	early := c.flying
	get := c.call("n1", "Get", "k0")
	later := c.flying[len(early):]
	c.flying = nil
	for _, m := range early { // sent before the read
		for _, a := range c.send(m.From, m.To, m.Kind, m.Body).Messages {
			c.send(m.To, "n1", a.Kind, a.Body)
		}
	}
	c.open(get)
	for _, m := range later {
		for _, a := range c.send(m.From, m.To, m.Kind, m.Body).Messages {
			c.send(m.To, "n1", a.Kind, a.Body)
		}
	}
	c.answered(get, raft.Item{Value: "0", There: true})

	// A leader that was replaced does not answer, and who has asked it is answered by the new one.
	c.lead("n2", "n3")
	put := c.call("n2", "Put", "k0", "new")
	c.deliver("n2", "n3")
	c.answered(put, nil)
	stale := c.call("n1", "Get", "k0")
	c.fire("n1", "heartbeat")
	c.flying = nil
	c.open(stale)
	c.beat("n2")
	c.answered(stale, raft.Item{Value: "new", There: true})
}

// A round that is on its way when a read comes may have been answered before another leader was elected.
func TestReadOfTheRoundBefore(t *testing.T) {
	c := with(t, 3, nil)
	c.lead("n1")
	c.puts("n1", 1)
	c.flying = nil
	first := c.call("n1", "Get", "k0")
	asked := c.take("n1", "n2", "AppendEntries")[0]
	answer := body[raft.AppendAnswer](t, c.send("n1", "n2", "AppendEntries", asked), "AppendAnswer")
	c.lead("n2", "n3")
	put := c.call("n2", "Put", "k0", "new")
	c.deliver("n2", "n3")
	c.answered(put, nil)
	second := c.call("n1", "Get", "k0") // n1 knows nothing of that
	c.send("n2", "n1", "AppendAnswer", answer)
	c.answered(first, raft.Item{Value: "0", There: true}) // it began before the put, and may come before it
	c.open(second)
}

// What a client has asked in an earlier life is no answer to what it asks now.
func TestAnswersOfAnEarlierLife(t *testing.T) {
	c := with(t, 3, nil)
	c.lead("n1")
	c.puts("n3", 1)
	c.restart("n3")
	c.beat("n1")
	get, put := c.call("n3", "Get", "k0"), c.call("n3", "Put", "k0", "1")
	c.send("n1", "n3", "ReadAnswer", raft.Found{Life: 1, Seq: 1, Item: raft.Item{Value: "old", There: true}})
	c.send("n1", "n3", "Applied", raft.Outcome{Life: 1, Seq: 2})
	c.open(get)
	c.open(put)
	c.deliver()
	c.answered(put, nil)
	if r := c.replies[get].Value; r != (raft.Item{Value: "0", There: true}) && r != (raft.Item{Value: "1", There: true}) {
		t.Errorf("%+v", r)
	}
}

// Reads that come while a round is on its way share the next one.
func TestReadsShareRounds(t *testing.T) {
	c := with(t, 3, nil)
	c.lead("n1")
	c.puts("n1", 1)
	c.flying = nil
	var all []uint64
	for range 50 {
		all = append(all, c.call("n1", "Get", "k0"))
	}
	n := 0
	for len(c.flying) > 0 {
		m := c.flying[0]
		c.flying = c.flying[1:]
		if m.Kind == "AppendEntries" {
			n++
		}
		c.send(m.From, m.To, m.Kind, m.Body)
	}
	for _, call := range all {
		c.answered(call, raft.Item{Value: "0", There: true})
	}
	if n > 4 {
		t.Errorf("50 reads took %d requests", n)
	}
}

// Thesis 6.3: "if a server receives a command whose serial number has already been executed, it responds immediately without re-executing the request", also where two leaders have put it into
// the log.
func TestAppliedOnce(t *testing.T) {
	c := with(t, 3, nil)
	c.lead("n1")
	first := c.call("n3", "Cas", "k", "", "1")
	c.deliver("n1", "n3") // and n2 does not get it
	c.flying = nil
	if len(c.terms("n1")) != 2 {
		t.Fatalf("%v", c.terms("n1"))
	}
	c.answered(first, true)
	again := c.call("n3", "Cas", "k", "1", "2")
	c.deliver("n3", "n1")
	c.answered(again, true)
	p := raft.Proposal{Origin: raft.Origin{Node: "n3", Life: 1, Seq: 2, Floor: 1}, Command: raft.Command{Op: "put", Key: "k", Value: "no"}}
	x := c.send("n3", "n1", "Propose", p)
	if o := body[raft.Outcome](t, x, "Applied"); o.Seq != 2 || !o.Result.Yes || len(c.terms("n1")) != 3 {
		t.Errorf("what was done is done again: %+v, %v", o, c.terms("n1"))
	}
	// the same command twice in the log
	twice := entries(4, 1, 1)
	for i := range twice {
		twice[i].Origin = raft.Origin{Node: "n3", Life: 1, Seq: 3, Floor: 3}
		twice[i].Command = raft.Command{Op: "put", Key: "k", Value: []string{"3", "no"}[i]}
	}
	c.send("n1", "n3", "AppendEntries", raft.Append{Term: 1, Prev: raft.Mark{Index: 3, Term: 1}, Entries: twice, Commit: 5})
	c.answered(c.call("n3", "Snapshot"), 5)
	if s := c.servers["n3"].disk["snapshot"].(raft.Snapshot); s.Data["k"] != "3" || !maps.Equal(s.Sessions["n3"].Done, map[int]raft.Result{3: {Yes: true}}) {
		t.Errorf("%v, sessions %+v", s.Data, s.Sessions)
	}
	// what its client waits for no longer, and what it sent in an earlier life
	for _, o := range []raft.Origin{{Node: "n3", Life: 1, Seq: 2, Floor: 2}, {Node: "n3", Life: 0, Seq: 9, Floor: 1}} {
		last := c.status("n3").Last
		late := entries(last+1, 1)
		late[0].Origin, late[0].Command = o, raft.Command{Op: "put", Key: "k", Value: "no"}
		c.send("n1", "n3", "AppendEntries", raft.Append{Term: 1, Prev: raft.Mark{Index: last, Term: 1}, Entries: late, Commit: last + 1})
		c.call("n3", "Snapshot")
		if s := c.servers["n3"].disk["snapshot"].(raft.Snapshot); s.Data["k"] != "3" {
			t.Errorf("%v is applied: %v", o, s.Data)
		}
	}
}

// Thesis 6.2, 6.3: a client whose leader has died asks the next one, and its command is done once.
func TestClientAsksTheNextLeader(t *testing.T) {
	c := with(t, 3, nil)
	c.lead("n1")
	put := c.call("n3", "Put", "k", "v")
	c.flying = nil // n1 never gets it
	c.lead("n2", "n3")
	c.answered(put, nil)
	if n := len(c.terms("n2")); n != 3 {
		t.Errorf("the log is %v", c.terms("n2"))
	}
	// and one that has answered, where the answer is lost, is asked again
	cas := c.call("n3", "Cas", "k", "v", "w")
	for len(c.flying) > 0 {
		m := c.flying[0]
		c.flying = c.flying[1:]
		if m.Kind != "Applied" {
			c.send(m.From, m.To, m.Kind, m.Body)
		}
	}
	c.open(cas)
	c.fire("n3", "retry")
	c.deliver()
	c.answered(cas, true)
}

// A call that nobody answers ends, in patience: one that may have been done as unknown, and one that was sent to nobody, or is a read, as failed.
func TestCallsEnd(t *testing.T) {
	c := with(t, 3, nil)
	never := c.call("n3", "Put", "k", "v")
	c.lead("n1")
	c.answered(never, nil)
	c.flying = nil
	sent, read := c.call("n3", "Put", "k", "v"), c.call("n3", "Get", "k")
	cut := with(t, 3, nil)
	unsent := cut.call("n3", "Put", "k", "v")
	for range 11 {
		c.fire("n3", "retry")
		c.flying = nil
		cut.fire("n3", "retry")
	}
	if a, b, d := c.replies[sent].Verdict, c.replies[read].Verdict, cut.replies[unsent].Verdict; a != protocol.Unknown || b != protocol.Failed || d != protocol.Failed {
		t.Errorf("%v %v %v", a, b, d)
	}
}

// A node takes as many calls as its window, and refuses the next at once; heartbeats go on.
func TestAdmission(t *testing.T) {
	c := with(t, 3, map[string]any{"window": 8})
	c.lead("n1")
	var calls []uint64
	for range 80 {
		calls = append(calls, c.call("n1", "Put", "k", "v"))
	}
	refused := 0
	for _, call := range calls {
		if c.replies[call].Verdict == protocol.Failed {
			refused++
		}
	}
	if refused != 72 {
		t.Errorf("%d of 80 are refused", refused)
	}
	if n := len(c.terms("n1")); n != 9 {
		t.Errorf("the log has %d entries", n)
	}
	c.beat("n1")
	for _, call := range calls[:8] {
		c.answered(call, nil)
	}
	next := c.call("n1", "Put", "k", "v")
	c.deliver()
	c.answered(next, nil)
	// A leader takes no more than a window for each node, whatever is sent to it.
	for seq := range 100 {
		c.send("n2", "n1", "Propose", raft.Proposal{Origin: raft.Origin{Node: "n2", Life: 1, Seq: seq + 1, Floor: 1}, Command: raft.Command{Op: "put"}})
	}
	if s := c.status("n1"); s.Last-s.Applied > 24 {
		t.Errorf("%d entries wait", s.Last-s.Applied)
	}
}

// The parameters are what they say.
func TestLimits(t *testing.T) {
	c := with(t, 1, map[string]any{"limit": 4, "patience": time.Second})
	c.lead("n1")
	if r := c.replies[c.call("n1", "Put", "key", "va")]; r.Verdict != protocol.Failed {
		t.Errorf("%+v", r)
	}
	if r := c.replies[c.call("n1", "AddServer", protocol.NodeID("x"))]; r.Verdict != protocol.Failed {
		t.Errorf("%+v", r)
	}
	c.answered(c.call("n1", "Put", "k", "v"), nil)
	c.answered(c.call("n1", "Cas", "k", "x", "y"), false)
	c.answered(c.call("n1", "Cas", "k", "v", "w"), true)
	c.answered(c.call("n1", "Get", "k"), raft.Item{Value: "w", There: true})
	c.answered(c.call("n1", "Delete", "k"), true)
	c.answered(c.call("n1", "Delete", "k"), false)
	c.answered(c.call("n1", "Get", "k"), raft.Item{})
}
