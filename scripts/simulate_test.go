package scripts

import (
	"strings"
	"testing"
	"time"
)

func TestRequire(t *testing.T) {
	for _, c := range []struct {
		name     string
		with     []Setting
		violated string
	}{
		{"2pc", []Setting{Crashes(1)}, ""},
		{"2pc", []Setting{Crashes(1), Require("non-blocking")}, "non-blocking"},
		{"3pc", []Setting{Crashes(1), Require("non-blocking"), Depth(3)}, ""}, // it promises it
	} {
		x, err := Explore(c.name, 2, c.with...)
		if err != nil {
			t.Fatal(err)
		}
		if x.Violated() != c.violated {
			t.Errorf("%s: %s", c.name, x)
		}
	}
	_, err := Explore("2pc", 2, Require("speed"))
	if err == nil || !strings.Contains(err.Error(), `2pc cannot be held to "speed"; its properties are AC1`) {
		t.Errorf("a property that nobody knows: %v", err)
	}
}

// What was found can be done again, to look at it.
func TestDo(t *testing.T) {
	x, err := Explore("2pc", 3, Crashes(1), Require("non-blocking"))
	if err != nil {
		t.Fatal(err)
	}
	s := Sim("2pc", 3, Require("non-blocking"))
	if err := s.Do(x.Lines()); err != nil || s.Violated() != "non-blocking" {
		t.Errorf("%v, %q", err, s.Violated())
	}
	if err := Sim("2pc", 3).Do("crash n9"); err == nil || !strings.Contains(err.Error(), "line 1: ") {
		t.Errorf("a node that is not there: %v", err)
	}
	if err := (&Cluster{}).Do("crash n1"); err == nil || !strings.Contains(err.Error(), "are for a simulated cluster") {
		t.Errorf("nodes that run: %v", err)
	}
}

func TestRandom(t *testing.T) {
	r, err := Random("3pc", 3, "partition", 1000)
	if err != nil {
		t.Fatal(err)
	}
	if r.Violated() != "AC1" || !strings.Contains(r.Lines(), "partition") || r.Trace().Len() == 0 || !strings.Contains(r.String(), "again: parley sim 3pc -n 3 --seed") {
		t.Errorf("partitions do not break 3pc: %s", r)
	}
	r, err = Random("2pc", 3, "crash", 20, Seed(7))
	if err != nil {
		t.Fatal(err)
	}
	if r.Violated() != "" || r.Lines() != "" || r.Trace().Len() != 0 || !strings.HasPrefix(r.String(), "runs: 20   faults: crash\nholds in all of them: AC1") {
		t.Errorf("crashes break 2pc: %s", r)
	}
	for _, c := range []struct {
		name, faults string
		nodes, seeds int
		says         string
	}{
		{"4pc", "", 3, 1, "there is no protocol"},
		{"2pc", "flood", 3, 1, "is no mix of faults"},
		{"2pc", "", 0, 1, "not on 0"},
		{"2pc", "", 3, 0, "give 1 at least"},
	} {
		if _, err := Random(c.name, c.nodes, c.faults, c.seeds); err == nil || !strings.Contains(err.Error(), c.says) {
			t.Errorf("%+v: %v", c, err)
		}
	}
}

func TestClusterOfASimulation(t *testing.T) {
	c := Sim("2pc", 3, Require("non-blocking"))
	if c.Number("n2") != 2 || c.Number("b") != 0 || c.Number(nil) != 0 {
		t.Error("nodes have wrong numbers")
	}
	if _, err := c.Ask(1, "TwoPhaseCommit", "k", "1"); err != nil {
		t.Fatal(err)
	}
	before := c.Now()
	for _, err := range []error{c.Call(1, "TwoPhaseCommit", "k", "2"), c.Advance(time.Millisecond), c.Crash(1), c.Advance(time.Minute), c.Stop()} {
		if err != nil {
			t.Fatal(err)
		}
	}
	if c.Violated() != "non-blocking" || c.Now() <= before {
		t.Errorf("after %v: %s", c.Now(), c.Verdict())
	}
	all, some := c.Trace(), c.Trace().Without("store", "send")
	if some.Len() == 0 || some.Len() >= all.Len() || strings.Contains(some.String(), " -> ") || c.Trace().Len() != all.Len() {
		t.Errorf("of %d events %d are left:\n%s", all.Len(), some.Len(), some)
	}
}
