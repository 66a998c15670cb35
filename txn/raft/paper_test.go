package raft_test

// What the paper says, each with its place.

import (
	"slices"
	"testing"

	"parley/protocol"
	"parley/txn/raft"
)

// 5.1: "if one server's current term is smaller than the other's, then it updates its current term to the larger value. If a candidate or leader discovers
// that its term is out of date, it immediately reverts to follower state."
func TestTerms(t *testing.T) {
	for name, m := range map[string]struct {
		kind string
		body any
	}{
		"AppendEntries":   {"AppendEntries", raft.Append{Term: 9}},
		"AppendAnswer":    {"AppendAnswer", raft.AppendAnswer{Term: 9}},
		"InstallSnapshot": {"InstallSnapshot", raft.Install{Term: 9, Snapshot: &raft.Snapshot{Index: 1, Term: 1, Members: []protocol.NodeID{"n1", "n2", "n3"}}}},
		"VoteAnswer":      {"VoteAnswer", raft.VoteAnswer{Term: 9}},
		"RequestVote":     {"RequestVote", raft.Ballot{Term: 9, Last: raft.Mark{Index: 9, Term: 8}, Transfer: true}},
	} {
		for _, role := range []string{"follower", "pre-candidate", "leader"} {
			c := with(t, 3, nil)
			switch role {
			case "leader":
				c.lead("n1")
			case "pre-candidate":
				c.fire("n1", "election")
			}
			if s := c.status("n1"); s.Role != role {
				t.Fatalf("it is a %s", s.Role)
			}
			c.send("n2", "n1", m.kind, m.body)
			if s := c.status("n1"); s.Role != "follower" || s.Term != 9 {
				t.Errorf("a %s that gets %s of term 9 is a %s of term %d", role, name, s.Role, s.Term)
			}
			if h := c.servers["n1"].disk["hard"].(raft.Hard); h.Term != 9 {
				t.Errorf("a %s that gets %s of term 9 has %+v on disk", role, name, h)
			}
		}
	}
}

// 5.1: "if a server receives a request with a stale term number, it rejects the request."
func TestStaleTerms(t *testing.T) {
	c := with(t, 3, nil, disk(raft.Hard{Term: 5}, 1, 5))
	if a := body[raft.AppendAnswer](t, c.send("n2", "n1", "AppendEntries", raft.Append{Term: 4, Entries: entries(1, 4, 4)}), "AppendAnswer"); a.OK || a.Term != 5 {
		t.Errorf("%+v", a)
	}
	if a := body[raft.AppendAnswer](t, c.send("n2", "n1", "InstallSnapshot", raft.Install{Term: 4, Snapshot: &raft.Snapshot{Index: 8, Term: 4}}), "AppendAnswer"); a.OK || a.Term != 5 {
		t.Errorf("%+v", a)
	}
	if a := body[raft.VoteAnswer](t, c.send("n2", "n1", "RequestVote", raft.Ballot{Term: 4, Last: raft.Mark{Index: 9, Term: 9}}), "VoteAnswer"); a.Granted || a.Term != 5 {
		t.Errorf("%+v", a)
	}
	if got := c.terms("n1"); !slices.Equal(got, []raft.Term{1, 5}) {
		t.Errorf("its log is %v", got)
	}
	// and answers of old terms are dropped
	c = with(t, 3, nil)
	c.lead("n1")
	old := c.status("n1").Term
	c.lead("n2")
	c.lead("n1")
	call := c.call("n1", "Put", "k", "v")
	c.flying = nil
	c.send("n3", "n1", "AppendAnswer", raft.AppendAnswer{Term: old, OK: true, Match: 9})
	c.open(call)
}

