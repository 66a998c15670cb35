package commit_test

// The transitions of three-phase commit, and crashes at each write of both protocols.

import (
	"fmt"
	"maps"
	"strings"
	"testing"

	"parley/protocol"
	"parley/sim"
	"parley/txn/commit"
)

// Skeen 1981, sections 5 and 6: where the coordinator dies, what those that are up do by themselves, and what it does when it is back.
// A ballot arrives at 1ms, votes at 2ms, PreCommit at 3ms, Ready at 4ms and DoCommit at 5ms.
func TestCoordinatorDies(t *testing.T) {
	committed, nothing := map[string]string{"k": "v"}, map[string]string{}
	for _, c := range []struct {
		state, script string
		want          map[string]string
		does          string // by the participants alone, by the timeout transitions; a backup comes to the same
		after         string // by the coordinator when it is back
	}{
		{"q: nobody has heard of it", "cut 1 2\ncut 1 3\ncall 1 ThreePhaseCommit k v\ncrash 1", nothing, "", ""},
		{"w1", "call 1 ThreePhaseCommit k v\nadvance 1ms\ncrash 1", nothing, "timeout transition of n1.1.1: w to a", ""},
		{"p1, before it was told", "crash-at-write 1 2 kept\ncall 1 ThreePhaseCommit k v\nadvance 2ms", nothing, "timeout transition of n1.1.1: w to a", "store tx/n1.1.1 = {Rule:3PC State:aborted"},
		{"p1", "call 1 ThreePhaseCommit k v\nadvance 2ms\ncrash 1", committed, "timeout transition of n1.1.1: p to c", "store data/k = \"v\""},
		{"p1, before it was told, and soon back", "crash-at-write 1 2 kept\ncall 1 ThreePhaseCommit k v\nadvance 100ms\nrecover 1\nadvance 10ms\ncrash 1", nothing, "timeout transition of n1.1.1: w to a", "store tx/n1.1.1 = {Rule:3PC State:aborted"},
		{"c1, before it was told", "crash-at-write 1 3 kept\ncall 1 ThreePhaseCommit k v\nadvance 4ms", committed, "timeout transition of n1.1.1: p to c", "-> n2  DoCommit{Tx:n1.1.1}"},
		{"c1", "call 1 ThreePhaseCommit k v\nadvance 4ms\ncrash 1", committed, "", "-> n2  DoCommit{Tx:n1.1.1}"},
	} {
		for _, backup := range []string{"backup=false", "backup=true"} {
			s := run(t, commit.ThreePhase(), c.script+"\nadvance 5s\ncall 2 Transactions\ncall 3 Transactions", backup)
			fine(t, s)
			if c.does != "" && backup == "backup=true" {
				if !has(s, "n2", "backup coordinator of n1.1.1, in") || has(s, "n3", "* backup coordinator") {
					t.Errorf("%s: n2 is the first who is up\n%s", c.state, sim.Text(s.Trace()))
				}
				c.does = ""
			}
			if op := s.History()[0]; op.Node != "n1" || op.Ended && op.Reply.Verdict == protocol.Failed {
				t.Errorf("%s: %+v", c.state, op)
			}
			for call := 2; call <= 3; call++ {
				for _, tx := range answer(t, s, call).Value.([]commit.Status) {
					if tx.Doubt {
						t.Errorf("%s: %+v\n%s", c.state, tx, sim.Text(s.Trace()))
					}
				}
			}
			for _, id := range []string{"n2", "n3"} {
				if got := data(t, s, id); !maps.Equal(got, c.want) || c.does != "" && !has(s, id, c.does) {
					t.Errorf("%s: %s has %v\n%s", c.state, id, got, sim.Text(s.Trace()))
				}
			}
			do(t, s, "recover 1\nrun")
			fine(t, s)
			all(t, s, c.want)
			if c.after != "" && !has(s, "n1", c.after) {
				t.Errorf("%s: n1 does not %s\n%s", c.state, c.after, sim.Text(s.Trace()))
			}
		}
	}
}

// BHG 7.5: a participant that fails after its vote does not stop the others, and asks when it is back.
func TestParticipantDies(t *testing.T) {
	committed := map[string]string{"k": "v"}
	for _, c := range []struct{ state, script, does, asks string }{
		{"w", "call 1 ThreePhaseCommit k v\nadvance 1ms\ncrash 3", "timeout transition of n1.1.1: p1 to c1, without n3", "recovers n1.1.1 in waiting"},
		{"p", "call 1 ThreePhaseCommit k v\nadvance 3ms\ncrash 3", "", "recovers n1.1.1 in prepared"},
	} {
		s := run(t, commit.ThreePhase(), c.script+"\nadvance 5s")
		fine(t, s)
		if r := answer(t, s, 1); r.Verdict != protocol.OK {
			t.Errorf("%s: %+v", c.state, r)
		}
		if !maps.Equal(data(t, s, "2"), committed) || c.does != "" && !has(s, "n1", c.does) {
			t.Errorf("%s:\n%s", c.state, sim.Text(s.Trace()))
		}
		do(t, s, "recover 3\nrun")
		fine(t, s)
		all(t, s, committed)
		if !has(s, "n3", c.asks) || !has(s, "n3", "-> n2", "Ask") {
			t.Errorf("%s: n3 does not ask\n%s", c.state, sim.Text(s.Trace()))
		}
	}
}

