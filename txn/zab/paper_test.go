package zab_test

// What the paper says, each by its step and mostly in our words, of one machine: events in, effects out. n1 is the machine; scenario_test.go has whole clusters.

import (
	"fmt"
	"slices"
	"testing"

	"parley/protocol"
	"parley/txn/zab"
)

// one is a machine that is given events by hand. Who leads is told by the fact.
type one struct {
	t     *testing.T
	m     protocol.Machine
	disk  map[string]any
	nodes []protocol.NodeID
	last  protocol.Effects
	calls uint64
}

func newOne(t *testing.T, nodes int) *one {
	o := &one{t: t, disk: map[string]any{}}
	for i := range nodes {
		o.nodes = append(o.nodes, protocol.NodeID(fmt.Sprintf("n%d", i+1)))
	}
	o.restart()
	return o
}

// restart starts it, or starts it again from its disk.
func (o *one) restart() {
	cfg, err := zab.Protocol().Configure("n1", o.nodes, map[string]any{"election": "fact"})
	if err != nil {
		o.t.Fatal(err)
	}
	o.m = zab.Protocol().New(cfg)
	o.step(protocol.Event{Kind: protocol.Start, Stored: o.disk})
}

func (o *one) step(e protocol.Event) {
	o.last = o.m.Step(e)
	for _, w := range o.last.Writes {
		if w.Value == nil {
			delete(o.disk, w.Key)
		} else {
			o.disk[w.Key] = w.Value
		}
	}
}

func (o *one) leader(id protocol.NodeID) {
	o.step(protocol.Event{Kind: protocol.Learn, Fact: protocol.Fact{Name: protocol.FactLeader, Value: id}})
}

func (o *one) get(from protocol.NodeID, kind string, body any) {
	o.step(protocol.Event{Kind: protocol.Receive, Message: protocol.Message{From: from, To: "n1", Kind: kind, Body: body}})
}

func (o *one) call(op string, args ...any) {
	o.calls++
	o.step(protocol.Event{Kind: protocol.Request, Call: protocol.Call{ID: o.calls, Op: op, Args: args}})
}

// sent are the messages of a kind in the last step.
func (o *one) sent(kind string) (all []protocol.Message) {
	for _, m := range o.last.Messages {
		if m.Kind == kind {
			all = append(all, m)
		}
	}
	return all
}

// first is the first of them.
func (o *one) first(kind string) protocol.Message {
	o.t.Helper()
	all := o.sent(kind)
	if len(all) == 0 {
		o.t.Fatalf("no %s is sent", kind)
	}
	return all[0]
}

func (o *one) want(what string, got, want any) {
	o.t.Helper()
	if fmt.Sprint(got) != fmt.Sprint(want) {
		o.t.Errorf("%s: got %v, want %v", what, got, want)
	}
}

// history is what the disk has.
func (o *one) history() (all []string) {
	for i := 1; ; i++ {
		t, ok := o.disk[fmt.Sprintf("log/%010d", i)].(zab.Txn)
		if !ok {
			break
		}
		all = append(all, t.Zxid.String())
	}
	return all
}

// txns makes transactions with those identifiers, each an Append to its own epoch's file.
func txns(ids ...zab.Zxid) (all []zab.Txn) {
	for i, z := range ids {
		all = append(all, zab.Txn{Zxid: z, Session: "s", Life: z.Epoch, Seq: z.Counter, Op: "Create", Name: fmt.Sprint("f", i)})
	}
	return all
}

func z(epoch, counter int) zab.Zxid { return zab.Zxid{Epoch: epoch, Counter: counter} }

func accepted(epoch int) zab.CurrentEpoch {
	return zab.CurrentEpoch{Accepted: zab.Promise{Epoch: epoch, Leader: "n9"}}
}