// 5.2: "when servers start up, they begin as followers." "To begin an election, a follower increments its current term and transitions to candidate state. It
// then votes for itself and issues RequestVote RPCs in parallel to each of the other servers in the cluster."
func TestElection(t *testing.T) {
	c := with(t, 5, nil)
	if s := c.status("n1"); s.Role != "follower" || s.Term != 0 {
		t.Errorf("%+v", s)
	}
	c.fire("n1", "election")
	c.deliver("n1", "n2") // one would vote for it, and itself: that is not a majority
	if s := c.status("n1"); s.Role != "pre-candidate" || s.Term != 0 {
		t.Errorf("%+v", s)
	}
	c.fire("n1", "election")
	for _, m := range slices.Clone(c.flying) {
		if m.Kind == "PreVote" && m.To != "n5" {
			c.send(m.From, m.To, m.Kind, m.Body)
		}
	}
	c.flying = slices.DeleteFunc(c.flying, func(m protocol.Message) bool { return m.Kind == "PreVote" })
	for range 2 {
		m := c.flying[0]
		c.flying = c.flying[1:]
		c.send(m.From, m.To, m.Kind, m.Body)
	}
	if s := c.status("n1"); s.Role != "candidate" || s.Term != 1 || c.servers["n1"].disk["hard"] != (raft.Hard{Term: 1, Vote: "n1"}) {
		t.Errorf("%+v, on disk %+v", s, c.servers["n1"].disk)
	}
	for _, to := range []protocol.NodeID{"n2", "n3", "n4", "n5"} {
		if asked := c.take("n1", to, "RequestVote"); len(asked) != 1 || asked[0].(raft.Ballot).Term != 1 {
			t.Errorf("%s is asked %v", to, asked)
		}
	}
	// "A candidate wins an election if it receives votes from a majority of the servers in the full cluster for the same term."
	for i, vote := range []struct {
		from protocol.NodeID
		body raft.VoteAnswer
		role string
	}{
		{"n2", raft.VoteAnswer{Term: 1, For: 1, Granted: true}, "candidate"},
		{"n2", raft.VoteAnswer{Term: 1, For: 1, Granted: true}, "candidate"}, // the same one again
		{"n3", raft.VoteAnswer{Term: 1, For: 1}, "candidate"},
		{"n4", raft.VoteAnswer{Term: 0, For: 0, Granted: true}, "candidate"}, // of another term
		{"n5", raft.VoteAnswer{Term: 1, For: 1, Granted: true}, "leader"},
	} {
		c.send(vote.from, "n1", "VoteAnswer", vote.body)
		if s := c.status("n1"); s.Role != vote.role {
			t.Errorf("after vote %d it is a %s", i+1, s.Role)
		}
	}
}

// 5.2: "each server will vote for at most one candidate in a given term, on a first-come-first-served basis", after a crash too (figure 2: votedFor is
// on stable storage).
func TestOneVote(t *testing.T) {
	for _, crash := range []bool{false, true} {
		c := with(t, 3, nil)
		ask := func(from protocol.NodeID, term raft.Term) bool {
			return body[raft.VoteAnswer](t, c.send(from, "n1", "RequestVote", raft.Ballot{Term: term}), "VoteAnswer").Granted
		}
		if !ask("n2", 1) {
			t.Error("the first gets no vote")
		}
		if crash {
			c.restart("n1")
		}
		if ask("n3", 1) {
			t.Errorf("crash %v: there are two votes in a term", crash)
		}
		if !ask("n2", 1) {
			t.Error("who asks again, since the answer was lost, gets no vote")
		}
		if !ask("n3", 2) {
			t.Error("there is no vote in the next term")
		}
	}
}

// 5.2: "a candidate may receive an AppendEntries RPC from another server claiming to be leader. If the leader's term is at least as large as the candidate's current
// term, then the candidate recognizes the leader as legitimate and returns to follower state. If the term is smaller, then the candidate rejects the RPC."
func TestCandidateHearsOfALeader(t *testing.T) {
	for term, role := range map[raft.Term]string{6: "candidate", 7: "follower", 8: "follower"} {
		c := with(t, 3, nil, disk(raft.Hard{Term: 6}))
		c.fire("n1", "election")
		c.send("n2", "n1", "PreVoteAnswer", raft.VoteAnswer{Term: 6, For: 7, Granted: true})
		c.send("n3", "n1", "AppendEntries", raft.Append{Term: term})
		if s := c.status("n1"); s.Role != role {
			t.Errorf("term %d: it is a %s", term, s.Role)
		}
	}
}

