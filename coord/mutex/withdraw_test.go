package mutex_test

import (
	"strings"
	"testing"

	"parley/coord/mutex"
	"parley/protocol"
	"parley/sim"
)

// Who withdraws does not enter, whenever it does so: all its calls that wait fail, the others enter as if it had not asked, and it may ask again.
func TestWithdraw(t *testing.T) {
	for _, p := range mutex.Protocols() {
		for _, late := range []string{"", "advance 1ms\n", "advance 2ms\n", "advance 1s\n"} {
			s, got := run(t, p, 4, nil, "call n1 Lock\nadvance 1s\ncall n2 Lock\ncall n2 Lock\ncall n3 Lock\n"+late+"call n2 Withdraw")
			if got != "ok; failed: withdrawn; failed: withdrawn; -; ok" {
				t.Errorf("%s, %q: %s", p.Name, late, got)
			}
			do(t, s, "call n1 Unlock\nadvance 1s")
			if inside(s) != 3 {
				t.Errorf("%s, %q: n3 is not inside\n%s", p.Name, late, sim.Text(s.Trace()))
			}
			do(t, s, "call n4 Lock\nadvance 1s\ncall n2 Lock\nadvance 1s")
			drain(t, s)
			holds(t, s)
			if got := entered(s); len(got) != len("n1 n3 n4 n2") || !strings.HasPrefix(got, "n1 n3") || waiting(s) != "" {
				t.Errorf("%s, %q: entered %s, waiting %s", p.Name, late, got, waiting(s))
			}
		}
	}
}

// Who withdraws just when it is granted, and what was sent to it is on its way, does not enter and keeps nobody out.
func TestWithdrawWhileItIsGranted(t *testing.T) {
	for _, p := range mutex.Protocols() {
		for _, again := range []string{"", "call n2 Lock\n"} {
			s, _ := run(t, p, 3, map[string]any{"patience": "0s"}, "call n1 Lock\nadvance 1s\ncall n2 Lock\nadvance 1s\ncall n1 Unlock\ncall n2 Withdraw\n"+again+"advance 1s\ncall n3 Lock\nadvance 1s")
			if in, want := inside(s), map[string]int{"": 3, "call n2 Lock\n": 2}[again]; in != want {
				t.Errorf("%s: n%d is inside, want n%d\n%s", p.Name, in, want, sim.Text(s.Trace()))
			}
			drain(t, s)
			holds(t, s)
			if w := waiting(s); w != "" {
				t.Errorf("%s: %s waits for ever", p.Name, w)
			}
		}
	}
}

// Who is inside stays there, those that wait behind it at the same node fail, and where nobody waits there is nothing to withdraw.
func TestWithdrawInside(t *testing.T) {
	for _, p := range mutex.Protocols() {
		s, got := run(t, p, 3, nil, "call n2 Withdraw\ncall n2 Lock\nadvance 1s\ncall n2 Lock\ncall n2 Withdraw\nadvance 1s\ncall n2 Unlock\nadvance 1s\ncall n2 Withdraw")
		if got != "ok; ok; failed: withdrawn; ok; ok; ok" || inside(s) != 0 || entered(s) != "n2" {
			t.Errorf("%s: %s, entered %s", p.Name, got, entered(s))
		}
		holds(t, s)
	}
}

// What a request costs that is withdrawn, where another node is inside: that of an entry in which the releases come early; with a token, only the question.
func TestWithdrawMessages(t *testing.T) {
	for name, want := range map[string]string{
		"central":         "Release 1, Request 1",
		"lamport":         "Ack 3, Release 3, Request 3",
		"ricart-agrawala": "Reply 2, Request 3", // n1 is inside and replies when it leaves
		"maekawa":         "Failed 1, Locked 1, Release 2, Request 2",
		"suzuki-kasami":   "Request 3",
		"token-ring":      "",
		"raymond":         "Request 1",
	} {
		s, _ := run(t, protocolOf(name), 4, nil, "call n1 Lock\nadvance 1s")
		since := len(s.Trace().Events)
		do(t, s, "call n2 Lock\nadvance 1s\ncall n2 Withdraw\nadvance 1s")
		if got := counted(sent(s, since)); got != want {
			t.Errorf("%s: %s, want %s", name, got, want)
		}
		holds(t, s)
	}
}

