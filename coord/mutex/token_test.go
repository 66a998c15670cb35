package mutex_test

import (
	"fmt"
	"math/bits"
	"math/rand/v2"
	"strings"
	"testing"

	"parley/coord/mutex"
	"parley/protocol"
	"parley/sim"
)

// Suzuki and Kasami, abstract: "The algorithm requires at most N message exchanges for one mutual exclusion invocation." N-1 of them are requests and one is the token; who
// has it needs none.
func TestSuzukiKasamiTakesNMessagesOrNone(t *testing.T) {
	for _, n := range []int{1, 2, 3, 5, 9} {
		s := begin(t, mutex.SuzukiKasamiProtocol(), n, nil)
		if got := counted(oneEntry(t, s, 1)); got != "" {
			t.Errorf("%d nodes, with the token: %s", n, got)
		}
		if n > 1 {
			if got, want := counted(oneEntry(t, s, n)), fmt.Sprintf("Privilege 1, Request %d", n-1); got != want {
				t.Errorf("%d nodes: %s, want %s", n, got, want)
			}
			if got := counted(oneEntry(t, s, n)); got != "" {
				t.Errorf("%d nodes, again: %s", n, got)
			}
		}
		s = begin(t, mutex.SuzukiKasamiProtocol(), n, nil)
		want := (3*n - 1) * n // all entries but the first
		if n == 1 {
			want = 0
		}
		if got := total(allAtOnce(t, s, n, 3)); got != want {
			t.Errorf("%d nodes at once: %d messages, want %d", n, got, want)
		}
	}
}

// Suzuki and Kasami, section 2: the token has the queue of those that get it, and who leaves puts all others that wait to its end. So everybody comes before
// anybody comes again.
func TestSuzukiKasamiQueue(t *testing.T) {
	s, _ := run(t, mutex.SuzukiKasamiProtocol(), 4, nil, "call n1 Lock\ncall n3 Lock\nadvance 9ms\ncall n1 Unlock\ncall n4 Lock\ncall n2 Lock\ncall n3 Lock\nadvance 9ms\ncall n1 Lock\nadvance 9ms")
	drain(t, s)
	holds(t, s)
	if got := entered(s); got != "n1 n3 n1 n2 n4 n3" {
		t.Errorf("entered %s", got)
	}
}

// Suzuki and Kasami, section 2: a request that comes late is known by its number to be served, and does not bring the token back.
func TestSuzukiKasamiOldRequest(t *testing.T) {
	s := begin(t, mutex.SuzukiKasamiProtocol(), 3, nil)
	do(t, s, "manual\ncall n2 Lock\nagain n2 n1 Request\ndeliver n1 n2 Privilege\ncall n2 Unlock\ncall n3 Lock\ndeliver n3 n2 Request\ndeliver n2 n3 Privilege\ncall n3 Unlock")
	before := total(sent(s, 0))
	do(t, s, "deliver n2 n3 Request") // that of the beginning, to one that had not heard of it
	if got := total(sent(s, 0)) - before; got != 0 {
		t.Errorf("an old request was answered by %d messages", got)
	}
	holds(t, s)
	// One that is older than what the node knows does not make it forget: n3 is inside, and hears of n2's second request before the first.
	s = begin(t, mutex.SuzukiKasamiProtocol(), 3, nil)
	do(t, s, "manual\ncall n2 Lock\ndeliver n2 n1 Request\ndeliver n1 n2 Privilege\ncall n2 Unlock\ncall n3 Lock\ndeliver n3 n2 Request\ndeliver n2 n3 Privilege")
	do(t, s, "call n2 Lock\ndeliver n2 n3 Request 2\ndeliver n2 n3 Request\ncall n3 Unlock")
	if got := sent(s, 0)["Privilege"]; got != 3 {
		t.Errorf("n3 keeps the token, and n2 waits\n%s", sim.Text(s.Trace()))
	}
	holds(t, s)
}

