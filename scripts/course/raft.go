package course

import (
	"errors"
	"fmt"
	"time"

	"parley/protocol"
	"parley/sim"
)

// This file is the checks of Raft.

func raft() Lesson {
	return Lesson{
		Name:     "raft",
		Summary:  "Raft: what a majority has is not yet committed (Ongaro and Ousterhout 2014, figure 8)",
		Todo:     "say who may lead, which entries a log takes, when they are committed, and what is on disk before an answer",
		variable: "Raft", keep: "the types Entry and Disk, and the type node with Disk and its fields commit and leads", calls: []string{"Propose string"},
		explore: func(nodes []protocol.NodeID) (all []protocol.CallAt) {
			for i, id := range nodes[:2] {
				all = append(all, protocol.CallAt{Node: id, Op: "Propose", Args: []any{string(rune('c' + i))}})
			}
			return all
		},
		workload: func(w *protocol.World, at protocol.NodeID, n int, random func(int) int) (string, []any) {
			return "Propose", []any{fmt.Sprint("op", n)}
		},
		part: 45,
		checks: []check{
			byHand("one leads", 10, 3, "who leads commits an entry, and when it crashes another one does", func(s *sim.Sim) error {
				for range 2 {
					if err := s.Advance(20 * time.Second); err != nil || s.Err() != nil {
						return err
					}
					at, err := proposed(s)
					if err != nil || s.Err() != nil {
						return err
					}
					if err := s.Crash(at); err != nil || s.Err() != nil {
						return err
					}
				}
				return nil
			}),
			byHand("a vote is kept", 10, 3, "n2 votes for n1, crashes and comes back; then n3 wants to lead the same term", steps("elect 1 2", "crash n2", "recover n2", "stand 3 2")),
			byHand("an entry is kept", 10, 3, "n1 and n2 have an entry; n2 crashes and comes back, and n3, which has not, wants to lead",
				steps("elect 1 2", "propose 1 a", "talk 1 2", "crash n1", "crash n2", "recover n2", "stand 3 2", "stand 3 2")),
			byHand("a short log", 10, 3, "all have an entry, and n1 and n2 have another one of the same term; n1 crashes, and n3 wants to lead",
				steps("elect 1 2", "propose 1 a", "talk 1 2", "talk 1 3", "propose 1 b", "talk 1 2", "crash n1", "stand 3 2", "stand 3 2")),
			byHand("a long log", 10, 3, "n1 has two entries of term 1 that nobody else has, n3 and n2 have one of term 2; n3 crashes, and n1 wants to lead",
				steps("elect 1 2", "propose 1 a", "propose 1 b", "crash n1", "elect 3 2", "propose 3 c", "talk 3 2", "crash n3", "recover n1", "stand 1 2", "stand 1 2", "stand 1 2")),
			byHand("a gap", 10, 3, "n2 leads with an entry that n3 has not, and gets one more",
				steps("elect 1 2", "propose 1 a", "talk 1 2", "crash n1", "elect 2 3", "propose 2 b", "talk 2 3", "beat 2 3", "done b")),
			byHand("late entries", 10, 3, "n2 gets two entries, and then an older message with the first of them",
				steps("elect 1 2", "propose 1 a", "propose 1 b", "newest 1 2", "talk 2 1 only", "fire n1 beat", "newest 1 2", "talk 1 2")),
			byHand("other entries", 10, 3, "n1 has an entry that nobody else has, and n3, which leads now, another one in its place",
				steps("elect 1 2", "propose 1 a", "crash n1", "elect 3 2", "propose 3 b", "talk 3 2", "recover n1", "fire n3 beat", "newest 3 1", "propose 3 c", "talk 3 1", "done c")),
			byHand("an entry of an older term", 10, 3, "figure 8 of the paper, of three servers",
				steps("elect 1 2", "propose 1 a", "crash n1", "elect 3 2", "propose 3 b", "crash n3", "recover n1", "elect 1 2", "beat 1 2", "crash n1", "recover n3", "stand 3 2", "stand 3 2")),
			everyScheduleAfter("what may follow", 5, "all that may follow (c) of figure 8, as far as 12,000 states go, with messages lost, late and doubled",
				steps("elect 1 2", "propose 1 a", "crash n1", "elect 3 2", "propose 3 b", "crash n3", "recover n1", "elect 1 2", "beat 1 2"), sim.Exploration{Nodes: 3, Network: sim.Set, MaxStates: 12_000}),
			drawn("also by chance", 5, 3, 200, "%d random runs of 3 nodes: who stands, who hears whom, who crashes; in the end all hear each other, and an entry is committed", chaos),
		},
	}
}

// proposed has an entry committed by whoever leads, and says who that is.
func proposed(s *sim.Sim) (at int, err error) {
	for i, n := range s.World().Nodes {
		if !n.Up {
			continue
		}
		if err := s.Call(i+1, "Propose", "x"); err != nil || s.Err() != nil {
			return 0, err
		}
		h := s.History()
		if k := len(h) - 1; h[k].Ended && h[k].Reply.Verdict == protocol.Failed {
			continue
		}
		if err := s.Advance(5 * time.Second); err != nil || s.Err() != nil {
			return 0, err
		}
		if o := s.History()[len(h)-1]; !o.Ended || o.Reply.Verdict != protocol.OK {
			return 0, fmt.Errorf("%s leads and takes an entry, which is not committed 5s later", n.ID)
		}
		return i + 1, nil
	}
	return 0, errors.New("nobody leads, although a majority has been up for 20s")
}

// chaos is a random run: 60 things of those that runs by hand are made of, and then an election that must come to an end.
func chaos(s *sim.Sim, random func(int) int) error {
	if err := s.RunScript("manual"); err != nil {
		return err
	}
	for n := 0; n < 60 && s.Err() == nil; n++ {
		a := 1 + random(3)
		b := 1 + (a+random(2))%3
		// What cannot be done now is left out.
		switch x := random(100); {
		case x < 18:
			_ = step(s, fmt.Sprintf("stand %d %d", a, b))
		case x < 33:
			_ = step(s, fmt.Sprintf("propose %d op%d", a, n))
		case x < 58:
			_ = step(s, fmt.Sprintf("talk %d %d", a, b))
		case x < 66:
			_ = step(s, fmt.Sprintf("beat %d %d", a, b))
		case x < 74:
			_ = step(s, fmt.Sprintf("newest %d %d", a, b))
		case x < 80:
			_ = step(s, fmt.Sprintf("talk %d %d only", a, b))
		case x < 90:
			_ = s.Crash(a)
		default:
			_ = s.Recover(a)
		}
	}
	for i := range s.Names() {
		_ = s.Recover(i + 1) // who is down
	}
	for range 3 {
		for a := 1; a <= 3 && s.Err() == nil; a++ {
			b, c := fmt.Sprintf("%d %d", a, 1+a%3), fmt.Sprintf("%d %d", a, 1+(a+1)%3)
			if err := stepAll(s, []string{"stand " + b, "stand " + c, "talk " + b, "talk " + c}); err != nil {
				return err
			}
			if waits(s, fmt.Sprintf("n%d", a), "elect") {
				continue // it does not lead
			}
			_ = stepAll(s, []string{fmt.Sprintf("propose %d last", a), "talk " + b, "beat " + b, "beat " + b})
			if h := s.History(); h[len(h)-1].Ended && h[len(h)-1].Reply.Verdict == protocol.OK {
				return nil
			}
		}
	}
	if s.Err() != nil {
		return nil
	}
	return errors.New("all hear each other, each wants to lead three times, and no entry is committed")
}
