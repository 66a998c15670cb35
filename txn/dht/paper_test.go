package dht_test

// What the papers say, each with its place. A message takes 1ms.

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"

	"parley/protocol"
	"parley/sim"
	"parley/txn/dht"
)

// run does a script to a new cluster.
func run(t *testing.T, p *protocol.Protocol, nodes int, params map[string]any, script string) *sim.Sim {
	t.Helper()
	s, err := sim.New(sim.Config{Protocol: p, Nodes: nodes, Params: params, Seed: 1, Strict: nodes < 10})
	if err != nil {
		t.Fatal(err)
	}
	do(t, s, script)
	return s
}

// do does more.
func do(t *testing.T, s *sim.Sim, script string) {
	t.Helper()
	if err := s.RunScript(script); err != nil {
		t.Fatal(err)
	}
	if err := s.Err(); err != nil {
		t.Fatalf("%v\n%s", err, sim.Text(s.Trace()))
	}
}

// answer is how the last call ended.
func answer(t *testing.T, s *sim.Sim) protocol.Reply {
	t.Helper()
	o := s.History()[len(s.History())-1]
	if !o.Ended {
		t.Errorf("%s has not ended\n%s", o.Call.Op, sim.Text(s.Trace()))
	}
	return o.Reply
}

// homes are the homes of many keys.
func homes(t *testing.T, s *sim.Sim, keys int) (all []protocol.NodeID) {
	t.Helper()
	for i := range keys {
		do(t, s, fmt.Sprintf("call 1 Where key%d\nadvance 50ms", i))
		all = append(all, answer(t, s).Value.(dht.Place).Node)
	}
	return all
}

// Karger et al. 1997, section 4: "smoothness: when a machine is added to or removed from the set of caches, the expected fraction of objects that must be moved to
// a new cache is the minimum needed to maintain a balanced load across the caches": keys go to the new node or stay where they are.
func TestPaperSmoothness(t *testing.T) {
	const keys = 60
	p := dht.OnRing()
	s := run(t, p, 6, map[string]any{"members": 5, "points": 16}, "advance 1ms")
	before := homes(t, s, keys)
	do(t, s, "call 6 Join\nadvance 10s")
	if r := answer(t, s); r.Verdict != protocol.OK {
		t.Fatalf("%+v", r)
	}
	moved := 0
	for i, home := range homes(t, s, keys) {
		if home == before[i] {
			continue
		}
		if moved++; home != "n6" {
			t.Errorf("key%d went from %s to %s, and n6 has joined", i, before[i], home)
		}
	}
	if moved == 0 || moved > keys/2 {
		t.Errorf("%d of %d keys have moved", moved, keys)
	}
	do(t, s, "call 6 Leave\nadvance 10s")
	if r := answer(t, s); r.Verdict != protocol.OK {
		t.Fatalf("%+v", r)
	}
	if after := homes(t, s, keys); !slices.Equal(after, before) {
		t.Errorf("n6 has left, and keys are at\n%v and were at\n%v", after, before)
	}
}

// Stoica et al. 2001, section 4.3: "with high probability, the number of nodes that must be contacted to find a successor in an N-node network is O(log N)".
func TestPaperLookups(t *testing.T) {
	p := dht.OnRing()
	p.Invariants, p.Sometimes = nil, nil
	s := run(t, p, 64, nil, "advance 1ms")
	worst := 2 * math.Log2(64*4)
	for i := range 100 {
		do(t, s, fmt.Sprintf("call %d Where key%d\nadvance 100ms", 1+i%64, i))
		if hops := answer(t, s).Value.(dht.Place).Hops; float64(hops) > worst {
			t.Errorf("key%d took %d hops", i, hops)
		}
	}
}

// Ricart and Agrawala 1981: two nodes that claim a key at once: one of them keeps it, and the other finds it there.
func TestPaperTwoClaims(t *testing.T) {
	s := run(t, dht.Flood(), 3, nil, "call 3 Put k x\ncall 1 Put k y\nadvance 1s\ncall 2 Where k\nadvance 1s")
	if home := answer(t, s).Value.(dht.Place).Node; home != "n1" {
		t.Errorf("k is at %s", home)
	}
	for _, o := range s.History() {
		if o.Reply.Verdict != protocol.OK {
			t.Errorf("%s: %+v", o.Call.Op, o.Reply)
		}
	}
}

// Gray and Cheriton 1989: a lease gives its holder rights for a limited period of time, so that the others wait for who has failed, but not for ever.
func TestPaperLease(t *testing.T) {
	for _, p := range rows(t) {
		s := run(t, p, 3, map[string]any{"lease": "1s", "clocks": 1}, "call 1 Lock k\nadvance 100ms\ncrash 1\nrecover 1\ncall 2 Lock k\nadvance 500ms")
		if o := s.History()[1]; o.Ended {
			t.Errorf("%s: the lock was granted twice: %+v", p.Name, o.Reply)
		}
		do(t, s, "advance 2s")
		if r := answer(t, s); r.Verdict != protocol.OK || r.Value.(dht.Lock).Token != 2 {
			t.Errorf("%s: %+v", p.Name, r)
		}
	}
}

