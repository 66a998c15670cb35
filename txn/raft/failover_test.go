package raft_test

// How long it takes, and how many terms, until there is another leader when one has failed, and that none is elected when nothing has.

import (
	"flag"
	"fmt"
	"slices"
	"testing"
	"time"

	"parley/protocol"
	"parley/sim"
	"parley/txn/raft"
)

var failovers = flag.Int("failovers", 10, "how many leaders the tests of failing leaders let fail, for three and for five nodes")

// now is what a node says of itself, with the virtual time.
func now(t *testing.T, s *sim.Sim, node int) raft.Status {
	t.Helper()
	if err := s.Call(node, "Status"); err != nil {
		t.Fatal(err)
	}
	return s.History()[len(s.History())-1].Reply.Value.(raft.Status)
}

func simulated(t *testing.T, n int, seed uint64) *sim.Sim {
	t.Helper()
	s, err := sim.New(sim.Config{Protocol: raft.Protocol(), Nodes: n, Seed: seed, Silent: true})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func do(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// leader lets time pass until all nodes that are not left out follow one, and says which, in which term, and how long that took.
func leader(t *testing.T, s *sim.Sim, without ...int) (int, raft.Term, time.Duration) {
	t.Helper()
	began := s.Now()
	for s.Now() < began+time.Minute {
		leads, term, agree := 0, raft.Term(0), true
		for i, id := range s.Names() {
			if slices.Contains(without, i+1) {
				continue
			}
			is := now(t, s, i+1)
			agree = agree && is.Leader != "" && (term == 0 || is.Term == term)
			term = max(term, is.Term)
			if is.Leader == id {
				leads = i + 1
			}
		}
		if agree && leads > 0 {
			return leads, term, s.Now() - began
		}
		do(t, s.Advance(10*time.Millisecond))
	}
	t.Fatal("there is no leader in a minute")
	return 0, 0, 0
}

// A failed leader costs one new term in the common case, and its return none.
func TestFailover(t *testing.T) {
	for _, n := range []int{3, 5} {
		terms := map[raft.Term]int{}
		var took []time.Duration
		for seed := range uint64(*failovers) {
			s := simulated(t, n, seed+1)
			old, before, _ := leader(t, s)
			do(t, s.Advance(time.Second+time.Duration(seed%97)*time.Millisecond)) // at any moment between two heartbeats
			do(t, s.Crash(old))
			_, after, d := leader(t, s, old)
			terms[after-before]++
			took = append(took, d)
			do(t, s.Recover(old))
			do(t, s.Advance(10*time.Second))
			if _, later, _ := leader(t, s); later != after || s.Err() != nil {
				t.Errorf("seed %d: the return of a node makes a term %d of %d; %v", seed+1, later, after, s.Err())
			}
		}
		slices.Sort(took)
		if one := terms[1]; one*10 < *failovers*9 {
			t.Errorf("%d nodes: only %d of %d failures cost one term: %v", n, one, *failovers, terms)
		}
		t.Logf("%d nodes: new terms of a failure %v; a leader after %v, at worst %v", n, terms, took[len(took)/2], took[len(took)-1])
	}
}

// A node that is cut off, in both directions or in one, and comes back makes no term.
func TestReturnDisturbsNobody(t *testing.T) {
	for seed := range uint64(*failovers) {
		s := simulated(t, 5, seed+1)
		leads, before, _ := leader(t, s)
		cut := leads%5 + 1
		for other := 1; other <= 5; other++ {
			if other != cut {
				do(t, s.Cut(other, cut))
				if seed%2 == 0 {
					do(t, s.Cut(cut, other))
				}
			}
		}
		do(t, s.Advance(20*time.Second))
		do(t, s.Heal())
		do(t, s.Advance(5*time.Second))
		if again, after, _ := leader(t, s); after != before || again != leads || s.Err() != nil {
			t.Errorf("seed %d: n%d leads term %d and no more n%d term %d; %v", seed+1, again, after, leads, before, s.Err())
		}
	}
}

// A leader that hears nobody, while all hear it, makes room for another.
func TestDeafLeader(t *testing.T) {
	s := simulated(t, 3, 1)
	leads, before, _ := leader(t, s)
	for other := 1; other <= 3; other++ {
		if other != leads {
			do(t, s.Cut(other, leads))
		}
	}
	do(t, s.Advance(3*time.Second))
	if now, after, _ := leader(t, s, leads); now == leads || after != before+1 {
		t.Errorf("n%d leads term %d", now, after)
	}
}

// Ten times what the windows take, for 30 s: there is no election, what waits is bounded, and what was taken is done.
func TestOverload(t *testing.T) {
	p := raft.Protocol()
	s, err := sim.New(sim.Config{Protocol: p, Nodes: 3, Seed: 1, Silent: true, Params: map[string]any{"window": 4, "compact": 64}})
	if err != nil {
		t.Fatal(err)
	}
	_, before, _ := leader(t, s)
	first := len(s.History())
	waits := raft.Index(0)
	for i := range 300 {
		for node := 1; node <= 3; node++ {
			for k := range 40 {
				do(t, s.Call(node, "Put", fmt.Sprintf("k%d", k%7), fmt.Sprint(i)))
			}
			is := now(t, s, node)
			waits = max(waits, is.Last-is.Applied)
		}
		do(t, s.Advance(100*time.Millisecond))
	}
	do(t, s.Advance(10*time.Second))
	ok, refused := 0, 0
	for _, op := range s.History()[first:] {
		switch {
		case op.Call.Op != "Put":
		case !op.Ended || op.Reply.Verdict == protocol.Unknown:
			t.Fatalf("call %d has not ended: %+v", op.Call.ID, op.Reply)
		case op.Reply.Verdict == protocol.Failed:
			refused++
		default:
			ok++
		}
	}
	_, after, _ := leader(t, s)
	if s.Err() != nil || after != before || waits > 12 || ok < 300*3*4 {
		t.Errorf("%v; terms %d to %d, at most %d entries wait, %d are done and %d refused", s.Err(), before, after, waits, ok, refused)
	}
	t.Logf("%d done, %d refused, at most %d entries waited", ok, refused, waits)
}
