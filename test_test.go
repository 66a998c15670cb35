package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"syscall"
	"testing"
)

// tested runs `parley test` in the home, where the files are.
func (p *program) tested(args ...string) (out, errs string, code int) {
	p.t.Helper()
	c := p.cmd(append([]string{"test"}, args...)...)
	c.Dir = p.home
	var stderr strings.Builder
	c.Stderr = &stderr
	b, err := c.Output()
	if c.ProcessState == nil {
		p.t.Fatal(err)
	}
	return seconds.ReplaceAllString(string(b), "0.00s"), stderr.String(), c.ProcessState.ExitCode()
}

var seconds = regexp.MustCompile(`\d+\.\d\ds`)

const (
	goodSession  = "# Twice.\na> x := 20\na> func double(n int) int {\n... \treturn 2 * n\n... }\na> double(x)\n40\n\na> Info().PID\n...\na> fmt.Println(\"took\", 3); fmt.Println(\"end\")\ntook ...\nend\n"
	wrongSession = "a> x := 20\na> for i := range 9 { fmt.Println(i) }\n0\n1\n2\n3\n4\n5\n6\n77\n8\n# and\na> x + 1\n22\n"
)

func TestTestOfTranscripts(t *testing.T) {
	p := newProgram(t)
	p.file("good.txt", goodSession)
	p.file("prose.txt", "Nothing to see.\n")
	p.file("prog.go", "package main\n\nfunc main() { panic(1) }\n")
	if out, errs, code := p.tested(); code != 0 || out != "ok  good.txt  0.00s\n" {
		t.Errorf("code %d, %s%s", code, out, errs)
	}
	if err := os.Mkdir(filepath.Join(p.home, "in"), 0o700); err != nil {
		t.Fatal(err)
	}
	p.file("in/wrong.txt", wrongSession)
	const fails = "--- FAIL: in/wrong.txt (0.00s)\n    in/wrong.txt:10: a> for i := range 9 { fmt.Println(i) }\n          ..\n          4\n          5\n          6\n    want  77\n    got   7\n          8\n" +
		"    in/wrong.txt:14: a> x + 1\n    want  22\n    got   21\n"
	if out, errs, code := p.tested("./..."); code != 1 || out != "ok  good.txt  0.00s\n"+fails+"FAIL\n" {
		t.Errorf("code %d, %s%s", code, out, errs)
	}
	if out, _, code := p.tested("."); code != 0 || out != "ok  good.txt  0.00s\n" {
		t.Errorf("of the folder alone: code %d, %s", code, out)
	}
	out, _, code := p.tested("-run", "goo?d", "-v", "in", "good.txt")
	if code != 0 || !strings.HasPrefix(out, "=== RUN  good.txt\n") || !strings.Contains(out, "a> x := 20\na> func double(n int) int {\n... \treturn 2 * n\n... }\na> double(x)\n40\na> Info") || !strings.HasSuffix(out, "\nok  good.txt  0.00s\n") {
		t.Errorf("with -v: code %d, %s", code, out)
	}
	for _, c := range []struct {
		args []string
		says string
	}{
		{[]string{"-run", "none"}, "no test among the 2 in ./..."},
		{[]string{"-run", "("}, "--run: error parsing regexp"},
		{[]string{"nowhere"}, "there is nothing to test: stat nowhere"},
		{[]string{"-timeout", "0s"}, "--timeout 0s makes no sense"},
		{[]string{"-x"}, "unknown shorthand flag"},
	} {
		if _, errs, code := p.tested(c.args...); code != 2 || !strings.Contains(errs, c.says) {
			t.Errorf("%q: code %d, %s, want %s", c.args, code, errs, c.says)
		}
	}

	out, _, code = p.tested("--update")
	text, err := os.ReadFile(filepath.Join(p.home, "in/wrong.txt"))
	if want := strings.NewReplacer("77", "7", "22", "21").Replace(wrongSession); code != 0 || out != "ok  good.txt  0.00s\nupdated  in/wrong.txt  0.00s\n" || err != nil || string(text) != want {
		t.Errorf("code %d, %s; %v, the file is\n%s", code, out, err, text)
	}
	if text, err := os.ReadFile(filepath.Join(p.home, "good.txt")); err != nil || string(text) != goodSession {
		t.Errorf("%v; what was right is now\n%s", err, text)
	}
}

