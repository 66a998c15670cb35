package commit_test

// What the papers say, each with its place. Scripts are as package sim reads them: node 1 leads, a message takes 1ms, the timeout is 500ms.

import (
	"maps"
	"slices"
	"strings"
	"testing"

	"parley/protocol"
	"parley/sim"
	"parley/txn/commit"
)

// run does a script to a new cluster of three.
func run(t *testing.T, p *protocol.Protocol, script string, params ...string) *sim.Sim {
	t.Helper()
	return runOn(t, 3, p, script, params...)
}

func runOn(t *testing.T, nodes int, p *protocol.Protocol, script string, params ...string) *sim.Sim {
	t.Helper()
	values := map[string]any{}
	for _, param := range params {
		name, value, _ := strings.Cut(param, "=")
		values[name] = value
	}
	s, err := sim.New(sim.Config{Protocol: p, Nodes: nodes, Params: values, Seed: 1, Strict: true})
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
}

// fine fails if the run has violated something.
func fine(t *testing.T, s *sim.Sim) {
	t.Helper()
	if err := s.Err(); err != nil {
		t.Errorf("%v\n%s", err, sim.Text(s.Trace()))
	}
}

// data is what a node has.
func data(t *testing.T, s *sim.Sim, node string) map[string]string {
	t.Helper()
	do(t, s, "call "+node+" Data")
	return s.History()[len(s.History())-1].Reply.Value.(map[string]string)
}

// all fails unless all three nodes have exactly that.
func all(t *testing.T, s *sim.Sim, want map[string]string) {
	t.Helper()
	for _, id := range s.Names() {
		if got := data(t, s, string(id)); !maps.Equal(got, want) {
			t.Errorf("%s has %v, want %v\n%s", id, got, want, sim.Text(s.Trace()))
		}
	}
}

// answer is how a call ended, the first being 1.
func answer(t *testing.T, s *sim.Sim, call int) protocol.Reply {
	t.Helper()
	op := s.History()[call-1]
	if !op.Ended {
		t.Errorf("%s has not ended\n%s", op.Call.Op, sim.Text(s.Trace()))
	}
	return op.Reply
}

// sends are the kinds of the messages of a run, without repetitions, in the order of their first one.
func sends(s *sim.Sim) []string {
	var kinds []string
	for _, e := range s.Trace().Events {
		if e.What == protocol.Sent && !slices.Contains(kinds, e.Message.Kind) {
			kinds = append(kinds, e.Message.Kind)
		}
	}
	return kinds
}

// has says whether a line of the trace has all the words in their order.
func has(s *sim.Sim, words ...string) bool {
	for line := range strings.Lines(sim.Text(s.Trace())) {
		found := true
		for _, w := range words {
			_, rest, ok := strings.Cut(line, w)
			line, found = rest, found && ok
		}
		if found {
			return true
		}
	}
	return false
}

// BHG 7.3, AC4: "If there are no failures and all processes voted Yes, then the decision will be to Commit."
func TestAC4(t *testing.T) {
	for _, c := range []struct {
		p     *protocol.Protocol
		op    string
		kinds string
	}{
		{commit.TwoPhase(), "TwoPhaseCommit", "Prepare Yes Commit Committed"},
		{commit.ThreePhase(), "ThreePhaseCommit", "CanCommit Yes PreCommit Ready DoCommit HaveCommitted"},
	} {
		s := run(t, c.p, "call 1 "+c.op+" k v\nrun")
		fine(t, s)
		if r := answer(t, s, 1); r.Verdict != protocol.OK || r.Value != "n1.1.1" {
			t.Errorf("%s: %+v", c.op, r)
		}
		if got := strings.Join(sends(s), " "); got != c.kinds {
			t.Errorf("%s sends %s, want %s", c.op, got, c.kinds)
		}
		all(t, s, map[string]string{"k": "v"})
	}
}

