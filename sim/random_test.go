package sim

import (
	"flag"
	"strings"
	"testing"
	"time"

	"parley/protocol"
)

var (
	simSeed  = flag.Uint64("sim-seed", 1, "the first seed of random runs")
	simSeeds = flag.Int("sim-seeds", 200, "how many seeds random runs take")
)

// promising is the relay protocol with all of its promises.
func promising(wrong string) *protocol.Protocol {
	p := relayProtocol(wrong)
	p.Invariants = append(p.Invariants, relayPromises()...)
	return p
}

// The right relay keeps its promises, whatever fails.
func TestSeeds(t *testing.T) {
	seen, err := Seeds(Config{Protocol: promising(""), Nodes: 4}, "", *simSeed, *simSeeds, nil)
	if err != nil {
		t.Fatal(err)
	}
	if f := seen.Failure; f != nil {
		t.Fatalf("%v\nrun it again by: go test ./sim -run TestSeeds -sim-seed %d -sim-seeds 1\n%s", f, f.Seed, Text(f.Trace))
	}
	if unmet := seen.Unmet(promising("")); len(unmet) > 0 && *simSeeds > 1 {
		t.Errorf("never seen: %v", unmet)
	}
	t.Logf("%d seeds, %d events, %.0f events/s", seen.Seeds, seen.Events, seen.PerSecond)
}

// Each bug is found, and shrunk to the few lines that show it: always to the same ones.
func TestSeededBugs(t *testing.T) {
	for _, c := range []struct{ wrong, mix, property, script string }{
		{"forgets to store", "none", "disk before memory", "call n2 Put c 2; advance 2ms; call n2 Put b 4"},
		{"panics", "none", rulePanics, "call n1 Put c 1"},
		{"is not deterministic", "none", ruleDeterministic, "call n1 Put b 1"},
		{"remembers outside", "none", ruleDeterministic, "call n1 Put b 1"},
		{"sends what is unknown", "none", ruleKnown, "call n1 Put c 1"},
		{"answers what was not asked", "none", ruleAnswers, "call n1 Put c 1"},
		{"trusts its disk", "crash", "what was answered is everywhere", "call n2 Put c 5; crash n2; recover n2"},
		{"trusts its disk", "torn", "what was answered is everywhere", "crash-at-write n1 1 kept; call n1 Put b 7; recover n1"},
		{"counts confirmations", "loss+duplicate", "what was answered is everywhere", "loss all all 1; call n3 Put c 3; duplicate all all 1; loss all all 0.5; advance 30ms"},
		{"counts confirmations", "delay", "what was answered is everywhere", "delay all all 1ms 100ms; call n1 Put a 1; delay n3 n1 1ms; advance 100ms"},
		{"sends and forgets", "partition", "others know the beginning of what n1 knows", "partition n1 | n2; call n1 Put b 1; partition n1 n2; call n1 Put a 11; advance 1ms"},
		{"sends and forgets", "loss", "others know the beginning of what n1 knows", "loss all all 1; call n1 Put c 10; loss all all 0.2; call n1 Put b 13; advance 1ms"},
	} {
		t.Run(c.wrong+"/"+c.mix, func(t *testing.T) {
			cfg := Config{Protocol: promising(c.wrong), Nodes: 4}
			seen, err := Seeds(cfg, c.mix, 1, 2000, nil)
			if err != nil {
				t.Fatal(err)
			}
			f := seen.Failure
			if f == nil || f.Violation.Property != c.property {
				t.Fatalf("got %v", f)
			}
			cfg.Seed, cfg.Strict = f.Seed, f.Strict
			small, err := Shrink(cfg, f.Script, 0)
			if err != nil {
				t.Fatal(err)
			}
			t.Logf("seed %d: %d lines, %d runs to %d nodes: %s", f.Seed, len(f.Script), small.Runs, small.Config.Nodes, scriptLine(small.Script))
			if small.Violation.Property != c.property || scriptLine(small.Script) != c.script {
				t.Errorf("got %v by %s", small.Violation, scriptLine(small.Script))
			}
			if again, err := Shrink(cfg, f.Script, 0); err != nil || scriptLine(again.Script) != scriptLine(small.Script) || c.property != ruleDeterministic && Text(again.Trace) != Text(small.Trace) {
				t.Errorf("shrunk again: %s, %v", scriptLine(again.Script), err)
			}
		})
	}
}

// A run depends on its seed alone, and its script makes the same run.
func TestRandomRepeats(t *testing.T) {
	c := Config{Protocol: promising(""), Nodes: 4, Strict: true}
	for _, mix := range append([]Mix{{Name: MixNone}, {Name: MixAll}, {Name: "crash+loss"}}, Mixes()...) {
		// call, advance, heal, recover, run; none of them is a fault
		verbs := map[string]bool{}
		for seed := range uint64(3) {
			s, err := Random(c, mix.Name, seed)
			if err != nil {
				t.Fatal(err)
			}
			c.Seed = seed
			script, err := New(c)
			if err != nil {
				t.Fatal(err)
			}
			for _, a := range s.Script() {
				verbs[a.Verb] = true
				if err := script.Do(a); err != nil {
					t.Fatal(err)
				}
			}
			if text := Text(s.Trace()); text != Text(script.Trace()) {
				t.Fatalf("%s: seed %d and its script are two runs", mix.Name, seed)
			}
		}
		if !verbs["call"] || !verbs["advance"] || mix.Name != MixNone && len(verbs) < 4 || mix.Name == MixNone && len(verbs) != 4 {
			t.Errorf("%s: drawn were %v", mix.Name, verbs)
		}
	}
	if _, err := Random(c, "crash+fire", 1); err == nil || !strings.Contains(err.Error(), `"fire" is no mix of faults; there is none, crash, torn`) {
		t.Errorf("got %v", err)
	}
	p := promising("")
	p.Faults = []string{"crash", "war"}
	if _, err := Seeds(Config{Protocol: p, Nodes: 2}, "", 1, 1, nil); err == nil || !strings.Contains(err.Error(), `"war" is no mix`) {
		t.Errorf("got %v", err)
	}
	c.Params = map[string]any{"retry": "5ms"}
	if got, want := Command(c, "crash+loss", 7), "parley sim relay -n 4 --seed 7 --faults crash+loss --param retry=5ms"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

// A step that does not return ends a random run too, and its script says where.
func TestRandomStuck(t *testing.T) {
	seen, err := Seeds(Config{Protocol: promising("loops"), Nodes: 2, Patience: 20 * time.Millisecond}, MixNone, 1, 1, nil)
	if err != nil {
		t.Fatal(err)
	}
	f := seen.Failure
	if f == nil || f.Violation.Property != ruleReturns || f.Script[len(f.Script)-1].Verb != "call" {
		t.Errorf("got %v", f)
	}
}

func TestShrinkNothing(t *testing.T) {
	c := Config{Protocol: promising(""), Nodes: 2}
	if _, err := Shrink(c, []Action{{Verb: "run"}}, 0); err == nil || !strings.Contains(err.Error(), "breaks no property") {
		t.Errorf("got %v", err)
	}
}
