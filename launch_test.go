package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"parley/node"
	"parley/protocol"
)

// client is a client of the program's home, within the test.
func (p *program) client() *node.Node {
	p.t.Helper()
	n, err := node.Start(p.t.Context(), node.Config{Home: p.at(), Role: protocol.Operator, Timeout: patience})
	if err != nil {
		p.t.Fatal(err)
	}
	p.t.Cleanup(func() { n.Close() })
	return n
}

func (p *program) running() []string {
	p.t.Helper()
	running, err := p.at().Nodes()
	if err != nil {
		p.t.Fatal(err)
	}
	var names []string
	for _, r := range running {
		names = append(names, string(r.Name))
	}
	return names
}

// A name is free when nobody has it any more, not already when nobody finds it any more.
func TestANameOfANodeThatIsEndingIsNotFree(t *testing.T) {
	home, err := node.HomeAt(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	n, err := node.Start(t.Context(), node.Config{Name: "a", Home: home, Stray: io.Discard})
	if err != nil {
		t.Fatal(err)
	}
	defer n.Close()
	r, err := home.Node("a")
	if err != nil || gone(home, r) {
		t.Fatalf("a node that runs is gone, or %v", err)
	}
	if err := os.Remove(filepath.Join(home.Run, "a.json")); err != nil { // as it does itself when it begins to end
		t.Fatal(err)
	}
	if gone(home, r) {
		t.Error("a node that has its name still is gone")
	}
	if got := freeNames(home, 3, "c"); !slices.Equal(got, []protocol.NodeID{"b", "d", "e"}) {
		t.Errorf("a is taken and c excepted, and the free names are %v", got)
	}
	n.Close()
	if !gone(home, r) {
		t.Error("a node that has ended is not gone")
	}
}

func TestUpAfterDown(t *testing.T) {
	p := newProgram(t)
	t.Cleanup(func() { p.run("", "down") })
	for range 3 {
		p.ok("", "up", "-n", "2", "--detach")
		if got := p.ok("", "down"); got != "stopped a, b\n" {
			t.Fatalf("down printed %q", got)
		}
	}
}

func TestUpStartsAllOrNone(t *testing.T) {
	p := newProgram(t)
	t.Cleanup(func() { p.run("", "down") })
	log := p.at().LogFile("b") // b cannot write it and ends at once
	if err := os.MkdirAll(log, 0o700); err != nil {
		t.Fatal(err)
	}
	for _, args := range [][]string{{"up", "-n", "3", "--detach"}, {"up", "-n", "3"}} {
		_, errs, code := p.run("", args...)
		if code != 4 || !strings.Contains(errs, "node b ended at its start (exit status 4)") || !strings.Contains(errs, log) {
			t.Errorf("parley %s: exit code %d, %q", strings.Join(args, " "), code, errs)
		}
		if left := p.running(); len(left) > 0 {
			t.Errorf("parley %s: b could not be started, and %v still run", strings.Join(args, " "), left)
		}
	}
}

// What is set for the node that a user starts is not meant for those that parley starts beside it.
func TestNodesThatUpStartsListenOnTheirOwn(t *testing.T) {
	p := newProgram(t)
	t.Cleanup(func() { p.run("", "down") })
	for _, c := range []struct{ file, env string }{{file: "listen = 192.0.2.1:1\n"}, {env: "192.0.2.1:1"}} {
		p.config(c.file)
		t.Setenv("PARLEY_LISTEN", c.env)
		if out := p.ok("", "up", "-n", "2", "--detach"); !strings.Contains(out, "b  127.0.0.1:") {
			t.Errorf("with %+v: up printed %q", c, out)
		}
		p.ok("", "down")
	}
}

// Nodes that start at the same time and were given no names do not quarrel about them.
func TestPromptsThatStartTogetherHaveNamesOfTheirOwn(t *testing.T) {
	p := newProgram(t)
	const prompts = 5
	var all []*server
	for range prompts {
		s := p.start()
		fmt.Fprintln(s.stdin, `fmt.Println("started")`)
		all = append(all, s)
	}
	for _, s := range all {
		p.wait("the prompt answers", func() bool { return strings.Contains(s.out.String(), "\n") })
		if got := s.out.String(); got != "started\n" {
			t.Errorf("a prompt said %q", got)
		}
	}
	if got := p.running(); len(got) != prompts {
		t.Errorf("%d prompts run nodes %v", prompts, got)
	}
}

// taker takes a name in the moment when it has been chosen for somebody else.
func (p *program) taker(taken ...protocol.NodeID) func(protocol.NodeID) {
	return func(name protocol.NodeID) {
		if len(taken) == 0 || name != taken[0] {
			return
		}
		taken = taken[1:]
		n, err := node.Start(p.t.Context(), node.Config{Name: name, Home: p.at(), Stray: io.Discard})
		if err != nil {
			p.t.Fatal(err)
		}
		p.t.Cleanup(func() { n.Close() })
	}
}

func TestANameThatIsTakenAtTheLastMoment(t *testing.T) {
	p := newProgram(t)
	take := p.taker("a", "b")
	ready := func(c *node.Config) error { take(c.Name); return nil }
	n, err := (&flags{fsPort: "off"}).startNode(t.Context(), node.Config{Home: p.at(), Stray: io.Discard}, ready)
	if err != nil {
		t.Fatal(err)
	}
	defer n.Close()
	if n.Name() != "c" {
		t.Errorf("a and b were taken, and the node is %s", n.Name())
	}
	if n, err := (&flags{fsPort: "off"}).startNode(t.Context(), node.Config{Name: "a", Home: p.at(), Stray: io.Discard}, ready); !errors.Is(err, node.ErrNameTaken) {
		n.Close()
		t.Errorf("a node that must be a, which is taken, started with %v", err)
	}
}

func TestANameOfAChildThatIsTakenAtTheLastMoment(t *testing.T) {
	p := newProgram(t)
	t.Setenv(beParley, "1")
	f := &flags{home: p.home, timeout: patience}
	take := p.taker("b", "d")
	children, err := launch(t.Context(), p.at(), 3, func(name protocol.NodeID) (*child, error) {
		take(name)
		return f.startChild(p.at(), name, false, func(string) {})
	})
	if err != nil {
		t.Fatal(err)
	}
	defer stopAll(children)
	var names []protocol.NodeID
	for _, c := range children {
		names = append(names, c.name)
	}
	if want := []protocol.NodeID{"a", "e", "c"}; !slices.Equal(names, want) {
		t.Errorf("b and then d were taken, and the nodes are %v, want %v", names, want)
	}
}

func TestAPromptEndsWithItsNode(t *testing.T) {
	p := newProgram(t)
	s := p.start("--name", "a")
	fmt.Fprintln(s.stdin, "1 + 1")
	p.wait("the prompt answers", func() bool { return strings.Contains(s.out.String(), "2\n") })
	if err := p.client().CallInto(t.Context(), "a", "node.stop", nil); err != nil {
		t.Fatal(err)
	}
	late := time.AfterFunc(patience, func() { s.Process.Kill() })
	defer late.Stop()
	s.Wait()
	if code := s.ProcessState.ExitCode(); code != exitInterrupted || !strings.Contains(s.out.String(), "node a was told to stop") {
		t.Errorf("exit code %d, it said %q", code, s.out)
	}
}

func TestLineWriter(t *testing.T) {
	long := strings.Repeat("x", maxNewsLine)
	for _, c := range []struct{ pieces, lines []string }{
		{[]string{"one\ntwo\r\n"}, []string{"one", "two"}},
		{[]string{"o", "ne", "\n\ntw", "o"}, []string{"one", "", "two"}},
		{[]string{long, "y\nz\n"}, []string{long, "y", "z"}},
		{[]string{long + long + "y\n" + "z\n"}, []string{long, long, "y", "z"}},
	} {
		var lines []string
		w := &lineWriter{line: func(s string) { lines = append(lines, s) }}
		for _, s := range c.pieces {
			if n, err := w.Write([]byte(s)); n != len(s) || err != nil {
				t.Errorf("of %d bytes %d were written, %v", len(s), n, err)
			}
		}
		w.end()
		if !slices.Equal(lines, c.lines) {
			t.Errorf("%.40q became %.40q, want %.40q", c.pieces, lines, c.lines)
		}
	}
}
