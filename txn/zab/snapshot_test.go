package zab_test

// Snapshots, and who gets them.

import (
	"fmt"
	"strings"
	"testing"

	"parley/coord/election"
	"parley/protocol"
	"parley/sim"
	"parley/txn/zab"
)

// A long history is dropped but for its end, on disk too, at each node for itself; what was in it is there after a restart.
func TestHistoryIsCompacted(t *testing.T) {
	c := newCluster(t, with("compact", 20), 3)
	c.do("call n1 Create f\nrun 1s")
	want := ""
	for i := range 100 {
		c.do(fmt.Sprintf("call n%d Append f %d,\nadvance 100ms", 1+i%3, i))
		want += fmt.Sprintf("%d,", i)
	}
	for _, n := range c.World().Nodes {
		logs := 0
		for key := range n.Stored {
			if strings.HasPrefix(key, "log/") {
				logs++
			}
		}
		s := c.status(string(n.ID))
		if logs > 20 || s.Kept != logs || s.Delivered != 101 {
			t.Errorf("%s has %d transactions on disk, and is %+v", n.ID, logs, s)
		}
	}
	c.do("crash n1\ncrash n2\ncrash n3\nrecover n1\nrecover n2\nrecover n3\nrun 5s")
	c.all("f", want)
	if s := c.status("n1"); s.Delivered != 101 {
		t.Errorf("%+v", s)
	}
}

// So is one with few transactions that are large.
func TestLargeHistoryIsCompacted(t *testing.T) {
	c := newCluster(t, with("room", 1<<20), 3)
	c.do("call n1 Create f\nrun 1s")
	for range 20 {
		c.do(fmt.Sprintf("call n1 Append f %s\nadvance 300ms", strings.Repeat("x", 40_000)))
	}
	if s := c.status("n2"); s.Kept > 8 || s.Delivered != 21 {
		t.Errorf("%+v", s)
	}
}

// Who was away for longer than the others keep gets their state, with the sessions in it.
func TestFollowerGetsASnapshot(t *testing.T) {
	c := newCluster(t, zab.Protocol(), 3)
	s := c.ask("n1", "Open")
	c.request("n2", s, 1, "Create", "f", "")
	c.do("crash n1")
	c.request("n2", s, 2, "Append", "f", "x")
	c.ask("n2", "Append f y")
	for _, n := range []string{"n2", "n3"} {
		if got := c.ask(n, "Snapshot"); got != "4" {
			t.Errorf("%s has a snapshot of %s", n, got)
		}
	}
	c.ask("n2", "Append f z")
	c.do("recover n1\nrun 5s")
	c.all("f", "xyz")
	if !strings.Contains(c.notes(), "n1 installs the snapshot {up to 1.4, 4 transactions, 1 files}") {
		t.Error(c.notes())
	}
	if got := c.request("n1", s, 2, "Append", "f", "x"); got != "  false false" {
		t.Error(got)
	}
	c.do("crash n1\nrecover n1\nrun 5s")
	c.all("f", "xyz")
}

// So does a leader that was elected without it, from who has promised to follow it.
func TestLeaderGetsASnapshot(t *testing.T) {
	c := newCluster(t, stacked(election.BullyProtocol()), 3)
	c.do("run 5s\ncall n1 Create f\nrun 1s\ncrash n3\nrun 20s")
	c.ask("n1", "Append f x")
	c.do("call n1 Snapshot\ncall n2 Snapshot")
	c.ask("n1", "Append f y")
	c.do("recover n3\nrun 20s")
	if got := c.ask("n3", "Append f z"); got != "<nil>" {
		t.Error(got)
	}
	c.all("f", "xyz")
	if s := c.status("n3"); s.Role != "leading" || !strings.Contains(c.notes(), "n3 installs the snapshot {up to 2.1, 2 transactions, 1 files}") {
		t.Errorf("%+v: %s", s, c.notes())
	}
}

