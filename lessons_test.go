package main

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"parley/scripts"
)

// Each lesson has a script below scripts/course, with what it prints in output.txt: in a simulation all of it, byte for byte, and on live
// nodes the lines that say the verdict. `go test . -run Lessons -update` writes what they print.

func allLessons(t *testing.T) []string {
	t.Helper()
	all, err := filepath.Glob("scripts/course/*/script/main.go")
	if err != nil || len(all) < 4 {
		t.Fatalf("there are the lessons %v, %v", all, err)
	}
	return all
}

func TestLessonsInASimulation(t *testing.T) {
	for _, script := range allLessons(t) {
		name := filepath.Base(filepath.Dir(filepath.Dir(script)))
		if !*longLessons && !*update && (name == "dht" || name == "zab") {
			continue
		}
		t.Run(name, func(t *testing.T) {
			p := newProgram(t) // a home with nothing in it, as of somebody who has just come
			picture := filepath.Join(p.home, "why.svg")
			said, drawn, file := p.ok("", "run", script, picture), "the picture is in "+picture+"\n", filepath.Join(filepath.Dir(script), "output.txt")
			got := strings.Replace(said, drawn, "", 1)
			if got == said {
				t.Errorf("it does not say %s", drawn)
			}
			if *update {
				if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			if want, err := os.ReadFile(file); err != nil || got != string(want) {
				t.Errorf("it does not print what %s says (%v); if it should be so, run `go test . -run Lessons -update`. It printed:\n%s", file, err, got)
			}
			if name == "mutex" { // one is enough to know that names are found, and that it is the same without a picture
				if named := p.ok("", "run", name); named != got {
					t.Errorf("by its name it printed\n%s", named)
				}
			}
			b, err := os.ReadFile(picture)
			if err != nil || !strings.HasPrefix(string(b), "<svg") {
				t.Errorf("the picture begins with %.20q, %v", b, err)
			}
			if name == "3pc" {
				theREADMEs(t, b)
			}
		})
	}
}

// theREADMEs checks the picture that the README shows.
func theREADMEs(t *testing.T, picture []byte) {
	t.Helper()
	const file = "docs/3pc.svg"
	if *update {
		if err := os.WriteFile(file, picture, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if b, err := os.ReadFile(file); err != nil || string(b) != string(picture) {
		t.Errorf("%s is not what the lesson draws (%v); run `go test . -run Lessons -update`", file, err)
	}
}

// verdicts are the lines of a lesson's output that must be the same live.
func verdicts(output string) string {
	var all []string
	for line := range strings.Lines(output) {
		if strings.HasPrefix(line, "verdict:") {
			all = append(all, line)
		}
	}
	return strings.Join(all, "")
}

// A live run acts between two messages that are some 100 ms apart. On a machine that is busier than that it may come too late, which is not the
// lesson's fault, and so it is tried again.
const liveAttempts = 5

var longLessons = flag.Bool("long-lessons", false, "all lessons are run, in a simulation and on live nodes, also those that take long")

// The heartbeats are left out: their lesson is about how long things take, and takes long.
func TestLessonsOnLiveNodes(t *testing.T) {
	names := []string{"3pc", "remote"}
	if *longLessons {
		names = append(names, "2pc", "mutex", "election", "raft", "zab", "dht")
	}
	for _, name := range names {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := newProgram(t)
			p.ok("", "up", "-n", "3", "--faults", "--detach")
			t.Cleanup(func() { p.run("", "down") })
			dir := filepath.Join("scripts", "course", name, "script")
			want, err := os.ReadFile(filepath.Join(dir, "output.txt"))
			if err != nil {
				t.Fatal(err)
			}
			for i := 1; ; i++ {
				out, errs, code := p.run("", "run", filepath.Join(dir, "main.go"), "live")
				if code == 0 && verdicts(out) == verdicts(string(want)) {
					return
				}
				t.Logf("attempt %d: exit code %d\n%s%s", i, code, out, errs)
				if i == liveAttempts {
					t.Fatalf("live the verdicts are not those of the simulation:\n%s", verdicts(string(want)))
				}
			}
		})
	}
}

// Without --faults nothing is recorded and nothing can be cut, and a lesson says so.
func TestLessonsOnNodesWithoutFaults(t *testing.T) {
	p := newProgram(t)
	p.ok("", "up", "-n", "3", "--detach")
	t.Cleanup(func() { p.run("", "down") })
	_, errs, code := p.run("", "run", "scripts/course/3pc/script/main.go", "live")
	if code != 1 || !strings.Contains(errs, "start the nodes with --faults") {
		t.Errorf("exit code %d, %s", code, errs)
	}
}

// What a lesson does can be typed as well, line by line.
func TestAProtocolAtALivePrompt(t *testing.T) {
	p := newProgram(t)
	out, errs, _ := p.run(strings.Join([]string{
		`c, err := Start("2pc", All(), Fresh())`,
		`c`,
		`c.Ask(1, "TwoPhaseCommit", "k", "v")`,
		`c.Ask(3, "Get", "k")`,
		`c.Pause(2)`,
		`c.Crash(1)`,
		`c.Ask(1, "Get", "k")`,
		`c.Recover(1)`,
		`c.Resume(2)`,
		`c.Ask(1, "Get", "k")`,
		`c.Verdict()`,
		`c.Violated()`,
		`func() { fmt.Print(c.Trace().Without("send", "receive", "store", "timer", "end", "call", "note", "drop")) }()`,
		`c.Trace().Without("sort")`,
		`c.Drift(1, 2)`,
		`c.Stop()`,
		`Machines()`,
	}, "\n")+"\n", "up", "-n", "3", "--faults")
	for _, want := range []string{
		"2pc on a b c\na.1.1\nv\n", "\nv\nholds: AC1, AC2, AC3, nothing acknowledged is lost\n",
		"  a   start\n", "  b   pause\n", "  a   crash\n", "  b   resume\n", "no machines run here\n",
	} {
		if !strings.Contains(out, want) {
			t.Errorf("it did not print %q", want)
		}
	}
	for _, want := range []string{"no machine 2pc runs at a", `there are no events of the kind "sort"; there are start, crash`, "the clocks of live nodes"} {
		if strings.Count(errs, want) != 1 {
			t.Errorf("it did not say once %q", want)
		}
	}
	if t.Failed() {
		t.Logf("it printed\n%s\nand said\n%s", out, errs)
	}
}

// The network does not mend because a machine crashes, and can be cut and mended while one is down.
func TestFaultsOutliveACrash(t *testing.T) {
	p := newProgram(t)
	out, errs, _ := p.run(strings.Join([]string{
		`c, err := Start("2pc", All(), Fresh())`,
		`c.Partition()`,
		`c.Loss(3)`,
		`c.Delay(2*time.Second, time.Second)`,
		`c.Partition([]int{1}, []int{2, 3})`,
		`c.Crash(1)`,
		`c.Recover(1)`,
		`c.Ask(1, "TwoPhaseCommit", "k", "cut")`,
		`c.Crash(3)`,
		`c.Heal()`,
		`c.Partition([]int{1, 2}, []int{3})`,
		`c.Recover(3)`,
		`c.Ask(1, "TwoPhaseCommit", "k", "cut again")`,
		`c.Heal()`,
		`c.Ask(1, "TwoPhaseCommit", "k", "whole")`,
		`c.Ask(1, "Get", "k")`,
		`c.Stop()`,
		`c, err = Start("2pc", All())`,
		`c.Ask(1, "TwoPhaseCommit", "k", "after all")`,
		`c.Ask(1, "Get", "k")`,
	}, "\n")+"\n", "up", "-n", "3", "--faults")
	if !strings.Contains(out, "\nwhole\n") || !strings.HasSuffix(out, "\nafter all\n") {
		t.Errorf("it printed\n%s", out)
	}
	for _, want := range []string{"no vote of b and c within", "no vote of c within",
		"failed: partition: name the nodes of at least one group\n", "failed: parts of messages are between 0 and 1, not 3 and 0\n", "a delay of 2s to 1s makes no sense"} {
		if strings.Count(errs, want) != 1 {
			t.Errorf("it did not say once %q", want)
		}
	}
	if strings.Contains(errs, "recover it first") || t.Failed() {
		t.Errorf("it said\n%s", errs)
	}
}

// All that can be simulated runs live, and its record is judged by the same properties.
func TestEveryProtocolAtALivePrompt(t *testing.T) {
	p := newProgram(t)
	var lines strings.Builder
	for _, row := range scripts.Catalog() {
		fmt.Fprintf(&lines, "c, err := Start(%q, All(), Fresh())\nc.Advance(20*time.Millisecond)\nfunc() { fmt.Println(c, \"/\", c.Violated(), \"/\", c.Trace().Len() >= 3, err) }()\nc.Stop()\n", row.Name)
	}
	out, errs, code := p.run(lines.String(), "up", "-n", "3", "--faults")
	for _, row := range scripts.Catalog() {
		if want := row.Name + " on a b c /  / true <nil>\n"; !strings.Contains(out, want) {
			t.Errorf("it did not print %q", want)
		}
	}
	if t.Failed() || code != 0 {
		t.Errorf("exit code %d\n%s%s", code, out, errs)
	}
}