// 5.2: "Raft uses randomized election timeouts to ensure that split votes are rare."
func TestElectionTimeoutsDiffer(t *testing.T) {
	c := with(t, 3, map[string]any{"election": "100ms"})
	seen := map[int64]bool{}
	for seed := range uint64(100) {
		x := c.step("n1", protocol.Event{Kind: protocol.Start, Seed: seed})
		for _, timer := range x.Timers {
			if timer.Name == "election" {
				seen[int64(timer.After)] = true
				if ms := timer.After.Milliseconds(); ms < 100 || ms > 200 {
					t.Errorf("it waits for %v", timer.After)
				}
			}
		}
	}
	if len(seen) < 90 {
		t.Errorf("in 100 times there are %d timeouts", len(seen))
	}
}

// 5.3: "the leader appends the command to its log as a new entry, then issues AppendEntries RPCs in parallel to each of the other servers to replicate the entry. When the entry has been
// safely replicated, the leader applies the entry to its state machine and returns the result of that execution to the client."
func TestReplication(t *testing.T) {
	c := with(t, 5, nil)
	c.lead("n1")
	put := c.call("n1", "Put", "k", "v")
	if c.terms("n1") == nil || len(c.terms("n1")) != 2 {
		t.Fatalf("its log is %v", c.terms("n1"))
	}
	for _, to := range []protocol.NodeID{"n2", "n3", "n4", "n5"} {
		sent := c.take("n1", to, "AppendEntries")
		if len(sent) != 1 || len(sent[0].(raft.Append).Entries) != 1 {
			t.Fatalf("%s is sent %v", to, sent)
		}
		a := body[raft.AppendAnswer](t, c.send("n1", to, "AppendEntries", sent[0]), "AppendAnswer")
		if len(c.terms(to)) != 2 {
			t.Errorf("%s says %+v and has %v on disk", to, a, c.terms(to))
		}
		before := c.status("n1").Commit
		c.send(to, "n1", "AppendAnswer", a)
		if to == "n2" { // two of five
			c.open(put)
			if now := c.status("n1").Commit; now != before {
				t.Errorf("two of five commit %d", now)
			}
		}
		if to == "n3" {
			c.answered(put, nil)
		}
	}
	// "The leader keeps track of the highest index it knows to be committed, and it includes that index in future AppendEntries RPCs (including heartbeats)."
	c.flying = nil
	if s := c.status("n4"); s.Applied != 1 {
		t.Errorf("n4 has applied %d", s.Applied)
	}
	c.beat("n1")
	if s := c.status("n4"); s.Applied != 2 {
		t.Errorf("n4 has applied %d", s.Applied)
	}
}

// Thesis 10.2.1: "the leader can write to its disk in parallel with replicating to the followers and them writing to their disks... The leader may even commit an entry
// before it has been written to its own disk, if a majority of followers have written it to their disks; this is still safe."
func TestLeaderWritesMeanwhile(t *testing.T) {
	c := with(t, 3, nil)
	c.lead("n1")
	c.flying, c.slow = nil, true // messages of a server to itself wait, so that its disk does
	put := c.call("n1", "Put", "k", "v")
	sent := c.take("n1", "n2", "AppendEntries")
	if len(sent) != 1 || len(sent[0].(raft.Append).Entries) != 1 || len(c.terms("n1")) != 1 {
		t.Fatalf("n2 is sent %+v, and n1 has %v on disk", sent, c.terms("n1"))
	}
	a := body[raft.AppendAnswer](t, c.send("n1", "n2", "AppendEntries", sent[0]), "AppendAnswer")
	c.send("n2", "n1", "AppendAnswer", a)
	c.open(put) // one of three has it
	for _, m := range c.take("n1", "n1", "Write") {
		c.send("n1", "n1", "Write", m)
	}
	if got := c.terms("n1"); len(got) != 2 {
		t.Errorf("on its disk is %v", got)
	}
	c.answered(put, nil)
	// Both of the others have it, and the leader does not yet.
	c.flying = nil
	put = c.call("n1", "Put", "k", "w")
	for _, to := range []protocol.NodeID{"n2", "n3"} {
		c.send(to, "n1", "AppendAnswer", raft.AppendAnswer{Term: 1, OK: true, Match: 3, Number: 9})
	}
	c.answered(put, nil)
	// It is no leader any more before that is on its disk: it is there before it says anything.
	c.call("n1", "Put", "k", "x")
	c.send("n2", "n1", "AppendEntries", raft.Append{Term: 2, Prev: raft.Mark{Index: 3, Term: 1}})
	if got := c.terms("n1"); len(got) != 4 {
		t.Errorf("on its disk is %v", got)
	}
}

