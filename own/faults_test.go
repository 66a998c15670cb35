package own_test

import (
	"strings"
	"testing"

	"parley/own"
	"parley/sim"
)

// what makes a file of the fields, the body of Step and the rest of the row.
func file(fields, step, row string) string {
	return `package my

import (
	"fmt"

	. "parley/protocol"
)

type ticket int

type pair struct {
	A, B ticket
}

type my struct {
	Config
	` + fields + `
}

func (m *my) Step(e Event) (x Effects) {
	_ = fmt.Sprint
	` + step + `
	return x
}

var My = Protocol{New: func(c Config) Machine { return &my{Config: c} }, ` + row + `}
`
}

const calls = `Calls: []CallType{{Op: "Go"}},`

// A machine that goes wrong at run time ends the run, with a sentence that says what and where.
func TestFaults(t *testing.T) {
	for name, c := range map[string]struct{ fields, step, row, want string }{
		"panics":    {"n []int", `if e.Kind == Request { m.n[3]++ }`, calls, "index out of range [3] with length 0 (my.go:22:25)"},
		"its place": {"n []int", `if e.Kind == Request { m.n[3]++ }`, calls, "my.Step"},
		"endless":   {"", `for e.Kind == Request { m.Self += "" }`, calls, "Step has not returned for 2s; look for a loop without end"},
		"recursion": {"", `if e.Kind == Request { return m.Step(e) }`, calls, "a step does not panic is violated at 0s: n1 panicked on Go"}, // it is too deep, or takes too long
		"a stranger": {"", `if e.Kind == Request { x.Send("n9", "hi", nil) }`, calls,
			`a step sends "hi" to "n9", which is no node of the cluster: nobody would ever get it. The nodes are [n1 n2]`},
		"a kind": {"", `if e.Kind == Request { x.Send("n2", "hi" + fmt.Sprint(1), nil) }`, calls, `a step sends "hi1", which is not in the table of messages (empty)`},
		"a body": {"", `if e.Kind == Request { x.Send("n2", "hi", nil); x.Send("n2", "hi", 3) }`, calls,
			`a step sends "hi" with a int as its body, and the table of messages has nothing`},
		"a key":    {"", `if e.Kind == Request { x.Persist(e.Call.Op, 1) }`, calls, `a step persists "Go", which is not in the table`},
		"twice":    {"", `if e.Kind == Request { x.Answer(e.Call.ID, nil); x.Answer(e.Call.ID, nil) }`, calls, "n1 answers call 1, Go, again"},
		"property": {"", "", calls + `Invariants: []Property{{Name: "fine", Check: func(w *World) error { return fmt.Errorf("%v", w.Nodes[7].ID) }}},`, "index out of range"},
		"ghost": {"", "", calls + `Invariants: []Property{{Name: "fine", Check: func(w *World) error { w.Ghost["x"] = ticket(1); return nil }}},`,
			`the property fine keeps a value of a declared type in w.Ghost["x"]`},
		"chance": {"seen map[string]int", "if e.Kind == Start { m.seen = map[string]int{\"a\": 1, \"b\": 2, \"c\": 3} }\n\t// any order: a lie\n\tfor k := range m.seen {\n\t\tif e.Kind == Request { x.Note(k) }\n\t}", calls, "a step depends on the state and the event alone"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s, err := sim.New(sim.Config{Protocol: loadText(t, "my.go", file(c.fields, c.step, c.row)), Nodes: 2, Strict: true})
			if err != nil {
				t.Fatal(err)
			}
			for n := 0; n < 20 && s.Err() == nil; n++ { // chance takes a while
				if err := s.RunScript("call n1 Go\nrun\n"); err != nil {
					t.Fatal(err)
				}
			}
			if s.Err() == nil || !strings.Contains(s.Err().Error(), c.want) {
				t.Errorf("it says %v\nand not %s", s.Err(), c.want)
			}
			if strings.Contains(s.Err().Error(), "parley/") {
				t.Errorf("it speaks of what is not the user's: %v", s.Err())
			}
		})
	}
}

