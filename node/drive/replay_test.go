package drive

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

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
	tapes := map[protocol.NodeID][]protocol.Taped{}
	codec, err := NewCodec(ledgerProtocol())
	if err != nil {
		t.Fatal(err)
	}
	for _, id := range c.ids {
		c.at(id).Close()
		b, err := os.ReadFile(filepath.Join(c.dir, string(id)+".tape"))
		if err != nil {
			t.Fatal(err)
		}
		if tapes[id], err = ReadTape(append(b, b[:5]...), codec, id); err != nil { // half an event, as a crash may leave it
			t.Fatal(err)
		}
	}
	again, err := sim.Replay(ledgerProtocol(), nil, tapes)
	if err != nil {
		t.Fatal(err)
	}
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
	if strings.Count(text, "  start") != 4 || strings.Count(text, "crash") != 1 {
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