// Gray 1978, 5.8.3.3: the decision is in the log before it is told, and a participant's "agree" is, too. Bernstein, Hadzilacos and Goodman, 7.4: "the participant
// writes a yes record in the DT log before sending YES".
func TestPromisesAreOnDiskFirst(t *testing.T) {
	for _, c := range []struct {
		p            *protocol.Protocol
		op           string
		stored, then []string
	}{
		{commit.TwoPhase(), "TwoPhaseCommit", []string{"n2 waiting", "n1 committed", "n2 committed"}, []string{"n2 Yes", "n1 Commit", "n2 Committed"}},
		{commit.ThreePhase(), "ThreePhaseCommit", []string{"n2 waiting", "n1 prepared", "n2 prepared", "n1 committed", "n2 committed"}, []string{"n2 Yes", "n1 PreCommit", "n2 Ready", "n1 DoCommit", "n2 HaveCommitted"}},
	} {
		s := run(t, c.p, "call 1 "+c.op+" k v\nrun")
		for i := range c.stored {
			stored, sent := -1, -1
			for n, e := range s.Trace().Events {
				if r, ok := e.Write.Value.(commit.Record); ok && string(e.Node)+" "+r.State.String() == c.stored[i] && stored < 0 {
					stored = n
				}
				if e.What == protocol.Sent && string(e.Node)+" "+e.Message.Kind == c.then[i] && sent < 0 {
					sent = n
				}
			}
			if stored < 0 || sent < stored {
				t.Errorf("%s: %s is stored at line %d, and %s sent at line %d", c.op, c.stored[i], stored, c.then[i], sent)
			}
		}
	}
}

// What ends a transaction before its commit point, with the caller's answer, which is certain.
func TestAborts(t *testing.T) {
	for _, c := range []struct{ two, script, why string }{
		{"missing vote", "crash 3\ncall 1 COMMIT k v\nrun", "no vote of n3 within 500ms"},
		{"two missing votes", "crash 2\ncrash 3\ncall 1 COMMIT k v\nrun", "no vote of n2 and n3 within 500ms"},
		{"key held", "cut n1 n2\ncall 1 COMMIT k u\nadvance 1ms\ncall 1 COMMIT k v\nrun", "no vote of n2"},
		{"Abort", "call 1 COMMIT k v\nadvance 1ms\ncall 1 Abort k\nrun", `Abort of "k" was called`},
	} {
		for _, p := range []*protocol.Protocol{commit.TwoPhase(), commit.ThreePhase()} {
			s := run(t, p, strings.ReplaceAll(c.script, "COMMIT", p.Calls[0].Op))
			fine(t, s)
			if r := answer(t, s, 1); r.Verdict != protocol.Failed || !strings.Contains(r.Text, c.why) {
				t.Errorf("%s %s: %+v", p.Name, c.two, r)
			}
			if d := data(t, s, "n1"); len(d) > 0 {
				t.Errorf("%s %s: %v", p.Name, c.two, d)
			}
		}
	}
}

// A node may veto: it is asked with the fact can-commit?, and its answer is its vote.
func TestVeto(t *testing.T) {
	for _, p := range []*protocol.Protocol{commit.TwoPhase(), commit.ThreePhase()} {
		op := p.Calls[0].Op
		s := run(t, p, "call 1 "+op+" k v\ncall 1 Vote n1.1.1 true \"\"\nadvance 2ms\ncall 2 Vote n1.1.1 true \"\"\ncall 3 Vote n1.1.1 false \"the disk is nearly full\"\nadvance 2ms", "ask=true")
		fine(t, s)
		if r := answer(t, s, 1); r.Text != "n3 voted no: the disk is nearly full" {
			t.Errorf("%+v", r)
		}
		if !has(s, "n2", "tell can-commit? = {Tx:n1.1.1 Writes:[\"k\":\"v\"]}") {
			t.Errorf("nobody was asked\n%s", sim.Text(s.Trace()))
		}
		do(t, s, "call 3 Vote n1.1.1 true \"\"\ncall 3 Vote x.y true \"\"\nrun")
		if r := answer(t, s, 5); r.Text != "n1.1.1 does not wait for a vote of n3" {
			t.Errorf("%+v", r)
		}
		all(t, s, map[string]string{})

		s = run(t, p, "call 1 "+op+" k v\ncall 1 Vote n1.1.1 true \"\"\nadvance 2ms\ncall 2 Vote n1.1.1 true \"\"\ncall 3 Vote n1.1.1 true \"\"\nrun", "ask=true")
		fine(t, s)
		all(t, s, map[string]string{"k": "v"})

		s = run(t, p, "call 1 "+op+" k v\nrun\ncall 1 "+op+" k v\nadvance 5ms\ncall 1 Vote n1.1.2 true \"\"\nrun", "ask=true")
		fine(t, s)
		if r := answer(t, s, 1); r.Text != "nobody at n1 has said within 500ms whether it may commit" {
			t.Errorf("%+v", r)
		}
		if r := answer(t, s, 2); r.Text != "no vote of n2 and n3 within 500ms" {
			t.Errorf("%+v", r)
		}
		s = run(t, p, "call 1 "+op+" k v\ncall 1 Vote n1.1.1 false \"\"\nrun", "ask=true")
		if r := answer(t, s, 1); r.Text != "n1 voted no: vetoed" || len(sends(s)) > 0 {
			t.Errorf("%+v, and sent were %v", r, sends(s))
		}
	}
}

