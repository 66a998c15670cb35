package commit_test

// The map, its locks and limits, transactions' names, and who leads.

import (
	"fmt"
	"maps"
	"strconv"
	"strings"
	"testing"

	"parley/protocol"
	"parley/sim"
	"parley/txn/commit"
)

func both() []*protocol.Protocol {
	return []*protocol.Protocol{commit.TwoPhase(), commit.ThreePhase()}
}

func TestSeveralKeys(t *testing.T) {
	for _, p := range both() {
		op := p.Calls[0].Op
		s := run(t, p, "")
		if err := s.Call(1, op+"All", []commit.KV{{Key: "a", Value: "1"}, {Key: "b", Value: "2"}}); err != nil {
			t.Fatal(err)
		}
		do(t, s, "run")
		all(t, s, map[string]string{"a": "1", "b": "2"})
		if err := s.Call(1, op+"All", []commit.KV{{Key: "a", Remove: true}, {Key: "c", Value: ""}}); err != nil {
			t.Fatal(err)
		}
		do(t, s, "run\ncall 2 Get a\ncall 2 Get c\ncall 3 Get b")
		all(t, s, map[string]string{"b": "2", "c": ""})
		var got []string
		for _, op := range s.History() {
			if op.Call.Op == "Get" {
				got = append(got, fmt.Sprintf("%v %v %s", op.Reply.Verdict, op.Reply.Value, op.Reply.Text))
			}
		}
		if strings.Join(got, "; ") != `failed <nil> there is nothing under "a" at n2; value  ; value 2 ` {
			t.Errorf("%q", got)
		}
		fine(t, s)
	}
}

func TestRefused(t *testing.T) {
	for _, p := range both() {
		s := run(t, p, "", "limit=10")
		n := 0
		refused := func(node int, says string, op string, args ...any) {
			t.Helper()
			n++
			if err := s.Call(node, op, args...); err != nil {
				t.Fatal(err)
			}
			if r := answer(t, s, n); r.Verdict != protocol.Failed || r.Text != says {
				t.Errorf("%+v, want %s", r, says)
			}
		}
		op, request := p.Calls[0].Op, p.Calls[2].Op
		large := `the value of "k" has 11 bytes and the limit is 10; it would go to every node, so keep it elsewhere and commit its name`
		refused(1, large, op, "k", "12345678901")
		refused(3, large, request, "k", "12345678901")
		refused(1, "a key has 1 to 256 bytes, not 0", op, "", "v")
		refused(1, "a key has 1 to 256 bytes, not 257", "Abort", strings.Repeat("k", 257))
		refused(1, "a transaction has 1 to 64 keys, not 0", op+"All", []commit.KV{})
		refused(1, "a transaction has 1 to 64 keys, not 65", op+"All", make([]commit.KV, 65))
		refused(1, `the key "k" is in the transaction twice`, op+"All", []commit.KV{{Key: "k", Value: "1"}, {Key: "k", Remove: true}})
		refused(2, "n2 does not lead, n1 does; call "+op+" there, or Request2PC or Request3PC here", op, "k", "v")
		refused(2, "n2 does not lead, n1 does; call Abort there, or Request2PC or Request3PC here", "Abort", "k")
		do(t, s, "run")
		all(t, s, map[string]string{})
		do(t, s, "call 1 "+op+" k 1234567890\nrun")
		all(t, s, map[string]string{"k": "1234567890"})
		fine(t, s)
	}
	if limit := run(t, commit.TwoPhase(), ""); limit.Call(1, "TwoPhaseCommit", "k", strings.Repeat("x", 64<<10)) != nil || !has(limit, "-> n2  Prepare") {
		t.Error("64 KiB are refused")
	}
}

