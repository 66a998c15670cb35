package election_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"parley/coord/election"
	"parley/coord/membership"
	"parley/protocol"
	"parley/sim"
)

// run does the lines of a script to a cluster of n nodes. It returns the answers of all calls too.
func run(t *testing.T, p *protocol.Protocol, n int, params map[string]any, lines string) (*sim.Sim, string) {
	t.Helper()
	s, err := sim.New(sim.Config{Protocol: p, Nodes: n, Params: params, Seed: 1, Strict: true})
	if err != nil {
		t.Fatal(err)
	}
	script, err := sim.Parse(lines)
	if err != nil {
		t.Fatal(err)
	}
	for _, a := range script {
		if err := s.Do(a); err != nil {
			t.Fatal(err)
		}
	}
	var ends []string
	for _, op := range s.History() {
		end := "-"
		if op.Ended {
			end = strings.TrimPrefix(fmt.Sprintf("%v %v%s", op.Reply.Verdict, op.Reply.Value, op.Reply.Text), "value ")
			end = strings.Replace(end, "<nil>", "", 1)
		}
		ends = append(ends, end)
	}
	return s, strings.Join(ends, "; ")
}

// holds fails the test if a property was violated.
func holds(t *testing.T, s *sim.Sim) {
	t.Helper()
	if s.Err() != nil {
		t.Errorf("%v\n%s", s.Err(), sim.Text(s.Trace()))
	}
}

func TestFixed(t *testing.T) {
	for _, c := range []struct{ leader, want string }{
		{"", "n1; n1"},
		{"n2", "n2; n2"},
		{"n9", "failed the leader is to be n9, and there is no such node in this cluster; failed the leader is to be n9, and there is no such node in this cluster"},
	} {
		s, got := run(t, election.FixedProtocol(), 2, map[string]any{"leader": c.leader}, "call n1 Elect\ncall n2 Elect")
		holds(t, s)
		if got != c.want {
			t.Errorf("leader %q: got %s", c.leader, got)
		}
	}
}

// A membership takes the leader from the election, and a leader that is down is tried again until it is up.
func TestFixedLeaderComesBack(t *testing.T) {
	p := protocol.Stack("both", "", membership.Protocol(), election.FixedProtocol())
	s, got := run(t, p, 3, nil, "advance 5ms\ncall n1 Connections\ncrash n1\ncall n2 Connect n1\nadvance 2s\nrecover n1\nadvance 5s\ncall n2 Rejoin\nadvance 5ms\ncall n1 Connections")
	holds(t, s)
	if want := "[n2 n3]; unknown n1 did not answer within 1s; it may have registered this node; n1; [n2 n3]"; got != want {
		t.Errorf("got %s\n%s", got, sim.Text(s.Trace()))
	}
	s, got = run(t, p, 2, nil, "crash n1\nadvance 3s\nrecover n1\nadvance 5s\ncall n1 Connections\ncall n2 Leader")
	holds(t, s)
	if want := "[n2]; n1"; got != want {
		t.Errorf("got %s\n%s", got, sim.Text(s.Trace()))
	}
}

// A node that has left the cluster stays out of it, after a restart too.
func TestLeftStaysOut(t *testing.T) {
	p := protocol.Stack("both", "", membership.Protocol(), election.FixedProtocol())
	s, got := run(t, p, 2, nil, "advance 5ms\ncall n2 Leave\nadvance 5ms\ncrash n2\nrecover n2\nadvance 5s\ncall n2 Leader\ncall n1 Connections\ncall n2 Elect\ncall n2 Rejoin\nadvance 5ms\ncall n1 Connections")
	holds(t, s)
	if want := "; ; []; failed this node has left the cluster; Rejoin or Connect first; n1; [n2]"; got != want {
		t.Errorf("got %s\n%s", got, sim.Text(s.Trace()))
	}
}

func TestBullyScripts(t *testing.T) {
	for _, c := range []struct{ about, script, want string }{
		{"the highest node that is up leads", "advance 5s\ncall n1 Elect\ncall n3 Elect\nadvance 5s", "n3; n3"},
		{"when it has crashed, the next one", "advance 5s\ncrash n3\ncall n1 Elect\nadvance 5s\ncall n2 Elect\nadvance 5s", "n2; n2"},
		{"when it is back, it bullies the others", "advance 5s\ncrash n3\ncall n1 Elect\nadvance 5s\nrecover n3\nadvance 5s\ncall n1 Elect\nadvance 5s", "n2; n3"},
		{"an election that is on takes all who ask", "call n1 Elect\ncall n2 Elect\ncall n1 Elect\nadvance 5s", "n3; n3; n3"},
		{"one alone leads", "crash n2\ncrash n3\ncall n1 Elect\nadvance 5s", "n1"},
	} {
		s, got := run(t, election.BullyProtocol(), 3, nil, c.script)
		holds(t, s)
		if got != c.want {
			t.Errorf("%s: got %s\n%s", c.about, got, sim.Text(s.Trace()))
		}
	}
}

