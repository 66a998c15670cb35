package node

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"parley/protocol"
)

func testHome(t *testing.T) Home {
	t.Helper()
	h, err := HomeAt(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	return h
}

func TestANameIsTakenUntilItIsReleased(t *testing.T) {
	h := testHome(t)
	if h.Taken("a") {
		t.Error("a name is taken in an empty home")
	}
	r, err := h.register("a")
	if err != nil {
		t.Fatal(err)
	}
	if !h.Taken("a") {
		t.Error("a node that has not said yet where it is has no hold on its name")
	}
	if _, err := h.register("a"); !errors.Is(err, ErrNameTaken) || !strings.Contains(err.Error(), "a node named a already runs here") {
		t.Errorf("the name was given twice: %v", err)
	}
	if err := r.publish(Running{Name: "a", Addr: "127.0.0.1:1", PID: 1}); err != nil {
		t.Fatal(err)
	}
	r.retract()
	if _, err := h.Node("a"); !errors.Is(err, ErrNotRunning) {
		t.Errorf("a node that is about to end is found: %v", err)
	}
	if !h.Taken("a") {
		t.Error("a node that is about to end has lost its name already")
	}
	r.release()
	if h.Taken("a") {
		t.Error("the name of a node that has ended is taken")
	}
	if !h.left("a") {
		t.Error("a node that gave its name back is said to have died")
	}
	if r, err = h.register("a"); err != nil {
		t.Fatal(err)
	}
	if err := r.publish(Running{Name: "a", Addr: "127.0.0.1:1", PID: 1}); err != nil {
		t.Fatal(err)
	}
	r.lock.Close() // as the system does for a process that is killed
	if h.Taken("a") || h.left("a") {
		t.Error("a node that was killed is said to have gone")
	}
}

func TestANameIsFreeWhereThatCannotBeFoundOut(t *testing.T) {
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	h, err := HomeAt(file)
	if err != nil {
		t.Fatal(err)
	}
	if h.Taken("a") {
		t.Error("a name is taken in a home that is no folder, so that nobody ever learns that it is none")
	}
}

// Files that differ in the case of their names only are the same on some systems.
func TestNamesThatDifferInCaseHaveDifferentFiles(t *testing.T) {
	h := testHome(t)
	seen := map[string]protocol.NodeID{}
	for _, name := range []protocol.NodeID{"db", "Db", "dB", "DB", "a-1_b", "A-1_b"} {
		file := fileOfName(name)
		if other, dup := seen[strings.ToLower(file)]; dup {
			t.Errorf("%s and %s have the same file %s", name, other, file)
		}
		seen[strings.ToLower(file)] = name
		if back := nameOfFile(file); back != name {
			t.Errorf("%s has the file %s, which reads as %q", name, file, back)
		}
		r, err := h.register(name)
		if err != nil {
			t.Fatal(err)
		}
		defer r.release()
		if err := r.publish(Running{Name: name, Addr: "127.0.0.1:1", PID: 1}); err != nil {
			t.Fatal(err)
		}
	}
	for _, file := range []string{"Db", "^", "d^^b", "^1", "db^"} {
		if name := nameOfFile(file); name != "" {
			t.Errorf("the file %s, which no name has, reads as %q", file, name)
		}
	}
	running, err := h.Nodes()
	if err != nil || len(running) != len(seen) {
		t.Errorf("%d nodes run and %v, %v is found", len(seen), running, err)
	}
}

// On Windows a file cannot be replaced while somebody reads it; here a folder stands in its way.
func TestPublishTriesAgain(t *testing.T) {
	h := testHome(t)
	r, err := h.register("a")
	if err != nil {
		t.Fatal(err)
	}
	defer r.release()
	if err := os.Mkdir(h.runFile("a"), 0o700); err != nil {
		t.Fatal(err)
	}
	synctest.Test(t, func(t *testing.T) {
		published := make(chan error)
		go func() { published <- r.publish(Running{Name: "a", Addr: "127.0.0.1:1", PID: 1}) }()
		synctest.Wait() // it has tried in vain and pauses
		if err := os.Remove(h.runFile("a")); err != nil {
			t.Error(err)
		}
		if err := <-published; err != nil {
			t.Error(err)
		}
		if _, err := h.Node("a"); err != nil {
			t.Error(err)
		}
	})
	if err := os.Remove(h.runFile("a")); err != nil {
		t.Fatal(err)
	}
	if err := os.Mkdir(h.runFile("a"), 0o700); err != nil {
		t.Fatal(err)
	}
	synctest.Test(t, func(t *testing.T) {
		begin := time.Now()
		if err := r.publish(Running{Name: "a", Addr: "127.0.0.1:1", PID: 1}); err == nil || time.Since(begin) > time.Second {
			t.Errorf("a file that can never be replaced: %v after %v", err, time.Since(begin))
		}
	})
}

// A socket on loopback reaches no other machine, so a client must not get one by default.
func TestWhoListensWhereByDefault(t *testing.T) {
	for role, want := range map[protocol.Role]string{protocol.Member: "127.0.0.1:0", protocol.Operator: "", protocol.Observer: ""} {
		c := Config{Name: "a", Home: testHome(t), Role: role}
		if err := c.validate(); err != nil || c.Listen != want {
			t.Errorf("%s: Listen %q, %v, want %q", role, c.Listen, err, want)
		}
	}
}
