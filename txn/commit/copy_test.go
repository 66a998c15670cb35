package commit_test

// Members that were away, or whose disk is new.

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"testing"

	"parley/protocol"
	"parley/sim"
	"parley/txn/commit"
)

// away and back are what an election and a membership tell, at a node and at the leader.
const (
	away = "call 3 Lead \"\"\ncall 1 Members \"n1 n2\"\n"
	back = "call 1 Members \"n1 n2 n3\"\ncall 3 Lead n1\n"
)

func TestWhoWasAwayGetsWhatItHasMissed(t *testing.T) {
	for _, p := range both() {
		op, s := p.Calls[0].Op, run(t, stack(p), "call 1 "+p.Calls[0].Op+" old 1\ncall 1 "+p.Calls[0].Op+" gone 1\nrun\n"+away)
		for k := range 100 { // more than a transaction takes
			do(t, s, fmt.Sprintf("call 1 %s k%d %d\nadvance 10ms", op, k, k))
		}
		do(t, s, "call 1 "+op+" old 2\ncall 1 Abort gone\nrun")
		if got := data(t, s, "3"); !maps.Equal(got, map[string]string{"old": "1", "gone": "1"}) {
			t.Errorf("%s: while it is away n3 has %v", p.Name, got)
		}
		do(t, s, back+"advance 100ms")
		want := data(t, s, "1")
		if got := data(t, s, "3"); !maps.Equal(got, want) || len(want) != 101 || want["old"] != "2" {
			t.Errorf("%s: n3 has %v", p.Name, got)
		}
		if !has(s, "n1", "-> n3", "Current") {
			t.Errorf("%s: n3 asks for ever", p.Name)
		}
		fine(t, s)
		// It has all, and asks again: nothing is committed for that.
		events := s.Events()
		do(t, s, "call 3 Lead \"\"\ncall 3 Lead n1\nrun")
		if n := s.Events() - events; n > 5 {
			t.Errorf("%s: %d events to learn that there is nothing new", p.Name, n)
		}
	}
}

// A transaction that began without the member, and is open when it comes, reaches it too, also under a key that was not there before.
func TestCopiesComeAfterWhatIsOpen(t *testing.T) {
	for _, p := range both() {
		op := p.Calls[0].Op
		s := run(t, stack(p), away+"delay 1 2 50ms\ncall 1 "+op+" k 1\nadvance 10ms\n"+back+"advance 20ms\ncall 1 "+op+" l 1\nadvance 3s\nrun")
		fine(t, s)
		all(t, s, map[string]string{"k": "1", "l": "1"})
	}
}

// What a follower has that the leader has missed is not taken from it.
func TestAStaleLeaderOverwritesNothing(t *testing.T) {
	for _, p := range both() {
		op := p.Calls[0].Op
		s := run(t, stack(p), "call 1 "+op+" k 1\nrun\n"+away+"call 1 "+op+" k 2\ncall 1 "+op+" l 2\nrun\ncall 3 Lead n3\ncall 3 Members \"n1 n2 n3\"\ncall 1 Lead n3\ncall 2 Lead n3\nrun")
		fine(t, s)
		for _, id := range []string{"1", "2"} {
			if got := data(t, s, id); !maps.Equal(got, map[string]string{"k": "2", "l": "2"}) {
				t.Errorf("%s: n%s has %v", p.Name, id, got)
			}
		}
	}
}

// Random runs in which members come and go, crash, and commit meanwhile.
func TestRandomMembers(t *testing.T) {
	for _, p := range both() {
		copies, most := uint64(0), max(*seeds/4, 1) // they are longer than others
		for k := uint64(1); k <= most; k++ {
			if *seed != 0 {
				k = *seed
			}
			s, err := randomMembers(stack(p), p, k)
			if err != nil {
				t.Fatal(err)
			}
			err = s.Err()
			if err == nil {
				err = settled(s)
			}
			if err != nil {
				t.Fatalf("%s: seed %d, again by: go test ./txn/commit -run '%s$' -seed %d\n%v\n%s", p.Name, k, t.Name(), k, err, sim.Text(s.Trace()))
			}
			if slices.ContainsFunc(s.Trace().Events, func(e protocol.TraceEvent) bool {
				b, ok := e.Message.Body.(commit.Ballot)
				return ok && b.Copy
			}) {
				copies++
			}
			if *seed != 0 {
				return
			}
		}
		if copies < most/2 {
			t.Errorf("%s: in only %d of %d runs something was copied", p.Name, copies, most)
		}
	}
}

func randomMembers(all, p *protocol.Protocol, k uint64) (*sim.Sim, error) {
	r := rand.New(rand.NewPCG(k, 2))
	s, err := sim.New(sim.Config{Protocol: all, Nodes: 4, Seed: k, Strict: k%10 == 0, Params: map[string]any{p.Name + ".leader": "-"}})
	if err != nil {
		return nil, err
	}
	in := map[int]bool{2: true, 3: true, 4: true}
	members := func() string {
		line := "call 1 Members \"n1"
		for id := 2; id <= 4; id++ {
			if in[id] {
				line += fmt.Sprintf(" n%d", id)
			}
		}
		return line + "\"\n"
	}
	script := "call 1 Lead n1\ncall 2 Lead n1\ncall 3 Lead n1\ncall 4 Lead n1\n" + members()
	for n := range 60 {
		id := 2 + r.IntN(3)
		up := s.World().Nodes[id-1].Up
		key := string(rune('a' + r.IntN(5)))
		switch d := r.IntN(10); {
		case d < 4:
			script += fmt.Sprintf("call 1 %s %s v%d\n", p.Calls[0].Op, key, n)
		case d == 4:
			script += fmt.Sprintf("call 1 Abort %s\n", key)
		case d < 7 && up && in[id]: // it is dropped, by itself or as it crashes
			in[id] = false
			script += fmt.Sprintf("call %d Lead \"\"\n", id) + members()
			if r.IntN(2) == 0 {
				script += fmt.Sprintf("crash %d\n", id)
			}
		case d < 9 && !in[id]:
			in[id] = true
			if !up {
				script += fmt.Sprintf("recover %d\n", id)
			}
			script += members() + fmt.Sprintf("call %d Lead n1\n", id)
		}
		script += fmt.Sprintf("advance %dms", []int{0, 1, 2, 5, 700}[r.IntN(5)])
		if err := s.RunScript(script); err != nil {
			return nil, err
		}
		script = ""
	}
	for id := 2; id <= 4; id++ {
		if !s.World().Nodes[id-1].Up {
			script += fmt.Sprintf("recover %d\n", id)
		}
		in[id] = true
	}
	script += members()
	for id := 2; id <= 4; id++ {
		script += fmt.Sprintf("call %d Lead \"\"\ncall %d Lead n1\n", id, id)
	}
	return s, s.RunScript(script + "run 5m")
}
