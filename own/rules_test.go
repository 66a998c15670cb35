package own_test

import (
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"parley/own"
)

// Each line of the files that says so is refused, for what it says, and no other.
func TestRulesRefuse(t *testing.T) {
	for _, c := range []struct {
		file  string
		least int
	}{{"testdata/bad.go", 20}, {"testdata/loops.go", 6}} {
		text, err := os.ReadFile(c.file)
		if err != nil {
			t.Fatal(err)
		}
		_, err = own.Load(c.file, string(text))
		var rules *own.Rules
		if !errors.As(err, &rules) {
			t.Fatalf("%s is not refused by the rules: %v", c.file, err)
		}
		wanted := 0
		for i, line := range strings.Split(string(text), "\n") {
			_, want, refused := strings.Cut(line, "// refused: ")
			is := func(b own.Broken) bool { return b.Pos.Line == i+1 }
			k := slices.IndexFunc(rules.Broken, func(b own.Broken) bool { return is(b) && strings.Contains(b.What, want) })
			switch {
			case refused && k < 0:
				t.Errorf("%s:%d: %s is not refused for %q", c.file, i+1, strings.TrimSpace(line), want)
			case !refused && slices.ContainsFunc(rules.Broken, is):
				t.Errorf("refused without need: %s", rules.Broken[slices.IndexFunc(rules.Broken, is)])
			}
			if refused {
				wanted++
			}
		}
		if wanted < c.least {
			t.Errorf("%s: %d lines are to be refused; some are missing", c.file, wanted)
		}
	}
}

// A message has its three parts: what is wrong and where, why it matters, and what to write.
func TestRulesTeach(t *testing.T) {
	_, err := own.Load("my.go", `package my

import (
	"time"

	. "parley/protocol"
)

type clock struct{ Config }

func (m *clock) Step(e Event) (x Effects) {
	x.Note(time.Now().String())
	return x
}

var P = Protocol{New: func(c Config) Machine { return &clock{c} }}
`)
	const want = `my.go:12:14: a machine must not use time.Now
	why: the simulator repeats a run from its seed, and a clock says something else each time
	instead: a step has Event.At, and waits by Effects.After and a Timeout event`
	if fmt.Sprint(err) != want {
		t.Errorf("it says\n%v\nand not\n%s", err, want)
	}
}
