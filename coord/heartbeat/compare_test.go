package heartbeat_test

import (
	"flag"
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"parley/coord/heartbeat"
	"parley/protocol"
	"parley/sim"
)

var (
	update = flag.Bool("update", false, "rewrite what is in testdata")
	long   = flag.Bool("long", false, "all networks of the table are simulated, and not only two of them")
)

// A detector trades how soon it finds the dead for how often it buries the living; testdata/compare.table has how.
func TestCompare(t *testing.T) {
	const seeds, life, every = 50, 60 * time.Second, 100 * time.Millisecond
	detectors := []struct {
		name   string
		row    *protocol.Protocol
		params map[string]any
	}{
		{"fixed 100ms", heartbeat.Protocol(), map[string]any{"timeout": "100ms"}},
		{"fixed 250ms", heartbeat.Protocol(), map[string]any{"timeout": "250ms"}},
		{"fixed 500ms", heartbeat.Protocol(), map[string]any{"timeout": "500ms"}},
		{"phi 3", heartbeat.PhiProtocol(), map[string]any{"threshold": 3}},
		{"phi 8", heartbeat.PhiProtocol(), map[string]any{"threshold": 8}},
		{"phi 16", heartbeat.PhiProtocol(), map[string]any{"threshold": 16}},
	}
	var b strings.Builder
	fmt.Fprintf(&b, "n1 beats to n2 every %v; n2 crashes after %v, at another moment between two beats for each of %d seeds.\n", every, life, seeds)
	b.WriteString("false: in how many runs n2 was suspected before. found: after how long it was suspected in the others, on average and at worst.\n")
	for _, net := range []struct{ about, script string }{
		{"1ms each way", ""},
		{"1ms to 40ms each way", "delay all all 1ms 40ms"},
		{"1ms to 40ms, overtaking", "delay all all 1ms 40ms\nreorder all all yes"},
		{"50ms to 120ms each way", "delay all all 50ms 120ms"},
		{"1ms, 1% lost", "loss all all 0.01"},
		{"1ms, 10% lost", "loss all all 0.1"},
		{"1ms to 40ms, 10% lost", "delay all all 1ms 40ms\nloss all all 0.1"},
	} {
		if !*long && !*update && net.about != "1ms, 10% lost" && net.about != "1ms to 40ms each way" {
			continue
		}
		fmt.Fprintf(&b, "\n%s\n", net.about)
		for _, d := range detectors {
			early, worst, sum := 0, time.Duration(0), time.Duration(0)
			for seed := range uint64(seeds) {
				took := detect(t, d.row, d.params, seed, fmt.Sprintf("%s\ncall n1 Beat n2 %v", net.script, every), life+time.Duration(seed)*every/seeds)
				if took < 0 {
					early++
					continue
				}
				sum, worst = sum+took, max(worst, took)
			}
			found := "-"
			if n := time.Duration(seeds - early); n > 0 {
				found = fmt.Sprintf("%v, %v", (sum / n).Round(time.Millisecond), worst.Round(time.Millisecond))
			}
			fmt.Fprintf(&b, "    %-12s  false %3d%%  found %s\n", d.name, 100*early/seeds, found)
		}
	}
	const path = "testdata/compare.table"
	if *update {
		if err := os.WriteFile(path, []byte(b.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, _ := os.ReadFile(path)
	parts := []string{b.String()}
	if !*long && !*update {
		parts = strings.Split(strings.TrimSuffix(b.String(), "\n"), "\n\n")
	}
	for _, part := range parts {
		if !strings.Contains(string(want), part+"\n") && part != string(want) {
			t.Errorf("%s has something else; if this is right, go test ./coord/heartbeat -run Compare -update\n%s", path, part)
		}
	}
}

// detect is how long it took to suspect n2, or -1 if it was suspected while it was alive.
func detect(t *testing.T, p *protocol.Protocol, params map[string]any, seed uint64, script string, life time.Duration) time.Duration {
	own := *p
	own.Invariants = nil // a false suspicion is to be counted
	s, err := sim.New(sim.Config{Protocol: &own, Nodes: 2, Params: params, Seed: seed, Silent: true})
	if err != nil {
		t.Fatal(err)
	}
	actions, err := sim.Parse(fmt.Sprintf("%s\nadvance %v\ncrash n2\nadvance %v", script, life, 20*time.Second))
	if err != nil {
		t.Fatal(err)
	}
	for _, a := range actions {
		if err := s.Do(a); err != nil {
			t.Fatal(err)
		}
	}
	op := s.History()[0]
	switch {
	case !op.Ended:
		t.Errorf("seed %d: a dead node was never suspected", seed)
		return 0
	case op.End <= life:
		return -1
	}
	return op.End - life
}