// BHG 7.4: a process that has voted Yes is uncertain until it hears the decision, and blocked if it cannot: here n2 and n3, until the
// coordinator is back, and no transaction on their keys.
func TestTwoPhaseBlocks(t *testing.T) {
	s := run(t, commit.TwoPhase(), "call 1 TwoPhaseCommit k v\nadvance 1ms\ncrash 1\nadvance 1h\ncall 2 Transactions\ncall 3 Transactions")
	fine(t, s)
	for call := 2; call <= 3; call++ {
		if list := answer(t, s, call).Value.([]commit.Status); len(list) != 1 || !list[0].Doubt || list[0].State != "waiting" {
			t.Errorf("%+v", list)
		}
	}
	// Presumed abort: the coordinator has no record of it.
	do(t, s, "recover 1\nrun")
	fine(t, s)
	all(t, s, map[string]string{})

	// The same after the commit point: it is committed.
	s = run(t, commit.TwoPhase(), "crash-at-write 1 2 kept\ncall 1 TwoPhaseCommit k v\nadvance 1h\nrecover 1\nrun")
	fine(t, s)
	all(t, s, map[string]string{"k": "v"})
}

// BHG 7.4, cooperative termination: one that knows the decision is enough; if all that are up are uncertain, they are blocked.
func TestCooperativeTermination(t *testing.T) {
	const script = "delay 1 3 10ms\ncall 1 TwoPhaseCommit k v\nadvance 11500us\ndelay 1 3 100ms\nadvance 1500us\ncrash 1\ncrash 3\nrecover 3\nadvance 10s"
	s := run(t, commit.TwoPhase(), script, "cooperative=true")
	fine(t, s)
	if !maps.Equal(data(t, s, "3"), map[string]string{"k": "v"}) {
		t.Errorf("n2 knows the decision, n3 asks, and has not learned it\n%s", sim.Text(s.Trace()))
	}
	s = run(t, commit.TwoPhase(), "call 1 TwoPhaseCommit k v\nadvance 1ms\ncrash 1\nadvance 10s\ncall 2 Transactions", "cooperative=true")
	fine(t, s)
	if list := answer(t, s, 2).Value.([]commit.Status); len(list) != 1 || !list[0].Doubt {
		t.Errorf("%+v", list)
	}
	// Who has not voted aborts when it is asked, and then nobody is blocked.
	s = run(t, commit.TwoPhase(), "cut 1 3\ncall 1 TwoPhaseCommit k v\nadvance 1ms\ncrash 1\nadvance 10s\ncall 2 Transactions", "cooperative=true")
	fine(t, s)
	if list := answer(t, s, 2).Value.([]commit.Status); len(list) != 1 || list[0].State != "aborted" {
		t.Errorf("%+v", list)
	}
	do(t, s, "heal\nrecover 1\nrun")
	fine(t, s)
	all(t, s, map[string]string{})
}
