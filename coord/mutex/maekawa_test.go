package mutex_test

import (
	"fmt"
	"slices"
	"testing"

	"parley/coord/mutex"
	"parley/protocol"
	"parley/sim"
)

// Maekawa, section 3: any two sets meet; each has the node that it is of. In those of a projective plane, N = K(K-1)+1, two meet in one node, all have K, and each node is
// an arbiter of K: "all nodes have equal responsibility". The others have about twice as many as the root of N.
func TestMaekawaQuorums(t *testing.T) {
	planes := map[int]int{1: 1, 3: 2, 7: 3, 13: 4, 21: 5, 31: 6, 57: 8, 73: 9, 91: 10}
	for n := 1; n <= 100; n++ {
		var nodes []protocol.NodeID
		for i := range n {
			nodes = append(nodes, protocol.NodeID(fmt.Sprintf("n%d", i+1)))
		}
		arbiter := map[protocol.NodeID]int{}
		for i := range n {
			a := mutex.Quorum(nodes, i)
			if !slices.Contains(a, nodes[i]) || planes[n] > 0 && len(a) != planes[n] || (len(a)+1)*(len(a)+1) > 4*n+8*len(a) && planes[n] == 0 {
				t.Errorf("%d nodes: the quorum of n%d is %v", n, i+1, a)
			}
			for _, id := range a {
				arbiter[id]++
			}
			for j := range i {
				b := mutex.Quorum(nodes, j)
				common := 0
				for _, id := range a {
					if slices.Contains(b, id) {
						common++
					}
				}
				if common == 0 || planes[n] > 0 && common != 1 {
					t.Errorf("%d nodes: %v and %v have %d in common", n, a, b, common)
				}
			}
		}
		for id, k := range arbiter {
			if planes[n] > 0 && k != planes[n] {
				t.Errorf("%d nodes: %s is in %d quorums", n, id, k)
			}
		}
	}
}

// Maekawa, abstract: "uses only c√N messages to create mutual exclusion in a computer network, where N is the number of nodes and c a constant between 3 and 5". K-1 is just
// below the root of N; an entry takes 3(K-1) messages if nobody else wants to enter. If all do it takes, with Sanders' remedy, up to 6(K-1).
func TestMaekawaTakesThreeToSixMessagesPerMember(t *testing.T) {
	for n, k := range map[int]int{1: 1, 2: 2, 3: 2, 4: 3, 7: 3, 9: 5, 13: 4, 21: 5} {
		s := begin(t, mutex.MaekawaProtocol(), n, nil)
		want := ""
		if n > 1 {
			want = fmt.Sprintf("Locked %d, Release %d, Request %d", k-1, k-1, k-1)
		}
		for _, node := range []int{1, n, n/2 + 1} {
			if got := counted(oneEntry(t, s, node)); got != want {
				t.Errorf("%d nodes, n%d: %s, want %s", n, node, got, want)
			}
		}
		kinds := allAtOnce(t, s, n, 3)
		if got, least := total(kinds), 3*n*3*(k-1); got < least || got > 2*least {
			t.Errorf("%d nodes at once: %d messages, not %d to %d: %s", n, got, least, 2*least, counted(kinds))
		} else {
			t.Logf("%d nodes at once: %.2f messages per entry and member: %s", n, float64(got)*3/float64(max(least, 1)), counted(kinds))
		}
		if kinds["Inquire"] < kinds["Relinquish"] || kinds["Locked"] != kinds["Request"]+kinds["Relinquish"] {
			t.Errorf("%d nodes at once: %s", n, counted(kinds))
		}
	}
}

// Maekawa, section 4: who is asked whether it gives way does so if it has failed elsewhere, and waits with its answer as long as it may still get all. n1 asks itself and n2,
// n2 asks itself and n3, n3 asks itself and n1.
func TestMaekawaGivesWay(t *testing.T) {
	s := begin(t, mutex.MaekawaProtocol(), 3, nil)
	do(t, s, "manual\ncall n3 Lock\ncall n2 Lock\ncall n1 Lock\ndeliver n3 n1 Request\ndeliver n2 n3 Request")
	// n3 has locked itself, and n2 goes before it there. It may still get n1: it does not answer itself.
	if got := counted(sent(s, 0)); got != "Failed 1, Request 3" {
		t.Fatalf("sent %s", got)
	}
	do(t, s, "deliver n1 n3 Failed") // now it cannot, and locks itself for n2
	if got := counted(sent(s, 0)); got != "Failed 1, Locked 1, Request 3" {
		t.Fatalf("sent %s", got)
	}
	do(t, s, "deliver n3 n2 Locked")
	if inside(s) != 2 {
		t.Fatalf("n2 has all of its quorum\n%s", sim.Text(s.Trace()))
	}
	do(t, s, "deliver n1 n2 Request") // goes before n2, which is inside and does not give way
	if got := counted(sent(s, 0)); inside(s) != 2 || got != "Failed 1, Locked 1, Request 3" {
		t.Fatalf("sent %s", got)
	}
	do(t, s, "call n2 Unlock\ndeliver n2 n1 Locked")
	if inside(s) != 1 {
		t.Fatalf("n1 is next\n%s", sim.Text(s.Trace()))
	}
	do(t, s, "deliver n2 n3 Release\ncall n1 Unlock\ndeliver n1 n3 Locked")
	if inside(s) != 3 {
		t.Fatalf("n3 is the last\n%s", sim.Text(s.Trace()))
	}
	holds(t, s)
}

