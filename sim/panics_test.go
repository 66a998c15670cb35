package sim

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"parley/protocol"
)

// panicking is the relay protocol with something in it that panics once anybody has b, and says what the violation is.
func panicking(what string) (p *protocol.Protocol, property, text string) {
	p = promising("")
	p.Explore = func([]protocol.NodeID) []protocol.CallAt {
		return []protocol.CallAt{putAt("n1", "a", 1), putAt("n1", "b", 2)}
	}
	know := func(w *protocol.World) (found bool) {
		protocol.Machines(w, func(_ protocol.NodeID, m *relay) { found = found || m.Have["b"] > 0 })
		return found
	}
	var none []int
	breaks := func(w *protocol.World) error {
		if know(w) {
			return fmt.Errorf("%d", none[len(w.Nodes)])
		}
		return fmt.Errorf("nobody has b")
	}
	switch what {
	case "step":
		was := p.New
		p.New = func(c protocol.Config) protocol.Machine { return &fragile{Relay: was(c).(*relay)} }
		p.Invariants = nil
		return p, rulePanics, "panicked on Put"
	case "making":
		p.New = func(protocol.Config) protocol.Machine { panic("no machine today") }
		return p, rulePanics, "the making of the machine of n1 panicked: no machine today\n  parley/sim.panicking.func"
	case "invariant":
		p.Invariants = append(p.Invariants, protocol.Property{Name: "nobody has b", Check: func(w *protocol.World) error { _ = know(w) && breaks(w) == nil; return nil }})
		return p, ruleProperties, "nobody has b panicked: runtime error: index out of range"
	case "sometimes":
		p.Sometimes = append(p.Sometimes, protocol.Property{Name: "somebody has b", Check: breaks})
		return p, ruleProperties, "somebody has b panicked: runtime error: index out of range"
	case "workload":
		was := p.Workload
		p.Workload = func(w *protocol.World, at protocol.NodeID, n int, random func(int) int) (string, []any) {
			if random(9); know(w) {
				panic(fmt.Sprintf("the %dth call", n))
			}
			return was(w, at, n, random)
		}
		return p, ruleWorkload, "the workload of relay panicked for n"
	case "func":
		was := p.New
		p.New = func(c protocol.Config) protocol.Machine { return &unplainRelay{Relay: was(c).(*relay)} }
		p.Invariants = nil
		return p, rulePlain, "n1: the state of a machine and its messages are plain data, and a func() is not"
	}
	panic(what)
}

// fragile is a relay that panics when it is given b.
type fragile struct{ Relay *relay }

func (f *fragile) Step(e protocol.Event) protocol.Effects {
	if p, ok := e.Message.Body.(put); ok && p.Key == "b" || e.Kind == protocol.Request && e.Call.Args[0] == "b" {
		panic("b is too much")
	}
	return f.Relay.Step(e)
}

// unplainRelay has a func in its state once it was given something.
type unplainRelay struct {
	Relay *relay
	Do    func()
}

func (f *unplainRelay) Step(e protocol.Event) protocol.Effects {
	if e.Kind == protocol.Request {
		f.Do = func() {}
	}
	return f.Relay.Step(e)
}

