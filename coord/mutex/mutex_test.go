package mutex_test

import (
	"flag"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"parley/coord"
	"parley/coord/mutex"
	"parley/protocol"
	"parley/sim"
)

var (
	simSeed  = flag.Uint64("sim-seed", 1, "the first seed of random runs")
	simSeeds = flag.Int("sim-seeds", 40, "how many seeds random runs take")
	states   = flag.Int("states", 3_000, "states of the longest explorations")
	update   = flag.Bool("update", false, "rewrite what the transcripts in testdata say")
)

// protocolOf is one of the rows; nil: there is none of that name.
func protocolOf(name string) *protocol.Protocol {
	for _, p := range mutex.Protocols() {
		if p.Name == name {
			return p
		}
	}
	return nil
}

func TestTranscripts(t *testing.T) {
	diffs, err := sim.Transcripts("testdata", protocolOf, *update)
	if err != nil {
		t.Fatal(err)
	}
	for _, d := range diffs {
		t.Error(d)
	}
}

// All of them are in the table.
func TestRows(t *testing.T) {
	for _, p := range mutex.Protocols() {
		if !slices.ContainsFunc(coord.Protocols(), func(q *protocol.Protocol) bool { return q.Name == p.Name }) {
			t.Errorf("%s is not in the table", p.Name)
		}
	}
}

// The node holds the lock: a second Lock at the same node waits for its turn, behind those of others that came before it.
func TestSecondLockWaits(t *testing.T) {
	for _, p := range mutex.Protocols() {
		s, got := run(t, p, 3, nil, "call n2 Lock\nadvance 1s\ncall n2 Lock\nadvance 1s\ncall n2 State")
		if !strings.HasPrefix(got, "ok; -; {inside 1 ") {
			t.Errorf("%s: %s", p.Name, got)
		}
		do(t, s, "call n2 Unlock\nadvance 1s\ncall n2 Unlock")
		if got := answers(s); !strings.HasPrefix(got, "ok; ok; {") || !strings.HasSuffix(got, "ok; ok") {
			t.Errorf("%s: %s", p.Name, got)
		}
		holds(t, s)
		if got := entered(s); got != "n2 n2" {
			t.Errorf("%s: entered %s", p.Name, got)
		}
	}
}

// Of those that wait at one node the first comes first.
func TestLocksOfOneNode(t *testing.T) {
	for _, p := range mutex.Protocols() {
		s, got := run(t, p, 3, nil, "call n2 Lock\ncall n2 Lock\ncall n2 Lock\nadvance 1s\ncall n2 Unlock\nadvance 1s")
		if got != "ok; ok; -; ok" {
			t.Errorf("%s: %s", p.Name, got)
		}
		holds(t, s)
	}
}

// Who does not hold the lock cannot unlock it.
func TestUnlockIsRefused(t *testing.T) {
	const no = "failed: this node is not in the critical section; only who holds the lock can unlock it"
	for _, p := range mutex.Protocols() {
		s, got := run(t, p, 3, nil, "call n1 Unlock\ncall n1 Lock\nadvance 1s\ncall n2 Unlock\ncall n2 Lock\nadvance 1s\ncall n2 Unlock\ncall n1 Unlock\nadvance 1s\ncall n1 Unlock\ncall n2 Holder\ncall n2 Unlock")
		if want := strings.Join([]string{no, "ok", no, "ok", no, "ok", no, "n2", "ok"}, "; "); got != want {
			t.Errorf("%s: %s", p.Name, got)
		}
		holds(t, s)
	}
}

// There may be only so many that wait at one node.
func TestTooManyLocks(t *testing.T) {
	s, got := run(t, mutex.CentralProtocol(), 1, nil, strings.Repeat("call n1 Lock\n", 1002))
	if !strings.HasSuffix(got, "-; failed: 1000 calls of Lock wait at this node already; unlock, or ask at another node") || strings.Count(got, "failed") != 1 {
		t.Errorf("%s", got[max(0, len(got)-200):])
	}
	holds(t, s)
}