// Sanders (1987): at n6, n4 goes before n6 itself, and then n3 before n4. If n4 is not told that it has failed there, it keeps n1, for which n3 waits, for as long as n3 keeps
// n6, for which n4 waits.
func TestMaekawaWithSandersRemedy(t *testing.T) {
	s, _ := run(t, mutex.MaekawaProtocol(), 6, nil, "call n6 Lock\ncall n4 Lock\ncall n3 Lock\nadvance 100ms")
	if inside(s) != 3 {
		t.Errorf("n3 is not inside\n%s", sim.Text(s.Trace()))
	}
	drain(t, s)
	holds(t, s)
	if got := entered(s); got != "n3 n4 n6" {
		t.Errorf("entered %s", got)
	}
}

// Messages may overtake each other: a question arrives before the lock that it is about, and a failure after it.
func TestMaekawaOvertaking(t *testing.T) {
	s := begin(t, mutex.MaekawaProtocol(), 4, nil) // n1: n1 n2 n3; n2: n1 n2 n4; n4: n2 n3 n4
	do(t, s, "manual\ncall n4 Lock\ndeliver n4 n2 Request\ncall n1 Lock\ndeliver n1 n2 Request\ndeliver n1 n3 Request\ndeliver n4 n3 Request")
	do(t, s, "deliver n2 n4 Inquire\ndeliver n3 n4 Failed")
	if got := sent(s, 0)["Relinquish"]; got != 0 {
		t.Fatalf("n4 gives back what it has not heard that it has\n%s", sim.Text(s.Trace()))
	}
	do(t, s, "deliver n2 n4 Locked")
	if got := sent(s, 0)["Relinquish"]; got != 1 {
		t.Fatalf("n4 keeps n2, and has failed at n3\n%s", sim.Text(s.Trace()))
	}
	do(t, s, "deliver n4 n2 Relinquish\ndeliver n2 n1 Locked\ndeliver n3 n1 Locked")
	if inside(s) != 1 {
		t.Fatalf("n1 has all\n%s", sim.Text(s.Trace()))
	}
	holds(t, s)
}

// A lock that comes twice, and was given back since, does not count. Of four nodes, n4 asks n2, n3 and itself, and n1 asks itself, n2 and n3. n4 gives n2 back to n1, and then that lock
// comes again.
func TestDoubledLock(t *testing.T) {
	s := begin(t, mutex.MaekawaProtocol(), 4, nil)
	do(t, s, "manual\ncall n4 Lock\ndeliver n4 n2 Request\nagain n2 n4 Locked\ncall n1 Lock\ndeliver n1 n2 Request\ndeliver n1 n3 Request\ndeliver n4 n3 Request\ndeliver n3 n4 Failed")
	do(t, s, "deliver n2 n4 Inquire\ndeliver n4 n2 Relinquish\ndeliver n2 n1 Locked\ndeliver n3 n1 Locked\ncall n1 Unlock\ndeliver n1 n3 Release\ndeliver n3 n4 Locked\ndeliver n2 n4 Locked")
	if inside(s) != 0 {
		t.Errorf("n4 is inside, and n2 is not locked for it\n%s", sim.Text(s.Trace()))
	}
	holds(t, s)
}

// A Relinquish that comes twice, and is about an earlier lock for the same request, does not give the next one away. Of nine nodes in three rows, n5 is locked for n8, then for n4 and, when
// that has withdrawn, for n8 again; and asks n8 for n2, when the answer that it had for n4 comes again.
func TestDoubledRelinquish(t *testing.T) {
	s := begin(t, mutex.MaekawaProtocol(), 9, nil)
	do(t, s, "manual\ncall n8 Lock\ncall n2 Lock\ncall n4 Lock\ndeliver n8 n5 Request\ndeliver n5 n8 Locked\ndeliver n8 n2 Request\ndeliver n2 n8 Failed")
	do(t, s, "deliver n4 n5 Request\ndeliver n5 n8 Inquire\nagain n8 n5 Relinquish\ncall n4 Withdraw\ndeliver n4 n5 Release\ndeliver n5 n8 Locked\ndeliver n2 n5 Request\ndeliver n8 n5 Relinquish")
	if got := sent(s, 0)["Locked"]; got != 3 {
		t.Errorf("an old Relinquish gave the lock away: %d locks\n%s", got, sim.Text(s.Trace()))
	}
	holds(t, s)
}
