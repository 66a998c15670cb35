package sim

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"parley/protocol"
	"parley/txn/commit"
)

func explore(t *testing.T, c Exploration) *Explored {
	t.Helper()
	found, err := Explore(c)
	if err != nil {
		t.Fatal(err)
	}
	return found
}

// relayPromises are what a relay with one of the bugs below breaks.
func relayPromises() []protocol.Property {
	return []protocol.Property{{Name: "what was answered is everywhere", Check: func(w *protocol.World) (err error) {
		protocol.Machines(w, func(id protocol.NodeID, m *relay) {
			for _, n := range w.Nodes {
				if key := m.Last.Key; m.wrong != "sends and forgets" && key != "" && m.Call == 0 && n.Stored["kv/"+key] == nil {
					err = fmt.Errorf("%s has answered Put %s, and %s does not have it", id, key, n.ID)
				}
			}
		})
		return err
	}}, {Name: "others know the beginning of what n1 knows", Check: func(w *protocol.World) (err error) {
		if first, ok := w.Nodes[0].Machine.(*relay); ok {
			protocol.Machines(w, func(id protocol.NodeID, m *relay) {
				if len(m.Log) > len(first.Log) || !slices.Equal(m.Log, first.Log[:len(m.Log)]) {
					err = fmt.Errorf("n1 knows %v, %s %v", first.Log, id, m.Log)
				}
			})
		}
		return err
	}},
	}
}

// relayCalls is the relay protocol with calls to explore.
func relayCalls(wrong string, calls ...protocol.CallAt) *protocol.Protocol {
	p := relayProtocol(wrong)
	p.Invariants = append(p.Invariants, relayPromises()...)
	p.Explore = func([]protocol.NodeID) []protocol.CallAt { return calls }
	return p
}

func putAt(node protocol.NodeID, key string, value int) protocol.CallAt {
	return protocol.CallAt{Node: node, Op: "Put", Args: []any{key, value}}
}

// What the explorer finds is the shortest way to it, and a simulation of the script finds the same.
func TestExplorerFinds(t *testing.T) {
	a1, b2 := putAt("n1", "a", 1), putAt("n2", "b", 2)
	for _, c := range []struct {
		wrong, property, script string
		calls                   []protocol.CallAt
		x                       Exploration
	}{
		{wrong: "forgets to store", property: "disk before memory", x: Exploration{Nodes: 2, Depth: 4},
			script: "manual; call n1 Put a 1; deliver n1 n2 Put; call n2 Put b 2"},
		{wrong: "panics", property: rulePanics, x: Exploration{Nodes: 2, Depth: 4}, script: "manual; call n1 Put a 1"},
		{wrong: "sends what is unknown", property: ruleKnown, x: Exploration{Nodes: 2, Depth: 4}, script: "manual; call n1 Put a 1"},
		{wrong: "answers what was not asked", property: ruleAnswers, x: Exploration{Nodes: 2, Depth: 4}, script: "manual; call n1 Put a 1"},
		{wrong: "trusts its disk", property: "what was answered is everywhere", x: Exploration{Nodes: 2, Depth: 5, Crashes: 1},
			script: "manual; crash-at-write n1 1 kept; call n1 Put a 1; recover n1"},
		{wrong: "counts confirmations", property: "what was answered is everywhere", x: Exploration{Nodes: 3, Depth: 5, Duplicates: 1},
			script: "manual; call n1 Put a 1; deliver n1 n2 Put; again n2 n1 Have; deliver n2 n1 Have"},
		{wrong: "sends and forgets", property: "others know the beginning of what n1 knows", x: Exploration{Nodes: 2, Depth: 5, Drops: 1, Network: Ordered},
			calls:  []protocol.CallAt{a1, putAt("n1", "b", 2)},
			script: "manual; call n1 Put a 1; drop n1 n2 Put; call n1 Put b 2; deliver n1 n2 Put"},
		{wrong: "sends and forgets", property: "others know the beginning of what n1 knows", x: Exploration{Nodes: 2, Depth: 5},
			calls:  []protocol.CallAt{a1, putAt("n1", "b", 2)},
			script: "manual; call n1 Put a 1; call n1 Put b 2; deliver n1 n2 Put 2"},
	} {
		t.Run(c.wrong, func(t *testing.T) {
			x := c.x
			if c.calls == nil {
				c.calls = []protocol.CallAt{a1, b2}
			}
			x.Protocol = relayCalls(c.wrong, c.calls...)
			found := explore(t, x)
			if found.Violation == nil || found.Violation.Property != c.property || scriptLine(found.Script) != c.script {
				t.Fatalf("got %v by %s", found.Violation, scriptLine(found.Script))
			}
			if text := Text(found.Trace); !strings.Contains(text, "VIOLATED "+c.property) {
				t.Errorf("the trace does not show it:\n%s", text)
			}
			faults := x.Crashes + x.Drops + x.Duplicates
			x.Crashes, x.Drops, x.Duplicates = 0, 0, 0
			if found := explore(t, x); (found.Violation == nil) != (faults > 0) {
				t.Errorf("without faults: got %v by %s", found.Violation, scriptLine(found.Script))
			}
		})
	}
}