// following is n1 as a follower of n2 that has taken over a history in an epoch.
func following(t *testing.T, epoch int, history ...zab.Zxid) *one {
	o := newOne(t, 3)
	o.leader("n2")
	o.get("n2", "NEWEPOCH", zab.NewEpoch{Epoch: epoch})
	o.get("n2", "NEWLEADER", zab.NewLeader{Epoch: epoch, Txns: txns(history...)})
	return o
}

// established is n1 as the leader of epoch 1 of n nodes.
func established(t *testing.T, nodes int) *one {
	o := newOne(t, nodes)
	o.leader("n1")
	for _, id := range o.nodes[1:] {
		o.get(id, "CEPOCH", zab.CurrentEpoch{})
	}
	for _, id := range o.nodes[1:] {
		o.get(id, "ACK-E", zab.AckEpoch{Epoch: 1})
	}
	for _, id := range o.nodes[1:] {
		o.get(id, "ACK-LD", zab.Ack{Epoch: 1})
	}
	return o
}

// Step l.1.1: Upon receiving CEPOCH(e) messages from a quorum Q of followers, the prospective leader l proposes NEWEPOCH(e') to the followers in Q. Epoch number e'
// is such that it is later than any e received in a CEPOCH(e) message.
func TestPaperNewEpochIsLater(t *testing.T) {
	o := newOne(t, 5)
	o.leader("n1")
	o.get("n2", "CEPOCH", accepted(7))
	o.want("before a quorum", len(o.sent("NEWEPOCH")), 0)
	o.get("n3", "CEPOCH", accepted(4))
	sent := o.sent("NEWEPOCH")
	o.want("to", []protocol.NodeID{sent[0].To, sent[1].To}, "[n2 n3]")
	o.want("epoch", sent[0].Body.(zab.NewEpoch).Epoch, 8)
	o.want("its own promise, on disk with it", o.disk["acceptedEpoch"], zab.Promise{Epoch: 8, Leader: "n1"})
	// It leads again after a crash: not with the same epoch.
	o.restart()
	o.leader("n1")
	o.get("n2", "CEPOCH", accepted(4))
	o.get("n3", "CEPOCH", accepted(4))
	o.want("after a crash", o.first("NEWEPOCH").Body.(zab.NewEpoch).Epoch, 9)
}

// Step f.1.2: Once it receives a NEWEPOCH(e') from the prospective leader l: if f.p < e', then make f.p <- e' and acknowledge with ACK-E(f.a, h_f). The acknowledgement is a
// promise, so that it goes to no other leader of that epoch or an earlier one.
func TestPaperPromise(t *testing.T) {
	o := newOne(t, 3)
	o.leader("n2")
	o.want("f.1.1", o.first("CEPOCH").Body, zab.CurrentEpoch{})
	o.get("n3", "NEWEPOCH", zab.NewEpoch{Epoch: 9})
	o.want("of a leader that it does not follow", len(o.last.Messages)+len(o.last.Writes), 0)
	o.get("n2", "NEWEPOCH", zab.NewEpoch{Epoch: 5})
	o.want("acknowledged", len(o.sent("ACK-E")), 1)
	o.want("on disk first", o.disk["acceptedEpoch"], zab.Promise{Epoch: 5, Leader: "n2"})
	o.get("n2", "NEWEPOCH", zab.NewEpoch{Epoch: 5})
	o.want("again to the same", len(o.sent("ACK-E")), 1)
	o.restart()
	o.leader("n3")
	for _, epoch := range []int{4, 5} {
		o.get("n3", "NEWEPOCH", zab.NewEpoch{Epoch: epoch})
		o.want("to another", len(o.sent("ACK-E")), 0)
		o.want("it is told why", len(o.sent("CEPOCH")), 1)
	}
	o.get("n3", "NEWEPOCH", zab.NewEpoch{Epoch: 6})
	o.want("a later one", len(o.sent("ACK-E")), 1)
}

