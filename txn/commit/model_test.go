package commit_test

// What reads promise, in simulated and in live runs.

import (
	"encoding/json"
	"fmt"
	"sync"
	"testing"
	"time"

	"parley/protocol"
	"parley/sim"
	"parley/txn/commit"
)

func judge(history []protocol.Operation) sim.LinearVerdict {
	verdict, _ := sim.CheckLinear(commit.Model(), history, patience)
	return verdict
}

// The model can say no, and knows what was only asked for.
func TestModel(t *testing.T) {
	at := time.Duration(0)
	op := func(name string, value any, args ...any) protocol.Operation {
		at += 2
		return protocol.Operation{Node: "n1", Call: protocol.Call{ID: uint64(at), Op: name, Args: args}, Start: at, End: at + 1, Ended: true, Reply: protocol.Reply{Value: value}}
	}
	set := func(key, value string) protocol.Operation { return op("TwoPhaseCommit", "n1.1.1", key, value) }
	read := func(key, value string) protocol.Operation {
		return op("Read", commit.Item{Value: value, There: value != ""}, key)
	}
	lost := set("k", "lost")
	lost.Reply.Verdict = protocol.Unknown
	for _, c := range []struct {
		what    string
		history []protocol.Operation
		want    sim.LinearVerdict
	}{
		{"what was committed is read", []protocol.Operation{set("k", "1"), read("k", "1"), read("l", "")}, sim.Linear},
		{"a stale read", []protocol.Operation{set("k", "1"), set("k", "2"), read("k", "1")}, sim.NotLinear},
		{"nothing, after a commit", []protocol.Operation{set("k", "1"), read("k", "")}, sim.NotLinear},
		{"after a removal", []protocol.Operation{set("k", "1"), op("Abort", "n1.1.2", "k"), read("k", "")}, sim.Linear},
		{"still there after a removal", []protocol.Operation{set("k", "1"), op("Abort", "n1.1.2", "k"), read("k", "1")}, sim.NotLinear},
		{"an unknown one may happen", []protocol.Operation{lost, read("k", ""), read("k", "lost"), read("k", "lost")}, sim.Linear},
		{"and does not unhappen", []protocol.Operation{lost, read("k", "lost"), read("k", "")}, sim.NotLinear},
		{"half of a transaction", []protocol.Operation{op("TwoPhaseCommitAll", "n1.1.1", []commit.KV{{Key: "a", Value: "1"}, {Key: "b", Value: "1"}}), read("a", "1"), read("b", "")}, sim.NotLinear},
		{"a request happens later", []protocol.Operation{op("Request2PC", "asked n1", "k", "1"), read("k", ""), read("k", "1"), read("k", "1")}, sim.Linear},
		{"and once", []protocol.Operation{op("Request2PC", "asked n1", "k", "1"), read("k", "1"), set("k", "2"), read("k", "2"), read("k", "1")}, sim.NotLinear},
		{"Get is what a node has", []protocol.Operation{set("k", "1"), op("Get", "0", "k")}, sim.Linear},
	} {
		if got := judge(c.history); got != c.want {
			t.Errorf("%s: %s", c.what, got)
		}
	}
}

// A follower's Get, taken for a Read, is not linearizable: n2 has not heard of the commit that the caller was told of.
func TestGetIsNotRead(t *testing.T) {
	for _, p := range both() {
		op := p.Calls[0].Op
		s := run(t, p, "call 1 "+op+" k 1\nrun\ndelay 1 2 10ms\ncall 1 "+op+" k 2")
		for range 60 { // until the leader has answered
			do(t, s, "advance 1ms")
			if s.History()[1].Ended {
				break
			}
		}
		do(t, s, "advance 1ms\ncall 2 Get k\ncall 1 Read k") // not at the same moment
		h := s.History()
		if len(h) != 4 || judge(h) != sim.Linear {
			t.Fatalf("%s: %+v", p.Name, h)
		}
		h[2].Call.Op, h[2].Reply.Value = "Read", commit.Item{Value: h[2].Reply.Value.(string), There: true}
		if judge(h) != sim.NotLinear {
			t.Errorf("%s: n2 is as fast as the leader: %+v", p.Name, h[2].Reply)
		}
	}
}

// Live processes, many callers, and a leader that is killed in the middle: what they were told is linearizable.
func TestLiveHistory(t *testing.T) {
	for row, op := range map[string]string{"2pc": "TwoPhaseCommit", "3pc": "ThreePhaseCommit"} {
		t.Run(row, func(t *testing.T) {
			t.Parallel()
			c := newLives(t, row, "n1", 120)
			began := time.Now()
			var mu sync.Mutex
			var history []protocol.Operation
			do := func(name string, args ...any) line {
				o := protocol.Operation{Node: "n1", Call: protocol.Call{Op: name, Args: args}, Start: time.Since(began)}
				l := c.call("n1", name, args...)
				o.End, o.Ended, o.Reply = time.Since(began), true, protocol.Reply{Value: string(l.Data), Text: l.Err}
				var item commit.Item
				switch {
				case l.Lost:
					o.Reply.Verdict = protocol.Unknown
				case l.Err != "":
					o.Reply.Verdict = protocol.Failed
				case name == "Read" && json.Unmarshal(l.Data, &item) == nil:
					o.Reply.Value = item
				}
				mu.Lock()
				defer mu.Unlock()
				o.Call.ID = uint64(len(history) + 1)
				history = append(history, o)
				return l
			}
			callers := func(life int) {
				var all sync.WaitGroup
				for who := range 4 {
					all.Go(func() {
						for n := range 30 {
							key := []string{"a", "b"}[(who+n)%2]
							name, args := op, []any{key, fmt.Sprintf("%d.%d.%d", life, who, n)}
							switch n % 5 {
							case 1, 3:
								name, args = "Read", args[:1]
							case 4:
								name, args = "Abort", args[:1]
							}
							if l := do(name, args...); l.Lost {
								return // it is killed
							}
						}
					})
				}
				all.Wait()
			}
			callers(1)
			c.mu.Lock()
			leader := c.in["n1"]
			c.mu.Unlock()
			select {
			case <-leader.gone:
			default:
				t.Error("the leader was not killed; it passes less points than it did")
			}
			c.start("n1", 0)
			callers(2)
			if c.rest("in the end", "n1", "n2", "n3"); judge(history) != sim.Linear {
				for _, o := range history {
					t.Logf("%v to %v %s %v: %v %v %s", o.Start, o.End, o.Call.Op, o.Call.Args, o.Reply.Verdict, o.Reply.Value, o.Reply.Text)
				}
				t.Error("the history is not linearizable")
			}
			t.Logf("%d calls", len(history))
		})
	}
}
