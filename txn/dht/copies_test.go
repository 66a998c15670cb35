package dht_test

// What Paxos says of the copies of a key, step by step at one of three nodes; and that all of an arc moves.

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"parley/protocol"
	"parley/sim"
	"parley/txn/dht"
)

// lone is the machine of one of three nodes, and what is on its disk.
type lone struct {
	t      *testing.T
	m      protocol.Machine
	cfg    protocol.Config
	stored map[string]any
}

// alone starts one. The key "k" is owned by n1, and n2 and n3 have copies.
func alone(t *testing.T, id protocol.NodeID) *lone {
	t.Helper()
	cfg, err := dht.OnRing().Configure(id, []protocol.NodeID{"n1", "n2", "n3"}, map[string]any{"points": 1})
	if err != nil {
		t.Fatal(err)
	}
	l := &lone{t: t, cfg: cfg, stored: map[string]any{}}
	l.start()
	return l
}

// start starts it from its disk, the first time or after a crash.
func (l *lone) start() {
	l.m = dht.OnRing().New(l.cfg)
	l.step(protocol.Event{Kind: protocol.Start, Stored: l.stored})
}

func (l *lone) step(e protocol.Event) []protocol.Message {
	x := l.m.Step(e)
	for _, w := range x.Writes {
		if w.Value == nil {
			delete(l.stored, w.Key)
		} else {
			l.stored[w.Key] = w.Value
		}
	}
	return x.Messages
}

// hears gives it a message.
func (l *lone) hears(from protocol.NodeID, kind string, body any) []protocol.Message {
	return l.step(protocol.Event{Kind: protocol.Receive, Message: protocol.Message{From: from, To: l.cfg.Self, Kind: kind, Body: body}})
}

// says is hears, and the only answer must be of that kind.
func (l *lone) says(want string, from protocol.NodeID, kind string, body any) any {
	l.t.Helper()
	all := l.hears(from, kind, body)
	if len(all) != 1 || all[0].Kind != want || all[0].To != from {
		l.t.Fatalf("to %s%+v from %s it says %+v, and not %s", kind, body, from, all, want)
	}
	return all[0].Body
}

func round(n int, node protocol.NodeID, seq int) dht.Ballot {
	return dht.Ballot{N: n, Node: node, Seq: seq}
}

func version(n int, value string) dht.Record {
	return dht.Record{Key: "k", Value: []byte(value), There: true, Version: n}
}

// Lamport 2001, section 2.2: "An acceptor can accept a proposal numbered n iff it has not responded to a prepare request having a number greater than n."
func TestPaperAcceptor(t *testing.T) {
	for _, crashes := range []bool{false, true} {
		l := alone(t, "n3")
		l.says("Promise", "n1", "Prepare", dht.Prepare{Key: "k", Ballot: round(1, "n1", 0)})
		l.says("Promise", "n2", "Prepare", dht.Prepare{Key: "k", Ballot: round(2, "n2", 0)})
		if crashes {
			l.start() // "must remember this information even if it fails and is then restarted"
		}
		l.says("Nack", "n1", "Accept", dht.Accept{Key: "k", Ballot: round(1, "n1", 1), Of: 3, Record: version(1, "x")})
		l.says("Nack", "n1", "Prepare", dht.Prepare{Key: "k", Ballot: round(1, "n1", 0)})
		l.says("Accepted", "n2", "Accept", dht.Accept{Key: "k", Ballot: round(2, "n2", 1), Of: 3, Record: version(1, "y")})
		if crashes {
			l.start()
		}
		p := l.says("Promise", "n1", "Prepare", dht.Prepare{Key: "k", Ballot: round(3, "n1", 0)}).(dht.Promise)
		if string(p.Record.Value) != "y" || p.Accepted != round(2, "n2", 1) {
			t.Errorf("with the promise it tells %+v", p)
		}
	}
}

// Lamport 2001, section 2.2: the value of what is proposed is that "of the highest-numbered proposal among the responses"; here, what follows from that.
func TestPaperProposer(t *testing.T) {
	l := alone(t, "n1")
	l.hears("n2", "Accept", dht.Accept{Key: "k", Ballot: round(1, "n2", 1), Of: 3, Record: version(1, "old")})
	put := l.hears("n3", "Put", dht.Write{ID: dht.ID{Node: "n3", Epoch: 1, N: 1}, Key: "k", Value: []byte("new")})
	if len(put) != 2 || put[0].Kind != "Prepare" {
		t.Fatalf("to a Put it says %+v", put)
	}
	b := put[0].Body.(dht.Prepare).Ballot
	for _, m := range l.hears("n2", "Promise", dht.Promise{Key: "k", Ballot: b, Accepted: round(1, "n3", 2), Record: version(5, "last")}) {
		a, ok := m.Body.(dht.Accept)
		if !ok || a.Record.Version != 6 || !a.Record.Marks[0].Was {
			t.Errorf("it proposes %+v, and version 5 was accepted", m.Body)
		}
	}
}