// If all begin at once, each asks all higher nodes and is answered by each, and the highest halts all others and tells them.
func TestBullyMessages(t *testing.T) {
	for n := 1; n <= 7; n++ {
		s, _ := run(t, election.BullyProtocol(), n, nil, "advance 3s")
		holds(t, s)
		got := sent(s)
		pairs, others := n*(n-1)/2, n-1
		if got["Election"] != pairs || got["Answer"] != pairs || got["Halt"] != others || got["Halted"] != others || got["Coordinator"] != others {
			t.Errorf("%d nodes: %v", n, got)
		}
	}
}

func TestDumbScripts(t *testing.T) {
	for _, c := range []struct{ about, script, want string }{
		{"who creates the file leads, the others ask it", "advance 5s\ncall n1 Elect\ncall n2 Elect\ncall n3 Elect\nadvance 5s", "n1; n1; n1"},
		{"a leader that is down is deposed", "advance 5s\ncrash n1\ncall n2 Elect\nadvance 5s\ncall n3 Elect\nadvance 5s", "n2; n2"},
		{"a leader that is back leads, if the file still names it", "advance 5s\ncrash n1\nrecover n1\nadvance 5s\ncall n3 Elect\nadvance 5s", "n1"},
		{"LeaveLeadership deletes the file, and the followers look for another", "advance 5s\ncall n2 LeaveLeadership\ncall n1 LeaveLeadership\nadvance 5s\ncall n1 Elect\ncall n3 Elect\nadvance 5s", "failed this node does not lead; ; n2; n2"},
		{"a leader that is not reached is deposed, and leaves at its next beat", "advance 1200ms\npartition n1 n3 | n2\ncall n2 Elect\nadvance 610ms\ncall n1 Elect\nadvance 2s\nheal\ncall n1 Elect\nadvance 5s", "n2; n1; n2"},
		{"an election ends where the file does not answer", "advance 5s\ndelay n2 file 9s\ncall n2 Elect\nadvance 1499ms\nadvance 2ms", "failed no leader was found in 5 attempts; call Elect to try again"},
	} {
		p := election.DumbProtocol()
		p.Invariants = nil // a violation ends a run, and here it is to go on
		s, got := run(t, p, 3, nil, c.script)
		if got != c.want {
			t.Errorf("%s: got %s\n%v\n%s", c.about, got, s.Err(), sim.Text(s.Trace()))
		}
	}
}

// Garcia-Molina, section III: a candidate leads only when all that are up have halted.
func TestBullyHalts(t *testing.T) {
	s, _ := run(t, election.BullyProtocol(), 3, nil, "manual\nfire n3 election\ndeliver n3 n2 Halt\ndeliver n2 n3 Halted")
	if got := follow(s); got != "  " {
		t.Errorf("they follow %q: n3 leads, and n1 has not halted", got)
	}
	for _, line := range []string{"deliver n3 n1 Halt", "deliver n1 n3 Halted"} {
		if err := s.RunScript(line); err != nil {
			t.Fatal(err)
		}
	}
	if got := follow(s); got != "  n3" {
		t.Errorf("they follow %q, and all have halted", got)
	}
}

// A node that comes up is silent for one timeout, so that no answer to its former life counts in this one.
func TestBullyWaitsWhenItComesUp(t *testing.T) {
	s, _ := run(t, election.BullyProtocol(), 3, map[string]any{"timeout": "300ms"}, "advance 1s\ncrash n2\nadvance 1s\nrecover n2\nadvance 1s")
	for _, e := range s.Trace().Events {
		up := 2 * time.Second
		if e.At < time.Second {
			up = 0
		}
		if e.What == protocol.Sent && e.Node == "n2" {
			if e.At < up+300*time.Millisecond {
				t.Errorf("n2 comes up at %v and begins at %v", up, e.At)
			}
			if up > 0 {
				return
			}
		}
	}
	t.Error("n2 said nothing when it was up again")
}

// Garcia-Molina, section IV: leaders of parts that were cut off from each other look for each other, and become one again.
func TestBullyCheck(t *testing.T) {
	p := election.BullyProtocol()
	p.Invariants = nil // there are two, which ends a run, and here it is to go on
	s, _ := run(t, p, 3, nil, "advance 5s\npartition n1 n2 | n3\ncall n1 Elect\nadvance 4s\nheal\nadvance 9s")
	if got := follow(s); got != "n3 n3 n3" {
		t.Errorf("they follow %s\n%s", got, sim.Text(s.Trace()))
	}
}
