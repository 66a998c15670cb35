package mutex_test

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"parley/coord/mutex"
	"parley/protocol"
	"parley/sim"
)

// do does the lines of a script to a cluster.
func do(t *testing.T, s *sim.Sim, lines string) {
	t.Helper()
	script, err := sim.Parse(lines)
	if err != nil {
		t.Fatal(err)
	}
	for _, a := range script {
		if err := s.Do(a); err != nil {
			t.Fatal(err)
		}
	}
}

// begin makes a cluster of n nodes.
func begin(t *testing.T, p *protocol.Protocol, n int, params map[string]any) *sim.Sim {
	t.Helper()
	s, err := sim.New(sim.Config{Protocol: p, Nodes: n, Params: params, Seed: 1, Strict: true})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// run does the lines of a script to a cluster of n nodes. It returns the answers of all calls too; - for those that wait.
func run(t *testing.T, p *protocol.Protocol, n int, params map[string]any, lines string) (*sim.Sim, string) {
	t.Helper()
	s := begin(t, p, n, params)
	do(t, s, lines)
	return s, answers(s)
}

func answers(s *sim.Sim) string {
	var ends []string
	for _, op := range s.History() {
		end := "-"
		switch {
		case !op.Ended:
		case op.Reply.Verdict != protocol.OK:
			end = fmt.Sprintf("%v: %s", op.Reply.Verdict, op.Reply.Text)
		case op.Reply.Value == nil:
			end = "ok"
		default:
			end = fmt.Sprint(op.Reply.Value)
		}
		ends = append(ends, end)
	}
	return strings.Join(ends, "; ")
}

// holds fails the test if a property was violated.
func holds(t *testing.T, s *sim.Sim) {
	t.Helper()
	if s.Err() != nil {
		t.Errorf("%v\n%s", s.Err(), sim.Text(s.Trace()))
	}
}

// sent counts the messages since some line of the trace, by kind.
func sent(s *sim.Sim, since int) map[string]int {
	kinds := map[string]int{}
	for _, e := range s.Trace().Events[since:] {
		if e.What == protocol.Sent {
			kinds[e.Message.Kind]++
		}
	}
	return kinds
}

func total(kinds map[string]int) (n int) {
	for _, k := range kinds {
		n += k
	}
	return n
}

func counted(kinds map[string]int) string {
	var all []string
	for _, k := range slices.Sorted(maps.Keys(kinds)) {
		all = append(all, fmt.Sprintf("%s %d", k, kinds[k]))
	}
	return strings.Join(all, ", ")
}

// entered are the nodes that have entered, in order.
func entered(s *sim.Sim) string {
	var all []string
	for _, e := range s.Trace().Events {
		if e.What == protocol.Noted && e.Text == "enters" {
			all = append(all, string(e.Node))
		}
	}
	return strings.Join(all, " ")
}

// inside is who is in the section; 0 for nobody.
func inside(s *sim.Sim) (number int) {
	for _, e := range s.Trace().Events {
		switch {
		case e.What == protocol.Noted && e.Text == "enters":
			fmt.Sscanf(string(e.Node), "n%d", &number)
		case e.What == protocol.Noted && e.Text == "leaves", e.What == protocol.Crashed && string(e.Node) == fmt.Sprintf("n%d", number):
			number = 0
		}
	}
	return number
}

// drain lets all who wait enter and leave, one after the other, until nobody waits or nobody gets in any more.
func drain(t *testing.T, s *sim.Sim) {
	t.Helper()
	for idle := 0; idle < 30 && s.Err() == nil; {
		at := inside(s)
		if at == 0 && waiting(s) == "" {
			return
		}
		idle++
		if at > 0 {
			idle = 0
			do(t, s, fmt.Sprintf("call n%d Unlock", at))
		}
		do(t, s, "advance 200ms")
	}
}

// waiting are the calls of Lock that have not been answered, by node.
func waiting(s *sim.Sim) string {
	var all []string
	for _, op := range s.History() {
		if op.Call.Op == "Lock" && !op.Ended {
			all = append(all, string(op.Node))
		}
	}
	return strings.Join(all, " ")
}

// oneEntry lets a node enter and leave while nobody else wants to, and returns the messages that it took.
func oneEntry(t *testing.T, s *sim.Sim, node int) map[string]int {
	t.Helper()
	since := len(s.Trace().Events)
	do(t, s, fmt.Sprintf("call n%d Lock\nadvance 100ms", node))
	if inside(s) != node {
		t.Fatalf("n%d did not get in\n%s", node, sim.Text(s.Trace()))
	}
	do(t, s, fmt.Sprintf("call n%d Unlock\nadvance 100ms", node))
	holds(t, s)
	return sent(s, since)
}

// allAtOnce lets every node want to enter at the same time, so many times, and returns the messages.
func allAtOnce(t *testing.T, s *sim.Sim, nodes, times int) map[string]int {
	t.Helper()
	since := len(s.Trace().Events)
	for range times {
		for i := range nodes {
			do(t, s, fmt.Sprintf("call n%d Lock", i+1))
		}
	}
	do(t, s, "advance 10ms")
	drain(t, s)
	holds(t, s)
	if w := waiting(s); w != "" {
		t.Fatalf("%s wait\n%s", w, sim.Text(s.Trace()))
	}
	return sent(s, since)
}

// An entry takes a request, a grant and a release; at the coordinator none of them.
func TestCentralTakesThreeMessages(t *testing.T) {
	for _, n := range []int{1, 2, 3, 9} {
		s := begin(t, mutex.CentralProtocol(), n, nil)
		if got := counted(oneEntry(t, s, 1)); got != "" {
			t.Errorf("%d nodes, at the coordinator: %s", n, got)
		}
		if n > 1 {
			if got := counted(oneEntry(t, s, n)); got != "Grant 1, Release 1, Request 1" {
				t.Errorf("%d nodes: %s", n, got)
			}
		}
		if got, want := total(allAtOnce(t, s, n, 3)), 3*3*(n-1); got != want {
			t.Errorf("%d nodes at once: %d messages, want %d", n, got, want)
		}
	}
}

// Who comes first is served first: by when the request reaches the coordinator, not by when it was made.
func TestCentralIsFair(t *testing.T) {
	s, _ := run(t, mutex.CentralProtocol(), 4, nil, "delay n2 n1 50ms\ncall n1 Lock\ncall n2 Lock\nadvance 5ms\ncall n4 Lock\nadvance 5ms\ncall n3 Lock\nadvance 5ms\ncall n1 Lock\nadvance 100ms")
	drain(t, s)
	holds(t, s)
	if got := entered(s); got != "n1 n4 n3 n2 n1" {
		t.Errorf("entered: %s", got)
	}
}

// The coordinator is a parameter.
func TestCentralCoordinator(t *testing.T) {
	for name, node := range map[string]int{"n3": 3, "": 1} {
		s := begin(t, mutex.CentralProtocol(), 3, map[string]any{"coordinator": name})
		if got := total(oneEntry(t, s, node)); got != 0 {
			t.Errorf("%q: it took %d messages at n%d", name, got, node)
		}
	}
	_, got := run(t, mutex.CentralProtocol(), 3, map[string]any{"coordinator": "n9"}, "call n1 Lock")
	if got != "failed: the coordinator is to be n9, and there is no such node in this cluster" {
		t.Error(got)
	}
}

// Lamport, page 562: "To request the resource, process Pi sends the message Tm:Pi requests resource to every other process" (rule 1), each of which "sends a
// (timestamped) acknowledgment message to Pi" (2), and "To release the resource" it "sends a (timestamped) Pi releases resource message to every other
// process" (3).
func TestLamportTakes3NMinus1Messages(t *testing.T) {
	for _, n := range []int{1, 2, 3, 5, 9} {
		s := begin(t, mutex.LamportProtocol(), n, nil)
		want := ""
		if n > 1 {
			want = fmt.Sprintf("Ack %d, Release %d, Request %d", n-1, n-1, n-1)
		}
		if got := counted(oneEntry(t, s, n)); got != want {
			t.Errorf("%d nodes: %s, want %s", n, got, want)
		}
		if got, want := total(allAtOnce(t, s, n, 2)), 2*n*3*(n-1); got != want {
			t.Errorf("%d nodes at once: %d messages, want %d", n, got, want)
		}
	}
}

// Lamport, page 562, rule 5: granted when "(i) There is a Tm:Pi requests resource message in its request queue which is ordered before any other request in its queue"
// and "(ii) Pi has received a message from every other process timestamped later than Tm".
func TestLamportRule5(t *testing.T) {
	s := begin(t, mutex.LamportProtocol(), 3, nil)
	do(t, s, "manual\ncall n1 Lock\ndeliver n1 n2 Request\ndeliver n2 n1 Ack")
	if inside(s) != 0 {
		t.Error("n1 is inside, and n3 has sent nothing later")
	}
	// The request of n3 has the same time as that of n1, and is later in the order of all, since n3 comes after n1.
	do(t, s, "call n3 Lock\ndeliver n3 n1 Request")
	if inside(s) != 1 {
		t.Error("n3 has sent a request that is later, and so it has none that is earlier")
	}
	do(t, s, "deliver n3 n2 Request\ndeliver n2 n3 Ack\ndeliver n1 n3 Request\ndeliver n1 n3 Ack")
	if inside(s) != 1 {
		t.Error("n3 has heard from all, but its request is not the first")
	}
	holds(t, s)
	do(t, s, "call n1 Unlock")
	if inside(s) != 0 {
		t.Error("n3 entered before it heard of the release")
	}
	do(t, s, "deliver n3 n1 Ack\ndeliver n1 n3 Release")
	if inside(s) != 3 {
		t.Errorf("n3 is not inside\n%s", sim.Text(s.Trace()))
	}
	holds(t, s)
}

// Of two requests with the same time, that of the node that comes first in the order of all is first (page 561: "we use any arbitrary total ordering of the
// processes").
func TestRequestsWithOneTime(t *testing.T) {
	for _, p := range []*protocol.Protocol{mutex.LamportProtocol(), mutex.RicartAgrawalaProtocol()} {
		s, _ := run(t, p, 3, nil, "call n3 Lock\ncall n2 Lock\ncall n1 Lock\nadvance 10ms")
		drain(t, s)
		holds(t, s)
		if got := entered(s); got != "n1 n2 n3" {
			t.Errorf("%s: entered %s", p.Name, got)
		}
	}
}

// Lamport, page 562: "Different requests for the resource must be granted in the order in which they are made" (II): if one happened before the other. n1 knows
// nothing of n3's request until n2 tells it by its own.
func TestLaterRequestsAreLater(t *testing.T) {
	for _, p := range []*protocol.Protocol{mutex.LamportProtocol(), mutex.RicartAgrawalaProtocol()} {
		s, _ := run(t, p, 3, nil, "call n3 Lock\nadvance 10ms\ncall n2 Lock\nadvance 10ms\ncall n1 Lock\nadvance 10ms\ncall n3 Lock")
		drain(t, s)
		holds(t, s)
		if got := entered(s); got != "n3 n2 n1 n3" {
			t.Errorf("%s: entered %s", p.Name, got)
		}
		// n3 is far ahead of the clocks of the others, which follow when they hear of it.
		s, _ = run(t, p, 3, nil, strings.Repeat("call n3 Lock\nadvance 9ms\ncall n3 Unlock\n", 5)+"call n2 Lock\nadvance 9ms\ncall n3 Lock\nadvance 9ms\ncall n1 Lock\nadvance 9ms")
		drain(t, s)
		holds(t, s)
		if got := entered(s); got != "n3 n3 n3 n3 n3 n2 n3 n1" {
			t.Errorf("%s, n3 ahead: entered %s", p.Name, got)
		}
	}
}

// A release that comes twice is none of the next request of the node.
func TestOldReleaseEndsNothing(t *testing.T) {
	s := begin(t, mutex.CentralProtocol(), 3, nil)
	do(t, s, "manual\ncall n2 Lock\ndeliver n2 n1 Request\ndeliver n1 n2 Grant\ncall n2 Unlock\nagain n2 n1 Release\ncall n2 Lock\ndeliver n2 n1 Request\ndeliver n1 n2 Grant")
	do(t, s, "call n1 Lock\ndeliver n2 n1 Release")
	if inside(s) != 2 {
		t.Errorf("n%d is inside", inside(s))
	}
	holds(t, s)
}

// Lamport, page 562: "we assume that for any two processes Pi and Pj, the messages sent from Pi to Pj are received in the same order as they are sent". Where an
// acknowledgement overtakes a request, or one is lost, two are inside: the explorer finds it. It finds nothing where channels keep the order, and "this assumption is not essential,
// but it simplifies the description": nor where messages are numbered.
func TestLamportNeedsOrder(t *testing.T) {
	for _, c := range []sim.Exploration{{Network: sim.Ordered}, {Network: sim.Unordered}, {Network: sim.Ordered, Drops: 1}} {
		c.Protocol, c.Nodes, c.MaxStates = mutex.LamportProtocol(), 2, 20_000
		if found := explored(t, c); found.Violation != nil {
			t.Errorf("%s, %d drops: %v", c.Network, c.Drops, found.Violation)
		}
		c.Params = map[string]any{"patience": "0s", "numbered": "false"}
		found := explored(t, c)
		if held := c.Network == sim.Ordered && c.Drops == 0; held != (found.Violation == nil) {
			t.Errorf("without numbers, %s, %d drops: %v in %d states", c.Network, c.Drops, found.Violation, found.States)
		}
	}
	found := explored(t, sim.Exploration{Protocol: mutex.LamportProtocol(), Nodes: 2, Network: sim.Unordered, Params: map[string]any{"patience": "0s", "numbered": "false"}})
	if found.Violation == nil || found.Violation.Property != "Mutual Exclusion" && found.Violation.Property != "Timestamp Order" {
		t.Errorf("%v in %d states", found.Violation, found.States)
	}
}

// Ricart and Agrawala, abstract: "The algorithm sends only 2*(N - 1) messages, where N is the number of nodes in the network per critical section invocation."
func TestRicartAgrawalaTakes2NMinus1Messages(t *testing.T) {
	for _, n := range []int{1, 2, 3, 5, 9} {
		s := begin(t, mutex.RicartAgrawalaProtocol(), n, nil)
		want := ""
		if n > 1 {
			want = fmt.Sprintf("Reply %d, Request %d", n-1, n-1)
		}
		if got := counted(oneEntry(t, s, n)); got != want {
			t.Errorf("%d nodes: %s, want %s", n, got, want)
		}
		if got, want := total(allAtOnce(t, s, n, 2)), 2*n*2*(n-1); got != want {
			t.Errorf("%d nodes at once: %d messages, want %d", n, got, want)
		}
	}
}

// Ricart and Agrawala, section 3: who gets a request replies at once if it does not want to enter, or if the request has priority over its own; else it defers the
// reply until it has left.
func TestRicartAgrawalaDefers(t *testing.T) {
	s := begin(t, mutex.RicartAgrawalaProtocol(), 2, nil)
	do(t, s, "manual\ncall n1 Lock\ncall n2 Lock\ndeliver n1 n2 Request\ndeliver n2 n1 Request")
	if got := counted(sent(s, 0)); got != "Reply 1, Request 2" {
		t.Errorf("n1 has priority, and there was sent: %s", got)
	}
	do(t, s, "deliver n2 n1 Reply")
	if inside(s) != 1 {
		t.Error("n1 has all replies")
	}
	do(t, s, "call n1 Unlock\ndeliver n1 n2 Reply")
	if inside(s) != 2 {
		t.Error("n1 has left, and its reply has come")
	}
	holds(t, s)
}

// A reply to an earlier request, that comes twice or late, is none to this one.
func TestRicartAgrawalaOldReply(t *testing.T) {
	s := begin(t, mutex.RicartAgrawalaProtocol(), 2, nil)
	do(t, s, "manual\ncall n1 Lock\ndeliver n1 n2 Request\nagain n2 n1 Reply\ncall n1 Unlock\ncall n2 Lock\ncall n1 Lock\ndeliver n2 n1 Reply")
	if inside(s) != 0 {
		t.Error("n1 entered by a reply to its first request")
	}
	holds(t, s)
}