// What is not Go, or no protocol, is refused with the file and the line.
func TestRefused(t *testing.T) {
	for name, c := range map[string]struct{ text, want string }{
		"syntax":      {"package my\n\nfunc {", "my.go:3:6: expected 'IDENT', found '{'"},
		"types":       {file("", "m.x++", ""), "my.go:22:4: m.x undefined"},
		"no protocol": {"package my\n\nimport . \"parley/protocol\"\n\nvar x NodeID\n", "my.go declares no protocol; one is a variable"},
		"no new":      {"package my\n\nimport . \"parley/protocol\"\n\nvar MyLock = Protocol{}\n", "my.go:5:5: MyLock has no New"},
		"no check":    {file("", "", `Sometimes: []Property{{Name: "fine"}}`), `my.go:26:5: My: the property "fine" has no Check, which says whether it holds`},
		"no name":     {file("", "", `Invariants: []Property{{Check: func(*World) error { return nil }}}`), "my.go:26:5: My: a property has no Name"},
		"a list":      {file("", "", "") + `var Hidden = []Property{{Name: "hidden"}}`, `Hidden: the property "hidden" has no Check`},
		"no machine":  {"package my\n\nimport . \"parley/protocol\"\n\nvar My = Protocol{New: func(Config) Machine { return nil }}\n", ""},
	} {
		t.Run(name, func(t *testing.T) {
			f, err := own.Load("my.go", c.text)
			if c.want == "" { // it is seen when a machine is made
				s, err := sim.New(sim.Config{Protocol: f.Protocols[0].Protocol, Nodes: 1})
				if err != nil || s.Err() == nil || !strings.Contains(s.Err().Error(), "New of my gives no machine") {
					t.Errorf("%v, %v", err, s.Err())
				}
				return
			}
			if err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("it says %v\nand not %s", err, c.want)
			}
		})
	}
}

// Values of declared types, which reflection does not show, are sent, stored, asked for and answered as what they are.
func TestDeclaredTypes(t *testing.T) {
	p := loadText(t, "my.go", file("last ticket\n\tby map[NodeID]pair", `
	switch e.Kind {
	case Start:
		m.by = map[NodeID]pair{}
		if n, ok := e.Stored["last"].(ticket); ok {
			m.last = n
		}
	case Request:
		n := e.Call.Args[0].(ticket)
		x.Persist("last", n)
		x.Send("n2", "take", n)
		x.Send("n2", "both", pair{n, m.last})
		x.Answer(e.Call.ID, n+1)
	case Receive:
		switch b := e.Message.Body.(type) {
		case ticket:
			m.last = b
		case pair:
			m.by[e.Message.From] = b
		}
	}`, `Calls: []CallType{{Op: "Take", Args: []any{ticket(0)}, Result: ticket(0)}},`))
	s, err := sim.New(sim.Config{Protocol: p, Nodes: 2, Strict: true})
	if err != nil {
		t.Fatal(err)
	}
	if err := s.RunScript("call n1 Take 7\nrun\ncrash n1\nrecover n1\ncall n1 Take 8\nrun\n"); err != nil || s.Err() != nil {
		t.Fatal(err, s.Err())
	}
	h := s.History()
	if len(h) != 2 || h[0].Reply.Value != 8 || h[1].Reply.Value != 9 {
		t.Errorf("it answers %v", h)
	}
	text := sim.Text(s.Trace())
	for _, want := range []string{"n1  -> n2  take{7}", "n1  -> n2  both{A:8 B:7}", "store last = 7"} {
		if !strings.Contains(text, want) {
			t.Errorf("the trace has no %q:\n%s", want, text)
		}
	}
	if got := sim.Describe(p); !strings.Contains(got, "both  {A int, B int}") {
		t.Errorf("it is described as\n%s", got)
	}
}