// Whatever panics in what others have written is a violation of the run, with what it said, where it was and how to repeat it; and the run is
// shrunk as any other.
func TestPanicsAreViolations(t *testing.T) {
	for what, short := range map[string]int{"step": 1, "making": 0, "invariant": 1, "sometimes": 1, "workload": 2, "func": 2} {
		t.Run(what, func(t *testing.T) {
			p, property, text := panicking(what)
			cfg := Config{Protocol: p, Nodes: 3}
			seen, err := Seeds(cfg, "crash", 1, 100, nil)
			if err != nil {
				t.Fatal(err)
			}
			f := seen.Failure
			if f == nil || f.Violation.Property != property || !strings.Contains(f.Violation.Error(), text) {
				t.Fatalf("got %v", f)
			}
			if what != "func" && !strings.Contains(f.Violation.Error(), "panics_test.go:") {
				t.Errorf("it does not say where: %v", f)
			}
			if want := fmt.Sprintf("parley sim relay -n 3 --seed %d --faults crash", f.Seed); f.Command != want {
				t.Errorf("it is repeated by %s, want %s", f.Command, want)
			}
			cfg.Seed, cfg.Strict = f.Seed, f.Strict
			small, err := Shrink(cfg, f.Script, 0)
			if err != nil {
				t.Fatal(err)
			}
			if small.Violation.Property != property || len(small.Script) > short {
				t.Errorf("%v by %s", small.Violation, scriptLine(small.Script))
			}
			if text := Text(f.Trace); !strings.Contains(text, "VIOLATED "+property) {
				t.Errorf("the trace does not show it:\n%s", text)
			}
			if what == "workload" {
				return // the explorer has none
			}
			found, err := Explore(Exploration{Protocol: p, Nodes: 2, Depth: 6})
			if err != nil || found.Violation == nil || found.Violation.Property != property || !strings.Contains(found.Violation.Error(), text) || len(found.Script) > 3 {
				t.Errorf("the explorer got %v %v", found, err)
			}
		})
	}
}

// A live run that is made again ends where something panics too.
func TestPanicsInReplay(t *testing.T) {
	request := protocol.Event{Kind: protocol.Request, At: 2 * time.Millisecond, Call: protocol.Call{ID: 1, Op: "Put", Args: []any{"b", 7}}}
	for _, what := range []string{"step", "making", "invariant", "sometimes"} {
		p, property, text := panicking(what)
		s, err := Replay(p, nil, map[protocol.NodeID][]protocol.Taped{"n1": {{Node: "n1", Event: protocol.Event{Kind: protocol.Start, At: time.Millisecond}}, {Node: "n1", Event: request}}})
		if err != nil {
			t.Fatal(err)
		}
		if v, ok := s.Err().(*Violation); !ok || v.Property != property || !strings.Contains(v.Error(), text) {
			t.Errorf("%s: got %v", what, s.Err())
		}
	}
}

// The calls to explore are part of no run: that they cannot be had is an error.
func TestPanicInExplore(t *testing.T) {
	p := promising("")
	p.Explore = func([]protocol.NodeID) []protocol.CallAt { panic("no calls") }
	if _, err := Explore(Exploration{Protocol: p, Nodes: 2}); err == nil || !strings.Contains(err.Error(), "check relay: the calls to explore cannot be had: no calls") {
		t.Errorf("got %v", err)
	}
}

// A property or a workload that does not return ends a run and an exploration, as a step does.
func TestStuckProperties(t *testing.T) {
	loop := func() (n int) {
		for i := 0; i < 1<<31; i++ { // longer than anybody has patience for
			n += i
		}
		return n
	}
	says := "has not returned from its step for 20ms; look for a loop"
	property := promising("")
	property.Invariants = []protocol.Property{{Name: "in time", Check: func(w *protocol.World) error {
		if w.Nodes[0].Stored["kv/a"] != nil && loop() == 1 {
			return fmt.Errorf("1")
		}
		return nil
	}}}
	property.Explore = func([]protocol.NodeID) []protocol.CallAt { return []protocol.CallAt{putAt("n1", "a", 1)} }
	workload := promising("")
	workload.Workload = func(*protocol.World, protocol.NodeID, int, func(int) int) (string, []any) {
		return "Put", []any{"a", loop()}
	}
	for _, p := range []*protocol.Protocol{property, workload} {
		seen, err := Seeds(Config{Protocol: p, Nodes: 1, Patience: 20 * time.Millisecond}, MixNone, 1, 20, nil)
		if err != nil || seen.Failure == nil || !strings.Contains(seen.Failure.Violation.Error(), says) {
			t.Errorf("got %v %v", seen, err)
		}
	}
	found, err := Explore(Exploration{Protocol: property, Nodes: 1, Depth: 3, Patience: 20 * time.Millisecond})
	if err != nil || found.Violation == nil || !strings.Contains(found.Violation.Error(), says) {
		t.Errorf("the explorer got %v %v", found, err)
	}
}