// Attiya, Bar-Noy and Dolev 1995: a reader of a value that not a majority is known to have makes it so before it returns it. What only one has may not be there for the next reader.
func TestPaperReadWritesBack(t *testing.T) {
	l := alone(t, "n1")
	id := dht.ID{Node: "n3", Epoch: 1, N: 1}
	read := l.hears("n3", "Get", dht.Query{ID: id, Key: "k"})
	if len(read) != 2 || read[0].Kind != "Read" {
		t.Fatalf("to a Get it says %+v", read)
	}
	seen := dht.Seen{ID: read[0].Body.(dht.Read).ID, Accepted: round(1, "n2", 1), Record: version(1, "x")}
	var kinds []string
	for _, m := range l.hears("n2", "Seen", seen) {
		kinds = append(kinds, m.Kind)
	}
	if !slices.Equal(kinds, []string{"Prepare", "Prepare"}) {
		t.Errorf("it hears what one has accepted, and sends %v", kinds)
	}
}

// Lamport, Malkhi and Zhou 2010, section 2: nothing more is chosen in a state machine that was stopped. Who is sealed stays so over a crash, and what it has accepted before does not count in the next
// group, unless it is handed over.
func TestPaperSeal(t *testing.T) {
	l := alone(t, "n3")
	record := version(1, "x")
	l.says("Accepted", "n1", "Accept", dht.Accept{Key: "k", Ballot: round(1, "n1", 1), Of: 3, Record: record})
	all := dht.Arc{From: 7, To: 7, Gen: 1}
	id := dht.ID{Node: "n1", Epoch: 1, N: 9}
	if s := l.says("Sealed", "n1", "Seal", dht.Seal{ID: id, Arc: all}).(dht.Sealed); len(s.Items) != 1 || !s.Last {
		t.Errorf("it is sealed, and tells %+v", s)
	}
	l.start()
	l.says("Nack", "n1", "Accept", dht.Accept{Key: "k", Ballot: round(1, "n1", 2), Of: 3, Record: version(2, "y")})
	l.says("Nack", "n1", "Prepare", dht.Prepare{Key: "k", Ballot: round(2, "n1", 0)})
	next := dht.Ballot{Gen: 1, N: 1, Node: "n2"}
	if p := l.says("Promise", "n2", "Prepare", dht.Prepare{Key: "k", Ballot: next}).(dht.Promise); p.Accepted != (dht.Ballot{}) {
		t.Errorf("in the next group it has accepted %+v", p)
	}
	// It has heard that it is in the group, but not what that begins with: it does not coordinate.
	all.Group = []protocol.NodeID{"n1", "n2", "n3"}
	l.hears("n2", "Over", dht.Over{Arc: all})
	l.says("Moved", "n2", "Put", dht.Write{ID: dht.ID{Node: "n2", Epoch: 1, N: 1}, Key: "k"})
	l.says("Took", "n1", "Part", dht.Part{ID: id, Items: []dht.Record{record}, Last: true, Arc: all})
	if m := l.hears("n2", "Put", dht.Write{ID: dht.ID{Node: "n2", Epoch: 1, N: 2}, Key: "k"}); len(m) != 2 || m[0].Kind != "Prepare" {
		t.Errorf("it has what the group begins with, and to a Put says %+v", m)
	}
}

