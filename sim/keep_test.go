package sim

import (
	"strings"
	"testing"

	"parley/protocol"
)

// What is kept of a random run that failed fails again, the same way, from its text alone: with its parameters, what it was held to, panics of all
// sorts, and arguments of several words.
func TestKept(t *testing.T) {
	for _, c := range []struct {
		wrong, mix string
		params     map[string]any
	}{
		{"forgets to store", "none", nil},
		{"trusts its disk", "torn", map[string]any{"retry": "20ms"}},
		{"counts confirmations", "loss+duplicate", nil},
		{"is not deterministic", "none", nil},
		{"step", "crash", nil}, {"making", "crash", nil}, {"sometimes", "crash", nil}, {"workload", "crash", nil},
	} {
		t.Run(c.wrong, func(t *testing.T) {
			p := promising(c.wrong)
			switch c.wrong {
			case "step", "making", "sometimes", "workload":
				p, _, _ = panicking(c.wrong)
			case "trusts its disk": // a promise that it is held to is part of the text
				p.Optional, p.Invariants = p.Invariants, nil
				p, _ = p.Require("what was answered is everywhere")
			}
			cfg := Config{Protocol: p, Nodes: 4, Params: c.params}
			seen, err := Seeds(cfg, c.mix, 1, 2000, nil)
			if err != nil || seen.Failure == nil {
				t.Fatalf("got %v %v", seen, err)
			}
			f := seen.Failure
			cfg.Seed, cfg.Strict = f.Seed, f.Strict
			small, err := Shrink(cfg, f.Script, 0)
			if err != nil {
				t.Fatal(err)
			}
			kept := Kept{Config: small.Config, Script: small.Script, Broken: small.Violation, Command: f.Command}
			text, err := kept.Transcript()
			if err != nil {
				t.Fatal(err)
			}
			if !strings.Contains(text, "It was found by "+f.Command) || !strings.HasPrefix(kept.Name(), "relay-") || !strings.HasSuffix(kept.Name(), ".txt") || strings.Contains(kept.Name(), " ") {
				t.Errorf("%s:\n%s", kept.Name(), text)
			}
			plain := *p
			if len(p.Required) > 0 {
				plain.Invariants, plain.Required = nil, nil
			}
			_, broken, err := PlayTranscript(text, 1, func(string) *protocol.Protocol { return &plain })
			if err != nil || broken == nil || broken.Property != small.Violation.Property {
				t.Errorf("again: %v, %v:\n%s", broken, err, text)
			}
		})
	}
}

// What does not fail is not kept.
func TestKeepNothing(t *testing.T) {
	kept := Kept{Config: Config{Protocol: promising(""), Nodes: 2}, Broken: &Violation{Property: "x"}}
	if text, err := kept.Transcript(); err == nil || !strings.Contains(err.Error(), `what breaks "x" cannot be kept`) {
		t.Errorf("got %v\n%s", err, text)
	}
}

// A violation of any cluster of a transcript counts.
func TestPlayTranscript(t *testing.T) {
	text := "sim relay -n 2\ncall n1 Put a 1\ncall n1 Put b 1\nadvance 2ms\nverdict\n----\n\nsim relay -n 2\nverdict\n----\n"
	for wrong, breaks := range map[string]bool{"": false, "panics": true} {
		_, broken, err := PlayTranscript(text, 1, func(string) *protocol.Protocol { return relayProtocol(wrong) })
		if err != nil || (broken != nil) != breaks {
			t.Errorf("%q: got %v %v", wrong, broken, err)
		}
	}
	if _, _, err := PlayTranscript("sim relay -n 2 require=nothing\n----\n", 1, findRelay); err == nil || !strings.Contains(err.Error(), `relay cannot be held to "nothing"`) {
		t.Errorf("got %v", err)
	}
}