// What is committed and in a snapshot while the leader has not written it is written with the snapshot, so that the log goes on where the snapshot ends.
func TestSnapshotOfWhatIsNotWritten(t *testing.T) {
	c := with(t, 3, map[string]any{"compact": 4})
	c.lead("n1")
	c.flying, c.slow = nil, true
	for range 4 {
		c.call("n1", "Put", "k", "v")
	}
	for _, from := range []protocol.NodeID{"n2", "n3"} {
		c.send(from, "n1", "AppendAnswer", raft.AppendAnswer{Term: 1, OK: true, Match: 5, Number: 9})
	}
	before := c.status("n1")
	c.restart("n1")
	if after := c.status("n1"); before.Snapshot != 5 || after.Applied != 5 || after.Last != 5 {
		t.Errorf("its log ends before its snapshot: it was %+v and is %+v", before, after)
	}
}

// 5.3: "if followers crash or run slowly, or if network packets are lost, the leader retries AppendEntries RPCs indefinitely."
func TestRetry(t *testing.T) {
	c := with(t, 3, nil)
	c.lead("n1")
	put := c.call("n1", "Put", "k", "v")
	for range 20 {
		c.flying = nil
		c.fire("n1", "heartbeat")
	}
	c.open(put)
	c.beat("n1", "n1", "n3")
	c.answered(put, nil)
}

// 5.3, figure 2: "reply false if log doesn't contain an entry at prevLogIndex whose term matches prevLogTerm", "if an existing entry conflicts with a new one,
// delete the existing entry and all that follow it", "append any new entries not already in the log", "set commitIndex = min(leaderCommit, index of last new entry)".
func TestAppendEntries(t *testing.T) {
	for _, c := range []struct {
		name   string
		log    []raft.Term
		prev   raft.Mark
		add    []raft.Term
		commit raft.Index
		ok     bool
		want   []raft.Term
		does   raft.Index // what is committed then
	}{
		{"into an empty log", nil, raft.Mark{}, []raft.Term{1, 2}, 2, true, []raft.Term{1, 2}, 2},
		{"what is committed is not more than what is known to be there", []raft.Term{1, 1, 1}, raft.Mark{Index: 1, Term: 1}, nil, 3, true, []raft.Term{1, 1, 1}, 1},
		{"a gap", []raft.Term{1}, raft.Mark{Index: 2, Term: 1}, []raft.Term{1}, 3, false, []raft.Term{1}, 0},
		{"another term", []raft.Term{1, 1}, raft.Mark{Index: 2, Term: 2}, []raft.Term{2}, 3, false, []raft.Term{1, 1}, 0},
		{"a conflict", []raft.Term{1, 1, 1, 1}, raft.Mark{Index: 1, Term: 1}, []raft.Term{2}, 2, true, []raft.Term{1, 2}, 2},
		{"a conflict in the middle", []raft.Term{1, 1, 1, 1}, raft.Mark{Index: 1, Term: 1}, []raft.Term{1, 2}, 0, true, []raft.Term{1, 1, 2}, 0},
		{"an old request removes nothing", []raft.Term{1, 1, 2, 2}, raft.Mark{Index: 1, Term: 1}, []raft.Term{1}, 2, true, []raft.Term{1, 1, 2, 2}, 2},
		{"the same again", []raft.Term{1, 2}, raft.Mark{}, []raft.Term{1, 2}, 2, true, []raft.Term{1, 2}, 2},
	} {
		s := with(t, 3, nil, disk(raft.Hard{Term: 3}, c.log...))
		x := s.send("n2", "n1", "AppendEntries", raft.Append{Term: 3, Prev: c.prev, Entries: entries(c.prev.Index+1, c.add...), Commit: c.commit, Number: 1})
		if a := body[raft.AppendAnswer](t, x, "AppendAnswer"); a.OK != c.ok || a.OK && a.Match != c.prev.Index+raft.Index(len(c.add)) {
			t.Errorf("%s: it says %+v", c.name, a)
		}
		if got := s.terms("n1"); !slices.Equal(got, c.want) {
			t.Errorf("%s: its log is %v", c.name, got)
		}
		if got := s.status("n1"); got.Commit != c.does || got.Applied != c.does {
			t.Errorf("%s: it has committed %d and applied %d", c.name, got.Commit, got.Applied)
		}
	}
}