// Many keys, and large ones, move in many parts, some of which are lost: none stays behind, and each has its copies.
func TestManyKeysMove(t *testing.T) {
	const keys = 150
	p := dht.OnRing()
	p.Invariants, p.Sometimes = nil, nil // which look at all keys after each step
	s, err := sim.New(sim.Config{Protocol: p, Nodes: 5, Params: map[string]any{"members": 4, "points": 1, "wait": "1m"}, Seed: 1})
	if err != nil {
		t.Fatal(err)
	}
	for i := range keys {
		c := protocol.CallAt{Node: "n1", Op: "Put", Args: []any{fmt.Sprintf("key%d", i), []byte(strings.Repeat("x", 1+i%5*5000))}}
		if err := s.Do(sim.CallAction(c)); err != nil {
			t.Fatal(err)
		}
	}
	do(t, s, "advance 5s\nloss all all 0.2\ncall 5 Join\nadvance 30s\ncall 1 Leave\nadvance 30s\nloss all all 0")
	for i, o := range s.History() {
		if !o.Ended || o.Reply.Verdict != protocol.OK {
			t.Errorf("call %d: %s: %+v", i, o.Call.Op, o.Reply)
		}
	}
	copies, last := map[string]int{}, map[string]int{} // in the last group of the key
	for _, n := range s.World().Nodes {
		for _, v := range n.Stored {
			c, ok := v.(dht.Copy)
			if !ok || !c.Record.There {
				continue
			}
			if n.ID == "n1" {
				t.Errorf("%s is at n1, which has left", c.Record.Key)
			}
			if gen := c.Accepted.Gen; gen > last[c.Record.Key] {
				copies[c.Record.Key], last[c.Record.Key] = 0, gen
			}
			if c.Accepted.Gen == last[c.Record.Key] {
				copies[c.Record.Key]++
			}
		}
	}
	for i := range keys {
		key := fmt.Sprintf("key%d", i)
		if copies[key] < 2 {
			t.Errorf("%s has %d copies", key, copies[key])
		}
		do(t, s, fmt.Sprintf("call %d Get %s\nadvance 50ms", 1+i%5, key))
		if r := answer(t, s); r.Verdict != protocol.OK || len(r.Value.(dht.Item).Value) != 1+i%5*5000 {
			t.Errorf("%s: %s, %d bytes", key, r.Verdict, len(fmt.Sprint(r.Value)))
		}
	}
}

// Groups that became small when a node left grow again when it joins: then any one may be down.
func TestGroupsGrow(t *testing.T) {
	for dead := 1; dead <= 3; dead++ {
		s := run(t, dht.OnRing(), 3, nil, "call 1 Leave\nadvance 10s\ncall 1 Join\nadvance 10s")
		for _, o := range s.History() {
			if o.Reply.Verdict != protocol.OK {
				t.Fatalf("%s: %+v", o.Call.Op, o.Reply)
			}
		}
		do(t, s, fmt.Sprintf("crash %d", dead))
		for i := range 10 {
			do(t, s, fmt.Sprintf("call %d Put key%d y\nadvance 3s", 1+dead%3, i))
			if r := answer(t, s); r.Verdict != protocol.OK {
				t.Errorf("n%d is down: key%d: %+v", dead, i, r)
			}
		}
	}
}

// Who has left takes nothing that comes later.
func TestLeft(t *testing.T) {
	params := map[string]any{"members": 2, "points": 1, "replicas": 1, "wait": "400ms"}
	s := run(t, dht.OnRing(), 3, params, "call 3 Join\nadvance 2500us\ndelay 1 3 2s\ndelay 2 3 2s\nadvance 1s\ncall 3 Leave\nadvance 20s\ncall 3 Status\nadvance 1ms")
	if h := s.History(); h[0].Reply.Verdict != protocol.Unknown || h[1].Reply.Verdict != protocol.OK {
		t.Fatalf("%+v, %+v", h[0].Reply, h[1].Reply)
	}
	if share := answer(t, s).Value.(dht.Status).Share; share != "0.0% in 0 arcs" {
		t.Errorf("n3 has left, and has %s\n%s", share, sim.Text(s.Trace()))
	}
}

// With three copies any one node may be down: all keys can be written and read, and locks go on. With one copy those of that node cannot.
func TestDeadOwner(t *testing.T) {
	for _, copies := range []int{1, 3} {
		for dead := 1; dead <= 5; dead++ {
			s := run(t, dht.OnRing(), 5, map[string]any{"replicas": copies, "points": 2}, "")
			const keys = 10
			for i := range keys {
				do(t, s, fmt.Sprintf("call 1 Put key%d x\nadvance 50ms", i))
			}
			do(t, s, fmt.Sprintf("call %d Lock key0\nadvance 50ms\ncrash %d", 1+dead%5, dead))
			lost := 0
			for i := range keys {
				do(t, s, fmt.Sprintf("call %d Put key%d y\nadvance 3s", 1+dead%5, i))
				put := answer(t, s)
				do(t, s, fmt.Sprintf("call %d Get key%d\nadvance 3s", 1+(dead+1)%5, i))
				if get := answer(t, s); put.Verdict != protocol.OK || get.Verdict != protocol.OK {
					if lost++; copies == 3 {
						t.Errorf("n%d is down: Put: %+v, Get: %+v", dead, put, get)
					}
				}
			}
			if copies == 3 {
				do(t, s, fmt.Sprintf("call %d Unlock key0\nadvance 3s\ncall %d Lock key0\nadvance 3s", 1+dead%5, 1+(dead+1)%5))
				if r := answer(t, s); r.Verdict != protocol.OK || r.Value.(dht.Lock).Token != 2 {
					t.Errorf("n%d is down: Lock: %+v", dead, r)
				}
			} else if lost > 0 {
				t.Logf("one copy: n%d is down, and with it %d of %d keys", dead, lost, keys)
			}
		}
	}
}