func TestTestAsJSON(t *testing.T) {
	p := newProgram(t)
	p.file("good.txt", "a> 1\n1\n")
	p.file("wrong.txt", "a> 1\n2\n")
	out, errs, code := p.tested("-json")
	var said []string
	for line := range strings.Lines(out) {
		var e testEvent
		if err := json.Unmarshal([]byte(line), &e); err != nil || e.Time.IsZero() {
			t.Fatalf("%v of %s", err, line)
		}
		if (e.Elapsed != nil) != (e.Action == "pass" || e.Action == "fail") {
			t.Errorf("elapsed in %s", line)
		}
		said = append(said, e.Action+" "+e.Test+" "+e.Output)
	}
	want := "run good.txt |output good.txt a> 1\n|output good.txt 1\n|output good.txt ok  good.txt  0.00s\n|pass good.txt |" +
		"run wrong.txt |output wrong.txt a> 1\n|output wrong.txt 1\n|output wrong.txt --- FAIL: wrong.txt (0.00s)\n|output wrong.txt     wrong.txt:2: a> 1\n|output wrong.txt     want  2\n|output wrong.txt     got   1\n|fail wrong.txt "
	if got := strings.Join(said, "|"); code != 1 || got != want {
		t.Errorf("code %d, %s\nevents\n%s\nwant\n%s", code, errs, got, want)
	}
}

// What the user has set for prompts of his own is not what a transcript was made with; and one that was recorded holds.
func TestTestOfARecord(t *testing.T) {
	p := newProgram(t)
	file := filepath.Join(p.home, "session.txt")
	const typed = "x := 1\n@all x\n:at a\nx := 2\non\n@others x\nfmt.Print(\"half\")\n@a fmt.Print(\"open\")\npanic(\"no\")\nx +\n\tfmt.Sprint()\n"
	p.run(typed, "up", "-n", "2", "--name", "q", "--transcript", file)
	text, err := os.ReadFile(file)
	if err != nil || !strings.Contains(string(text), "\n# nodes: 2\n\nq> x := 1\n") {
		t.Fatalf("%v; recorded\n%s", err, text)
	}
	t.Setenv("PARLEY_OUTPUT", "json")
	t.Setenv("PARLEY_TIMEOUT", "1us")
	if out, errs, code := p.tested("-o", "text", "session.txt"); code != 0 || out != "ok  session.txt  0.00s\n" {
		t.Errorf("code %d, %s%s of\n%s", code, out, errs, text)
	}
}

func TestTestOfSessionsThatEnd(t *testing.T) {
	p := newProgram(t)
	for name, c := range map[string]struct{ text, says string }{
		"exits":  {"a> 1\n1\na> os.Exit(3)\n...\na> :quit\na> 2\n2\n", "exits:6: the session ended before this input, or had another prompt\n"},
		"prompt": {"a> :at b\nb> 1\n1\n", "prompt:2: the session ended before this input"},
		"many":   {"# nodes: 65\na> 1\n1\n", "many wants 65 nodes; one machine runs 1 to 64"},
		"name":   {"all> 1\n1\n", "already means a set of nodes"},
	} {
		p.file(name, c.text)
		if out, _, code := p.tested("--update", name); code != 1 || !strings.Contains(out, c.says) {
			t.Errorf("%s: code %d, %s, want %s", name, code, out, c.says)
		}
		if text, _ := os.ReadFile(filepath.Join(p.home, name)); string(text) != c.text {
			t.Errorf("%s is written over: %s", name, text)
		}
	}
}

// A transcript that hangs is ended, and its nodes with it.
func TestTestThatHangs(t *testing.T) {
	t.Parallel()
	p := newProgram(t)
	p.file("hang.txt", "# nodes: 2\na> @all os.Getpid()\na  ...\nb  ...\na> 1\n2\na> for {}\na> 3\n3\n")
	out, errs, code := p.tested("-v", "-timeout", "10s", "hang.txt")
	if code != 1 || !strings.HasSuffix(out, "    hang.txt:6: a> 1\n    want  2\n    got   1\n    hang.txt:7: a> for {}\n    it did not end within 10s, and was ended; --timeout gives it longer\nFAIL\n") {
		t.Fatalf("code %d, %s%s", code, out, errs)
	}
	pids := regexp.MustCompile(`(?m)^[ab]  (\d+)$`).FindAllStringSubmatch(out, -1)
	if len(pids) != 2 {
		t.Fatalf("there are the processes %v", pids)
	}
	for _, m := range pids {
		pid, _ := strconv.Atoi(m[1])
		p.wait("process "+m[1]+" has ended", func() bool { return syscall.Kill(pid, 0) != nil })
	}
}

