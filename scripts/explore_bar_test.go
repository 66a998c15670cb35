package scripts_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"parley/node"
	"parley/protocol"
	"parley/scripts"
)

// An exploration that takes long says at a terminal how far it is, and ends when its line is cancelled.
func TestExploreSaysHowFarItIs(t *testing.T) {
	a := nodes(t, patience, "a")[0]
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	var mu sync.Mutex
	var errs strings.Builder
	out := func(_ protocol.NodeID, stream uint8, b []byte) {
		if stream != node.Stderr {
			return
		}
		mu.Lock()
		defer mu.Unlock()
		if errs.Write(b); strings.Count(errs.String(), "\rExplore ") >= 2 {
			cancel()
		}
	}
	typed(ctx, a, scripts.Ask{Terminal: true}, out, `Explore("raft", 5, Crashes(3))`)
	if ctx.Err() == nil {
		t.Fatal("it ended without a word of how far it is")
	}
	eventually(t, "nothing is explored any more", func() bool {
		mu.Lock()
		defer mu.Unlock()
		return strings.Contains(errs.String(), " states, depth ") && strings.HasSuffix(errs.String(), "\r\x1b[K\x1b[A\n") // nothing is left of it
	})
}

// What is refused keeps its lines, and a picture without a form says how to give it one.
func TestRefusalsOfFiles(t *testing.T) {
	a := nodes(t, patience, "a")[0]
	file := filepath.Join(t.TempDir(), "bad.go")
	text := "package my\n\nimport (\n\t\"time\"\n\n\t. \"parley/protocol\"\n)\n\ntype clock struct{ Config }\n\nfunc (m *clock) Step(e Event) (x Effects) {\n\tx.Note(time.Now().String())\n\treturn x\n}\n\n" +
		"var Clock = Protocol{New: func(c Config) Machine { return &clock{c} }}\n"
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	for line, want := range map[string]string{
		fmt.Sprintf("Sim(%q, 3)", file):        "bad.go:12:14: a machine must not use time.Now\n\t\twhy: ",
		fmt.Sprintf("Explore(%q, 3)", file):    "bad.go:12:14: a machine must not use time.Now\n\twhy: ",
		`Sim("2pc", 3).Trace().Save("ring2")`:  "end it in .txt, .json, .shiviz or .svg",
		`Sim("2pc", 3).Trace().Save("ring.x")`: `a trace cannot be had as "x"`,
	} {
		if got := typed(t.Context(), a, scripts.Ask{}, nil, line)[0]; !strings.Contains(got, want) {
			t.Errorf("%s says\n%s\nwant\n%s", line, got, want)
		}
	}
}
