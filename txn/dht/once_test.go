package dht_test

// A write is done once, in the order of its node, whatever becomes of its messages.

import (
	"fmt"
	"strings"
	"testing"

	"parley/protocol"
	"parley/sim"
	"parley/txn/dht"
)

// A copy of a write comes after the next write of the same node: it is too old to be done.
func TestOldCopy(t *testing.T) {
	s := run(t, dht.Flood(), 2, nil, `manual
call 1 Put k 0
deliver n1 n2 Find
deliver n2 n1 NotHere
call 2 Put k 1
deliver n2 n1 Find
deliver n1 n2 Here
again n2 n1 Put
deliver n1 n2 Wrote
call 2 Put k 2
deliver n2 n1 Find
deliver n1 n2 Here
deliver n2 n1 Put 2
deliver n1 n2 Wrote
deliver n2 n1 Put
call 1 Get k`)
	if got := answer(t, s).Value.(dht.Item); string(got.Value) != "2" {
		t.Errorf("the value is %s\n%s", got.Value, sim.Text(s.Trace()))
	}
}

// Two writes of one key that are called at once are both answered, though messages overtake each other.
func TestWritesAtOnce(t *testing.T) {
	for _, p := range rows(t) {
		for seed := uint64(1); seed <= 20; seed++ {
			s, err := sim.New(sim.Config{Protocol: p, Nodes: 3, Seed: seed})
			if err != nil {
				t.Fatal(err)
			}
			do(t, s, "call 1 Put k 0\nadvance 1s\ndelay all all 1ms 50ms\nreorder all all yes")
			for n := 1; n <= 3; n++ {
				do(t, s, fmt.Sprintf("call %d Put k 1\ncall %d Put k 2", n, n))
			}
			do(t, s, "advance 10s")
			for _, o := range s.History() {
				if !o.Ended || o.Reply.Verdict != protocol.OK {
					t.Errorf("%s, seed %d: %s at %s: %+v", p.Name, seed, o.Call.Op, o.Node, o.Reply)
				}
			}
		}
	}
}

// A copy of a Delete that found nothing comes after a Put: it removes nothing.
func TestOldDelete(t *testing.T) {
	s := run(t, dht.Flood(), 2, nil, `manual
call 1 Put k 0
deliver n1 n2 Find
deliver n2 n1 NotHere
call 1 Delete k
call 2 Delete k
deliver n2 n1 Find
deliver n1 n2 Here
again n2 n1 Delete
deliver n1 n2 Wrote
call 1 Put k 5
deliver n2 n1 Delete
call 1 Get k`)
	if got := answer(t, s).Value.(dht.Item); string(got.Value) != "5" {
		t.Errorf("the value is %q\n%s", got.Value, sim.Text(s.Trace()))
	}
}

// A lock that was given back is no lock to write under.
func TestReleasedToken(t *testing.T) {
	for _, p := range rows(t) {
		s := run(t, p, 3, nil, "call 1 Lock k\nadvance 100ms\ncall 1 Unlock k\nadvance 100ms\ncall 1 PutLocked k v 1\nadvance 1s")
		if r := answer(t, s); r.Verdict != protocol.Failed {
			t.Errorf("%s: %+v", p.Name, r)
		}
	}
}

// A lock that is granted by a message which comes too late is not held.
func TestLateGrant(t *testing.T) {
	s := run(t, dht.Flood(), 3, map[string]any{"lease": "1s", "clocks": 1}, `call 1 Put k 0
advance 100ms
call 2 Lock k
advance 2500us
delay 1 2 3s
advance 2500ms
call 3 Lock k
advance 400ms
call 3 Status
advance 200ms
call 3 Status
advance 10ms`)
	for _, o := range s.History() {
		if l, ok := o.Reply.Value.(dht.Lock); ok && o.Node == "n2" {
			t.Errorf("n2 has the lock with the token %d\n%s", l.Token, sim.Text(s.Trace()))
		}
	}
}

// A word that was given before a question was asked again does not count, however late it comes.
func TestLateWord(t *testing.T) {
	s := run(t, dht.Flood(), 2, nil, `manual
call 2 Put k y
deliver n2 n1 Find
call 1 Put k x
deliver n1 n2 Find
deliver n2 n1 NotHere
deliver n1 n2 NotHere
call 1 Where k`)
	if home := answer(t, s).Value.(dht.Place).Node; home != "n1" {
		t.Errorf("k is at %s", home)
	}
}

// A write that was refused, since it carried a token of nobody, is not done when a copy of it comes while that token is good.
func TestRefusedCopy(t *testing.T) {
	s := run(t, dht.Flood(), 2, nil, `manual
call 2 Put k 0
deliver n2 n1 Find
deliver n1 n2 NotHere
call 1 PutLocked k bad 1
deliver n1 n2 Find
deliver n2 n1 Here
again n1 n2 Put
deliver n2 n1 Refused
call 2 Lock k
deliver n1 n2 Put
call 2 Get k`)
	if got := answer(t, s).Value.(dht.Item); string(got.Value) != "0" {
		t.Errorf("the value is %q\n%s", got.Value, sim.Text(s.Trace()))
	}
}

// The holder's clock is slow and the home's is fast: the home waits for as many leases as clocks may differ.
func TestClocks(t *testing.T) {
	for _, p := range rows(t) {
		run(t, p, 3, map[string]any{"renew": false}, "call 1 Put k 0\nadvance 100ms\ndrift 2 0.5\ndrift 1 2\ncall 2 Lock k\nadvance 100ms\ncall 3 Lock k\nadvance 9s\ncall 2 Status\nadvance 5s")
	}
}

// A coordinator that took over for a while has seen a lease begin, and not that it was renewed since: it asks before it ends it.
func TestRenewedElsewhere(t *testing.T) {
	params := map[string]any{"points": 1, "lease": "1s", "clocks": 2}
	s := run(t, dht.OnRing(), 3, params, "call 3 Lock k\nadvance 100ms\npause 1\ncall 2 Lock k\nadvance 1s\ncall 2 Withdraw\nresume 1\nadvance 6s\ncall 2 Lock k\nadvance 500ms\ncall 3 Status\nadvance 1ms")
	if holds := answer(t, s).Value.(dht.Status).Holds; len(holds) != 1 || s.History()[3].Ended {
		t.Errorf("n3 holds %v, and n2 was told %+v", holds, s.History()[3].Reply)
	}
}

// An Unlock that is refused for lack of room changes nothing: the node has the lock, and can give it back later.
func TestUnlockThatIsRefused(t *testing.T) {
	s := run(t, dht.OnRing(), 3, map[string]any{"open": 1}, `call 1 Lock k
advance 100ms
partition n1 | n2 n3
call 1 Get other
call 1 Unlock k`)
	if r := answer(t, s); r.Verdict != protocol.Failed || !strings.Contains(r.Text, "try again") {
		t.Errorf("with no room it is %+v", r)
	}
	do(t, s, `heal
advance 1s
call 1 Unlock k
advance 1s`)
	if r := answer(t, s); r.Verdict != protocol.OK || r.Value != true {
		t.Errorf("with room again it is %+v", r)
	}
}