// A release that overtakes the request which it takes back: that is over when it arrives.
func TestWithdrawOvertakesTheRequest(t *testing.T) {
	s := begin(t, mutex.CentralProtocol(), 3, nil)
	do(t, s, "manual\ncall n2 Lock\ncall n2 Withdraw\ndeliver n2 n1 Release\ndeliver n2 n1 Request\ncall n1 Lock")
	if inside(s) != 1 {
		t.Errorf("n1 is not inside\n%s", sim.Text(s.Trace()))
	}
	holds(t, s)
	s = begin(t, mutex.MaekawaProtocol(), 3, nil) // n1 asks itself and n2, n2 asks itself and n3
	do(t, s, "manual\ncall n1 Lock\ncall n1 Withdraw\ndeliver n1 n2 Release\ndeliver n1 n2 Request\ncall n2 Lock\ndeliver n2 n3 Request\ndeliver n3 n2 Locked")
	if inside(s) != 2 {
		t.Errorf("n2 is not inside\n%s", sim.Text(s.Trace()))
	}
	holds(t, s)
}

// Who withdraws and asks again before the token has come does not ask for two: it enters by that token, and the others still see who waits.
func TestWithdrawnSuzukiKasamiAsksOnce(t *testing.T) {
	s, _ := run(t, mutex.SuzukiKasamiProtocol(), 3, nil, "call n1 Lock\ncall n2 Lock\nadvance 9ms\ncall n2 Withdraw\ncall n2 Lock\nadvance 9ms\ncall n1 Unlock\nadvance 9ms")
	if got := counted(sent(s, 0)); inside(s) != 2 || got != "Privilege 1, Request 2" {
		t.Errorf("sent %s\n%s", got, sim.Text(s.Trace()))
	}
	do(t, s, "call n3 Lock\nadvance 9ms\ncall n2 Unlock\nadvance 9ms\ncall n3 Unlock\ncall n2 Lock\nadvance 9ms")
	if inside(s) != 2 {
		t.Errorf("n2 does not get the token again\n%s", sim.Text(s.Trace()))
	}
	holds(t, s)
}

// A token that was asked for on behalf of who has withdrawn stays where it came to, and goes on when it is wanted.
func TestWithdrawnRaymondKeepsTheToken(t *testing.T) {
	s, _ := run(t, mutex.RaymondProtocol(), 3, nil, "call n1 Lock\ncall n2 Lock\nadvance 9ms\ncall n2 Withdraw\ncall n1 Unlock\nadvance 9ms\ncall n2 State\ncall n3 Lock\nadvance 9ms")
	if got := answers(s); inside(s) != 3 || !strings.Contains(got, "{idle 0 0 true [] []}") {
		t.Errorf("%s\n%s", got, sim.Text(s.Trace()))
	}
	holds(t, s)
}

// The invariants hold in every schedule in which nodes withdraw at any moment and ask again, and nobody starves in those whose messages are in time.
func TestExploreWithdraw(t *testing.T) {
	for _, p := range mutex.Protocols() {
		p.Explore = func(nodes []protocol.NodeID) (calls []protocol.CallAt) {
			for i, id := range nodes {
				ops := []string{"Lock", "Unlock"}
				if i == len(nodes)-1 || i == 0 && len(nodes) == 2 {
					ops = []string{"Lock", "Withdraw", "Lock", "Unlock"}
				}
				for _, op := range ops {
					calls = append(calls, protocol.CallAt{Node: id, Op: op})
				}
			}
			return calls
		}
		for crashes := range 2 {
			found := explored(t, sim.Exploration{Protocol: p, Nodes: 2, Crashes: crashes, MaxStates: *states})
			if found.Violation != nil {
				t.Errorf("%s, 2 nodes, %d crashes: %v\n%s", p.Name, crashes, found.Violation, sim.Text(found.Trace))
			}
			t.Logf("%s, 2 nodes, %d crashes: %d states, to depth %d, all of them: %v", p.Name, crashes, found.States, found.Depth, found.Complete)
		}
		q, err := p.Require("No Starvation")
		if err != nil {
			t.Fatal(err)
		}
		found := explored(t, sim.Exploration{Protocol: q, Nodes: 3, MaxStates: *states, Network: sim.Timely, Params: map[string]any{"patience": "5s"}})
		if found.Violation != nil {
			t.Errorf("%s, 3 nodes: %v\n%s", p.Name, found.Violation, sim.Text(found.Trace))
		}
		t.Logf("%s, 3 nodes: %d states, to depth %d, all of them: %v", p.Name, found.States, found.Depth, found.Complete)
	}
}
