package main

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"parley/node"
)

func TestEvalFindsANodeByName(t *testing.T) {
	p := newProgram(t)
	p.node("b")
	p.ok("", "eval", "--at", "b", "x := 41")
	if got := p.ok("", "eval", "--at", "b", "x + 1"); got != "42\n" {
		t.Errorf("x + 1 at b is %q, want 42", got)
	}
	if got := p.ok("", "eval", "--at", "b", "-o", "json", "x"); !strings.Contains(got, `"verdict":"value"`) || !strings.Contains(got, `"node":"b"`) {
		t.Errorf("json is %q", got)
	}
	if got := p.ok("", "eval", "6 * 7"); got != "42\n" {
		t.Errorf("6 * 7 here is %q, want 42", got)
	}
}

func TestNodesForPrograms(t *testing.T) {
	p := newProgram(t)
	p.node("b")
	p.node("c")
	p.ok("", "eval", "--at", "b", "Lead()")
	p.ok("", "eval", "--at", "c", "Connect(b)")
	lines := strings.Split(strings.TrimSpace(p.ok("", "nodes", "-o", "json")), "\n")
	if len(lines) != 2 {
		t.Fatalf("%q", lines)
	}
	var got map[string]any
	if err := json.Unmarshal([]byte(lines[1]), &got); err != nil {
		t.Fatal(err)
	}
	if got["name"] != "c" || got["state"] != "up" || got["role"] != "member" || got["leader"] != "b" || got["version"] == nil || got["round_trip"] == nil || got["memory"].(float64) < 1000 || got["started"] == nil {
		t.Errorf("c is %s", lines[1])
	}
	if text := p.ok("", "nodes", "--role", "observer"); !strings.Contains(text, "leader") || !strings.Contains(text, "itself") {
		t.Errorf("as a table:\n%s", text)
	}
	if at := p.ok(":nodes -o json\n", "attach", "--look", "b"); !strings.Contains(at, `"name":"b","state":"self"`) || !strings.Contains(at, `"leader":"b"`) {
		t.Errorf("at a prompt: %s", at)
	}
}

func TestExitCodes(t *testing.T) {
	p := newProgram(t)
	p.node("b")
	p.node("c")
	p.ok("", "eval", "--at", "b", "x := 1")
	for _, c := range []struct {
		args []string
		code int
		says string
	}{
		{[]string{"eval", "--at", "b", `panic("boom")`}, 1, "failed: b: boom"},
		{[]string{"eval", "--at", "b", "1 +"}, 1, "the input ends where more must follow"},
		{[]string{"eval", "--at", "b", `"a" + 1`}, 1, "failed: b:"},
		{[]string{"eval", "1 + )"}, 1, "syntax error"},
		{[]string{"eval", "--at", "b,c", "x"}, 3, "undefined: x"},
		{[]string{"eval", "--at", "nobody", "1"}, 4, "failed: no node named nobody is known; parley nodes lists those that are"},
		{[]string{"eval", "--at", "1x", "1"}, 2, ""},
		{[]string{"eval", "--at", "b", "--timeout", "100ms", "time.Sleep(time.Hour)"}, 124, "unknown: b did not answer within 100ms"},
		{[]string{"eval"}, 2, "accepts 1 arg"},
		{[]string{"eval", "--nosuch", "1"}, 2, "unknown flag: --nosuch"},
		{[]string{"nosuch"}, 2, "nosuch"},
		{[]string{"eval", "--at", "b c", "1"}, 2, `"b c" is more than a target`},
		{[]string{"eval", "--timeout=-1s", "1"}, 2, "--timeout -1s makes no sense"},
		{[]string{"node", "--name", "1x"}, 2, "must be a letter"},
		{[]string{"node", "--name", "all"}, 2, "already means a set of nodes"},
		{[]string{"node", "--listen", "here"}, 2, `"here" is not an address`},
		{[]string{"eval", "--join", "there", "1"}, 2, `"there" is not an address`},
		{[]string{"node", "--name", "b"}, 4, "already runs here"},
		{[]string{"eval", "Remote(Self(), Quote(1))"}, 1, "this is a client"},
		{[]string{"attach", "1x"}, 2, "must be a letter"},
		{[]string{"attach", "nobody"}, 4, "no node named nobody"},
		{[]string{"run", "nosuch.go"}, 2, "cannot read the script"},
		{[]string{"up", "-n", "0"}, 2, "1 to 64"},
		{[]string{"eval", "--role", "king", "1"}, 2, "king"},
		{[]string{"eval", "--role", "observer", "--at", "b", "1"}, 4, "observer"},
	} {
		out, errs, code := p.run("", c.args...)
		if code != c.code || !strings.Contains(errs, c.says) {
			t.Errorf("parley %s: exit code %d, want %d\nstdout: %s\nstderr: %s\nwant in it: %s", strings.Join(c.args, " "), code, c.code, out, errs, c.says)
		}
		if c.says != "" && strings.Count(errs, c.says) > 1 {
			t.Errorf("parley %s: it is said more than once: %s", strings.Join(c.args, " "), errs)
		}
	}
	if got := p.ok("", "eval", "--at", "b, c", "1"); got != "b  1\nc  1\n" {
		t.Errorf("1 at b, c is %q", got)
	}
	if got := p.ok("", "eval", "--at", "b", "Self().String()"); got != "b\n" {
		t.Errorf("Self() at b is %q", got)
	}
}