// Le Lann: the token goes around. Where all want to enter it takes one message for each entry, and everybody comes before anybody comes again.
func TestTokenRingTakesOneMessageIfAllWantTo(t *testing.T) {
	for _, n := range []int{1, 2, 3, 7} {
		s := begin(t, mutex.TokenRingProtocol(), n, nil)
		allAtOnce(t, s, n, 3)
		tokens, want, entries := 0, "", 0
		for _, e := range s.Trace().Events {
			switch {
			case entries == 3*n:
			case e.What == protocol.Noted && e.Text == "enters":
				entries++
			case e.What == protocol.Sent:
				tokens++
			}
		}
		for range 3 {
			for i := range n {
				want += fmt.Sprintf(" n%d", i+1)
			}
		}
		if n > 1 && tokens != 3*n-1 || n == 1 && tokens != 0 || entered(s) != want[1:] {
			t.Errorf("%d nodes: %d messages, entered %s", n, tokens, entered(s))
		}
	}
}

// Where nobody else wants to enter, the token comes by after N-1 messages at the latest, and rests at each node on its way; and it goes around though nobody
// wants it at all.
func TestTokenRingTakesAsManyAsThereAreNodesBetween(t *testing.T) {
	for node := 1; node <= 5; node++ {
		s := begin(t, mutex.TokenRingProtocol(), 5, map[string]any{"rest": "10ms"})
		do(t, s, fmt.Sprintf("call n%d Lock\nadvance 100ms", node))
		if got := total(sent(s, 0)); got != node-1 || inside(s) != node {
			t.Errorf("from n1 to n%d: %d messages", node, got)
		}
	}
	s, _ := run(t, mutex.TokenRingProtocol(), 5, map[string]any{"rest": "9ms"}, "advance 1s")
	if got := total(sent(s, 0)); got != 100 {
		t.Errorf("in a second: %d messages", got)
	}
}

// tree is the parent of each node but the first.
func tree(shape string, i int) int {
	switch shape {
	case "line":
		return i - 1
	case "star":
		return 0
	}
	return (i - 1) / 2
}

// distance is how many edges there are between two nodes of a tree.
func distance(shape string, a, b int) (d int) {
	for a != b {
		if a < b {
			a, b = b, a
		}
		a = tree(shape, a)
		d++
	}
	return d
}

// Raymond, section 3: a request goes along the path to the token, and the token back along it, each as one message for each edge. Abstract: "typically the number of
// messages exchanged is O(log N) under light demand".
func TestRaymondTakesTwoMessagesForEachEdge(t *testing.T) {
	for _, shape := range []string{"binary", "star", "line"} {
		for _, n := range []int{1, 2, 7, 15, 31} {
			s := begin(t, mutex.RaymondProtocol(), n, map[string]any{"tree": shape})
			r := rand.New(rand.NewPCG(1, uint64(n)))
			at, all, entries := 0, 0, 40
			for range entries {
				next := r.IntN(n)
				got := sent(s, 0)
				oneEntry(t, s, next+1)
				d := distance(shape, at, next)
				now := sent(s, 0)
				if now["Request"]-got["Request"] != d || now["Privilege"]-got["Privilege"] != d {
					t.Fatalf("%s of %d nodes, from n%d to n%d: %v, then %v", shape, n, at+1, next+1, got, now)
				}
				all += 2 * d
				at = next
			}
			if most := 4 * bits.Len(uint(n)) * entries; shape == "binary" && all > most {
				t.Errorf("%d nodes: %d messages for %d entries, and 4 log N is %d", n, all, entries, most)
			}
			if shape == "star" && all > 4*entries {
				t.Errorf("%d nodes: %d messages for %d entries of a star, whose diameter is 2", n, all, entries)
			}
		}
	}
}

// Raymond, abstract: "and reduces to approximately four messages under saturated demand". While all want to enter, the token goes once around the tree and along each
// edge twice, and so does a request: 4(N-1) messages for N entries.
func TestRaymondTakesFourMessagesIfAllWantTo(t *testing.T) {
	for _, n := range []int{3, 7, 15, 31} {
		s := begin(t, mutex.RaymondProtocol(), n, nil)
		got, times := total(allAtOnce(t, s, n, 6)), 6
		if per := float64(got) / float64(n*times); per > 4 || per < 3*float64(n-1)/float64(n) {
			t.Errorf("%d nodes: %.2f messages per entry", n, per)
		} else {
			t.Logf("%d nodes: %.2f messages per entry", n, per)
		}
	}
}

