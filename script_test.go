package main

import (
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
)

// file writes a file into the program's home and returns its path.
func (p *program) file(name, text string) string {
	p.t.Helper()
	path := filepath.Join(p.home, name)
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		p.t.Fatal(err)
	}
	return path
}

const plainProgram = `package main

import (
	"fmt"
	"bufio"
	"fmt"
	"os"
)

func main() {
	fmt.Println(len(os.Args), os.Args[1:])
	in := bufio.NewScanner(os.Stdin)
	for in.Scan() {
		fmt.Println("read", in.Text())
	}
	os.Exit(7)
}
`

func TestRunAProgramWithArgumentsStdinAndExitCode(t *testing.T) {
	p := newProgram(t)
	out, errs, code := p.run("one\ntwo\n", "run", p.file("plain.go", plainProgram), "-x", "y")
	if want := "3 [-x y]\nread one\nread two\n"; out != want || code != 7 {
		t.Errorf("exit code %d, %q, want 7, %q; stderr %s", code, out, want, errs)
	}
	if out, errs, code := p.run("one\n", "run", p.file("first.go", "#!/usr/bin/env -S parley run\n"+plainProgram), "z"); out != "2 [z]\nread one\n" || code != 7 || errs != "" {
		t.Errorf("with a #! line: exit code %d, %q, stderr %s", code, out, errs)
	}
	if _, err := os.Stat(filepath.Join(p.home, "keys")); err == nil {
		t.Error("a program that has nothing to do with a cluster made its keys")
	}
}

const clusterProgram = `package main

import (
	"fmt"
	"fmt"
	"os"

	. "parley/scripts"
)

func main() {
	for _, name := range os.Args[1:] {
		n := len(name)
		v, err := Remote(Node(name), Quote(base + Unquote(n)))
		fmt.Println(name, v, err)
	}
	rs, err := RemoteAll(All(), Quote(1 + 1))
	fmt.Println(len(rs), err)
}
`

func TestRunAProgramThatAsksTheCluster(t *testing.T) {
	p := newProgram(t)
	p.node("b")
	p.node("cc")
	p.ok("", "eval", "--at", "b", "base := 100")
	p.ok("", "eval", "--at", "cc", "base := 200")
	got := p.ok("", "run", p.file("cluster.go", clusterProgram), "b", "cc")
	if want := "b 101 <nil>\ncc 202 <nil>\n2 <nil>\n"; got != want {
		t.Errorf("it printed %q, want %q", got, want)
	}
}

func TestTheExampleScript(t *testing.T) {
	p := newProgram(t)
	b := p.node("b")
	c := p.node("c")
	got := p.ok("", "run", "examples/everyone/main.go")
	want := fmt.Sprintf("b: process %d, true goroutines, %s\nc: process %d, true goroutines, %[2]s\n", b.Process.Pid, runtime.GOOS, c.Process.Pid)
	if got != want {
		t.Errorf("it printed %q, want %q", got, want)
	}
}

func TestRunAScriptOfLines(t *testing.T) {
	p := newProgram(t)
	p.node("b")
	script := p.file("lines", "#!/usr/bin/env -S parley run\n// a comment\nn := 20\n@b m := 1\n@b m + $n\nfunc f(i int) int {\n\treturn i * 2\n}\nf(n) + 2\n")
	if got := p.ok("", "run", script); got != "21\n42\n" {
		t.Errorf("it printed %q", got)
	}
	bad := p.file("bad", "x := 1\n\ny := x +\n\tundefinedName\nfmt.Println(\"not reached\")\n")
	out, errs, code := p.run("", "run", bad)
	if code != 1 || out != "" || !strings.Contains(errs, "bad:4:2: undefined: undefinedName") {
		t.Errorf("exit code %d, stdout %q, stderr %q", code, out, errs)
	}
	cut := p.file("cut", "x := 1\nfor {\n")
	if _, errs, code := p.run("", "run", cut); code != 1 || !strings.Contains(errs, "cut:2") {
		t.Errorf("a script that ends within a statement: exit code %d, %q", code, errs)
	}
}

func TestRunATranscript(t *testing.T) {
	p := newProgram(t)
	out := filepath.Join(p.home, "session.txt")
	if got, _, _ := p.run("x := 20\nfunc double(n int) int {\n\treturn 2 * n\n}\ndouble(x)\nnope\nx\n:save "+filepath.Join(p.home, "session.go")+"\n", "--name", "a", "--transcript", out); got != "40\n20\n" {
		t.Errorf("it printed %q", got)
	}
	text, err := os.ReadFile(out)
	if _, body, _ := strings.Cut(string(text), "\n\n"); err != nil || !strings.HasPrefix(body, "a> x := 20\na> func double(n int) int {\n... \treturn 2 * n\n... }\na> double(x)\n40\na> nope\n") {
		t.Errorf("%v; the transcript is\n%s", err, text)
	}
	got, errs, code := p.run("", "run", out)
	if !strings.HasPrefix(got, "40\n") || code != 1 || !strings.Contains(errs, "undefined: nope") {
		t.Errorf("it runs again with code %d and prints %q, %q", code, got, errs)
	}
	if got := p.ok("", "run", filepath.Join(p.home, "session.go")); !strings.HasPrefix(got, "40\n") {
		t.Errorf("what was saved prints %q", got)
	}
}

