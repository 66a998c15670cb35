package drive

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"parley/protocol"
	"parley/sim"
)

// A live run, with a crash, is made again from its tapes: the same answers, and a trace of the whole.
func TestReplay(t *testing.T) {
	c := newCluster(t, 3)
	call(t, c.at("n1"), "Add", 5)
	c.at("n2").Crash()
	c.start("n2")
	call(t, c.at("n2"), "Add", 2)
	call(t, c.at("n3"), "Sum")
	c.at("n1").SetFaults("n3", Faults{Loss: 0.5})
	call(t, c.at("n1"), "Add", 3)
	for _, id := range c.ids {
		c.at(id).Close()
	}
	again := c.replay()
	if err := again.Err(); err != nil {
		t.Error(err)
	}
	var ops []string
	for _, op := range again.History() {
		if !op.Ended {
			t.Errorf("call %v has not ended", op.Call)
		}
		ops = append(ops, op.Call.Op)
	}
	if got := strings.Join(ops, " "); got != "Add Add Sum Add" {
		t.Errorf("calls: %s", got)
	}
	if v := again.History()[3].Reply.Value; v != 10 {
		t.Errorf("the last sum is %v", v)
	}
	text := sim.Text(again.Trace())
	if strings.Count(text, "  start") != 4 || strings.Count(text, "  crash\n") != 1 || strings.Count(text, "  crash: it was stopped\n") != 3 {
		t.Errorf("the trace is\n%s", text)
	}
	// Every message that is received was sent before, under the same number.
	sent := map[uint64]bool{}
	for _, e := range again.Trace().Events {
		if e.What == protocol.Sent {
			sent[e.ID] = true
		}
		if e.What == protocol.Received && !sent[e.ID] {
			t.Errorf("%v was not sent:\n%s", e, text)
		}
	}
}

// replay makes the run again from what is recorded so far.
func (c *cluster) replay() *sim.Sim {
	c.t.Helper()
	tapes := map[protocol.NodeID][]protocol.Taped{}
	codec, err := NewCodec(ledgerProtocol())
	if err != nil {
		c.t.Fatal(err)
	}
	for _, id := range c.ids {
		b, err := os.ReadFile(filepath.Join(c.dir, string(id)+".tape"))
		if err != nil {
			c.t.Fatal(err)
		}
		if tapes[id], err = ReadTape(append(b, b[:5]...), codec, id); err != nil { // half an event, as a crash may leave it
			c.t.Fatal(err)
		}
	}
	again, err := sim.Replay(ledgerProtocol(), nil, tapes)
	if err != nil {
		c.t.Fatal(err)
	}
	return again
}

// A message that was lost on request is lost in the run that is made again.
func TestReplayOfALostMessage(t *testing.T) {
	c := newCluster(t, 2)
	if err := c.at("n1").SetFaults("n2", Faults{CutTo: true}); err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithTimeout(t.Context(), time.Millisecond)
	defer stop()
	if v, err := c.at("n1").Call(ctx, "Add", 5); err == nil {
		t.Fatalf("n2 cannot be reached, and the answer is %v", v)
	}
	call(t, c.at("n1"), "Sum") // answered after the messages of Add were sent
	text := sim.Text(c.replay().Trace())
	if !strings.Contains(text, "  x  n1 to n2  Entry") || !strings.Contains(text, "there is no connection") || strings.Contains(text, "  n2  <- n1") {
		t.Errorf("the trace is\n%s", text)
	}
}

// A node that has crashed and not come back is down in the run that is made again, and what it did not write it did not do.
func TestReplayOfANodeThatIsDown(t *testing.T) {
	c := newCluster(t, 3)
	call(t, c.at("n1"), "Add", 5)
	n2 := c.at("n2")
	if err := n2.CrashAtWrite(1, false); err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithTimeout(t.Context(), patience)
	defer stop()
	if v, err := n2.Call(ctx, "Add", 2); err == nil {
		t.Fatalf("it crashed and answered %v", v)
	}
	<-n2.done
	again := c.replay()
	for _, n := range again.World().Nodes {
		if n.Up == (n.ID == "n2") {
			t.Errorf("%s is up: %v", n.ID, n.Up)
		}
	}
	if text := sim.Text(again.Trace()); strings.Count(text, "  crash\n") != 1 || strings.Contains(text, "Add 2") || !strings.Contains(text, "Add 5") {
		t.Errorf("the trace is\n%s", text)
	}
}
