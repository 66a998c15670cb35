package sim

import (
	"encoding/json"
	"math"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"parley/protocol"
)

// golden compares with a file in testdata, which -update rewrites.
func golden(t *testing.T, name, got string) {
	t.Helper()
	file := filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Error(firstDifference(file, string(want), got))
	}
}

// busy is a trace with something of everything.
func busy(t *testing.T) protocol.Trace {
	t.Helper()
	s := newRelay(t, "", 3, 3)
	do(t, s, `call n1 Put k 1
advance 3ms
crash n2
duplicate n1 n3 1
call n1 Put "<l> & m" 2
advance 4ms
pause n3
recover n2
partition n1 n2 | n3
advance 8ms
resume n3
heal
drift n2 1.1
advance 20ms
loss n3 all 1
call n3 Put m 3
run 15ms`)
	trace := s.Trace()
	trace.Events = append(trace.Events,
		protocol.TraceEvent{At: s.Now(), Node: "n2", What: protocol.Noted, Text: "leads term 3"},
		protocol.TraceEvent{At: s.Now(), Node: "n2", What: protocol.Told, Fact: protocol.Fact{Name: "leader", Value: protocol.NodeID("n2")}},
		protocol.TraceEvent{At: s.Now(), Node: "n1", What: protocol.Ended, Call: protocol.Call{ID: 9, Op: "Put"}, Reply: protocol.Reply{Call: 9, Verdict: protocol.Failed, Text: "no leader"}},
		protocol.TraceEvent{At: s.Now(), What: protocol.Violated, Text: "one leader: n1 and n2\nboth lead"})
	return trace
}

func TestExports(t *testing.T) {
	golden(t, "busy.jsonl", JSON(busy(t)))
	golden(t, "busy.shiviz", ShiViz(busy(t)))
}

func TestJSONIsJSON(t *testing.T) {
	lines := strings.Split(strings.TrimSuffix(JSON(busy(t)), "\n"), "\n")
	if len(lines) != len(busy(t).Events)+1 {
		t.Errorf("%d lines for %d events", len(lines), len(busy(t).Events))
	}
	for _, line := range lines {
		var v map[string]any
		if err := json.Unmarshal([]byte(line), &v); err != nil {
			t.Errorf("%s: %v", line, err)
		}
	}
}

func TestPlainJSON(t *testing.T) {
	type inner struct {
		hidden []int
		At     time.Duration
		up     *inner
	}
	round := &inner{hidden: []int{1}}
	round.up = round
	for _, c := range []struct {
		v    any
		want string
	}{
		{map[int]inner{10: {}, 9: {At: time.Second}}, `{"9":{"hidden":[],"At":1000000000,"up":null},"10":{"hidden":[],"At":0,"up":null}}`},
		{round, `{"hidden":[1],"At":0,"up":null}`},
		{[]any{nil, "\xff<", []byte("ab"), []byte{0xff}, 1.5, math.Inf(1), true, uint8(3)}, `[null,"` + "\uFFFD" + `\u003c","ab",[255],1.5,"+Inf",true,3]`},
		{map[protocol.NodeID]struct{}{"n10": {}, "n2": {}}, `{"n2":{},"n10":{}}`},
		{math.MaxUint64 - uint64(0), `18446744073709551615`},
	} {
		if got := plainJSON(c.v); got != c.want {
			t.Errorf("%v: got %s, want %s", c.v, got, c.want)
		}
	}
}

// What ShiViz asks of a log: its expression matches every event, the first event of a host has 1 in its own place and
// each later one more, and what a message's receiver knows is not less than what its sender knew.
func TestShiVizClocks(t *testing.T) {
	log := ShiViz(busy(t))
	head, rest, _ := strings.Cut(log, "\n\n")
	if head != `(?<event>.*)\n(?<host>\S*) (?<clock>{.*})` {
		t.Errorf("it begins with %q", head)
	}
	found := regexp.MustCompile(`(?P<event>.*)\n(?P<host>\S*) (?P<clock>{.*})\n`).FindAllStringSubmatch(rest, -1)
	if len(found) != len(busy(t).Events) || strings.Count(rest, "\n") != 2*len(found) {
		t.Fatalf("%d events are found of %d, in %d lines", len(found), len(busy(t).Events), strings.Count(rest, "\n"))
	}
	own := map[string]uint64{}
	sent := map[string]map[string]uint64{}
	id := regexp.MustCompile(`#\d+`)
	for _, f := range found {
		var clock map[string]uint64
		if err := json.Unmarshal([]byte(f[3]), &clock); err != nil {
			t.Fatalf("%s: %v", f[3], err)
		}
		own[f[2]]++
		if clock[f[2]] != own[f[2]] {
			t.Errorf("%q is event %d of %s and has the clock %v", f[1], own[f[2]], f[2], clock)
		}
		switch {
		case strings.Contains(f[1], " -> "):
			sent[id.FindString(f[1])] = clock
		case strings.Contains(f[1], " <- "):
			for host, n := range sent[id.FindString(f[1])] {
				if clock[host] < n {
					t.Errorf("%q knows %v, and its sender knew %v", f[1], clock, sent[id.FindString(f[1])])
				}
			}
		}
	}
}