// Transactions of the leader on one key come one after the other, in the order of the calls.
func TestOneKeyOneAfterTheOther(t *testing.T) {
	for _, p := range both() {
		op, request := p.Calls[0].Op, p.Calls[2].Op
		s := run(t, p, "reorder all all yes\ndelay all all 1ms 4ms")
		for i := range 20 {
			do(t, s, fmt.Sprintf("call 1 %s k %d\ncall 1 %s other%d %d", op, i, op, i, i))
			if i%5 == 0 {
				do(t, s, fmt.Sprintf("call 2 %s k asked%d\nadvance 1ms", request, i))
			}
		}
		do(t, s, "run")
		fine(t, s)
		last := -1
		for _, e := range s.Trace().Events {
			if v, ok := e.Write.Value.(string); ok && e.Node == "n1" && e.Write.Key == "data/k" && !strings.HasPrefix(v, "asked") {
				n, err := strconv.Atoi(v)
				if err != nil || n != last+1 {
					t.Errorf("%s after %d", v, last)
				}
				last = n
			}
		}
		if last != 19 {
			t.Errorf("the last is %d", last)
		}
	}
}

// Two coordinators want the same keys in opposite orders: neither waits for the other.
func TestNoDeadlock(t *testing.T) {
	for _, p := range both() {
		op := p.Calls[0].Op + "All"
		s := run(t, stack(p), "call 2 Lead n2")
		for node, keys := range map[int][2]string{1: {"a", "b"}, 2: {"b", "a"}} {
			if err := s.Call(node, op, []commit.KV{{Key: keys[0], Value: fmt.Sprint(node)}, {Key: keys[1], Value: fmt.Sprint(node)}}); err != nil {
				t.Fatal(err)
			}
		}
		do(t, s, "advance 10ms")
		fine(t, s)
		for call := 2; call <= 3; call++ {
			r := answer(t, s, call)
			if r.Verdict == protocol.Failed && !strings.Contains(r.Text, "which is younger") || r.Verdict == protocol.Unknown {
				t.Errorf("%+v", r)
			}
		}
		all(t, s, data(t, s, "3"))
	}
}

// A node that has not voted need not wait for a coordinator that is gone: not with a ballot that waits for keys, nor with one that its
// driver was asked about.
func TestNotVoted(t *testing.T) {
	for _, p := range both() {
		op := p.Calls[0].Op
		s := run(t, stack(p), "call 3 Lead n3\ncut 1 3\ncall 1 "+op+" k v\nadvance 1ms\ncrash 1\ncall 3 "+op+" k w\nadvance 1ms\ncrash 3\nadvance 1100ms")
		fine(t, s)
		if !has(s, "n2", "-> n3", "No{Tx:n3.1.1 Why:\"its keys did not become free in time\"}") {
			t.Error(sim.Text(s.Trace()))
		}
		s = run(t, p, "call 1 "+op+" k v\ncall 1 Vote n1.1.1 true \"\"\nadvance 1ms\ncrash 1\nadvance 1100ms", "ask=true")
		fine(t, s)
		if !has(s, "n2", "-> n1", "No{Tx:n1.1.1 Why:\"nobody has said in time whether it may commit\"}") {
			t.Error(sim.Text(s.Trace()))
		}
	}
}

