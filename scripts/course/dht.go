package course

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"parley/protocol"
	"parley/sim"
)

// This file is the checks of a hash table with locks.

// keysTried are the keys whose homes are asked for.
var keysTried = strings.Split("a b c d e f g h i j k l m n o p q r s t u v w x y z", " ")

func dht() Lesson {
	return Lesson{
		Name:     "dht",
		Summary:  "a hash table: a home for each key, and locks that end (Karger et al. 1997, Gray and Cheriton 1989)",
		Todo:     "say where a key lives, which number a grant has, and what a home does with who is late",
		variable: "Table", keep: "the type Entry, and the type node with its field entries",
		calls: []string{"Where string", "Lock string", "Put string string", "Get string", "Unlock string"}, part: 3,
		explore: func(nodes []protocol.NodeID) (all []protocol.CallAt) {
			for _, id := range nodes {
				all = append(all, protocol.CallAt{Node: id, Op: "Lock", Args: []any{"a"}})
			}
			return append(all, protocol.CallAt{Node: nodes[len(nodes)-1], Op: "Put", Args: []any{"a", "new"}})
		},
		workload: func(w *protocol.World, at protocol.NodeID, n int, random func(int) int) (string, []any) {
			key := [...]string{"a", "d"}[random(2)]
			switch random(8) {
			case 0:
				return "Get", []any{key}
			case 1:
				return "Unlock", []any{key}
			case 2, 3, 4:
				return "Put", []any{key, fmt.Sprint("value ", n)}
			}
			return "Lock", []any{key}
		},
		checks: []check{
			byHand("it is found", 10, 3, "n1 puts a value under a lock, gives that back, and all get it", func(s *sim.Sim) error {
				if err := answered(s, 1, "Lock a", "Put a first", "Unlock a"); err != nil {
					return err
				}
				for _, at := range []int{2, 3, 1} {
					if err := gets(s, at, "a", "first"); err != nil {
						return err
					}
				}
				return nil
			}),
			byHand("one home", 5, 4, "4 nodes say of each key where it lives, and agree", func(s *sim.Sim) error {
				_, err := homes(s, keysTried)
				return err
			}),
			{"a node that comes", 10, "there is a fifth node, and keys move to it, and no other way", moves},
			byHand("one at a time", 10, 3, "n1 has the lock; n2 waits until it is given back, and gets another token", func(s *sim.Sim) error {
				if err := answered(s, 1, "Lock a"); err != nil {
					return err
				}
				if err := s.Call(2, "Lock", "a"); err != nil {
					return err
				}
				if err := s.Advance(10 * time.Millisecond); err != nil || s.Err() != nil {
					return err
				}
				if h := s.History(); h[1].Ended {
					return fmt.Errorf("n1 has the lock of a, and 10ms later n2's Lock %s", ending(h[1]))
				}
				if err := answered(s, 1, "Unlock a"); err != nil {
					return err
				}
				return second(s, 10*time.Millisecond)
			}),
			byHand("a lease", 10, 3, "who has the lock crashes, and the next one gets it when the lease is over", func(s *sim.Sim) error {
				holder, next, err := strangers(s)
				if err == nil {
					err = answered(s, holder, "Lock a")
				}
				if err == nil {
					err = s.Crash(holder)
				}
				if err == nil {
					err = s.Call(next, "Lock", "a")
				}
				if err != nil || s.Err() != nil {
					return err
				}
				return second(s, time.Second)
			}),
			byHand("a late write", 10, 3, "who has the lock stands still; the next one gets it, and then the first one goes on, and puts", func(s *sim.Sim) error {
				holder, next, err := late(s)
				if err != nil || s.Err() != nil {
					return err
				}
				if o, err := asked(s, holder, "Put a late"); err != nil || o.Reply.Verdict != protocol.Failed {
					return orElse(err, "%s has lost the lock, and its Put %s; it should be refused", o.Node, ending(o))
				}
				if err := answered(s, next, "Put a second"); err != nil {
					return err
				}
				return gets(s, next, "a", "second")
			}),
			byHand("a late message", 10, 3, "its put takes 3 seconds on its way, others use the lock, and then the first one has it again", func(s *sim.Sim) error {
				holder, next, err := strangers(s)
				if err == nil {
					err = answered(s, holder, "Lock a")
				}
				if err == nil {
					channel := fmt.Sprintf("n%d n%d", holder, 6-holder-next)
					err = s.RunScript(fmt.Sprintf("reorder %[1]s yes\ndelay %[1]s 3s\ncall n%[2]d Put a late\ndelay %[1]s 1ms\nadvance 300ms", channel, holder))
				}
				if err == nil && s.Err() == nil {
					err = answered(s, next, "Lock a", "Put a second", "Unlock a")
				}
				if err == nil {
					err = s.Advance(2950*time.Millisecond - s.Now())
				}
				if err == nil && s.Err() == nil {
					err = answered(s, holder, "Lock a")
				}
				if err == nil {
					err = s.Advance(100 * time.Millisecond) // the put comes
				}
				if err != nil || s.Err() != nil {
					return err
				}
				return gets(s, next, "a", "second")
			}),
			byHand("a late unlock", 10, 3, "the same, and the first one unlocks: the lock is not its own any more", func(s *sim.Sim) error {
				holder, next, err := late(s)
				if err != nil || s.Err() != nil {
					return err
				}
				if _, err := asked(s, holder, "Unlock a"); err != nil {
					return err
				}
				third, err := asked(s, holder, "Lock a")
				if err != nil || third.Ended {
					return orElse(err, "n%d has the lock, and its lease is not over; %s gives back what it has lost, and its next Lock %s", next, third.Node, ending(third))
				}
				return answered(s, next, "Put a second", "Unlock a")
			}),
			byHand("the home crashes", 10, 3, "twice, when a value was put, and when a lock was granted; it forgets neither", func(s *sim.Sim) error {
				holder, next, err := strangers(s)
				home := 6 - holder - next
				if err == nil {
					err = answered(s, next, "Lock a", "Put a first", "Unlock a")
				}
				if err == nil {
					err = restart(s, home)
				}
				if err == nil {
					err = gets(s, next, "a", "first")
				}
				if err == nil {
					err = answered(s, holder, "Lock a")
				}
				if err == nil {
					err = restart(s, home)
				}
				if err == nil {
					err = s.Call(next, "Lock", "a")
				}
				if err != nil || s.Err() != nil {
					return err
				}
				return second(s, time.Second)
			}),
			everySchedule("whatever is late", 10, "every schedule of 2 nodes which lock, of which one puts, and one may crash", sim.Exploration{Nodes: 2, Crashes: 1}),
			atRandom("also by chance", 5, 3, 150, "%d random runs of 3 nodes, which crash and stand still, while messages are late; in the end all can lock", "crash+pause+delay+reorder", lockable),
		},
	}
}