// Step l.1.2: the prospective leader selects the history of one follower f in Q ... for every follower f' in Q: f'.a < f.a, or f'.a = f.a and the last zxid of f' is not later.
func TestPaperInitialHistory(t *testing.T) {
	for _, c := range []struct {
		a, b zab.AckEpoch
		want string
	}{
		{zab.AckEpoch{Current: 2, Ends: []zab.Zxid{z(2, 1)}, Txns: txns(z(2, 1))}, zab.AckEpoch{Current: 1, Ends: []zab.Zxid{z(1, 9)}, Txns: txns(z(1, 9))}, "[2.1]"},
		{zab.AckEpoch{Current: 1, Ends: []zab.Zxid{z(1, 1)}, Txns: txns(z(1, 1))}, zab.AckEpoch{Current: 3, Ends: []zab.Zxid{z(1, 1)}, Txns: txns(z(1, 1))}, "[1.1]"},
		{zab.AckEpoch{Current: 3, Ends: nil}, zab.AckEpoch{Current: 1, Ends: []zab.Zxid{z(1, 1)}, Txns: txns(z(1, 1))}, "[]"},
		{zab.AckEpoch{Current: 1, Ends: []zab.Zxid{z(1, 1)}, Txns: txns(z(1, 1))}, zab.AckEpoch{Current: 1, Ends: []zab.Zxid{z(1, 2)}, Txns: txns(z(1, 1), z(1, 2))}, "[1.1 1.2]"},
	} {
		o := newOne(t, 5)
		o.leader("n1")
		o.get("n2", "CEPOCH", accepted(3))
		o.get("n3", "CEPOCH", accepted(3))
		c.a.Epoch, c.b.Epoch = 4, 4
		o.get("n2", "ACK-E", c.a)
		o.want("before a quorum", len(o.sent("NEWLEADER")), 0)
		o.get("n3", "ACK-E", c.b)
		o.want("to both", len(o.sent("NEWLEADER")), 2)
		o.want("the history", o.history(), c.want)
		o.want("f.a of the leader", o.disk["currentEpoch"], 4)
	}
}

// ACK-E brings what the leader lacks: all after where the two histories part, if it is more recent.
func TestPaperAckEpochHasTheHistory(t *testing.T) {
	for _, c := range []struct {
		leader zab.NewEpoch
		after  zab.Zxid
		txns   int
	}{
		{zab.NewEpoch{Current: 0}, z(0, 0), 3},
		{zab.NewEpoch{Current: 3, Ends: []zab.Zxid{z(1, 2), z(3, 1)}}, z(3, 1), 0}, // it has all
		{zab.NewEpoch{Current: 2, Ends: []zab.Zxid{z(1, 2), z(2, 8)}}, z(1, 2), 1},
		{zab.NewEpoch{Current: 2, Ends: []zab.Zxid{z(1, 1), z(2, 8)}}, z(1, 1), 2},
		{zab.NewEpoch{Current: 2, Ends: []zab.Zxid{z(1, 5)}}, z(1, 2), 1},
		{zab.NewEpoch{Current: 4, Ends: []zab.Zxid{z(1, 1)}}, z(0, 0), 0}, // which is more recent
	} {
		o := following(t, 3, z(1, 1), z(1, 2), z(3, 1))
		o.restart()
		o.leader("n3")
		c.leader.Epoch = 9
		o.get("n3", "NEWEPOCH", c.leader)
		a := o.first("ACK-E").Body.(zab.AckEpoch)
		o.want("f.a", a.Current, 3)
		o.want("ends", a.Ends, "[1.2 3.1]")
		if c.txns > 0 {
			o.want("after", a.After, c.after)
		}
		o.want("transactions", len(a.Txns), c.txns)
	}
}