// Raymond, abstract: "The algorithm does not require sequence numbers as it operates correctly despite message overtaking." The one case there is: a node passes the
// token on and asks for it at once, and the request arrives first.
func TestRaymondRequestOvertakesToken(t *testing.T) {
	s := begin(t, mutex.RaymondProtocol(), 2, nil)
	do(t, s, "manual\ncall n1 Lock\ncall n2 Lock\ndeliver n2 n1 Request\ncall n1 Lock\ncall n1 Unlock\ndeliver n1 n2 Request\ncall n2 State\ndeliver n1 n2 Privilege")
	if got := answers(s); !strings.Contains(got, "{waiting 1 0 false [n1] [n2 n1]}") || inside(s) != 2 {
		t.Errorf("%s\n%s", got, sim.Text(s.Trace()))
	}
	do(t, s, "call n2 Unlock\ndeliver n2 n1 Privilege")
	if inside(s) != 1 {
		t.Errorf("n1 did not get the token back\n%s", sim.Text(s.Trace()))
	}
	holds(t, s)
}

// Raymond, section 3: a node asks its neighbour once, on behalf of all that have asked it.
func TestRaymondAsksOnceForSeveral(t *testing.T) {
	s, _ := run(t, mutex.RaymondProtocol(), 7, nil, "call n7 Lock\nadvance 9ms")
	since := len(s.Trace().Events)
	do(t, s, "call n2 Lock\ncall n4 Lock\ncall n5 Lock\nadvance 9ms")
	if got := counted(sent(s, since)); got != "Request 5" { // n4 and n5 to n2; n2 to n1 to n3 to n7
		t.Errorf("sent %s", got)
	}
	drain(t, s)
	holds(t, s)
	if got := entered(s); got != "n7 n2 n4 n5" {
		t.Errorf("entered %s", got)
	}
}

// The tree is one of three.
func TestRaymondTree(t *testing.T) {
	_, got := run(t, mutex.RaymondProtocol(), 3, map[string]any{"tree": "oak"}, "call n2 Lock")
	if got != `failed: the tree is to be "oak", and can be binary, star or line` {
		t.Error(got)
	}
}

// What arrives twice is seen to be old, wherever that could make two tokens or give an arbiter away twice. The paper's token ring has two tokens then.
func TestDoubledMessages(t *testing.T) {
	for _, p := range mutex.Protocols() {
		found := explored(t, sim.Exploration{Protocol: p, Nodes: 3, Duplicates: 1, MaxStates: *states})
		if found.Violation != nil {
			t.Errorf("%s: with a doubled message: %v\n%s", p.Name, found.Violation, sim.Text(found.Trace))
		}
	}
	s := begin(t, mutex.SuzukiKasamiProtocol(), 3, nil) // n2 has had the token, and waits for it again, when the first one comes once more
	do(t, s, "manual\ncall n2 Lock\ndeliver n2 n1 Request\nagain n1 n2 Privilege\ncall n3 Lock\ndeliver n3 n2 Request\ncall n2 Unlock\ndeliver n2 n3 Privilege\ncall n2 Lock\ndeliver n1 n2 Privilege")
	if inside(s) != 3 {
		t.Errorf("n2 entered by an old token\n%s", sim.Text(s.Trace()))
	}
	holds(t, s)
	for i := range 4 {
		s := begin(t, mutex.MaekawaProtocol(), 3, nil)
		do(t, s, "duplicate all all "+[]string{"0", "0.2", "0.5", "1"}[i]+"\ncall n3 Lock\ncall n2 Lock\ncall n1 Lock\nadvance 1s")
		drain(t, s)
		holds(t, s)
		if w := waiting(s); w != "" {
			t.Errorf("%s waits", w)
		}
	}
	found := explored(t, sim.Exploration{Protocol: mutex.TokenRingProtocol(), Nodes: 3, Duplicates: 1, Params: map[string]any{"patience": "0s", "numbered": "false"}})
	if found.Violation == nil || found.Violation.Property != "One Token" {
		t.Errorf("without numbers, and with a doubled message: %v in %d states", found.Violation, found.States)
	}
}
