package raft_test

// Random runs that are to be hard on the answers: elections are short, and several calls at each moment meet at three keys, all along. What sim.Random draws
// has faults of all sorts and few calls.

import (
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"parley/protocol"
	"parley/sim"
	"parley/txn/raft"
)

// crowd is such a run.
type crowd struct {
	*rand.Rand
	*sim.Sim
	down, paused map[int]bool
	calls        int
	last         map[string]string // the value that was written last to each key, as far as this test knows
}

func (c *crowd) node() int { return 1 + c.IntN(len(c.Names())) }

// call begins an operation, at a node that is up.
func (c *crowd) call() {
	node := c.node()
	if c.down[node] || c.paused[node] {
		return
	}
	c.calls++
	key, value := string(rune('a'+c.IntN(2))), fmt.Sprintf("v%d", c.calls)
	switch k := c.IntN(20); {
	case k < 6:
		c.Sim.Call(node, "Put", key, value)
		c.last[key] = value
	case k < 13:
		c.Sim.Call(node, "Get", key)
	case k < 19:
		c.Sim.Call(node, "Cas", key, c.last[key], value)
		if c.IntN(2) == 0 {
			c.last[key] = value
		}
	default:
		c.Sim.Call(node, "Delete", key)
		c.last[key] = ""
	}
}

// disturb does something to the cluster. What cannot be done at the moment is not done.
func (c *crowd) disturb() {
	node := c.node()
	switch c.IntN(12) {
	case 0:
		c.down[node] = c.Crash(node) == nil || c.down[node]
	case 1:
		c.CrashAtWrite(node, 1+c.IntN(4), c.IntN(2) == 0)
	case 2, 3:
		if c.Recover(node) == nil {
			c.down[node] = false
		}
	case 4:
		var groups [2][]int
		for i := range c.Names() {
			g := c.IntN(2)
			groups[g] = append(groups[g], i+1)
		}
		c.Partition(groups[0], groups[1])
	case 5, 6:
		c.Heal()
	case 7:
		c.Loss(float64(c.IntN(20)) / 100)
		c.Duplicate(float64(c.IntN(30)) / 100)
	case 8:
		c.Reorder(true)
		c.Delay(0, time.Duration(1+c.IntN(40))*time.Millisecond)
	case 9:
		if c.paused[node] {
			c.paused[node] = c.Resume(node) != nil
		} else {
			c.paused[node] = c.Pause(node) == nil
		}
	case 10:
		c.Sim.Call(node, "Transfer", c.Names()[c.node()-1])
	default:
		c.Sim.Call(node, "Snapshot")
	}
}

func dense(t *testing.T, seed uint64) *sim.Sim {
	t.Helper()
	p := raft.Protocol()
	s, err := sim.New(sim.Config{Protocol: p, Nodes: 3 + int(seed%3)/2*2, Seed: seed, Silent: true, Params: map[string]any{
		"election": "100ms", "heartbeat": "20ms", "patience": "3s", "window": 3, "compact": []int{3, 40}[seed%2],
	}})
	do(t, err)
	c := &crowd{Rand: rand.New(rand.NewPCG(seed, 0x64656e7365)), Sim: s, down: map[int]bool{}, paused: map[int]bool{}, last: map[string]string{}}
	do(t, s.Advance(500*time.Millisecond))
	for range 80 {
		for range 1 + c.IntN(4) {
			c.call()
		}
		if c.IntN(5) == 0 {
			c.disturb()
		}
		s.Advance(time.Duration(1+c.IntN(12)) * time.Millisecond)
		if c.IntN(12) == 0 {
			s.Advance(time.Duration(50+c.IntN(400)) * time.Millisecond)
		}
	}
	s.Heal()
	for node := range s.Names() {
		s.Resume(node + 1)
		s.Recover(node + 1)
	}
	s.Advance(5 * time.Second)
	return s
}

func TestRandomCrowds(t *testing.T) {
	calls, ok, unknown, open := 0, 0, 0, 0
	for at := *seed; at < *seed+uint64(*seeds); at++ {
		s := dense(t, at)
		again := fmt.Sprintf("go test ./txn/raft -run TestRandomCrowds -seed %d -seeds 1", at)
		if s.Err() != nil {
			t.Fatalf("%v; again by %s", s.Err(), again)
		}
		switch verdict, _ := sim.CheckLinear(raft.Model(), s.History(), 0); verdict {
		case sim.Linear:
		case sim.NotLinear:
			t.Fatalf("the history is not linearizable; again by %s", again)
		default:
			open++
		}
		for _, op := range s.History() {
			switch calls++; {
			case !op.Ended:
			case op.Reply.Verdict == protocol.OK:
				ok++
			case op.Reply.Verdict == protocol.Unknown:
				unknown++
			}
		}
	}
	if open > *seeds/50 {
		t.Errorf("%d of %d histories could not be judged", open, *seeds)
	}
	if ok < calls/2 {
		t.Errorf("only %d of %d calls were answered", ok, calls)
	}
	t.Logf("%d seeds, %d calls, %d of them answered, of %d nobody knows; %d histories could not be judged", *seeds, calls, ok, unknown, open)
}
