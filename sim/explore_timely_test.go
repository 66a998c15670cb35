package sim

import (
	"errors"
	"strings"
	"testing"
	"time"

	"parley/protocol"
)

// herald sends Begin to all others at once, and then, when it may take it that they have it, End.
type herald struct {
	cfg   protocol.Config
	Began bool
}

func (h *herald) Step(e protocol.Event) (x protocol.Effects) {
	switch e.Kind {
	case protocol.Request:
		x.SendEach(h.cfg.Others(), "Begin", nil)
		x.After("later", 2*time.Second)
		x.After("soon", time.Second)
		x.Answer(e.Call.ID, nil)
	case protocol.Timeout:
		x.SendEach(h.cfg.Others(), "End", nil)
		x.Stop("later")
	case protocol.Receive:
		h.Began = h.Began || e.Message.Kind == "Begin"
		if !h.Began {
			panic("the end is before the beginning")
		}
	}
	return x
}

func heraldProtocol() *protocol.Protocol {
	return &protocol.Protocol{
		Name: "herald", New: func(c protocol.Config) protocol.Machine { return &herald{cfg: c} },
		Messages: []protocol.MessageType{{Kind: "Begin"}, {Kind: "End"}},
		Calls:    []protocol.CallType{{Op: "Go"}},
		Explore:  func(nodes []protocol.NodeID) []protocol.CallAt { return []protocol.CallAt{{Node: nodes[0], Op: "Go"}} },
	}
}

// In a timely network a timer goes off when nothing is on its way, and not before one that is due earlier.
func TestExploreTimely(t *testing.T) {
	late, err := Explore(Exploration{Protocol: heraldProtocol(), Nodes: 3})
	if err != nil || late.Violation == nil || !strings.Contains(late.Violation.Error(), "the end is before the beginning") {
		t.Errorf("in a network that may be late: %+v, %v", late, err)
	}
	timely, err := Explore(Exploration{Protocol: heraldProtocol(), Nodes: 3, Network: Timely})
	if err != nil || timely.Violation != nil || !timely.Complete {
		t.Errorf("in one that is not: %+v, %v", timely, err)
	}
	for _, name := range timerNames(t, Exploration{Protocol: heraldProtocol(), Nodes: 3, Network: Timely}) {
		if name == "later" {
			t.Error("a timer went off before one that is due earlier")
		}
	}
}

// timerNames are the timers that go off in some schedule.
func timerNames(t *testing.T, c Exploration) (names []string) {
	p := *c.Protocol
	build := p.New
	p.New = func(cfg protocol.Config) protocol.Machine { return &listener{build(cfg), ""} }
	p.Invariants = []protocol.Property{{Name: "watched", Check: func(w *protocol.World) error {
		protocol.Machines(w, func(_ protocol.NodeID, l *listener) { names = append(names, l.Timer) })
		return nil
	}}}
	c.Protocol = &p
	if _, err := Explore(c); err != nil {
		t.Fatal(err)
	}
	return names
}

type listener struct {
	Machine protocol.Machine
	Timer   string
}

func (l *listener) Step(e protocol.Event) protocol.Effects {
	if e.Kind == protocol.Timeout {
		l.Timer = e.Timer
	}
	return l.Machine.Step(e)
}

// A node may crash between two messages that it sends at once, and the script that shows it does so.
func TestExploreCrashesBetweenMessages(t *testing.T) {
	p := heraldProtocol()
	p.Invariants = []protocol.Property{{Name: "all begin", Check: func(w *protocol.World) error {
		began := 0
		protocol.Machines(w, func(_ protocol.NodeID, h *herald) {
			if h.Began {
				began++
			}
		})
		if began == 1 && !w.Nodes[0].Up {
			return errors.New("one has begun, and who told it so is down")
		}
		return nil
	}}}
	found, err := Explore(Exploration{Protocol: p, Nodes: 3, Network: Timely, Crashes: 1})
	if err != nil || found.Violation == nil {
		t.Fatalf("%+v, %v", found, err)
	}
	var lines []string
	for _, a := range found.Script {
		lines = append(lines, a.String())
	}
	if got := strings.Join(lines, "; "); got != "manual; crash-at-send n1 2; call n1 Go; deliver n1 n2 Begin" {
		t.Error(got)
	}
}