// Step f.2.1: Upon receiving a NEWLEADER(e', I_e') message from l: if f.p != e', the follower starts a new iteration ...; if f.p = e', then it executes atomically: set f.a to e'; for each transaction
// in I_e', accept it, and set h_f = I_e'. Finally acknowledge.
func TestPaperNewLeader(t *testing.T) {
	o := following(t, 1, z(1, 1), z(1, 2), z(1, 3))
	o.leader("n3")
	o.get("n3", "NEWLEADER", zab.NewLeader{Epoch: 2})
	o.want("without a promise", len(o.last.Messages)+len(o.last.Writes), 0)
	o.get("n3", "NEWEPOCH", zab.NewEpoch{Epoch: 2})
	o.get("n3", "NEWLEADER", zab.NewLeader{Epoch: 2, After: z(1, 1), Txns: txns(z(2, 1))})
	o.want("the history", o.history(), "[1.1 2.1]")
	o.want("f.a, in the same write", o.disk["currentEpoch"], 2)
	o.want("writes", len(o.last.Writes), 3) // 2.1 in the place of 1.2, nothing in the place of 1.3, f.a
	o.want("acknowledged", o.first("ACK-LD").Body, zab.Ack{Epoch: 2, Last: z(2, 1)})
	// It comes again, late. What was accepted since then stays.
	o.get("n3", "PROPOSE", zab.Proposal{Epoch: 2, Prev: z(2, 1), Txns: txns(z(2, 2))})
	o.get("n3", "NEWLEADER", zab.NewLeader{Epoch: 2, After: z(1, 1), Txns: txns(z(2, 1))})
	o.want("again", o.history(), "[1.1 2.1 2.2]")
	o.want("acknowledged with it", o.first("ACK-LD").Body, zab.Ack{Epoch: 2, Last: z(2, 2)})
	// What does not fit is left alone.
	o.leader("n2")
	o.get("n2", "NEWEPOCH", zab.NewEpoch{Epoch: 3})
	o.get("n2", "NEWLEADER", zab.NewLeader{Epoch: 3, After: z(1, 7)})
	o.want("after what it does not have", o.history(), "[1.1 2.1 2.2]")
}

// Step l.2.2: Upon receiving ACK(e', H) from a quorum of followers, the leader sends a COMMIT message to all followers, and goes to phase 3. Until then it proposes nothing.
func TestPaperEstablished(t *testing.T) {
	o := newOne(t, 5)
	o.leader("n1")
	o.call("Create", "f")
	o.get("n2", "CEPOCH", zab.CurrentEpoch{})
	o.get("n3", "CEPOCH", zab.CurrentEpoch{})
	o.get("n2", "ACK-E", zab.AckEpoch{Epoch: 1, Current: 0, Ends: []zab.Zxid{z(0, 1)}, Txns: txns(z(0, 1))})
	o.get("n3", "ACK-E", zab.AckEpoch{Epoch: 1})
	o.get("n2", "REQUEST", zab.Request{Session: "n2", Life: 1, Seq: 1, Op: "Create", Name: "g"})
	o.get("n2", "ACK-LD", zab.Ack{Epoch: 1, Last: z(0, 1)})
	o.get("n2", "ACK-LD", zab.Ack{Epoch: 1, Last: z(0, 1)})
	o.want("nothing is proposed", o.history(), "[0.1]")
	o.want("nor committed by one that says it twice", len(o.sent("COMMIT-LD")), 0)
	o.get("n3", "ACK-LD", zab.Ack{Epoch: 1, Last: z(0, 1)})
	o.want("to those who have it", len(o.sent("COMMIT-LD")), 2)
	o.want("what is committed", o.first("COMMIT-LD").Body, zab.Commit{Epoch: 1, Zxid: z(0, 1)})
	o.want("and what has waited is proposed", o.history(), "[0.1 1.1]")
	// One that comes later goes through the same, and gets all there is.
	o.get("n5", "CEPOCH", zab.CurrentEpoch{})
	o.want("NEWEPOCH", o.first("NEWEPOCH").Body.(zab.NewEpoch).Epoch, 1)
	o.get("n5", "ACK-E", zab.AckEpoch{Epoch: 1})
	o.want("NEWLEADER", len(o.first("NEWLEADER").Body.(zab.NewLeader).Txns), 2)
	o.call("Sync") // under way since its NEWLEADER was sent
	o.get("n5", "ACK-LD", zab.Ack{Epoch: 1, Last: z(1, 1)})
	o.want("what is under way", []any{o.first("PROPOSE").To, o.first("PROPOSE").Body.(zab.Proposal).Prev}, "[n5 1.1]")
	o.want("COMMIT-LD", o.first("COMMIT-LD").Body, zab.Commit{Epoch: 1, Zxid: z(0, 1)})
}

