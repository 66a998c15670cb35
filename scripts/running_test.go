package scripts_test

import (
	"context"
	"io"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"parley/node"
	"parley/scripts"
)

// Machines start again with their node, with the parameters that they were started with, until they are stopped.
func TestMachinesStartAgainWithTheirNode(t *testing.T) {
	home, err := node.HomeAt(filepath.Join(t.TempDir(), "[a-z]*"))
	if err != nil {
		t.Fatal(err)
	}
	start := func() *node.Node {
		n, err := node.Start(context.Background(), node.Config{Name: "a", Home: home, Builtins: scripts.Builtins, Stray: io.Discard})
		if err != nil {
			t.Fatal(err)
		}
		return n
	}
	n := start()
	defer func() { n.Close() }()
	spec := node.MachineSpec{Protocol: "raft", Params: map[string]any{"compact": int64(50), "election": 200 * time.Millisecond}}
	if _, err := n.StartMachine(spec); err != nil {
		t.Fatal(err)
	}
	see(t, n, "", `kv, err := Running("raft")`, `kv.Put("k", 1)`)
	n.Close()
	n = start()
	see(t, n, "1 true", `kv, err := Running("raft")`, `kv.Get("k")`)
	if _, err := n.StartMachine(spec); err != nil {
		t.Errorf("started as it was: %v", err)
	}
	see(t, n, "failed: raft runs already at a, with other parameters; stop it first (Start with Fresh() does, and forgets what it has stored), or choose another name; Running(\"raft\") has those that run",
		`_, err = Start("raft", All(), Param("compact", 51))`, `err`)
	see(t, n, "", `kv.Stop()`)
	if err := n.StopMachine(""); err == nil {
		t.Error("a machine without a name was stopped")
	}
	n.Close()
	n = start()
	see(t, n, "failed: no machines run at a; Start begins those of a protocol", `_, err := Running("raft")`, `err`)
}

// A simulation that would go on for hours ends with who asked for it, and stays of use.
func TestASimulationEndsWithItsLine(t *testing.T) {
	a := nodes(t, patience, "a")[0]
	see(t, a, "", `s := Sim("raft", 3)`)
	for _, line := range []string{"s.Advance(1000000*time.Hour)", "s.Run(); s.Do(`advance 1000000h`)"} {
		ctx, stop := context.WithTimeout(t.Context(), 100*time.Millisecond)
		got := strings.Join(typed(ctx, a, scripts.Ask{}, nil, line), "\n")
		stop()
		if got != "failed: the deadline passed" {
			t.Errorf("%s: %s", line, got)
		}
		see(t, a, "true", "s.Advance(10*time.Millisecond) == nil && s.Now() > 0")
	}

	// What goes on in the background goes on when its line has ended.
	see(t, a, "true", "done := make(chan error)", "go func() { done <- s.Advance(time.Minute) }()", "<-done == nil")
}
