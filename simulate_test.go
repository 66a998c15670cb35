package main

import (
	"bufio"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

func TestSimCommands(t *testing.T) {
	p := newProgram(t)
	dir := t.TempDir()
	script := filepath.Join(dir, "s.txt")
	os.WriteFile(script, []byte("call n1 TwoPhaseCommit k v # a comment\nadvance 10ms\n"), 0o600)
	bad := filepath.Join(dir, "bad.txt")
	os.WriteFile(bad, []byte("call n1 TwoPhaseCommit k v\nexplode n1\n"), 0o600)
	lesson := filepath.Join(dir, "lesson.txt")
	os.WriteFile(lesson, []byte("# two nodes\nsim 2pc -n 2\ncall n1 TwoPhaseCommit k v\nadvance 10ms\ncalls\n----\n"), 0o600)
	svg := filepath.Join(dir, "x.svg")
	kept := filepath.Join(dir, "kept")
	for _, c := range []struct {
		args []string
		code int
		says string
	}{
		{[]string{"sim", "2pc", "--seeds", "20"}, 0, "seeds: 20"},
		{[]string{"sim", "3pc", "--seeds", "2", "--faults", "none"}, 0, "faults: none\n"},
		{[]string{"sim", "2pc", "--seeds", "2", "--faults", "crash+loss"}, 0, "faults: crash loss\n"},
		{[]string{"sim", "2pc", "--seed", "7", "--trace", "text"}, 0, "n1  start"},
		{[]string{"sim", "2pc", "--seed", "7", "--trace", "json"}, 0, `"node":"n1"`},
		{[]string{"sim", "2pc", "--seed", "7", "--trace", "shiviz"}, 0, `{"n1":1}`},
		{[]string{"sim", "2pc", "--seed", "7", "--out", svg}, 0, "the trace is in"},
		{[]string{"sim", "2pc", "--param", "limit=10", "--seeds", "2"}, 0, "holds:"},
		{[]string{"sim", "2pc", "--script", script}, 0, "end 1 TwoPhaseCommit"},
		{[]string{"sim", lesson}, 0, `TwoPhaseCommit`},
		{[]string{"sim", "3pc", "--seeds", "3000", "--faults", "partition"}, 1, "again: parley sim 3pc -n 3 --seed"},
		{[]string{"sim", "dumb", "--keep", kept}, 1, "kept: parley sim " + kept},
		{[]string{"sim", filepath.Join(kept, "dumb-election-safety-1.txt")}, 1, "Election Safety is violated"},
		{[]string{"sim", "dumb", "--keep", script}, 1, "the script cannot be kept"},
		{[]string{"sim", "nope"}, 2, `there is no protocol "nope"; there are`},
		{[]string{"sim", "2pc", "-n", "0"}, 2, "2pc runs on 1 to 100 nodes, not on 0"},
		{[]string{"sim", "2pc", "-n", "1000"}, 2, "2pc runs on 1 to 100 nodes, not on 1000"},
		{[]string{"sim", "2pc", "-n", "-3"}, 2, "-3 nodes cannot be simulated"},
		{[]string{"sim", "2pc", "--seeds", "0"}, 2, "--seeds 0: give at least 1"},
		{[]string{"sim", "2pc", "--faults", "flood"}, 2, `"flood" is no mix of faults; there is none, crash`},
		{[]string{"sim", "2pc", "--param", "limit"}, 2, "write it as name=value"},
		{[]string{"sim", "2pc", "--param", "x=1"}, 2, `2pc has no parameter "x"`},
		{[]string{"sim", "2pc", "--trace", "gif"}, 2, `a trace cannot be had as "gif"`},
		{[]string{"sim", "2pc", "--script", bad}, 2, `line 2: "explode" is nothing that can be done`},
		{[]string{"sim", "2pc", "--script", filepath.Join(dir, "nosuch")}, 2, "the script cannot be read"},
		{[]string{"sim", filepath.Join(dir, "nosuch.txt")}, 2, "the file cannot be read"},
		{[]string{"check", "2pc", "-n", "2", "--depth", "6"}, 0, "states: "},
		{[]string{"check", "3pc", "-n", "2", "--drops", "1", "--out", svg}, 1, `breaks "AC1" in`},
		{[]string{"check", "nope"}, 2, `there is no protocol "nope"`},
		{[]string{"check", "2pc", "--network", "pigeons"}, 2, "pigeons"},
		{[]string{"check", wrongMutex, "--crashes", "1", "--out", svg}, 1, `my-mutex breaks "mutual exclusion" in 8 steps`},
		{[]string{"check", rightMutex + ":MyMutex", "-n", "2", "--crashes", "1"}, 0, "holds in all states: mutual exclusion"},
		{[]string{"sim", wrongMutex, "--seeds", "300", "--faults", "crash", "--keep", kept}, 1, "again: parley sim " + wrongMutex + " -n 3 --seed 27 --faults crash"},
		{[]string{"sim", filepath.Join(kept, "my-mutex-mutual-exclusion-27.txt")}, 1, "mutual exclusion is violated"},
		{[]string{"sim", rightMutex, "--seeds", "20", "--faults", "crash"}, 0, "holds: mutual exclusion"},
		{[]string{"sim", rightMutex + ":Other"}, 2, "declares no protocol Other; it declares MyMutex"},
		{[]string{"check", "own/testdata/bad.go"}, 2, "own/testdata/bad.go:8:2: a machine must not import os"},
		{[]string{"check", "nosuch.go"}, 2, "the protocol cannot be read"},
		{[]string{"check"}, 2, "say which protocol: parley check NAME, where NAME is one of"},
		{[]string{"sim"}, 2, "three-phase commit"},
		{[]string{"sim", "2pc", "3pc"}, 2, "one protocol at a time, not 2pc 3pc"},
	} {
		stdout, stderr, code := p.run("", c.args...)
		if code != c.code || !strings.Contains(stdout+stderr, c.says) {
			t.Errorf("%v: exit %d, want %d and %q:\n%s%s", c.args, code, c.code, c.says, stdout, stderr)
		}
	}
	if b, err := os.ReadFile(svg); err != nil || !strings.HasPrefix(string(b), "<svg") {
		t.Errorf("the picture begins with %.20q, %v", b, err)
	}
	again := func() string { return p.ok("", "sim", "2pc", "--seed", "9", "--trace", "text") }
	cut := func(s string) string { return s[strings.Index(s, "holds"):] }
	if x, y := again(), again(); cut(x) != cut(y) {
		t.Error("the same seed gives two traces")
	}
}

// Ctrl-C shows what has been seen so far.
func TestCheckEndsAtCtrlC(t *testing.T) {
	p := newProgram(t)
	c := p.cmd("check", "raft", "-n", "5", "--crashes", "3", "--states", "100000000")
	var out strings.Builder
	c.Stdout = &out
	errs, err := c.StderrPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	defer time.AfterFunc(30*time.Second, func() { c.Process.Kill() }).Stop()
	if line, err := bufio.NewReader(errs).ReadString('\n'); err != nil || !strings.Contains(line, " states, depth ") {
		t.Fatalf("it says %q, %v", line, err)
	}
	c.Process.Signal(os.Interrupt)
	c.Wait()
	if got := out.String(); c.ProcessState.ExitCode() != exitInterrupted || !strings.HasPrefix(got, "states: ") || !strings.Contains(got, "\nholds so far, to depth ") {
		t.Errorf("exit %d: %q", c.ProcessState.ExitCode(), got)
	}
}

// Whoever ends an exploration that takes long does not wait for it.
func TestCheckEndsAtSIGTERM(t *testing.T) {
	p := newProgram(t)
	c := p.cmd("check", "raft", "-n", "5", "--crashes", "3", "--states", "100000000")
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	ended := make(chan error, 1)
	go func() { ended <- c.Wait() }()
	again, late := time.NewTicker(50*time.Millisecond), time.NewTimer(20*time.Second)
	defer again.Stop()
	for {
		select {
		case <-again.C:
			c.Process.Signal(syscall.SIGTERM) // the first may come before it has begun
			continue
		case <-ended:
		case <-late.C:
			c.Process.Kill()
			t.Error("it goes on")
		}
		return
	}
}
