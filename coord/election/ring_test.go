package election_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"parley/coord/election"
	"parley/protocol"
	"parley/sim"
)

// sent counts the messages of a run by their kinds.
func sent(s *sim.Sim) map[string]int {
	kinds := map[string]int{}
	for _, e := range s.Trace().Events {
		if e.What == protocol.Sent {
			kinds[e.Message.Kind]++
		}
	}
	return kinds
}

// follow are those whom the nodes follow.
func follow(s *sim.Sim) string {
	var all []string
	for _, n := range s.World().Nodes {
		who := "-"
		if m, up := n.Machine.(interface{ Follows() protocol.NodeID }); up {
			who = string(m.Follows())
		}
		all = append(all, who)
	}
	return strings.Join(all, " ")
}

// permutations calls f with each order of the numbers from 1 to n.
func permutations(n int, f func([]int)) {
	var extend func(order, rest []int)
	extend = func(order, rest []int) {
		if len(rest) == 0 {
			f(order)
		}
		for i := range rest {
			extend(append(slices.Clone(order), rest[i]), append(slices.Clone(rest[:i]), rest[i+1:]...))
		}
	}
	var all []int
	for i := range n {
		all = append(all, i+1)
	}
	extend(nil, all)
}

func ringOrder(order []int) string {
	var names []string
	for _, i := range order {
		names = append(names, fmt.Sprintf("n%d", i))
	}
	return strings.Join(names, " ")
}

// toHigher is how far a number gets: to the next higher one, or around.
func toHigher(order []int, i int) int {
	for d := 1; d < len(order); d++ {
		if order[(i+d)%len(order)] > order[i] {
			return d
		}
	}
	return len(order)
}

// Chang and Roberts, abstract: "This decentralized algorithm uses a technique of selective message extinction in order to achieve an average number of message passes of order
// (n log n) rather than O(n²)". If all begin, a number is passed on until it comes to a higher one, and only the highest gets around. So it takes 2n-1 at least, where each node
// is followed by the next higher one, n(n+1)/2 at most, where it is the next lower one, and in the mean over all n! rings exactly n times the n-th harmonic number. Then n
// more tell who it is.
func TestRingTakesAsManyMessagesAsThePaperSays(t *testing.T) {
	for n := 2; n <= 6; n++ {
		sum, rings := 0, 0
		permutations(n, func(order []int) {
			s, err := sim.New(sim.Config{Protocol: election.RingProtocol(), Nodes: n, Params: map[string]any{"order": ringOrder(order), "skip": rings%2 == 0}})
			if err != nil {
				t.Fatal(err)
			}
			if err := s.RunScript("advance 2s"); err != nil {
				t.Fatal(err)
			}
			want := 0
			for i := range order {
				want += toHigher(order, i)
			}
			got := sent(s)
			confirmed := 0
			if rings%2 == 0 {
				confirmed = want + n // the price of the skipping
			}
			if got["Candidate"] != want || got["Elected"] != n || got["Passed"] != confirmed || s.Err() != nil {
				t.Fatalf("%v: sent %v, want %d, %v\n%s", order, got, want, s.Err(), sim.Text(s.Trace()))
			}
			if ascends := slices.IsSorted(order); ascends && want != 2*n-1 {
				t.Errorf("%v: %d messages, want %d", order, want, 2*n-1)
			}
			if slices.Reverse(order); slices.IsSorted(order) && want != n*(n+1)/2 {
				t.Errorf("the reverse of %v: %d messages, want %d", order, want, n*(n+1)/2)
			}
			sum += got["Candidate"]
			rings++
		})
		mean := 0 // rings times n times 1 + 1/2 + .. + 1/n, which is a whole number
		for k := 1; k <= n; k++ {
			mean += rings / k * n
		}
		if sum != mean {
			t.Errorf("%d nodes: %d messages in %d rings, want %d", n, sum, rings, mean)
		}
	}
}

// If one begins, its number or that of a higher one goes from node to node to the highest, and then that one's around: n messages if the highest begins, and up to 2n-1.
func TestRingWhereOneBegins(t *testing.T) {
	const n = 5
	permutations(n, func(order []int) {
		if order[0] != n {
			return // the same ring again
		}
		for i, first := range order {
			s, err := sim.New(sim.Config{Protocol: election.RingProtocol(), Nodes: n, Params: map[string]any{"order": ringOrder(order)}})
			if err != nil {
				t.Fatal(err)
			}
			lines := fmt.Sprintf("manual\nfire n%d election", first) // only messages after that
			for next := 0; lines != ""; {
				if err := s.RunScript(lines); err != nil {
					t.Fatal(err)
				}
				lines = ""
				for all := s.Trace().Events; next < len(all); next++ {
					if m := all[next].Message; all[next].What == protocol.Sent {
						lines += fmt.Sprintf("deliver %s %s %s\n", m.From, m.To, m.Kind)
					}
				}
			}
			if got, want := sent(s)["Candidate"], (n-i)%n+n; got != want || follow(s) != "n5 n5 n5 n5 n5" {
				t.Fatalf("%v, n%d begins: %d messages, want %d; they follow %s\n%s", order, first, got, want, follow(s), sim.Text(s.Trace()))
			}
		}
	})
}