// Step l.3.2: If the leader receives acknowledgments from a quorum of followers, send a commit to all followers.
func TestPaperCommitNeedsAQuorum(t *testing.T) {
	o := established(t, 5)
	o.call("Create", "f")
	o.call("Append", "f", "x")
	o.want("l.3.1: increasing zxids", o.history(), "[1.1 1.2]")
	o.want("after each other", o.first("PROPOSE").Body.(zab.Proposal).Prev, z(1, 1))
	o.get("n2", "ACK", zab.Ack{Epoch: 1, Last: z(1, 2)})
	o.get("n2", "ACK", zab.Ack{Epoch: 1, Last: z(1, 2)})
	o.want("two of five", len(o.sent("COMMIT"))+len(o.last.Replies), 0)
	o.get("n3", "ACK", zab.Ack{Epoch: 1, Last: z(1, 1)})
	o.want("three have the first", o.first("COMMIT").Body, zab.Commit{Epoch: 1, Zxid: z(1, 1)})
	o.want("to all", len(o.sent("COMMIT")), 4)
	o.want("its caller is answered", len(o.last.Replies), 1)
	o.get("n4", "ACK", zab.Ack{Epoch: 9, Last: z(1, 2)})
	o.want("of another epoch", len(o.sent("COMMIT")), 0)
	o.get("n4", "ACK", zab.Ack{Epoch: 1, Last: z(1, 2)})
	o.want("and the second", o.first("COMMIT").Body, zab.Commit{Epoch: 1, Zxid: z(1, 2)})
}

// Steps f.3.2 and f.3.3: accept the transactions in the order of their zxids; upon COMMIT, deliver it, if all before it are delivered.
func TestPaperAcceptAndDeliverInOrder(t *testing.T) {
	o := following(t, 1)
	o.get("n2", "COMMIT-LD", zab.Commit{Epoch: 1})
	all := txns(z(1, 1), z(1, 2), z(1, 3))
	o.get("n2", "PROPOSE", zab.Proposal{Epoch: 1, Prev: z(1, 1), Txns: all[1:2]})
	o.want("with a gap", o.history(), "[]")
	o.want("it says what it has", o.first("ACK").Body, zab.Ack{Epoch: 1})
	o.get("n2", "COMMIT", zab.Commit{Epoch: 1, Zxid: z(1, 2)})
	o.get("n2", "PROPOSE", zab.Proposal{Epoch: 1, Txns: all})
	o.want("all", o.history(), "[1.1 1.2 1.3]")
	o.want("cumulative", o.first("ACK").Body, zab.Ack{Epoch: 1, Last: z(1, 3)})
	o.get("n2", "PROPOSE", zab.Proposal{Epoch: 1, Txns: all[:1]})
	o.want("again", o.history(), "[1.1 1.2 1.3]")
	o.call("Files")
	o.want("delivered is what is committed", o.last.Replies[0].Value, "[f0 f1]")
	o.get("n3", "COMMIT", zab.Commit{Epoch: 1, Zxid: z(1, 3)})
	o.get("n2", "COMMIT", zab.Commit{Epoch: 2, Zxid: z(1, 3)})
	o.call("Files")
	o.want("a commit of somebody else", o.last.Replies[0].Value, "[f0 f1]")
}