// What was sent stays as it is when the log is cut: a request may leave long after the server has another leader.
func TestSentEntriesStay(t *testing.T) {
	c := with(t, 3, nil)
	c.lead("n1")
	c.puts("n1", 3)
	c.call("n1", "Put", "a", "1")
	c.call("n1", "Put", "b", "2")
	c.flying = nil
	c.fire("n1", "heartbeat")
	c.fire("n1", "heartbeat")
	sent := c.take("n1", "n2", "AppendEntries")
	b := sent[len(sent)-1].(raft.Append)
	before := slices.Clone(b.Entries)
	if len(before) != 2 {
		t.Fatalf("%+v", sent)
	}
	c.send("n3", "n1", "AppendEntries", raft.Append{Term: 5, Prev: raft.Mark{Index: 4, Term: 1}, Entries: entries(5, 5, 5, 5)})
	for i := range before {
		if b.Entries[i].Command != before[i].Command {
			t.Errorf("%v was sent, and now that is %v", before[i], b.Entries[i])
		}
	}
}

// 5.3, figure 7: "when the leader at the top comes to power, it is possible that any of scenarios (a-f) could occur in follower logs", and all become like the
// leader's. "The optimization ... one AppendEntries RPC will be required for each term with conflicting entries, rather than one RPC per entry."
func TestFigure7(t *testing.T) {
	leader := []raft.Term{1, 1, 1, 4, 4, 5, 5, 6, 6, 6}
	for name, log := range map[string][]raft.Term{
		"a": {1, 1, 1, 4, 4, 5, 5, 6, 6},
		"b": {1, 1, 1, 4},
		"c": {1, 1, 1, 4, 4, 5, 5, 6, 6, 6, 6},
		"d": {1, 1, 1, 4, 4, 5, 5, 6, 6, 6, 7, 7},
		"e": {1, 1, 1, 4, 4, 4, 4},
		"f": {1, 1, 1, 2, 2, 2, 3, 3, 3, 3, 3},
	} {
		c := with(t, 3, nil, disk(raft.Hard{Term: 7}, leader...), disk(raft.Hard{Term: 7}, log...), disk(raft.Hard{Term: 7}, leader[:7]...))
		c.lead("n1", "n3")
		c.flying = nil
		c.servers["n1"].timers["heartbeat"] = true
		refused := 0
		for range 4 {
			c.fire("n1", "heartbeat")
			for len(c.flying) > 0 {
				m := c.flying[0]
				c.flying = c.flying[1:]
				if a, ok := m.Body.(raft.AppendAnswer); ok && !a.OK {
					refused++
				}
				c.send(m.From, m.To, m.Kind, m.Body)
			}
		}
		want := append(slices.Clone(leader), 8)
		if got := c.terms("n2"); !slices.Equal(got, want) {
			t.Errorf("(%s): its log is %v", name, got)
		}
		if refused > 3 {
			t.Errorf("(%s): it refuses %d requests", name, refused)
		}
	}
}