func TestRunAtATarget(t *testing.T) {
	p := newProgram(t)
	p.node("b")
	script := p.file("at", "here := 5\nhere * 2\n")
	if got := p.ok("", "run", "--at", "b", script); got != "10\n" {
		t.Errorf("it printed %q", got)
	}
	if got := p.ok("", "eval", "--at", "b", "here"); got != "5\n" {
		t.Errorf("here at b is %q", got)
	}
}

// Who has no machine asks those that have one.
func TestTheLeaderFromTheShell(t *testing.T) {
	p := newProgram(t)
	p.node("b")
	p.node("c")
	if _, errs, code := p.run("", "eval", "--at", "leader", "Self()"); code == 0 || !strings.Contains(errs, "none of 2 nodes has a leader") {
		t.Errorf("exit code %d, %s", code, errs)
	}
	p.ok("", "eval", "--at", "c", "Lead()")
	p.ok("", "eval", "--at", "b", "Connect(c)")
	if got := p.ok("", "eval", "--at", "leader", "Self()"); !strings.Contains(got, "c") || strings.Contains(got, "b") {
		t.Errorf("the leader is %q", got)
	}
	if got := p.ok("", "run", p.file("f", "@followers Self()\n@leader Connections()\n")); !strings.HasPrefix(got, "b") || !strings.HasSuffix(got, "[b]\n") {
		t.Errorf("the followers are %q", got)
	}
	p.ok("", "eval", "--at", "@leader", "1")
	for _, line := range []string{"Elect()", "Leader()", "OnLeader(func(Target) {})"} {
		if _, errs, code := p.run("", "eval", line); code != 1 || !strings.Contains(errs, "and this is a client; say it at a node: @a "+line[:5]) {
			t.Errorf("%s: exit code %d, %s", line, code, errs)
		}
	}
}

func TestBadScriptsSayWhere(t *testing.T) {
	p := newProgram(t)
	for name, c := range map[string]struct{ text, says string }{
		"syntax.go": {"package main\n\nfunc main() {\n\tx := \n}\n", "syntax.go:"},
		"type.go":   {"package main\n\nfunc main() {\n\tvar s string = 1\n\t_ = s\n}\n", "type.go:4:17: "},
		"panic.go":  {"package main\n\nfunc main() {\n\tvar m map[string]int\n\tm[\"a\"] = 1\n}\n", "assignment to entry in nil map"},
		"nomain.go": {"package main\n\nfunc f() {}\n", "main"},
		"import.go": {"package main\n\nimport \"no/such/package\"\n\nfunc main() { _ = x.Y }\n", "no/such/package"},
	} {
		_, errs, code := p.run("", "run", p.file(name, c.text))
		if code == 0 || !strings.Contains(errs, c.says) || strings.Contains(errs, "goroutine 1 [") {
			t.Errorf("%s: exit code %d, stderr %q, want in it %q", name, code, errs, c.says)
		}
	}
}

// What was recorded at a prompt that was attached is done again there, also what looks.
func TestATranscriptOfAnAttachedPrompt(t *testing.T) {
	p := newProgram(t)
	b := p.node("b")
	file := filepath.Join(p.home, "svc.txt")
	p.ok("hits := 3\n", "attach", "b")
	p.ok("hits + 1\n:inspect hits\n", "attach", "b", "--transcript", file)
	if text, err := os.ReadFile(file); err != nil || !strings.Contains(string(text), "\n# attached: b\n") {
		t.Fatalf("%v; the transcript is\n%s", err, text)
	}
	if got := p.ok("", "run", file); !strings.HasPrefix(got, "4\n") || !strings.HasSuffix(got, "\n    3\n") {
		t.Errorf("it runs as\n%s", got)
	}
	if out, _, code := p.tested(file); code != exitFailed || !strings.Contains(out, "It was recorded at a prompt attached to b, and nodes of a test begin with nothing") {
		t.Errorf("as a test: exit code %d\n%s", code, out)
	}
	b.kill()
	if _, errs, code := p.run("", "run", file); code != exitConnect || !strings.Contains(errs, "its lines belong there") {
		t.Errorf("without b: exit code %d\n%s", code, errs)
	}
}
