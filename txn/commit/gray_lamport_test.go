package commit_test

import (
	"strings"
	"testing"

	"parley/sim"
	"parley/txn/commit"
)

// twoPhaseSpec is the module TwoPhase written down as it stands, each state a string, to check the explorer against.
func twoPhaseSpec(rms int) int {
	type spec struct {
		rm               string
		tm               byte
		prepared, msgs   uint8 // a bit for each resource manager
		committed, abort bool  // the messages to all of them
	}
	first := spec{rm: strings.Repeat("w", rms), tm: 'i'}
	seen, todo := map[spec]bool{first: true}, []spec{first}
	for len(todo) > 0 {
		s := todo[0]
		todo = todo[1:]
		next := func(enabled bool, change func(*spec)) {
			if t := s; enabled {
				if change(&t); !seen[t] {
					seen[t] = true
					todo = append(todo, t)
				}
			}
		}
		set := func(t *spec, i int, to string) { t.rm = t.rm[:i] + to + t.rm[i+1:] }
		next(s.tm == 'i' && s.prepared == 1<<rms-1, func(t *spec) { t.tm, t.committed = 'c', true }) // TMCommit
		next(s.tm == 'i', func(t *spec) { t.tm, t.abort = 'a', true })                               // TMAbort
		for i := range rms {
			next(s.tm == 'i' && s.msgs&(1<<i) != 0, func(t *spec) { t.prepared |= 1 << i }) // TMRcvPrepared
			next(s.rm[i] == 'w', func(t *spec) { set(t, i, "p"); t.msgs |= 1 << i })        // RMPrepare
			next(s.rm[i] == 'w', func(t *spec) { set(t, i, "a") })                          // RMChooseToAbort
			next(s.committed, func(t *spec) { set(t, i, "c") })                             // RMRcvCommitMsg
			next(s.abort, func(t *spec) { set(t, i, "a") })                                 // RMRcvAbortMsg
		}
	}
	return len(seen)
}

// "Consensus on Transaction Commit", module TwoPhase: others have found 288 distinct states for 3 resource managers and 8,832 for 5.
func TestTwoPhaseStates(t *testing.T) {
	for rms, documented := range map[int]int{1: 0, 2: 0, 3: 288, 4: 0, 5: 8832} {
		want := twoPhaseSpec(rms)
		if documented != 0 && want != documented {
			t.Fatalf("%d resource managers: the specification has %d states, not %d", rms, want, documented)
		}
		found := explore(t, sim.Exploration{Protocol: commit.GrayLamport(), Nodes: rms + 1})
		if found.States != want || !found.Complete || found.Violation != nil || !found.Met[0] || !found.Met[1] {
			t.Errorf("%d resource managers: got %+v, want %d states", rms, *found, want)
		}
	}
}

// Random runs of it commit and abort, and never both.
func TestTwoPhaseSeeds(t *testing.T) {
	seen, err := sim.Seeds(sim.Config{Protocol: commit.GrayLamport(), Nodes: 4}, "", 1, 200, nil)
	if err != nil {
		t.Fatal(err)
	}
	if seen.Failure != nil {
		t.Fatal(seen.Failure)
	}
	if unmet := seen.Unmet(commit.GrayLamport()); unmet != nil {
		t.Errorf("never seen: %v", unmet)
	}
}