// After some steps by hand the schedules go on from there, with the calls that wait and the messages that are on their way.
func TestExplorerGoesOn(t *testing.T) {
	after, err := Parse("call n1 Put a 1\ndrop n1 n2 Put\ncall n1 Put b 2")
	if err != nil {
		t.Fatal(err)
	}
	x := Exploration{Protocol: relayCalls("sends and forgets", putAt("n2", "c", 3)), Nodes: 2, Depth: 1, Network: Ordered, After: after}
	found := explore(t, x)
	if want := "manual; call n1 Put a 1; drop n1 n2 Put; call n1 Put b 2; deliver n1 n2 Put"; found.Violation == nil || scriptLine(found.Script) != want {
		t.Errorf("got %v by %s", found.Violation, scriptLine(found.Script))
	}
	x.Protocol, x.Depth = relayCalls("", putAt("n2", "c", 3)), 6
	if found := explore(t, x); found.Violation != nil || found.Depth != 6 {
		t.Errorf("the right one: %+v", *found)
	}
	x.After = append(after, Action{"call", []string{"n1", "Nothing"}})
	if _, err := Explore(x); err == nil || !strings.Contains(err.Error(), "before the exploration: call n1 Nothing: relay has no operation Nothing") {
		t.Errorf("what cannot be done: %v", err)
	}
	x.After = []Action{{"cut", []string{"n1", "n2"}}}
	if _, err := Explore(x); err == nil || !strings.Contains(err.Error(), "knows nothing of what cut does") {
		t.Errorf("another network: %v", err)
	}
}

// The right relay keeps its promises under all faults, as far as the bound goes.
func TestExplorerFindsNothing(t *testing.T) {
	for _, network := range []string{Unordered, Ordered, Set} {
		found := explore(t, Exploration{Protocol: relayCalls("", putAt("n1", "a", 1), putAt("n2", "a", 2)), Nodes: 3, Depth: 7, Crashes: 1, Drops: 1, Duplicates: 1, Network: network})
		if found.Violation != nil || found.Complete || found.Depth != 7 || !found.Met[0] {
			t.Errorf("%s: got %+v", network, *found)
		}
		t.Logf("%s: %d states, %d transitions", network, found.States, found.Transitions)
	}
}

