package node_test

import (
	"context"
	"slices"
	"strings"
	"testing"
	"time"

	"parley/node"
	"parley/protocol"
)

// Bad days.

// A client asks and answers nobody: a node that it is attached to gets no power over it.
func TestAClientIsNobodysTarget(t *testing.T) {
	c := newCluster(t)
	a := c.start(node.Config{Name: "a"})
	client := c.start(node.Config{Role: protocol.Observer})
	if err := client.CallInto(context.Background(), "a", "node.ping", nil); err != nil {
		t.Fatal(err)
	}
	if o := ask(a, client.Name(), "os.Getpid()"); o.Verdict != protocol.Failed {
		t.Errorf("a member evaluated at a client: %q", text(o))
	}
	if err := a.CallInto(context.Background(), client.Name(), "node.stop", nil); err == nil {
		t.Error("a member stopped a client")
	}
}

// One connection cannot take every place, and a node that is full can still be looked at.
func TestOnePeerLeavesRoomForOthers(t *testing.T) {
	c := newCluster(t)
	a, other := c.start(node.Config{Name: "a"}), c.start(node.Config{Name: "other"})
	b := c.start(node.Config{Name: "b", MaxEvaluations: 8})
	for range 20 {
		if err := a.Send(context.Background(), "b", node.Source{Text: "select {}"}); err != nil {
			t.Fatal(err)
		}
	}
	eventually(t, "a has taken its share", func() bool { return b.Info().Serving == 6 && b.Info().Refused == 14 })
	if o := ask(other, "b", "1 + 1"); text(o) != "2" {
		t.Errorf("another peer gets %q", text(o))
	}
	if err := a.CallInto(context.Background(), "b", "node.ping", nil); err != nil {
		t.Errorf("a call of the greedy one: %v", err)
	}
}

// A sink that does not return does not hold the wait: the outcome came, and is given when the time is over.
func TestASlowSinkDoesNotHoldTheWait(t *testing.T) {
	c := newCluster(t)
	a := c.nodes("a", "b")[0]
	gate := make(chan struct{})
	defer close(gate)
	o := a.Ask(context.Background(), "b", node.Source{Text: `fmt.Println("x"); 5`}, node.Options{Timeout: 300 * time.Millisecond, Print: true,
		Output: func(protocol.NodeID, uint8, []byte) { <-gate }})
	if text(o) != "5" {
		t.Errorf("the outcome is %q, want the value that came", text(o))
	}
}

// Shutdown answers what was accepted, and takes no more.
func TestShutdownAnswersWhatWasAccepted(t *testing.T) {
	c := newCluster(t)
	nodes := c.nodes("a", "b")
	a, b := nodes[0], nodes[1]
	gate := make(chan struct{})
	if err := b.Bind("gate", gate); err != nil {
		t.Fatal(err)
	}
	answer := make(chan protocol.Outcome, 1)
	go func() { answer <- ask(a, "b", "<-gate; 7") }()
	eventually(t, "it is worked on", func() bool { // and not only what nodes ask each other that have just met
		all, err := b.RunningAt(context.Background(), "b")
		return err == nil && slices.ContainsFunc(all, func(e node.Evaluating) bool { return strings.Contains(e.Source, "<-gate") })
	})
	down := make(chan error, 1)
	go func() { down <- b.Shutdown(context.Background()) }()
	eventually(t, "no more is taken", func() bool { return strings.Contains(text(ask(a, "b", "1")), "shutting down") })
	close(gate)
	if o := <-answer; text(o) != "7" {
		t.Errorf("what was accepted ended as %q", text(o))
	}
	if err := <-down; err != nil {
		t.Error(err)
	}
}

// A node that was joined by its address and restarts there is found again.
func TestAJoinedNodeThatRestartsIsFoundAgain(t *testing.T) {
	c, elsewhere := newCluster(t), newCluster(t)
	elsewhere.home.Keys = c.home.Keys // another machine of the same cluster
	hub := c.start(node.Config{Name: "hub"})
	addr := hub.Addr()
	d := elsewhere.start(node.Config{Name: "d", Join: []string{addr}})
	eventually(t, "d knows the hub", func() bool { return text(ask(d, "hub", "1")) == "1" })
	hub.Close()
	c.start(node.Config{Name: "hub", Listen: addr})
	eventually(t, "d has found it again", func() bool { return text(ask(d, "hub", "2")) == "2" })
}

// Nodes that join each other have two connections for a while; what is asked on the one that goes is not lost.
func TestNodesThatJoinEachOther(t *testing.T) {
	c, elsewhere := newCluster(t), newCluster(t)
	elsewhere.home.Keys = c.home.Keys
	a := c.start(node.Config{Name: "a"})
	d := elsewhere.start(node.Config{Name: "d", Join: []string{a.Addr()}})
	if _, err := a.Meet(context.Background(), d.Addr()); err != nil {
		t.Fatal(err)
	}
	eventually(t, "d has met a", func() bool { return d.Known("a") })
	ctx, cancel := context.WithCancel(context.Background())
	o := d.Ask(ctx, "a", node.Source{Text: `fmt.Println("begun"); time.Sleep(4*time.Second); fmt.Println("still"); select {}`},
		node.Options{Output: func(_ protocol.NodeID, _ uint8, b []byte) {
			if strings.Contains(string(b), "still") { // by now a connection too many is gone
				cancel()
			}
		}})
	if o.Verdict != protocol.Failed || o.Failure.Kind != protocol.FailCancelled {
		t.Errorf("a cancel after the connections settled: %q", text(o))
	}
	eventually(t, "a is idle", func() bool { return a.Info().Serving == 0 })
}

// The Error method of an evaluated type is evaluated code too: its timeout and its cancel hold, and it keeps no place.
func TestAMethodThatDoesNotEndIsStopped(t *testing.T) {
	c := newCluster(t)
	nodes := c.nodes("a", "b")
	a, b := nodes[0], nodes[1]
	for _, to := range []protocol.NodeID{"a", "b"} {
		if o := ask(a, to, "type E struct{ N int }; func (E) Error() string { for {} }; func fails() (int, error) { return 1, E{2} }"); o.Verdict != protocol.OK {
			t.Fatal(text(o))
		}
		o := a.Ask(context.Background(), to, node.Source{Text: "fails()"}, node.Options{Timeout: 200 * time.Millisecond})
		if o.Verdict != protocol.Unknown {
			t.Errorf("at %s: %q", to, text(o))
		}
	}
	eventually(t, "b is idle", func() bool { return b.Info().Serving == 0 })
	ctx, cancel := context.WithTimeout(context.Background(), 200*time.Millisecond)
	defer cancel()
	if o, _ := a.Evaluate(ctx, "fails()", node.Here{}); o.Verdict != protocol.Failed {
		t.Errorf("at the prompt: %q", text(o))
	}
}