// BHG 7.5, total failure: nobody may decide before all are back, unless somebody had decided.
func TestAllDie(t *testing.T) {
	s := run(t, commit.ThreePhase(), "call 1 ThreePhaseCommit k v\nadvance 3ms\ncrash 1\ncrash 2\ncrash 3\nrecover 1\nrecover 3\nadvance 10s\ncall 3 Transactions")
	fine(t, s)
	if list := answer(t, s, 2).Value.([]commit.Status); len(list) != 1 || !list[0].Doubt {
		t.Errorf("n2 may have decided before it crashed, and n3 says %+v", list)
	}
	do(t, s, "recover 2\nrun")
	fine(t, s)
	all(t, s, map[string]string{"k": "v"})
	if !has(s, "n1", "all have crashed with n1.1.1 undecided") {
		t.Error(sim.Text(s.Trace()))
	}
	// Without a record at the coordinator it is aborted as soon as that is back.
	s = run(t, commit.ThreePhase(), "call 1 ThreePhaseCommit k v\nadvance 1ms\ncrash 1\ncrash 2\ncrash 3\nrecover 3\nadvance 10s\nrecover 1\nadvance 1s")
	fine(t, s)
	if !has(s, "n3", "<- n1", "Abort{Tx:n1.1.1") {
		t.Error(sim.Text(s.Trace()))
	}
}

// Who has crashed since it voted asks, also if it was told since that all have voted yes.
func TestRecoveredParticipantAsks(t *testing.T) {
	s := run(t, commit.ThreePhase(), "delay 1 3 2ms\ncall 1 ThreePhaseCommit k v\nadvance 3ms\ncrash 3\nrecover 3\nadvance 2500us\ncrash 1\ncrash 2\nadvance 10s\ncall 3 Transactions")
	fine(t, s)
	if list := answer(t, s, 2).Value.([]commit.Status); len(list) != 1 || list[0].State != "prepared" {
		t.Errorf("%+v\n%s", list, sim.Text(s.Trace()))
	}
	if has(s, "n3", "timeout transition") {
		t.Error(sim.Text(s.Trace()))
	}
	do(t, s, "recover 1\nrecover 2\nrun")
	fine(t, s)
	all(t, s, map[string]string{"k": "v"})
}

// A clock that is far too fast makes a participant abort. If the coordinator hears of it before it has committed, it cannot finalize, and aborts
// everywhere.
func TestFinalizeFails(t *testing.T) {
	s := run(t, commit.ThreePhase(), "drift 3 100\ndelay all all 10ms\ncall 1 ThreePhaseCommit k v\nadvance 29ms\ndelay 2 1 30ms\nadvance 1s\nrun", "backup=false")
	fine(t, s)
	all(t, s, map[string]string{})
	if r := answer(t, s, 1); r.Verdict != protocol.Failed || r.Text != "n3 says that it is aborted here" {
		t.Errorf("%+v\n%s", r, sim.Text(s.Trace()))
	}
}

// Skeen 1981 assumes that the network does not fail. Here it does, when one participant has the PreCommit and one has not.
func TestPartitionBreaksThreePhaseCommit(t *testing.T) {
	for script, helps := range map[string]bool{ // a backup can ask n2, which knows; not where n3 reaches nobody
		"call 1 ThreePhaseCommit k v\nadvance 1ms\ncut 1 3\nadvance 5s":                             true,
		"delay 1 3 2ms\ncall 1 ThreePhaseCommit k v\nadvance 2500us\npartition 1 2 | 3\nadvance 5s": false,
		"call 1 ThreePhaseCommit k v\nadvance 1ms\ndelay 1 3 4s\nadvance 5s":                        true,
	} {
		p := commit.ThreePhase()
		for _, backup := range []bool{false, true} {
			s := run(t, p, script, fmt.Sprint("backup=", backup))
			if err := s.Err(); helps && backup {
				fine(t, s)
			} else if err == nil || !strings.Contains(err.Error(), "AC1 is violated") {
				t.Errorf("backup %v: %v\n%s", backup, err, sim.Text(s.Trace()))
			}
		}
		two := run(t, commit.TwoPhase(), strings.ReplaceAll(script, "ThreePhase", "TwoPhase")+"\nheal\nadvance 5s\nrun")
		fine(t, two)
		if a, b, c := data(t, two, "1"), data(t, two, "2"), data(t, two, "3"); !maps.Equal(a, b) || !maps.Equal(b, c) {
			t.Errorf("%v %v %v", a, b, c)
		}
		for _, f := range p.Faults {
			if f == "partition" || f == "loss" || f == "pause" {
				t.Errorf("random runs of 3pc draw %s", f)
			}
		}
	}
}