// A file with several protocols, and its names.
func TestSeveral(t *testing.T) {
	f, err := own.Load("my.go", file("", "", "")+"\nvar MyOther = &Protocol{Name: \"another\", New: My.New}\n")
	if err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]string{"My": "my", "my": "my", "MyOther": "another", "another": "another"} {
		if p, err := f.Protocol(name); err != nil || p.Name != want {
			t.Errorf("%s is %v, %v", name, p, err)
		}
	}
	if _, err := f.Protocol(""); err == nil || !strings.Contains(err.Error(), "say which: My, MyOther") {
		t.Error(err)
	}
	p, _ := f.Protocol("another")
	if got := sim.Command(sim.Config{Protocol: p, Nodes: 3}, "crash", 7); got != "parley sim my.go:MyOther -n 3 --seed 7 --faults crash" {
		t.Error(got)
	}
	if own.Declares("package x\nimport \"fmt\"\n") || !own.Declares(file("", "", "")) {
		t.Error("Declares does not tell them apart")
	}
}

// What was sent and stored is what it was then, whatever the machine does to its state.
func TestNothingIsShared(t *testing.T) {
	p := loadText(t, "my.go", file("all []int\n\tgot [][]int", `
	switch e.Kind {
	case Start:
		m.all, _ = e.Stored["all"].([]int)
	case Request:
		m.all = append(m.all, 1, 2)
		x.Persist("all", m.all)
		x.SendEach(m.Nodes, "all", m.all)
		x.Answer(e.Call.ID, m.all)
	case Receive:
		b := e.Message.Body.([]int)
		m.got = append(m.got, b)
		b[1] = 7
		if len(m.all) > 0 {
			m.all[0] = 9
		}
	}`, `Calls: []CallType{{Op: "Go", Result: []int(nil)}},`))
	s, err := sim.New(sim.Config{Protocol: p, Nodes: 2})
	if err != nil {
		t.Fatal(err)
	}
	if err := s.RunScript("call n1 Go\nrun\ncrash n1\nrecover n1\n"); err != nil || s.Err() != nil {
		t.Fatal(err, s.Err())
	}
	text := sim.Text(s.Trace())
	for _, want := range []string{"n1  -> n2  all{[1 2]}", "n2  <- n1  all{[1 2]}", "store all = [1 2]", "Go: [1 2]"} {
		if !strings.Contains(text, want) {
			t.Errorf("the trace has no %q:\n%s", want, text)
		}
	}
	for i, want := range []string{"{all:[1 2]}", "{got:[[1 7]]}"} {
		if got := sim.StateText(s.World().Nodes[i]); got != want {
			t.Errorf("node %d is %s and not %s", i+1, got, want)
		}
	}
}

// A file is held to properties of another, which knows its types.
func TestPropertiesOfAnotherFile(t *testing.T) {
	text := file("seen int", `if e.Kind == Request { m.seen++ }`, calls)
	hidden := `package hidden

import (
	"errors"

	. "parley/protocol"
)

var Hidden = []Property{{Name: "few", Check: func(w *World) (err error) {
	Machines(w, func(id NodeID, m *my) {
		if m.seen > 1 {
			err = errors.New(string(id) + " has seen too many")
		}
	})
	return err
}}}
`
	f, err := own.LoadWith(own.Source{Name: "my.go", Text: text}, own.Source{Name: "hidden.go", Text: hidden})
	if err != nil {
		t.Fatal(err)
	}
	p := *f.Protocols[0].Protocol
	p.Invariants = append(p.Invariants, f.Properties["Hidden"]...)
	s, err := sim.New(sim.Config{Protocol: &p, Nodes: 2, Strict: true})
	if err != nil {
		t.Fatal(err)
	}
	if err := s.RunScript("call n2 Go\ncall n2 Go\n"); err != nil || s.Err() == nil || !strings.Contains(s.Err().Error(), "few is violated at 0s: n2 has seen too many") {
		t.Error(err, s.Err())
	}
	_, err = own.LoadWith(own.Source{Name: "my.go", Text: text}, own.Source{Name: "hidden.go", Text: strings.Replace(hidden, "m.seen", "m.sene", 1)})
	if err == nil || !strings.Contains(err.Error(), "hidden.go:11:8: m.sene undefined") {
		t.Error(err)
	}
	if _, err = own.LoadWith(own.Source{Name: "my.go", Text: strings.Replace(text, "seen ", "wait chan int; seen ", 1)}, own.Source{Name: "hidden.go", Text: hidden}); err == nil || strings.Count(err.Error(), "have a channel in its state") != 1 {
		t.Errorf("what is wrong with one of two files is to be said once: %v", err)
	}
}