// asked calls an operation of a node, and waits so long for it as messages take.
func asked(s *sim.Sim, at int, line string) (o sim.Operation, err error) {
	words := strings.Split(line, " ")
	args := make([]any, len(words)-1)
	for i := range args {
		args[i] = words[i+1]
	}
	if err := s.Call(at, words[0], args...); err != nil {
		return o, err
	}
	if err := s.Advance(10 * time.Millisecond); err != nil {
		return o, err
	}
	h := s.History()
	return h[len(h)-1], s.Err()
}

// answered calls operations of a node, each of which is to succeed at once.
func answered(s *sim.Sim, at int, lines ...string) error {
	for _, line := range lines {
		if o, err := asked(s, at, line); err != nil || !o.Ended || o.Reply.Verdict != protocol.OK {
			return orElse(err, "n%d calls %s, and 10ms later that %s", at, line, ending(o))
		}
	}
	return nil
}

// gets says whether that value is found.
func gets(s *sim.Sim, at int, key, want string) error {
	if o, err := asked(s, at, "Get "+key); err != nil || o.Reply.Value != want {
		return orElse(err, "n%d calls Get %s, and that %s; there should be %q", at, key, ending(o), want)
	}
	return nil
}

// orElse is an error, or if it is nil that one.
func orElse(err error, format string, args ...any) error {
	if err != nil {
		return err
	}
	return fmt.Errorf(format, args...)
}

// ending says how a call has ended.
func ending(o sim.Operation) string {
	switch {
	case !o.Ended:
		return "has not ended"
	case o.Reply.Verdict == protocol.OK && o.Reply.Value == nil:
		return "is done"
	case o.Reply.Verdict == protocol.OK:
		return fmt.Sprintf("is answered by %q", fmt.Sprint(o.Reply.Value))
	default:
		return "is refused: " + o.Reply.Text
	}
}