// A follower that has promised an epoch and not taken over its history (f.p = e', f.a < e') has nothing that a proposal of that epoch could follow, though the
// zxids fit, and does not know what in its own history a commit is about.
func TestPaperNothingBeforeNewLeader(t *testing.T) {
	o := following(t, 1, z(1, 1))
	o.leader("n3")
	o.get("n3", "NEWEPOCH", zab.NewEpoch{Epoch: 2})
	for _, kind := range []string{"PROPOSE", "COMMIT", "PING"} {
		body := map[string]any{
			"PROPOSE": zab.Proposal{Epoch: 2, Prev: z(1, 1), Txns: txns(z(2, 1))}, "COMMIT": zab.Commit{Epoch: 2, Zxid: z(2, 1)},
			"PING": zab.Ping{Epoch: 2, Established: true, Committed: z(2, 1)},
		}[kind]
		o.get("n3", kind, body)
		o.want(kind, len(o.last.Messages)+len(o.last.Writes), 0)
	}
	o.call("Files")
	o.want("nothing is delivered", o.last.Replies[0].Value, "[]")
}

// Nothing is committed in phase 2 but by the ACK-LDs of a quorum: an ACK does not say that f.a was set.
func TestPaperNoCommitBeforeEstablished(t *testing.T) {
	o := newOne(t, 5)
	o.leader("n1")
	for _, id := range o.nodes[1:4] {
		o.get(id, "CEPOCH", zab.CurrentEpoch{})
	}
	o.get("n2", "ACK-E", zab.AckEpoch{Epoch: 1, Ends: []zab.Zxid{z(0, 1)}, Txns: txns(z(0, 1))})
	o.get("n3", "ACK-E", zab.AckEpoch{Epoch: 1})
	o.get("n2", "ACK-LD", zab.Ack{Epoch: 1, Last: z(0, 1)})
	for _, id := range o.nodes[1:] {
		o.get(id, "ACK", zab.Ack{Epoch: 1, Last: z(0, 1)})
		o.want("commits", len(o.sent("COMMIT")), 0)
	}
	o.call("Files")
	o.want("nothing is delivered", o.last.Replies[0].Value, "[]")
}

// After a promise nothing of an earlier epoch is accepted , on either side of a crash.
func TestPaperPromiseEndsTheEarlierEpoch(t *testing.T) {
	for _, crash := range []bool{false, true} {
		o := following(t, 1, z(1, 1))
		o.leader("n3")
		o.get("n3", "NEWEPOCH", zab.NewEpoch{Epoch: 2})
		if crash {
			o.restart()
		}
		o.leader("n2")
		for _, kind := range []string{"PROPOSE", "COMMIT", "PING", "NEWLEADER"} {
			body := map[string]any{
				"PROPOSE": zab.Proposal{Epoch: 1, Prev: z(1, 1), Txns: txns(z(1, 2))}, "COMMIT": zab.Commit{Epoch: 1, Zxid: z(1, 1)},
				"PING": zab.Ping{Epoch: 1, Established: true, Committed: z(1, 1)}, "NEWLEADER": zab.NewLeader{Epoch: 1, After: z(1, 1), Txns: txns(z(1, 2))},
			}[kind]
			o.get("n2", kind, body)
			o.want(kind, len(o.last.Messages)+len(o.last.Writes), 0)
		}
	}
}

// A leader that cannot lead who has promised a later epoch, or this one to somebody else, begins again with a later one.
func TestPaperLaterPromise(t *testing.T) {
	for _, p := range []zab.Promise{{Epoch: 5, Leader: "n2"}, {Epoch: 1, Leader: "n2"}} {
		o := established(t, 3)
		o.get("n3", "CEPOCH", zab.CurrentEpoch{Accepted: p})
		o.want("it gives up", slices.Contains(o.last.Facts, protocol.Fact{Name: protocol.FactNeedLeader, Value: true}), true)
		o.step(protocol.Event{Kind: protocol.Timeout, Timer: "beat"})
		o.get("n2", "CEPOCH", zab.CurrentEpoch{Accepted: zab.Promise{Epoch: 1, Leader: "n1"}})
		o.want("its next epoch", o.first("NEWEPOCH").Body.(zab.NewEpoch).Epoch, p.Epoch+1)
	}
	o := established(t, 3)
	o.get("n3", "CEPOCH", zab.CurrentEpoch{Accepted: zab.Promise{Epoch: 1, Leader: "n1"}})
	o.want("its own", len(o.sent("NEWEPOCH")), 1)
}