// Who stands still while its lease ends does not know it. Its token is stale, and the home refuses it; without the fence it writes over the next holder's value.
func TestPausedHolder(t *testing.T) {
	const script = "call 1 Put k x\nadvance 100ms\ncall 2 Lock k\nadvance 100ms\npause 2\nadvance 5s\ncall 3 Lock k\nadvance 100ms\ncall 3 PutLocked k new 2\nadvance 100ms\nresume 2\ncall 2 PutLocked k old 1\nadvance 1s"
	for _, p := range rows(t) {
		params := map[string]any{"lease": "1s", "clocks": 1}
		s := run(t, p, 3, params, script)
		if r := answer(t, s); r.Verdict != protocol.Failed || !strings.Contains(r.Text, "stale") {
			t.Errorf("%s: %+v", p.Name, r)
		}
		params["fence"] = false
		open, err := sim.New(sim.Config{Protocol: p, Nodes: 3, Params: params, Seed: 1})
		if err == nil {
			err = open.RunScript(script)
		}
		if err != nil {
			t.Fatal(err)
		}
		if err := open.Err(); err == nil || !strings.Contains(err.Error(), "fencing") {
			t.Errorf("%s: without the fence: %v", p.Name, err)
		}
	}
}

// Locks of several keys: all or none, whatever the order in which they are named; and who holds none says so.
func TestLockAll(t *testing.T) {
	for _, p := range rows(t) {
		give := "call 1 Unlock a\ncall 1 Unlock b\ncall 2 Unlock a\ncall 2 Unlock b\nadvance 3s\n" // one of the two has nothing
		s := run(t, p, 3, nil, `call 1 LockAll ["b","a"]
call 2 LockAll ["a","b"]
advance 500ms
`+give+give+"call 1 Unlock a")
		if r := answer(t, s); r.Verdict != protocol.Failed || !strings.Contains(r.Text, "does not hold") {
			t.Errorf("%s: %+v", p.Name, r)
		}
		for _, o := range s.History()[:2] {
			if !o.Ended || o.Reply.Verdict != protocol.OK {
				t.Errorf("%s: %s at %s: %+v", p.Name, o.Call.Op, o.Node, o.Reply)
			}
		}
	}
}

// Two nodes hold one key each and want the other's too: both let go, rest and get on.
func TestBackOff(t *testing.T) {
	for _, p := range rows(t) {
		s := run(t, p, 3, nil, "call 1 Lock b\ncall 2 Lock a\nadvance 100ms\n"+`call 1 LockAll ["a"]`+"\n"+`call 2 LockAll ["b"]`+"\nadvance 3s\ncall 1 Unlock b\ncall 2 Unlock a\nadvance 3s")
		for _, o := range s.History() {
			if !o.Ended || o.Reply.Verdict != protocol.OK {
				t.Errorf("%s: %s at %s: %+v", p.Name, o.Call.Op, o.Node, o.Reply)
			}
		}
	}
}

// Keys and values are bytes, of up to 1 MiB, and one more is refused.
func TestBinary(t *testing.T) {
	key, value := "k\x00\xff\n", []byte(strings.Repeat("\x00\xff", 1<<19))
	for _, p := range rows(t) {
		s := run(t, p, 3, nil, "advance 1ms")
		calls := []protocol.CallAt{{Node: "n1", Op: "Put", Args: []any{key, value}}, {Node: "n3", Op: "Get", Args: []any{key}}, {Node: "n2", Op: "Put", Args: []any{key, append(value, 0)}}}
		for _, c := range calls {
			if err := s.Do(sim.CallAction(c)); err != nil {
				t.Fatal(err)
			}
			do(t, s, "advance 1s")
		}
		h := s.History()
		if got := h[1].Reply.Value.(dht.Item); !got.There || !slices.Equal(got.Value, value) {
			t.Errorf("%s: %d bytes came back", p.Name, len(got.Value))
		}
		if h[2].Reply.Verdict != protocol.Failed {
			t.Errorf("%s: a value that is too long: %+v", p.Name, h[2].Reply.Verdict)
		}
	}
}

// Who does not want to wait any more takes that back, and the lock goes to the next one.
func TestWithdraw(t *testing.T) {
	for _, p := range rows(t) {
		s := run(t, p, 3, nil, "call 1 Lock k\nadvance 100ms\ncall 2 Lock k\nadvance 100ms\ncall 3 Lock k\nadvance 100ms\ncall 2 Withdraw\nadvance 100ms\ncall 1 Unlock k\nadvance 1s")
		h := s.History()
		if r := h[1].Reply; r.Verdict != protocol.Failed || !strings.Contains(r.Text, "withdrawn") {
			t.Errorf("%s: the Lock that was taken back: %+v", p.Name, r)
		}
		if r := h[2].Reply; r.Verdict != protocol.OK {
			t.Errorf("%s: the next one: %+v", p.Name, r)
		}
	}
}

// Gray and Cheriton 1989, section 2: a lease that is renewed goes on, for as long as its holder is alive; one that is not is over.
func TestPaperRenewal(t *testing.T) {
	for _, p := range rows(t) {
		for _, renews := range []bool{true, false} {
			s := run(t, p, 3, map[string]any{"lease": "1s", "clocks": 1, "renew": renews}, "call 3 Put k 0\nadvance 100ms\ncall 1 Lock k\nadvance 100ms\ncall 2 Lock k\nadvance 6s")
			if o := s.History()[2]; o.Ended == renews {
				t.Errorf("%s: renew is %v, and the other one has got the lock: %v", p.Name, renews, o.Ended)
			}
			do(t, s, "crash 1\nadvance 3s")
			if r := answer(t, s); r.Verdict != protocol.OK {
				t.Errorf("%s: the holder is dead: %+v", p.Name, r)
			}
		}
	}
}