// homes asks all nodes for those of the keys.
func homes(s *sim.Sim, keys []string) (home map[string]protocol.NodeID, err error) {
	home = map[string]protocol.NodeID{}
	for _, key := range keys {
		for at := range s.Names() {
			o, err := asked(s, at+1, "Where "+key)
			if err != nil {
				return nil, err
			}
			id, _ := o.Reply.Value.(protocol.NodeID)
			if at > 0 && id != home[key] || node(s, id) == 0 {
				return nil, fmt.Errorf("n1 says that %s lives at %q, and n%d says at %q", key, home[key], at+1, id)
			}
			home[key] = id
		}
	}
	return home, nil
}

// moves compares where keys live on four nodes and on five.
func moves(p *protocol.Protocol, _ int) (*Broken, error) {
	before, err := sim.New(sim.Config{Protocol: p, Nodes: 4, Seed: 1})
	if err != nil {
		return nil, err
	}
	four, err := homes(before, keysTried)
	if err != nil {
		return judged(before, err), nil
	}
	after, err := sim.New(sim.Config{Protocol: p, Nodes: 5, Seed: 1})
	if err != nil {
		return nil, err
	}
	moved := 0
	for _, key := range keysTried {
		home, err := homes(after, []string{key})
		if err != nil {
			return judged(after, err), nil
		}
		switch now := home[key]; {
		case now == "n5":
			moved++
		case now != four[key]:
			return judged(after, fmt.Errorf("of four nodes %s had the key %s, and now that there is n5 it lives at %s: keys need only move to the new node", four[key], key, now)), nil
		}
	}
	if moved == 0 {
		return judged(after, fmt.Errorf("none of the %d keys lives at the fifth node", len(keysTried))), nil
	}
	return nil, nil
}

// strangers are two nodes of three that are not the home of a.
func strangers(s *sim.Sim) (holder, next int, err error) {
	o, err := asked(s, 1, "Where a")
	id, _ := o.Reply.Value.(protocol.NodeID)
	home := node(s, id)
	if err != nil || home == 0 {
		return 1, 2, orElse(err, "n1 says that a lives at %q", id)
	}
	return home%3 + 1, (home+1)%3 + 1, nil
}

// second looks for the grant of a lock that was called last, to somebody else than the first.
func second(s *sim.Sim, within time.Duration) error {
	if err := s.Advance(within); err != nil || s.Err() != nil {
		return err
	}
	h := s.History()
	locks := slices.DeleteFunc(slices.Clone(h), func(o sim.Operation) bool { return o.Call.Op != "Lock" })
	first, last := locks[0], locks[len(locks)-1]
	was, _ := first.Reply.Value.(uint64)
	is, ok := last.Reply.Value.(uint64)
	switch {
	case !last.Ended:
		return fmt.Errorf("%s calls Lock a at %v, and has not got the lock at %v, although nobody else has it any more", last.Node, last.Start, s.Now())
	case !ok || is <= was:
		return fmt.Errorf("%s got the lock of a with the token %d, and then %s's Lock %s; a token is to be greater than all before it", first.Node, was, last.Node, ending(last))
	}
	return nil
}

// late lets somebody stand still with the lock until another one has it.
func late(s *sim.Sim) (holder, next int, err error) {
	holder, next, err = strangers(s)
	for _, do := range []func() error{
		func() error { return answered(s, holder, "Lock a") },
		func() error { return s.Pause(holder) },
		func() error { return s.Call(next, "Lock", "a") },
		func() error { return second(s, time.Second/4) },
		func() error { return s.Resume(holder) },
	} {
		if err == nil {
			err = do()
		}
	}
	return holder, next, err
}

// restart lets a node crash and come back.
func restart(s *sim.Sim, at int) error {
	if err := s.Crash(at); err != nil {
		return err
	}
	return s.Recover(at)
}

// lockable says whether the locks can be had in the end, and what is put is found.
func lockable(s *sim.Sim) error {
	for i, key := range []string{"a", "d"} {
		if err := answered(s, i+1, "Lock "+key, "Put "+key+" last"); err != nil {
			return err
		}
		if err := gets(s, i+2, key, "last"); err != nil {
			return err
		}
	}
	return nil
}