func TestRingScripts(t *testing.T) {
	const noResult = "failed 5 elections in a row had no result: no number comes around; call Elect to try again"
	for _, c := range []struct {
		about, params, script, want, follow string
	}{
		{"the highest node leads", "", "advance 5s\ncall n1 Elect\ncall n4 Elect\nadvance 5s", "n4; n4", "n4 n4 n4 n4"},
		{"when it has crashed, the next one", "", "advance 5s\ncrash n4\ncall n1 Elect\nadvance 9s\ncall n2 Elect\nadvance 5s", "n3; n3", "n3 n3 n3 -"},
		{"when it is back, it leads", "", "advance 5s\ncrash n4\ncall n1 Elect\nadvance 9s\nrecover n4\nadvance 9s\ncall n1 Elect\nadvance 5s", "n3; n4", "n4 n4 n4 n4"},
		{"a follower that is back finds the leader", "", "advance 5s\ncrash n2\nadvance 1s\nrecover n2\nadvance 9s\ncall n2 Elect\nadvance 1s", "n4", "n4 n4 n4 n4"},
		{"an election that is on takes all who ask", "", "call n1 Elect\ncall n2 Elect\ncall n1 Elect\nadvance 5s", "n4; n4; n4", "n4 n4 n4 n4"},
		{"one alone leads", "", "crash n2\ncrash n3\ncrash n4\ncall n1 Elect\nadvance 9s", "n1", "n1 - - -"},
		{"two in a row are skipped", "", "advance 5s\ncrash n4\ncrash n3\ncall n1 Elect\nadvance 9s", "n2", "n2 n2 - -"},
		{"the node that holds the number dies, and it is sent again", "", "advance 5s\ncrash n4\ncall n3 Elect\nadvance 501ms\ncrash n1\nadvance 9s", "n3", "- n3 n3 -"},
		{"the candidate dies while its number goes around, and the next one leads", "", "advance 5s\ncrash n4\ncall n3 Elect\nadvance 501ms\ncrash n3\nadvance 9s\ncall n1 Elect\nadvance 2s", "unknown the node crashed; n2", "n2 n2 - -"},
		{"the news of the leader is lost with a node, and told again", "", "advance 5s\ncrash n4\ncall n3 Elect\nadvance 900ms\ncrash-at-send n1 2\nadvance 3600ms", "n3", "- n3 n3 -"},
		{"a node that is back leads after the one that did not see it", "", "advance 5s\ncrash n4\ncall n3 Elect\nadvance 10ms\nrecover n4\nadvance 9s", "n3", "n4 n4 n4 n4"},
		{"who has let a higher number pass does not lead, though its own comes around", "", "advance 5s\ncrash n4\ncrash n2\ncall n3 Elect\nadvance 10ms\nrecover n4\nadvance 495ms\nrecover n2\nadvance 7ms\ndelay n4 n1 490ms 490ms\nadvance 9s", "n4", "n4 n4 n4 n4"},
		{"in the paper's ring nobody is skipped", "skip", "crash n2\ncall n3 Elect\nadvance 20s\nadvance 20s\nrecover n2\nadvance 9s", noResult, "n4 n4 n4 n4"},
		{"a leader that was cut off hears of the other one", "", "advance 5s\npartition n1 n2 | n3 n4\ncall n1 Elect\nadvance 4s\nheal\nadvance 9s", "n2", "n4 n4 n4 n4"},
	} {
		params := map[string]any{}
		if c.params != "" {
			params[c.params] = false
		}
		p := election.RingProtocol()
		if strings.Contains(c.script, "partition") {
			p.Invariants = nil // there are two, which ends a run, and here it is to go on
		}
		s, got := run(t, p, 4, params, c.script)
		holds(t, s)
		if got != c.want || follow(s) != c.follow {
			t.Errorf("%s: got %s, they follow %s\n%s", c.about, got, follow(s), sim.Text(s.Trace()))
		}
	}
}

// A number of a former round means nothing: when it was on its way a higher node may have been down that is up now.
func TestRingOldRound(t *testing.T) {
	s, _ := run(t, election.RingProtocol(), 3, nil, "manual\nfire n3 election\ndeliver n3 n1 Candidate\ndeliver n1 n2 Candidate\nfire n3 election\ndeliver n2 n3 Candidate")
	if got := follow(s); got != "  " {
		t.Errorf("they follow %q: n3 leads by a number of before\n%s", got, sim.Text(s.Trace()))
	}
	holds(t, s)
}

// Who finds a candidate dead that it has given way to begins again at once, and does not wait for as long as an election may take.
func TestRingDeadCandidate(t *testing.T) {
	s, _ := run(t, election.RingProtocol(), 4, nil, "advance 5s\ncrash n4\ncall n3 Elect\nadvance 501ms\ncrash n3\nadvance 2s")
	if got := follow(s); got != "n4 n2 - -" {
		t.Errorf("they follow %s: n2 does not begin again\n%s", got, sim.Text(s.Trace()))
	}
	holds(t, s)
}