// A ballot that comes again after all is over and forgotten means nothing, after a crash neither.
func TestLateBallot(t *testing.T) {
	for _, p := range both() {
		cfg, err := p.Configure("n2", []protocol.NodeID{"n1", "n2"}, nil)
		if err != nil {
			t.Fatal(err)
		}
		m := p.New(cfg)
		disk := map[string]any{}
		step := func(e protocol.Event) protocol.Effects {
			x := m.Step(e)
			for _, w := range x.Writes {
				disk[w.Key] = w.Value
				if w.Value == nil {
					delete(disk, w.Key)
				}
			}
			return x
		}
		receive := func(kind string, body any) protocol.Effects {
			return step(protocol.Event{Kind: protocol.Receive, Message: protocol.Message{From: "n1", To: "n2", Kind: kind, Body: body}})
		}
		ask, decide := p.Messages[0].Kind, p.Messages[3].Kind
		ballot := func(id commit.TxID, done int) commit.Ballot {
			return commit.Ballot{Tx: id, Members: cfg.Nodes, Writes: []commit.KV{{Key: "k", Value: "v"}}, Done: commit.Mark{Epoch: 1, N: done}}
		}
		step(protocol.Event{Kind: protocol.Start})
		for n := 1; n <= 3; n++ {
			id := commit.TxID(fmt.Sprintf("n1.1.%d", n))
			if x := receive(ask, ballot(id, n-1)); len(x.Messages) != 1 || x.Messages[0].Kind != "Yes" {
				t.Fatalf("%+v", x)
			}
			receive(decide, commit.About{Tx: id})
		}
		for range 2 {
			if x := receive(ask, ballot("n1.1.1", 0)); len(x.Messages)+len(x.Writes) > 0 {
				t.Errorf("%s: %+v", p.Name, x)
			}
			if x := receive(decide, commit.About{Tx: "n1.1.1"}); len(x.Messages) != 1 || len(x.Writes) > 0 {
				t.Errorf("%s: %+v; the coordinator waits for a confirmation", p.Name, x)
			}
			m = p.New(cfg)
			step(protocol.Event{Kind: protocol.Start, Stored: maps.Clone(disk)})
		}
		for _, bad := range []commit.TxID{"", "n1", "n1.1", "n1.x.y", "n1.-1.-1", "n9.1.1", "n1.1.99999999999999999999"} {
			if x := receive(ask, ballot(bad, 0)); len(x.Messages)+len(x.Writes) > 0 {
				t.Errorf("%s: a ballot of %q: %+v", p.Name, bad, x)
			}
			receive("Ask", commit.About{Tx: bad})
			receive(decide, commit.About{Tx: bad})
			receive("Abort", commit.Reason{Tx: bad})
			step(protocol.Event{Kind: protocol.Timeout, Timer: "ask:" + string(bad)})
		}
	}
}

// No name is given twice, whatever was on disk when the coordinator crashed.
func TestNamesAreUnique(t *testing.T) {
	s := run(t, commit.TwoPhase(), "")
	seen := map[any]bool{}
	for i := range 5 {
		do(t, s, fmt.Sprintf("call 1 TwoPhaseCommit k %d\nadvance %dms\ncall 1 TwoPhaseCommit l %d\nadvance 10ms\ncrash-at-write 1 %d lost\ncall 1 TwoPhaseCommit k x\nadvance 20ms", i, i, i, 1+i%2))
		if s.World().Nodes[0].Up {
			do(t, s, "crash 1")
		}
		do(t, s, "recover 1\nadvance 2s")
	}
	fine(t, s)
	for _, e := range s.Trace().Events {
		if e.What == protocol.Called {
			continue
		}
		if e.What == protocol.Ended && e.Reply.Verdict == protocol.OK {
			if seen[e.Reply.Value] {
				t.Errorf("%v twice", e.Reply.Value)
			}
			seen[e.Reply.Value] = true
		}
	}
	if len(seen) < 10 {
		t.Errorf("only %d commits", len(seen))
	}
}

// What is over everywhere is forgotten, on disk too.
func TestNothingGrows(t *testing.T) {
	for _, p := range both() {
		s := run(t, p, "crash 3\ncall 1 "+p.Calls[0].Op+" k v\nadvance 1s\nrecover 3")
		for i := range 50 {
			do(t, s, fmt.Sprintf("call 1 %s k %d\nadvance 10ms", p.Calls[0].Op, i))
		}
		fine(t, s)
		for _, n := range s.World().Nodes {
			if len(n.Stored) > 5 { // the data, the epoch or what is over, and the last transactions
				t.Errorf("%s %s: %v", p.Name, n.ID, n.Stored)
			}
		}
	}
}

// director tells a node's other machines who leads and who takes part, as elections and memberships do.
type director struct{}

