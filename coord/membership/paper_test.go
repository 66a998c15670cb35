package membership_test

import (
	"fmt"
	"strings"
	"testing"

	"parley/coord/membership"
	"parley/sim"
)

// run does the lines of a script to a cluster of n nodes.
func run(t *testing.T, n int, lines string) *sim.Sim {
	t.Helper()
	s, err := sim.New(sim.Config{Protocol: membership.Protocol(), Nodes: n, Seed: 1, Strict: true})
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
	if s.Err() != nil {
		t.Fatalf("%v\n%s", s.Err(), sim.Text(s.Trace()))
	}
	return s
}

// ends are the answers of all calls in the order in which they were made.
func ends(s *sim.Sim) string {
	var all []string
	for _, op := range s.History() {
		end := "-"
		if op.Ended {
			end = fmt.Sprintf("%v %v%s", op.Reply.Verdict, op.Reply.Value, op.Reply.Text)
			end = strings.TrimPrefix(strings.Replace(end, "<nil>", "", 1), "value ")
		}
		all = append(all, end)
	}
	return strings.Join(all, "; ")
}

func TestCalls(t *testing.T) {
	for _, c := range []struct{ about, script, want string }{
		{"Connect registers this node in the leader's connections and sets its leader; Disconnect takes it back",
			"call n1 Lead\ncall n2 Connect n1\nadvance 5ms\ncall n2 Leader\ncall n1 Connections\ncall n1 IsLeader\ncall n2 Disconnect\nadvance 5ms\ncall n2 Leader\ncall n1 Connections",
			"; n1; n1; [n2]; true; ; ; []"},
		{"twice is once",
			"call n1 Lead\ncall n2 Connect n1\ncall n2 Connect n1\nadvance 5ms\ncall n2 Connect n1\nadvance 5ms\ncall n1 Connections\ncall n2 Disconnect\ncall n2 Disconnect\nadvance 5ms\ncall n2 Disconnect\ncall n1 Lead",
			"; n1; n1; n1; [n2]; ; ; ; "},
		{"a Connect to a follower is redirected",
			"call n1 Lead\ncall n2 Connect n1\nadvance 5ms\ncall n3 Connect n2\nadvance 5ms\ncall n1 Connections",
			"; n1; n1; [n2 n3]"},
		{"who knows of no leader says so",
			"call n2 Connect n1\nadvance 5ms", "failed n1 does not lead, and knows of no leader"},
		{"a dead leader is an outcome, not a hang",
			"crash n1\ncall n2 Connect n1\nadvance 999ms\nadvance 1ms", "unknown n1 did not answer within 1s; it may have registered this node"},
		{"a leader that has restarted leads no more, and tells who believed it",
			"call n1 Lead\ncall n2 Connect n1\nadvance 5ms\ncrash n1\nrecover n1\ncall n1 Connect n2\nadvance 5ms\ncall n2 Leader",
			"; n1; failed n2 takes this node for the leader, and it is not; "},
		{"two leaders do not follow each other",
			"call n1 Lead\ncall n2 Lead\ncall n1 Connect n2\ncall n2 Connect n1\nadvance 5ms\ncall n1 IsLeader\ncall n2 IsLeader",
			"; ; failed n2 follows this node, which leads, or is about to; failed n1 follows this node, which leads, or is about to; true; true"},
		{"a leader that connects to its follower goes on leading",
			"call n1 Lead\ncall n2 Connect n1\nadvance 5ms\ncall n1 Connect n2\nadvance 5ms\ncall n1 Rejoin\ncall n1 Connections",
			"; n1; failed n2 follows this node, which leads, or is about to; n1; [n2]"},
		{"a leader that connects to another one takes its connections there",
			"call n1 Lead\ncall n2 Connect n1\ncall n3 Lead\nadvance 5ms\ncall n1 Connect n3\nadvance 9ms\ncall n3 Connections\ncall n2 Leader",
			"; n1; ; n3; [n1 n2]; n3"},
		{"Rejoin finds the last leader, after a restart too",
			"call n2 Rejoin\ncall n1 Lead\ncall n2 Connect n1\nadvance 5ms\ncrash n2\nrecover n2\ncall n2 Leader\ncall n2 Rejoin\nadvance 5ms\ncall n1 Connections",
			"failed this node has had no leader yet; Connect to one; ; n1; ; n1; [n2]"},
		{"a leader that leaves hands its connections over",
			"call n1 Lead\ncall n2 Connect n1\ncall n3 Connect n1\nadvance 5ms\ncall n1 Leave\nadvance 9ms\ncall n3 Connections\ncall n2 Leader\ncall n1 Leader\ncall n1 Rejoin\nadvance 5ms\ncall n3 Connections",
			"; n1; n1; n3; [n2]; n3; ; n3; [n1 n2]"},
		{"to a successor that is dead it hands over nothing, and it leaves all the same",
			"call n1 Lead\ncall n2 Connect n1\ncall n3 Connect n1\nadvance 5ms\ncrash n3\ncall n1 Leave\ncall n1 Leave\ncall n1 Lead\nadvance 2s\ncall n2 Leader",
			"; n1; n1; ; failed this node is leaving already; failed this node is handing its connections over; call Lead when that has ended; "},
		{"a dropped connection is told to disconnect",
			"call n1 Lead\ncall n2 Connect n1\nadvance 5ms\ncall n1 Drop n2\ncall n1 Drop n2\ncall n2 Drop n1\nadvance 5ms\ncall n2 Leader",
			"; n1; ; failed n2 is not connected; failed this node does not lead, and has no connections to drop; "},
		{"Disconnect without an answer of the leader is unknown there and done here",
			"call n1 Lead\ncall n2 Connect n1\nadvance 5ms\npartition n1 | n2\ncall n2 Disconnect\nadvance 2s\ncall n2 Leader\ncall n1 Connections",
			"; n1; unknown this node has no leader any more, but n1 did not confirm it within 1s and may still list it; ; [n2]"},
		{"bad arguments",
			"call n1 Connect n9\ncall n1 Connect n1\ncall n1 Lead\ncall n1 Connect n1\ncall n1 Disconnect",
			"failed there is no node n9 in this cluster; failed a node does not connect to itself; Lead makes it the leader; ; n1; failed this node leads; Leave hands its connections over"},
		{"a Disconnect that comes late does not undo a later Connect",
			"call n1 Lead\ncall n2 Connect n1\nadvance 5ms\nreorder n2 n1 yes\ndelay n2 n1 9ms\ncall n2 Disconnect\ndelay n2 n1 1ms\ncall n2 Connect n1\nadvance 20ms\ncall n1 Connections",
			"; n1; ; n1; [n2]"},
		{"an answer that nobody waits for is taken back",
			"call n1 Lead\ncall n3 Lead\ndelay n1 n2 9ms\ncall n2 Connect n1\nadvance 1ms\ncall n2 Connect n3\nadvance 20ms\ncall n1 Connections\ncall n3 Connections",
			"; ; unknown a later call asked for another connection before n1 had answered; n3; []; [n2]"},
	} {
		if got := ends(run(t, 3, c.script)); got != c.want {
			t.Errorf("%s:\n%s\ngot  %s\nwant %s", c.about, c.script, got, c.want)
		}
	}
}