func TestTestOfScripts(t *testing.T) {
	p := newProgram(t)
	const script = "// nodes: 2\npackage main\n\nimport (\n\t\"fmt\"\n\t\"os\"\n\n\t. \"parley/scripts\"\n)\n\nfunc main() {\n\trs, err := RemoteAll(All(), Quote(1 + 1))\n\tfmt.Println(len(rs), err)\n\tos.Exit(len(rs) - 2)\n}\n"
	p.file("two.go", script)
	p.file("three.go", strings.Replace(script, "nodes: 2", "nodes: 3 faults", 1))
	p.file("cut.txt", "# nodes: 2 faults\na> x, err := Start(\"dumb\", All())\na> err == nil\ntrue\na> x.Partition([]int{1}, []int{2})\na> :quit\n")
	p.file("none.go", "// A program.\n\n// nodes: 0\npackage main\n\nfunc main() { println(\"none\") }\n")
	p.file("hangs.go", "package main\n\nfunc main() { for { } }\n")
	p.file("lines", "#!/usr/bin/env -S parley run\n// nodes: 1\nnope\n")
	out, errs, code := p.tested("./...")
	if want := "ok  cut.txt  0.00s\nok  none.go  0.00s\n--- FAIL: three.go (0.00s)\n    3 <nil>\n    exit code 1\nok  two.go  0.00s\nFAIL\n"; code != 1 || out != want {
		t.Errorf("code %d, %s%s", code, out, errs)
	}
	if out, _, code := p.tested("-timeout", "2s", "hangs.go"); code != 1 || !strings.Contains(out, "it did not end within 2s") {
		t.Errorf("code %d, %s", code, out)
	}
	if out, _, code := p.tested("lines"); code != 1 || !strings.Contains(out, "undefined: nope") {
		t.Errorf("code %d, %s", code, out)
	}
}

func TestTestOfKeptScripts(t *testing.T) {
	p := newProgram(t)
	if _, _, code := p.run("", "sim", "3pc", "--faults", "partition", "--seed", "98", "--keep", p.home); code != 1 {
		t.Fatalf("exit code %d", code)
	}
	if out, errs, code := p.tested(); code != 0 || !strings.HasPrefix(out, "ok  3pc-") {
		t.Errorf("code %d, %s%s", code, out, errs)
	}
	files, err := filepath.Glob(filepath.Join(p.home, "3pc-*.txt"))
	if err != nil || len(files) != 1 {
		t.Fatalf("kept are %v, %v", files, err)
	}
	text, err := os.ReadFile(files[0])
	if err != nil {
		t.Fatal(err)
	}
	name := filepath.Base(files[0])
	p.file(name, strings.Replace(string(text), "VIOLATED AC1", "BROKEN AC1", 1))
	if out, _, code := p.tested(); code != 1 || !strings.Contains(out, "BROKEN AC1") || !strings.Contains(out, "    got ") {
		t.Errorf("code %d, %s", code, out)
	}
	if out, _, code := p.tested("-update"); code != 0 || out != "updated  "+name+"  0.00s\n" {
		t.Errorf("code %d, %s", code, out)
	}
	if now, err := os.ReadFile(files[0]); err != nil || string(now) != string(text) {
		t.Errorf("%v, it is updated to\n%s", err, now)
	}
	p.file("odd.txt", "# ?\nsim nothing -n 2\n----\n")
	if out, _, code := p.tested("odd.txt"); code != 1 || !strings.Contains(out, `there is no protocol "nothing"`) {
		t.Errorf("code %d, %s", code, out)
	}
}

// A seed from outside is that of simulations that give none, whatever they are written in.
func TestTestWithSeeds(t *testing.T) {
	p := newProgram(t)
	p.file("any.go", "// nodes: 0\nr, err := Random(`3pc`, 3, `partition`, 1)\nfmt.Println(r, err)\nif r.Violated() != `` { os.Exit(1) }\n")
	p.file("own.go", "// nodes: 0\nr, err := Random(`3pc`, 3, `partition`, 1, Seed(97))\nif err != nil || r.Violated() != `` { os.Exit(1) }\n")
	p.file("node.txt", "# nodes: 2\na> r, err := Random(`3pc`, 3, `partition`, 1)\na> r.Violated()\na> @b func() string { r, _ := Random(`3pc`, 3, `partition`, 1); return r.Violated() }()\n")
	p.file("sim.txt", "sim raft\nadvance 5s\ntrace\n----\n")
	if out, errs, code := p.tested("--update"); code != 0 {
		t.Fatalf("code %d, %s%s", code, out, errs)
	}
	if _, errs, code := p.tested("--update", "--seed", "98"); code != 2 || !strings.Contains(errs, "leave --seed out") {
		t.Errorf("code %d, %s", code, errs)
	}
	if out, errs, code := p.tested("--seed", "97", "any.go", "own.go", "node.txt"); code != 0 {
		t.Errorf("code %d, %s%s", code, out, errs)
	}
	out, errs, code := p.tested("-seed", "98")
	for _, want := range []string{"--- FAIL: any.go (0.00s)\n    runs: 1   faults: partition\n    AC1 is violated", "    again: parley test --seed 98 any.go\n", "ok  own.go", "want  \\\n    got   AC1\n", "--- FAIL: sim.txt", "again: parley test --seed 98 node.txt"} {
		if !strings.Contains(out, want) {
			t.Errorf("code %d, %s%s\nwant in it\n%s", code, out, errs, want)
		}
	}
	if strings.Count(out, "got   AC1\n") != 2 || code != 1 {
		t.Errorf("code %d, both nodes have the seed:\n%s", code, out)
	}
}