// BHG 7.5: "if the new coordinator fails, another election is held". Of five the coordinator dies before any of its messages, its backup before any of
// its own, and the backup of that too. Those who are left agree, and with those who come back.
func TestBackupsDie(t *testing.T) {
	backups := map[int]int{}
	for first := 1; first <= 13; first++ {
		for second := 1; second <= 12; second++ {
			for third := 1; third <= 12; third += 2 {
				script := fmt.Sprintf("crash-at-send 1 %d\ncrash-at-send 2 %d\ncrash-at-send 3 %d\ncall 1 ThreePhaseCommit k v", first, second, third)
				s := runOn(t, 5, commit.ThreePhase(), script+"\nadvance 20s\ncall 5 Transactions")
				fine(t, s)
				for _, tx := range s.History()[1].Reply.Value.([]commit.Status) {
					if tx.Doubt {
						t.Errorf("%s\n%+v", script, tx)
					}
				}
				n := 0
				for _, id := range s.Names() {
					if has(s, string(id), "* backup coordinator") {
						n++
					}
				}
				backups[n]++
				for id := 1; id <= 3; id++ {
					do(t, s, fmt.Sprintf("crash-at-send %d 0", id))
					if !s.World().Nodes[id-1].Up {
						do(t, s, fmt.Sprintf("recover %d", id))
					}
				}
				do(t, s, "run")
				if err := settled(s); err != nil {
					t.Fatalf("%s\n%v\n%s", script, err, sim.Text(s.Trace()))
				}
			}
		}
	}
	if backups[1] == 0 || backups[2] == 0 || backups[3] == 0 {
		t.Errorf("runs by how many backups they had: %v", backups)
	}
	t.Logf("runs by how many backups they had: %v", backups)
}

// Each node crashes at its k-th write, before or after it is on disk, or before its k-th message, comes back, and then all agree; what was answered is so.
func TestCrashAtEachWrite(t *testing.T) {
	runs, crashes := 0, 0
	for _, p := range []*protocol.Protocol{commit.TwoPhase(), commit.ThreePhase()} {
		for node := 1; node <= 3; node++ {
			for k := 1; k <= 8; k++ {
				for _, how := range []string{"lost", "kept", "send"} {
					for _, back := range []string{"5ms", "700ms", "10s"} {
						line := fmt.Sprintf("crash-at-write %d %d %s", node, k, how)
						if how == "send" {
							line = fmt.Sprintf("crash-at-send %d %d", node, k)
						}
						s := run(t, p, strings.ReplaceAll(line+"\ncall 1 COMMIT a 1\nadvance 20ms", "COMMIT", p.Calls[0].Op))
						if s.World().Nodes[0].Up {
							do(t, s, "call 1 "+p.Calls[0].Op+"All \"[{\\\"Key\\\":\\\"a\\\",\\\"Value\\\":\\\"2\\\"},{\\\"Key\\\":\\\"b\\\",\\\"Value\\\":\\\"2\\\"}]\"")
						}
						do(t, s, "advance "+back)
						if !s.World().Nodes[node-1].Up {
							crashes++
							do(t, s, fmt.Sprintf("recover %d", node))
						}
						do(t, s, "run")
						runs++
						if err := settled(s); err != nil {
							t.Errorf("%s %s, recovered after %s: %v\n%s", p.Name, line, back, err, sim.Text(s.Trace()))
						}
						has := data(t, s, "2")
						for _, op := range s.History() {
							want := map[string]string{"a": "1"}
							if strings.HasSuffix(op.Call.Op, "All") {
								want = map[string]string{"a": "2", "b": "2"}
							} else if !strings.HasSuffix(op.Call.Op, "Commit") || has["b"] == "2" {
								continue // the second has overwritten the first
							}
							for key, v := range want {
								if op.Reply.Verdict == protocol.OK && has[key] != v || op.Reply.Verdict == protocol.Failed && has[key] == v {
									t.Errorf("%s %s: %s was answered %v %s, and %s is %q", p.Name, line, op.Call.Op, op.Reply.Verdict, op.Reply.Text, key, has[key])
								}
							}
						}
					}
				}
			}
		}
	}
	if crashes < runs/3 {
		t.Errorf("of %d runs only %d had a crash", runs, crashes)
	}
	t.Logf("%d runs, %d with a crash", runs, crashes)
}