func TestExplorerBounds(t *testing.T) {
	p := commit.GrayLamport()
	for _, c := range []struct {
		x        Exploration
		states   int
		complete bool
	}{
		{Exploration{Nodes: 4, MaxStates: 288}, 288, true},
		{Exploration{Nodes: 4, MaxStates: 287}, 287, false},
		{Exploration{Nodes: 4, Depth: 10}, 288, false},
		{Exploration{Nodes: 4, Depth: 11}, 288, true},
		{Exploration{Nodes: 4, Depth: 1}, 8, false},
	} {
		c.x.Protocol = p
		if found := explore(t, c.x); found.States != c.states || found.Complete != c.complete {
			t.Errorf("%+v: got %d states, complete %v", c.x, found.States, found.Complete)
		}
	}
	for says, x := range map[string]Exploration{
		"there is no protocol":              {},
		"must not be negative":              {Protocol: p, Nodes: 2, Depth: -1},
		"255 faults of a kind":              {Protocol: p, Nodes: 2, Crashes: 256},
		`not "bag"`:                         {Protocol: p, Nodes: 2, Network: "bag"},
		"twophase runs on 2 to 100 nodes":   {Protocol: p},
		"wants to explore call n9 Put a 1,": {Protocol: relayCalls("", putAt("n9", "a", 1)), Nodes: 2},
	} {
		if _, err := Explore(x); err == nil || !strings.Contains(err.Error(), says) {
			t.Errorf("got %v, want %s", err, says)
		}
	}
}

func scriptLine(script []Action) string {
	var lines []string
	for _, a := range script {
		lines = append(lines, a.String())
	}
	return strings.Join(lines, "; ")
}

// A step that does not return is named, with the way to it.
func TestExplorerStuck(t *testing.T) {
	found := explore(t, Exploration{Protocol: relayCalls("loops", putAt("n2", "a", 1)), Nodes: 2, Patience: 20 * time.Millisecond})
	if found.Violation == nil || found.Violation.Property != ruleReturns || scriptLine(found.Script) != "manual; call n2 Put a 1" {
		t.Errorf("got %v by %s", found.Violation, scriptLine(found.Script))
	}
}

// teller sends what it is told, and the number of the call.
type teller struct {
	cfg protocol.Config
	Got []told
}

type told struct {
	Call uint64
	Text string
}

func (m *teller) Step(e protocol.Event) (x protocol.Effects) {
	switch e.Kind {
	case protocol.Request:
		x.Answer(e.Call.ID, nil)
		x.SendEach(m.cfg.Others(), "told", told{e.Call.ID, e.Call.Args[0].(string)})
	case protocol.Receive:
		m.Got = append(m.Got, e.Message.Body.(told))
	}
	return x
}

// A schedule in which calls are made in another order than they are listed is proven too, though messages carry their numbers.
func TestExplorerNumbersCalls(t *testing.T) {
	p := &protocol.Protocol{
		Name: "teller", New: func(c protocol.Config) protocol.Machine { return &teller{cfg: c} },
		Messages: []protocol.MessageType{{Kind: "told", Body: told{}}}, Calls: []protocol.CallType{{Op: "Tell", Args: []any{""}}},
		Explore: func([]protocol.NodeID) []protocol.CallAt {
			return []protocol.CallAt{{Node: "n1", Op: "Tell", Args: []any{"first"}}, {Node: "n1", Op: "Tell", Args: []any{"second"}}}
		},
		Invariants: []protocol.Property{{Name: "the first comes first", Check: func(w *protocol.World) (err error) {
			protocol.Machines(w, func(_ protocol.NodeID, m *teller) {
				if len(m.Got) > 0 && m.Got[0].Text != "first" {
					err = fmt.Errorf("%s came first", m.Got[0].Text)
				}
			})
			return err
		}}},
	}
	before := "call n1 Tell before; drop n1 n2 told; "
	after, err := Parse(strings.ReplaceAll(before, "; ", "\n"))
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		after []Action
		begin string
	}{{nil, ""}, {after, before}} {
		x := explore(t, Exploration{Protocol: p, Nodes: 2, After: c.after})
		if want := "manual; " + c.begin + "call n1 Tell second; deliver n1 n2 told"; scriptLine(x.Script) != want {
			t.Errorf("the script is %s, and should be %s", scriptLine(x.Script), want)
		}
	}
}
