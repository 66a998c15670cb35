package own_test

import (
	"os"
	"strings"
	"testing"

	"parley/examples/own/elect"
	"parley/examples/own/forgetful"
	"parley/examples/own/mutex"
	"parley/own"
	"parley/protocol"
	"parley/sim"
)

const (
	right = "../examples/own/mutex/my_mutex.go"
	wrong = "../examples/own/forgetful/my_mutex.go"
)

func load(t *testing.T, file string) *protocol.Protocol {
	t.Helper()
	b, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	return loadText(t, file, string(b))
}

func loadText(t *testing.T, name, text string) *protocol.Protocol {
	t.Helper()
	f, err := own.Load(name, text)
	if err != nil {
		t.Fatal(err)
	}
	p, err := f.Protocol("")
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// The explorer finds the schedule that breaks the forgetful one, and proves the other.
func TestExplore(t *testing.T) {
	x, err := sim.Explore(sim.Exploration{Protocol: load(t, wrong), Nodes: 3, Crashes: 1})
	if err != nil {
		t.Fatal(err)
	}
	if x.Violation == nil || x.Violation.Property != "mutual exclusion" {
		t.Fatalf("%d states, and %v", x.States, x.Violation)
	}
	var script []string
	for _, a := range x.Script {
		script = append(script, a.String())
	}
	const want = "manual; call n2 Lock; deliver n2 n1 ask; deliver n1 n2 enter; call n3 Lock; crash n1; recover n1; deliver n3 n1 ask; deliver n1 n3 enter"
	if got := strings.Join(script, "; "); got != want {
		t.Errorf("it is broken by\n%s\nand not\n%s", got, want)
	}
	x, err = sim.Explore(sim.Exploration{Protocol: load(t, right), Nodes: 3, Crashes: 1})
	if err != nil {
		t.Fatal(err)
	}
	if x.Violation != nil || !x.Complete {
		t.Errorf("the right one: %d states, complete %v, %v", x.States, x.Complete, x.Violation)
	}
}

// A file that is evaluated does what it does compiled: same seeds, same traces, byte for byte, and as many states.
func TestAsCompiled(t *testing.T) {
	for _, c := range []struct {
		file     string
		compiled protocol.Protocol
		faults   string
		kinds    []string
		stores   []protocol.StoreType
	}{
		{right, mutex.MyMutex, "crash+duplicate+reorder", []string{"ask", "leave", "enter"}, []protocol.StoreType{{Key: "queue", Value: []mutex.Ask{}}}},
		{wrong, forgetful.MyMutex, "crash+duplicate+reorder", []string{"ask", "leave", "enter"}, nil},
		{"../examples/own/elect/elect.go", elect.Elect, "crash+partition+loss+drift", []string{"ask", "vote", "beat"},
			[]protocol.StoreType{{Key: "term", Value: elect.Term(0)}, {Key: "voted", Value: protocol.NodeID("")}}},
	} {
		evaluated := load(t, c.file)
		compiled := c.compiled // and what a file need not say
		compiled.Name, compiled.File = evaluated.Name, evaluated.File
		compiled.Explore, compiled.Workload = evaluated.Explore, evaluated.Workload
		for _, kind := range c.kinds {
			compiled.Messages = append(compiled.Messages, protocol.MessageType{Kind: kind})
		}
		compiled.Stores = c.stores
		for seed := uint64(1); seed <= 3; seed++ {
			var texts []string
			for _, p := range []*protocol.Protocol{evaluated, &compiled} {
				s, err := sim.Random(sim.Config{Protocol: p, Nodes: 3, Strict: seed%3 == 0}, c.faults, seed)
				if err != nil {
					t.Fatal(err)
				}
				texts = append(texts, sim.Text(s.Trace()))
			}
			if texts[0] != texts[1] {
				t.Fatalf("%s, seed %d: evaluated\n%s\ncompiled\n%s", c.file, seed, texts[0], texts[1])
			}
		}
		var states []int
		for _, p := range []*protocol.Protocol{evaluated, &compiled} {
			x, err := sim.Explore(sim.Exploration{Protocol: p, Nodes: 2, Crashes: 1, Depth: 6})
			if err != nil {
				t.Fatal(err)
			}
			states = append(states, x.States)
		}
		if states[0] != states[1] {
			t.Errorf("%s: %d states evaluated, %d compiled", c.file, states[0], states[1])
		}
	}
}
