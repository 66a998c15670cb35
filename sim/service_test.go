package sim

import (
	"strings"
	"testing"

	"parley/protocol"
)

// ticket is a protocol to test services with: Draw asks the one dispenser for the next number.
type ticket struct{ Call uint64 }

func (k *ticket) Step(e protocol.Event) (x protocol.Effects) {
	switch e.Kind {
	case protocol.Request:
		k.Call = e.Call.ID
		x.Send(protocol.ServiceNode, "Draw", nil)
	case protocol.Receive:
		x.Answer(k.Call, e.Message.Body)
	}
	return x
}

// dispenser is its service.
type dispenser struct{ Last int }

func (d *dispenser) Step(e protocol.Event) (x protocol.Effects) {
	d.Last++
	x.Send(e.Message.From, "Number", d.Last)
	return x
}

func ticketProtocol() *protocol.Protocol {
	return &protocol.Protocol{
		Name:     "ticket",
		New:      func(protocol.Config) protocol.Machine { return &ticket{} },
		Service:  func(protocol.Config) protocol.Machine { return &dispenser{} },
		Messages: []protocol.MessageType{{Kind: "Draw"}, {Kind: "Number", Body: 0}},
		Calls:    []protocol.CallType{{Op: "Draw", Result: 0}},
	}
}

// The service is reached through partitions and outlives all nodes; a stack has the services of its parts.
func TestService(t *testing.T) {
	for part, p := range map[string]*protocol.Protocol{
		"":        ticketProtocol(),
		"ticket.": protocol.Stack("stack", "a ticket", ticketProtocol()),
	} {
		s, err := New(Config{Protocol: p, Nodes: 2, Strict: true})
		if err != nil {
			t.Fatal(err)
		}
		do(t, s, "partition n1 | n2\nloss all all 1\ncall n1 Draw\nadvance 5ms\ncrash n1\nrecover n1\ndelay n2 file 3ms\ncall n2 Draw\nadvance 5ms")
		text := Text(s.Trace())
		for _, has := range []string{"1ms  file  <- n1  " + part + "Draw  #1", "2ms  n1    end 1 Draw: 1", "9ms  n2    end 2 Draw: 2"} {
			if !strings.Contains(text, has) {
				t.Errorf("%q is not in\n%s", has, text)
			}
		}
		for line, says := range map[string]string{
			"crash file":       "file is not a node but what all nodes share, and never fails",
			"partition file":   "never fails",
			"cut file n1":      "never fails",
			"loss all file 1":  "never fails",
			"call file Draw":   "never fails",
			"delay n3 file 1s": "there is no node n3; there are n1 to n2",
		} {
			script, err := Parse(line)
			if err != nil {
				t.Fatal(err)
			}
			if err := s.Do(script[0]); err == nil || !strings.Contains(err.Error(), says) {
				t.Errorf("%s: got %v", line, err)
			}
		}
		do(t, s, "manual\ncall n1 Draw\ndeliver n1 file "+part+"Draw\ndeliver file n1 Number")
		if got := s.History()[2].Reply.Value; got != 3 {
			t.Errorf("by hand: got %v", got)
		}
	}
	s := newRelay(t, "", 1, 1)
	do(t, s, "")
	if _, err := s.end("file"); err == nil {
		t.Error("relay has no service, and there is a channel to it")
	}
	if _, err := ticketProtocol().Configure("a", []protocol.NodeID{"a", "file"}, nil); err == nil || !strings.Contains(err.Error(), "no node can be called file") {
		t.Errorf("got %v", err)
	}
}