// A SNAP goes to a synchronised follower whose last is not kept any more, in the same epoch.
func TestSnapInTheSameEpoch(t *testing.T) {
	o := established(t, 3)
	o.call("Create", "f")
	o.get("n3", "ACK", zab.Ack{Epoch: 1, Last: z(1, 1)}) // n2 is silent
	o.call("Snapshot")
	o.want("what is left", o.history(), "[]")
	o.call("Append", "f", "x")
	beat := protocol.Event{Kind: protocol.Timeout, Timer: "beat"}
	o.step(beat)
	o.want("to n2", o.first("SNAP").To, "n2")
	o.want("alone", len(o.sent("SNAP")), 1)
	snap := o.first("SNAP").Body.(zab.Snap)
	o.want("the state", *snap.Snapshot, "{up to 1.1, 1 transactions, 1 files}")
	o.get("n2", "ACK", zab.Ack{Epoch: 1, Last: z(1, 1)})
	o.step(beat)
	o.step(beat)
	o.want("then what follows", fmt.Sprint(o.first("PROPOSE").Body.(zab.Proposal).Prev, len(o.sent("SNAP"))), "1.1 0")

	f := following(t, 1)
	f.get("n2", "SNAP", zab.Snap{Epoch: 2, Snapshot: snap.Snapshot})
	f.want("of another epoch", len(f.last.Messages), 0)
	f.get("n3", "SNAP", zab.Snap{Epoch: 1, Snapshot: snap.Snapshot})
	f.want("of another leader", len(f.last.Messages), 0)
	f.get("n2", "SNAP", snap)
	f.want("acknowledged", f.first("ACK").Body, zab.Ack{Epoch: 1, Last: z(1, 1)})
	f.want("on disk", f.disk["base"], zab.Mark{Count: 1, Last: z(1, 1)})
	f.get("n2", "PROPOSE", zab.Proposal{Epoch: 1, Prev: z(1, 1), Txns: txns(z(1, 2))})
	f.get("n2", "SNAP", snap)
	f.want("it has more already", f.first("ACK").Body, zab.Ack{Epoch: 1, Last: z(1, 2)})
	f.restart()
	f.leader("n2")
	f.get("n2", "NEWEPOCH", zab.NewEpoch{Epoch: 2})
	f.want("after a restart", f.first("ACK-E").Body.(zab.AckEpoch).Ends, "[1.2]")
	f.want("all of it", f.first("ACK-E").Body.(zab.AckEpoch).Snapshot.Count, 1)
}

// A history of which nothing is kept ends where its snapshot does.
func TestEndOfADroppedHistory(t *testing.T) {
	o := established(t, 3)
	o.call("Create", "f")
	o.get("n3", "ACK", zab.Ack{Epoch: 1, Last: z(1, 1)})
	o.call("Snapshot")
	o.get("n2", "CEPOCH", zab.CurrentEpoch{})
	o.want("NEWEPOCH", o.first("NEWEPOCH").Body, zab.NewEpoch{Epoch: 1, Current: 1, Ends: []zab.Zxid{z(1, 1)}})
	o.get("n2", "ACK-E", zab.AckEpoch{Epoch: 1, Current: 1, Ends: []zab.Zxid{z(1, 1)}})
	o.want("who has it all", o.first("NEWLEADER").Body, zab.NewLeader{Epoch: 1, After: z(1, 1)})
	o.get("n2", "ACK-E", zab.AckEpoch{Epoch: 1})
	o.want("who has nothing", o.first("NEWLEADER").Body.(zab.NewLeader).Snapshot, "{up to 1.1, 1 transactions, 1 files}")
	o.restart()
	o.leader("n3")
	o.get("n3", "NEWEPOCH", zab.NewEpoch{Epoch: 2})
	o.want("ACK-E", o.first("ACK-E").Body.(zab.AckEpoch).Ends, "[1.1]")
	o.want("with the state", o.first("ACK-E").Body.(zab.AckEpoch).Snapshot, "{up to 1.1, 1 transactions, 1 files}")
}

// What a node has asked for and got as part of a snapshot only: a session knows what came of it, and of the rest it says that it does not know.
func TestRequestsInASnapshot(t *testing.T) {
	c := newCluster(t, zab.Protocol(), 3)
	s := c.ask("n2", "Open")
	c.request("n2", s, 1, "Create", "f", "")
	c.do(fmt.Sprintf("loss n3 n1 1\ncall n1 Append f 1\ncall n1 Read f\ncall n1 Do %s 2 Append f 2\ncall n1 Sync\ncall n1 ReadLatest f\ncall n1 Do %s 3 Create f \"\"\nrun 100ms", s, s))
	c.do("call n2 Snapshot\ncall n3 Snapshot\nheal\nrun 5s\ncall n1 Read f\nrun 1s")
	var got []string
	for _, op := range c.History() {
		if op.Node == "n1" {
			got = append(got, text(op))
		}
	}
	want := []string{
		"unknown: this node was far behind, and has not seen what it came to",
		"failed: this node was far behind, and has seen what came after; read again",
		"unknown: this node was far behind, and has not seen what it came to",
		"<nil>",
		"failed: this node was far behind, and has seen what came after; read again",
		`{ there is a file "f" already false false}`,
		"12",
	}
	if strings.Join(got, "\n") != strings.Join(want, "\n") {
		t.Errorf("%s\n%s", strings.Join(got, "\n"), sim.Text(c.Trace()))
	}
}

// Every schedule of two requests and a snapshot, up to a bound.
func TestExploreSnapshots(t *testing.T) {
	p := stacked(election.FixedProtocol())
	p.Explore = func(nodes []protocol.NodeID) []protocol.CallAt {
		return append(zab.Protocol().Explore(nodes), protocol.CallAt{Node: nodes[0], Op: "Snapshot"}, protocol.CallAt{Node: nodes[1], Op: "Snapshot"})
	}
	for crashes := range 2 {
		explored(t, sim.Exploration{Protocol: p, Nodes: 3, Crashes: crashes, Network: sim.Timely})
	}
}