// FIFO client order: the leader takes the requests of a client in their order: the next of its session, and no other.
func TestPaperSessionInOrder(t *testing.T) {
	o := established(t, 3)
	ask := func(life, seq int) {
		o.get("n2", "REQUEST", zab.Request{Session: "n2", Life: life, Seq: seq, Op: "Sync"})
	}
	for _, c := range []struct{ life, seq, history int }{{1, 2, 0}, {1, 1, 1}, {1, 1, 1}, {1, 3, 1}, {1, 2, 2}, {2, 2, 2}, {2, 1, 3}, {1, 3, 3}, {1, 1, 3}, {2, 2, 4}} {
		ask(c.life, c.seq)
		o.want(fmt.Sprint(c), len(o.history()), c.history)
	}
	o.get("n2", "ACK", zab.Ack{Epoch: 1, Last: z(1, 4)}) // and when they are delivered
	ask(2, 2)
	o.want("delivered, and again", len(o.history()), 4)
}

// The primary executes, and broadcasts incremental changes: a change is made for the state that is there when all before it are delivered.
func TestPaperIncrementalChanges(t *testing.T) {
	o := established(t, 3)
	o.call("Append", "f", "x")
	o.call("Create", "f")
	o.call("Append", "f", "hello")
	o.call("Append", "f", " world")
	o.call("Delete", "f")
	o.call("Append", "f", "y")
	o.call("Create", "f")
	o.call("Create", "f")
	o.call("Append", "f", "z")
	var at []int
	var errs []string
	for i := range o.history() {
		txn := o.disk[fmt.Sprintf("log/%010d", i+1)].(zab.Txn)
		at = append(at, txn.At)
		if txn.Err != "" {
			errs = append(errs, fmt.Sprint(i))
		}
	}
	o.want("lengths before", at, "[0 0 0 5 0 0 0 0 0]")
	o.want("those that fail", errs, "[0 5 7]")
	o.get("n2", "ACK", zab.Ack{Epoch: 1, Last: z(1, 9)})
	var replies []string
	for _, r := range o.last.Replies {
		replies = append(replies, r.Verdict.String())
	}
	o.want("answers", replies, "[failed value value value value failed value failed value]")
	o.call("Read", "f")
	o.want("in the end", o.last.Replies[0].Value, "z")
}

// Requests that no leader was there for certainly had no effect; those that were sent may have one.
func TestPatience(t *testing.T) {
	o := following(t, 1)
	o.call("Create", "f")
	o.call("Read", "f")
	late := protocol.Event{Kind: protocol.Timeout, Timer: "beat", At: 11_000_000_000}
	o.step(late)
	o.want("not sent", fmt.Sprint(o.last.Replies[0].Verdict, o.last.Replies[1].Verdict), "failed failed")
	o.get("n2", "COMMIT-LD", zab.Commit{Epoch: 1})
	o.call("Create", "f")
	o.want("the first that is sent", o.first("REQUEST").Body.(zab.Request).Seq, 1)
	o.step(late)
	o.want("sent", o.last.Replies[0].Verdict, "unknown")
	o.call("Create", "g")
	o.want("its place is kept", o.first("REQUEST").Body.(zab.Request).Seq, 2)
	o.step(late)
	o.step(late)
	o.want("both are sent again", len(o.sent("REQUEST")), 2)
}