// 5.4.1: "if the logs have last entries with different terms, then the log with the later term is more up-to-date. If the logs end with the same term, then whichever
// log is longer is more up-to-date."
func TestUpToDate(t *testing.T) {
	for _, c := range []struct {
		own  []raft.Term
		last raft.Mark
		want bool
	}{
		{nil, raft.Mark{}, true},
		{[]raft.Term{1}, raft.Mark{}, false},
		{[]raft.Term{1, 1}, raft.Mark{Index: 2, Term: 1}, true},
		{[]raft.Term{1, 1}, raft.Mark{Index: 1, Term: 1}, false},
		{[]raft.Term{1, 1}, raft.Mark{Index: 3, Term: 1}, true},
		{[]raft.Term{1, 1, 1}, raft.Mark{Index: 1, Term: 2}, true},
		{[]raft.Term{1, 2}, raft.Mark{Index: 9, Term: 1}, false},
	} {
		for kind, answer := range map[string]string{"PreVote": "PreVoteAnswer", "RequestVote": "VoteAnswer"} {
			s := with(t, 3, nil, disk(raft.Hard{Term: 2}, c.own...))
			x := s.send("n2", "n1", kind, raft.Ballot{Term: 3, Last: c.last})
			if a := body[raft.VoteAnswer](t, x, answer); a.Granted != c.want {
				t.Errorf("%s with a log that ends with %+v, of who has %v: %v", kind, c.last, c.own, a.Granted)
			}
		}
	}
}

// 5.4.2, figure 8: "Raft never commits log entries from previous terms by counting replicas. Only log entries from the leader's current term are
// committed by counting replicas; once an entry from the current term has been committed in this way, then all prior entries are committed indirectly."
func TestFigure8(t *testing.T) {
	old := func(terms ...raft.Term) map[string]any { return disk(raft.Hard{Term: 3}, terms...) }
	// (b) s1 has an entry of term 2, which s2 has too; s5 has another of term 3.
	c := with(t, 5, nil, old(1, 2), old(1, 2), old(1), old(1), old(1, 3))
	// (c) s1 is elected in term 4, and brings the entry of term 2 to s3, so that a majority has it. Its own entry of term 4 has not reached anybody.
	c.fire("n1", "election")
	for c.status("n1").Role != "leader" {
		if len(c.flying) == 0 {
			t.Fatal("n1 is not elected")
		}
		m := c.flying[0]
		c.flying = c.flying[1:]
		if m.From != "n5" && m.To != "n5" {
			c.send(m.From, m.To, m.Kind, m.Body)
		}
	}
	c.flying = nil
	c.send("n2", "n1", "AppendAnswer", raft.AppendAnswer{Term: 4, OK: true, Match: 2})
	c.send("n3", "n1", "AppendAnswer", raft.AppendAnswer{Term: 4, OK: true, Match: 2})
	if s := c.status("n1"); s.Term != 4 || s.Commit != 0 {
		t.Errorf("an entry of term 2 is committed by counting: %+v", s)
	}
	// (e) but when the entry of term 4 is on a majority, both are committed
	c.send("n2", "n1", "AppendAnswer", raft.AppendAnswer{Term: 4, OK: true, Match: 3})
	c.send("n3", "n1", "AppendAnswer", raft.AppendAnswer{Term: 4, OK: true, Match: 3})
	if s := c.status("n1"); s.Commit != 3 || s.Applied != 3 {
		t.Errorf("an entry of its own term, which three of five have, is not committed: %+v", s)
	}
	// (d) if s1 had crashed before, s5 could be elected by s2, s3 and s4, and overwrite the entry of term 2
	c = with(t, 5, nil, old(1, 2), old(1, 2), old(1, 2), old(1), old(1, 3))
	c.lead("n5", "n2", "n3", "n4")
	c.beat("n5", "n2", "n3", "n4", "n5")
	if got := c.terms("n2"); !slices.Equal(got, []raft.Term{1, 3, 4}) {
		t.Errorf("n2 has %v", got)
	}
}