func TestUpDetachedAndDown(t *testing.T) {
	p := newProgram(t)
	out := p.ok("", "up", "-n", "2", "--detach")
	t.Cleanup(func() { p.run("", "down") })
	if !strings.HasPrefix(out, "a  127.0.0.1:") || !strings.Contains(out, "\nb  127.0.0.1:") {
		t.Errorf("up printed %q", out)
	}
	if got := p.ok("", "eval", "--at", "all", "1 + 1"); got != "a  2\nb  2\n" {
		t.Errorf("1 + 1 at all is %q", got)
	}
	if got := p.ok("", "down"); got != "stopped a, b\n" {
		t.Errorf("down printed %q", got)
	}
	if running, err := p.at().Nodes(); err != nil || len(running) != 0 {
		t.Errorf("after down there run %v, %v", running, err)
	}
}

func TestANodeThatIsKilledIsUnknownAndComesBack(t *testing.T) {
	p := newProgram(t)
	b := p.node("b")
	a := p.start("--name", "a")
	fmt.Fprintln(a.stdin, `@b os.Getpid()`)
	p.wait("b has answered", func() bool { return strings.Contains(a.out.String(), fmt.Sprint(b.Process.Pid)) })
	fmt.Fprintln(a.stdin, `@b fmt.Println("begun"); time.Sleep(time.Hour)`)
	p.wait("the evaluation has begun", func() bool { return strings.Contains(a.out.String(), "b| begun") })
	b.kill()
	p.wait("the prompt says so", func() bool { return strings.Contains(a.out.String(), "unknown: ") })
	fmt.Fprintln(a.stdin, `@b 1 + 1`)
	p.wait("the prompt says why not", func() bool { return strings.Contains(a.out.String(), "not running on this machine") })
	p.node("b")
	for i := 0; !strings.Contains(a.out.String(), "back 777"); i++ {
		if i > 100 {
			t.Fatal("b came back and was not found")
		}
		seen := strings.Count(a.out.String(), "\n")
		fmt.Fprintln(a.stdin, `@b "back " + fmt.Sprint(700+77)`)
		p.wait("there is an answer", func() bool { return strings.Count(a.out.String(), "\n") > seen })
	}
}

func TestTwoNodesOfOneName(t *testing.T) {
	p := newProgram(t)
	p.node("b")
	_, errs, code := p.run("", "node", "--name", "b")
	if code != 4 || !strings.Contains(errs, "a node named b already runs here") || !strings.Contains(errs, "choose another name") {
		t.Errorf("exit code %d, %q", code, errs)
	}
	if got := p.ok("", "eval", "--at", "b", "1"); got != "1\n" {
		t.Errorf("the first b now answers %q", got)
	}
}

func TestAPortInUse(t *testing.T) {
	p := newProgram(t)
	p.node("b")
	r, err := p.at().Node("b")
	if err != nil {
		t.Fatal(err)
	}
	_, errs, code := p.run("", "node", "--name", "c", "--listen", r.Addr)
	if code != 4 || !strings.Contains(errs, "uses that port") {
		t.Errorf("exit code %d, %q", code, errs)
	}
}