// A node that comes back takes no part: it would have forgotten what it has promised.
func TestComesBackAndStaysOut(t *testing.T) {
	for _, p := range mutex.Protocols() {
		s, got := run(t, p, 3, nil, "call n2 Lock\nadvance 1s\ncrash n2\nrecover n2\nadvance 1s\ncall n2 Lock\ncall n2 Unlock\ncall n2 Holder\ncall n2 State")
		why := fmt.Sprintf("this node has taken part before, has crashed or was started again, and has forgotten what it owes the others, so it takes no part any more; begin anew at all nodes by Start(%q, All(), Fresh())", p.Name)
		if !strings.Contains(got, "failed: "+why+"; failed") || !strings.HasSuffix(got, "only who holds the lock can unlock it; ; {out 0 0 false [] []}") {
			t.Errorf("%s: %s", p.Name, got)
		}
		holds(t, s)
	}
}

// Mutual Exclusion, and the order where it is promised, hold in random runs under the faults that each row names, and the calls are those of one lock.
func TestSeeds(t *testing.T) {
	for _, p := range mutex.Protocols() {
		for _, nodes := range []int{1, 2, 4, 7} {
			seen, err := sim.Seeds(sim.Config{Protocol: p, Nodes: nodes}, "", *simSeed, *simSeeds, nil)
			if err != nil {
				t.Fatal(err)
			}
			if f := seen.Failure; f != nil {
				t.Errorf("%v\nrun it again by: go test ./coord/mutex -run TestSeeds -sim-seed %d -sim-seeds 1\n%s", f, f.Seed, sim.Text(f.Trace))
				continue
			}
			if unmet := seen.Unmet(p); len(unmet) > 0 && *simSeeds > 1 && nodes > 1 {
				t.Errorf("%s on %d nodes: never seen: %v", p.Name, nodes, unmet)
			}
			t.Logf("%s on %d nodes: %d seeds, %d events", p.Name, nodes, seen.Seeds, seen.Events)
		}
	}
}

// Whatever the order of calls and however slow the channels, each Lock is answered: once whoever is inside leaves, nobody is left waiting.
func TestEveryLockIsAnswered(t *testing.T) {
	for _, p := range mutex.Protocols() {
		q, err := p.Require("No Starvation")
		if err != nil {
			t.Fatal(err)
		}
		for seed := *simSeed; seed < *simSeed+uint64(*simSeeds); seed++ {
			s := patientRun(t, q, seed)
			again := fmt.Sprintf("run it again by: go test ./coord/mutex -run TestEveryLockIsAnswered -sim-seed %d -sim-seeds 1", seed)
			if s.Err() != nil {
				t.Fatalf("%s, seed %d: %v\n%s\n%s", p.Name, seed, s.Err(), again, sim.Text(s.Trace()))
			}
			if w := waiting(s); w != "" {
				t.Fatalf("%s, seed %d: %s wait for ever\n%s\n%s", p.Name, seed, w, again, sim.Text(s.Trace()))
			}
			if verdict, _ := sim.CheckLinear(p.Model, s.History(), 0); verdict != sim.Linear {
				t.Fatalf("%s, seed %d: the calls are not those of a lock: %s\n%s\n%s", p.Name, seed, verdict, again, sim.Text(s.Trace()))
			}
		}
	}
}

// patientRun draws calls and delays from a seed, and lets all who wait enter in the end. Now and then somebody does not want to wait any more.
func patientRun(t *testing.T, p *protocol.Protocol, seed uint64) *sim.Sim {
	r := rand.New(rand.NewPCG(seed, 0x6d75746578))
	n := 2 + r.IntN(6)
	s, err := sim.New(sim.Config{Protocol: p, Nodes: n, Seed: seed, Strict: seed%10 == 0})
	if err != nil {
		t.Fatal(err)
	}
	do(t, s, "reorder all all yes")
	for range 5 + r.IntN(25) {
		at := 1 + r.IntN(n)
		switch r.IntN(7) {
		case 6:
			do(t, s, fmt.Sprintf("call n%d Withdraw", at))
		case 0, 1:
			do(t, s, fmt.Sprintf("call n%d Lock", at))
		case 2:
			if i := inside(s); i > 0 {
				do(t, s, fmt.Sprintf("call n%d Unlock", i))
			}
		case 3:
			do(t, s, fmt.Sprintf("delay n%d n%d 1ms %dms", at, at%n+1, 1+r.IntN(200)))
		default:
			do(t, s, "advance "+(time.Duration(1+r.IntN(50))*time.Millisecond).String())
		}
	}
	drain(t, s)
	return s
}