func (d *director) Step(e protocol.Event) (x protocol.Effects) {
	if e.Kind != protocol.Request {
		return x
	}
	switch e.Call.Op {
	case "Lead":
		x.Tell("leader", protocol.NodeID(e.Call.Args[0].(string)))
	case "Members":
		var ids []protocol.NodeID
		for id := range strings.FieldsSeq(e.Call.Args[0].(string)) {
			ids = append(ids, protocol.NodeID(id))
		}
		x.Tell("members", ids)
	}
	x.Answer(e.Call.ID, nil)
	return x
}

func stack(p *protocol.Protocol) *protocol.Protocol {
	d := &protocol.Protocol{
		Name: "director", New: func(protocol.Config) protocol.Machine { return &director{} },
		Calls: []protocol.CallType{{Op: "Lead", Names: []string{"node"}, Args: []any{""}}, {Op: "Members", Names: []string{"nodes"}, Args: []any{""}}},
	}
	return protocol.Stack("test", "", d, p)
}

func TestLeaderIsAFact(t *testing.T) {
	for _, p := range both() {
		op, request, leader := p.Calls[0].Op, p.Calls[2].Op, p.Name+".leader="
		s := run(t, stack(p), "call 2 "+op+" k v\ncall 3 "+request+" l w\nadvance 100ms", leader+"-")
		if !has(s, "n2", "tell need-leader = true") || s.History()[0].Ended {
			t.Error(sim.Text(s.Trace()))
		}
		do(t, s, "call 1 Lead n2\ncall 2 Lead n2\ncall 3 Lead n2\nrun")
		fine(t, s)
		all(t, s, map[string]string{"k": "v", "l": "w"})
		if r := answer(t, s, 2); r.Value != "asked n2" {
			t.Errorf("%+v", r)
		}
		do(t, s, "call 2 Lead n3\ncall 2 "+op+" k x\nadvance 1ms")
		if r := s.History()[len(s.History())-1].Reply; !strings.HasPrefix(r.Text, "n2 does not lead, n3 does") {
			t.Errorf("%+v", r)
		}
		// Nobody is elected: an end comes.
		s = run(t, stack(p), "call 2 "+op+" k v\nadvance 5s", leader+"-")
		if r := answer(t, s, 1); r.Text != "nobody leads, and nobody was elected in time; hold an election and try again" {
			t.Errorf("%+v", r)
		}
		// The parameter.
		s = run(t, p, "call 3 "+op+" k v\nrun", "leader=n3")
		fine(t, s)
		all(t, s, map[string]string{"k": "v"})
	}
}

func TestMembersAreAFact(t *testing.T) {
	for _, p := range both() {
		op := p.Calls[0].Op
		s := run(t, stack(p), "call 1 Members \"n2 n1\"\ncrash 3\ncall 1 "+op+" k v\nrun")
		fine(t, s)
		if r := answer(t, s, 2); r.Verdict != protocol.OK {
			t.Errorf("%+v", r)
		}
		do(t, s, "call 1 Members \"\"\ncall 1 "+op+" k w\nrun")
		if r := answer(t, s, 4); r.Verdict != protocol.OK {
			t.Errorf("%+v: no members are not a membership", r)
		}
	}
}

func TestOneNode(t *testing.T) {
	for _, p := range both() {
		s := runOn(t, 1, p, "call 1 "+p.Calls[0].Op+" k v\ncall 1 "+p.Calls[2].Op+" l w\ncall 1 "+p.Calls[0].Op+" k x\ncall 1 Abort l\ncrash 1\nrecover 1\nrun")
		fine(t, s)
		if got := data(t, s, "1"); !maps.Equal(got, map[string]string{"k": "x"}) {
			t.Errorf("%v", got)
		}
	}
}

func TestBothOnOneMap(t *testing.T) {
	s := run(t, commit.Both(), "call 1 TwoPhaseCommit k 2\ncall 1 ThreePhaseCommit k 3\ncall 2 Request2PC l 2\ncall 3 Request3PC m 3\nrun")
	fine(t, s)
	all(t, s, map[string]string{"k": "3", "l": "2", "m": "3"})
}