func TestAHomeThatCannotBeWritten(t *testing.T) {
	p := newProgram(t)
	file := filepath.Join(p.home, "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	_, errs, code := p.run("", "node", "--name", "b", "--home", filepath.Join(file, "home"))
	if code != 4 || !strings.Contains(errs, "home folder") || strings.Contains(errs, "goroutine") {
		t.Errorf("exit code %d, %q", code, errs)
	}
}

func TestInterruptCancelsHereAndThere(t *testing.T) {
	p := newProgram(t)
	p.node("b")
	client := p.client()
	serving := func() (i node.Info) {
		if err := client.CallInto(t.Context(), "b", "node.info", &i); err != nil {
			t.Fatal(err)
		}
		return i
	}
	c := p.cmd("eval", "--at", "b", `fmt.Println("begun"); for {}`)
	out := &buffer{}
	c.Stdout, c.Stderr = out, out
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	p.wait("it has begun", func() bool { return strings.Contains(out.String(), "begun") })
	if i := serving(); i.Serving != 2 { // the loop and this very question
		t.Errorf("b serves %d requests, want 2", i.Serving)
	}
	c.Process.Signal(syscall.SIGINT)
	c.Wait()
	if code := c.ProcessState.ExitCode(); code != 130 {
		t.Errorf("exit code %d, want 130; it said %s", code, out)
	}
	p.wait("the loop at b has ended", func() bool { i := serving(); return i.Serving == 1 && i.Abandoned == 0 })
}

func TestAttachIsAPromptOnTheNode(t *testing.T) {
	p := newProgram(t)
	p.node("b")
	p.node("c")
	p.ok("", "eval", "--at", "b", "x := 5")
	p.ok("", "eval", "--at", "c", "x := 6")
	got := p.ok("x\n@c x + $x\nfmt.Println(\"out\")\nx = 7\n", "attach", "b")
	if got != "5\n11\nout\n" {
		t.Errorf("attached to b the lines print %q", got)
	}
	if got := p.ok("", "eval", "--at", "b", "x"); got != "7\n" {
		t.Errorf("after x = 7 at the attached prompt b says %q", got)
	}
}

func TestAttachTimeout(t *testing.T) {
	p := newProgram(t)
	p.node("b", "--timeout", "1h")
	p.node("c")
	_, errs, code := p.run("@c time.Sleep(time.Hour)\n", "attach", "--timeout", "200ms", "b")
	if code != 124 || !strings.Contains(errs, "unknown: c did not answer within 200ms") {
		t.Errorf("exit code %d, %q", code, errs)
	}
}

func TestAnAttachedLineWhoseNodeIsKilledIsUnknown(t *testing.T) {
	p := newProgram(t)
	b := p.node("b")
	s := p.start("attach", "b")
	fmt.Fprintln(s.stdin, `fmt.Println("begun"); for {}`)
	p.wait("it has begun", func() bool { return strings.Contains(s.out.String(), "begun") })
	b.kill()
	p.wait("the prompt says so", func() bool { return strings.Contains(s.out.String(), "lost before it answered") })
	if got := s.out.String(); strings.Contains(got, "failed") || !strings.Contains(got, "\nunknown: ") {
		t.Errorf("the prompt said %q", got)
	}
}

func TestNodesOfTwoHomesJoin(t *testing.T) {
	p, q := newProgram(t), newProgram(t)
	p.node("b")
	r, err := p.at().Node("b")
	if err != nil {
		t.Fatal(err)
	}
	// Another cluster is refused; with the first one's keys it joins.
	_, errs, code := q.run("1\n", "attach", r.Addr)
	if code != 4 || !strings.Contains(errs, "not of its cluster") && !strings.Contains(errs, "another cluster") {
		t.Errorf("a client of another cluster: exit code %d, %q", code, errs)
	}
	if err := os.RemoveAll(filepath.Join(q.home, "keys")); err != nil {
		t.Fatal(err)
	}
	if err := os.CopyFS(filepath.Join(q.home, "keys"), os.DirFS(filepath.Join(p.home, "keys"))); err != nil {
		t.Fatal(err)
	}
	os.Chmod(filepath.Join(q.home, "keys"), 0o700)
	os.Chmod(filepath.Join(q.home, "keys", "ca.key"), 0o600)
	q.node("d", "--join", r.Addr)
	q.wait("d knows b", func() bool {
		out, _, _ := q.run("", "eval", "--at", "d", `Remote(b, Quote(6*7))`)
		return out == "42\n"
	})
}

// TestANodeThatStandsStill: the others wait a second for it, and say no more than that.
func TestANodeThatStandsStill(t *testing.T) {
	p := newProgram(t)
	p.node("b")
	c := p.node("c")
	p.wait("b knows c", func() bool { out, _, _ := p.run("", "eval", "--at", "b", "len(Nodes().Rows)"); return out == "2\n" })
	c.Process.Signal(syscall.SIGSTOP)
	defer c.Process.Signal(syscall.SIGCONT)
	out, errs, _ := p.run(":nodes\n", "attach", "b")
	if !strings.Contains(out, "it has not said within 1s how it is") || strings.Contains(out, "may") {
		t.Errorf("%s%s", out, errs)
	}
}