// Redirects that lead far, or in a circle, end.
func TestRedirectsEnd(t *testing.T) {
	far := "" // n1 follows n2, which follows n3, .. which follows n6, since nobody could be told that its leader leads no more
	for i := 1; i <= 5; i++ {
		far += fmt.Sprintf("call n%d Lead\ncut n%d n%d\ncall n%d Connect n%d\nadvance 9ms\n", i+1, i, max(i-1, 1), i, i+1)
	}
	for script, want := range map[string]string{
		far + "call n7 Connect n2\nadvance 20ms": "failed [n2 n3 n4 n5] redirected one to the other, and more than 3 redirects are not followed",
		far + "call n7 Connect n3\nadvance 20ms": "n6",
		"partition n1 n3 | n2 n4\ncall n1 Connect n2\ncall n2 Connect n1\nheal\ncall n3 Connect n1\nadvance 9ms": "failed [n1 n2] redirect to each other, and none of them leads",
	} {
		s := run(t, 7, strings.Replace(script, "cut n1 n1\n", "", 1))
		if got := ends(s); !strings.HasSuffix(got, "; "+want) {
			t.Errorf("got %s\n%s", got, sim.Text(s.Trace()))
		}
	}
}

// What a node tells is what watchers and other machines of the node follow.
func TestFacts(t *testing.T) {
	s := run(t, 2, "call n1 Lead\ncall n2 Connect n1\nadvance 5ms\ncall n2 Connect n1\nadvance 5ms\ncall n2 Leave\nadvance 5ms\ncrash n2\nrecover n2\ncall n2 Rejoin\nadvance 5ms\ncall n1 Drop n2\nadvance 5ms")
	var got []string
	for _, line := range strings.Split(sim.Text(s.Trace()), "\n") {
		if f := strings.Fields(line); len(f) > 2 && f[2] == "tell" {
			got = append(got, f[1]+" "+strings.Join(f[3:], " "))
		}
	}
	want := `n1 follows = n1
n1 leader = n1
n1 members = [n1]
n1 connected = n2
n1 members = [n1 n2]
n2 follows = n1
n2 leader = n1
n2 follows =
n2 leader =
n2 left = true
n1 disconnected = n2
n1 members = [n1]
n2 left = true
n1 connected = n2
n1 members = [n1 n2]
n2 left = false
n2 follows = n1
n2 leader = n1
n1 disconnected = n2
n1 members = [n1]
n2 follows =
n2 leader =`
	if strings.Join(got, "\n") != want {
		t.Errorf("got\n%s", strings.Join(got, "\n"))
	}
}
