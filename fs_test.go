package main

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"regexp"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"
)

// withFiles are three processes that have the file system, and where their client ports are.
func withFiles(t *testing.T) (p *program, servers map[string]*server) {
	p = newProgram(t)
	servers = map[string]*server{}
	for _, name := range []string{"a", "b", "c"} {
		servers[name] = p.node(name)
	}
	p.startFiles()
	return p, servers
}

// startFiles starts the machine wherever it does not run, with further arguments of Start, and waits until all three have a port.
func (p *program) startFiles(with ...string) {
	p.t.Helper()
	p.wait("three nodes know each other", func() bool { out, _, _ := p.run("", "eval", "--at", "a", "len(Nodes().Rows)"); return out == "3\n" })
	p.ok("fs, err := Start(\"zab\", All()"+strings.Join(append([]string{""}, with...), ", ")+")\n", "attach", "a")
	p.wait("all have client ports", func() bool { return len(p.ports()) == 3 })
}

// ports are the client ports, by node.
func (p *program) ports() map[string]string {
	running, err := p.at().Nodes()
	if err != nil {
		p.t.Fatal(err)
	}
	all := map[string]string{}
	for _, r := range running {
		if r.Ports["zab"] != "" {
			all[string(r.Name)] = r.Ports["zab"]
		}
	}
	return all
}

// The server that a client is connected to is killed, be it a follower or the leader, while appends are under way: the session goes on at another, and nothing
// is lost or done twice. When it is back it has all.
func TestTheServerOfAClientIsKilled(t *testing.T) {
	p, servers := withFiles(t)
	for _, victim := range []string{"a", "c"} { // c leads, since of equal histories the greatest name wins
		ports := p.ports()
		args := []string{"fs", "--timeout", "10s", ports[victim]}
		for name, addr := range ports {
			if name != victim {
				args = append(args, addr)
			}
		}
		file := "of-" + victim
		client := p.start(args...)
		fmt.Fprintf(client.stdin, "create %s\n", file)
		want := ""
		for i := range 300 {
			fmt.Fprintf(client.stdin, "append %s %d,\n", file, i)
			want += fmt.Sprintf("%d,", i)
			if i == 100 {
				p.wait("some are done", func() bool { return strings.Count(client.out.String(), "appended") > 50 })
				servers[victim].kill()
			}
		}
		fmt.Fprintf(client.stdin, "read %s\nexit\n", file)
		p.wait("the client has ended", func() bool { return strings.HasSuffix(client.out.String(), ",\n") })
		client.Wait()
		out := client.out.String()
		if code := client.ProcessState.ExitCode(); code != 0 || strings.Count(out, "appended") != 300 || !strings.HasSuffix(out, "\n"+want+"\n") {
			t.Errorf("exit code %d\n%s", code, out)
		}
		if !strings.Contains(out, "going on at ") {
			t.Error("it did not say that it goes on at another server")
		}
		servers[victim] = p.node(victim)
		p.startFiles()
		if got := p.ok("read "+file+"\n", "fs", p.ports()[victim]); got != want+"\n" {
			t.Errorf("%s is back and has %s", victim, got)
		}
	}
}

// The server of a client stands still with requests under way: the client goes on at another, and what the first one sends when it goes on itself comes too late.
func TestTheServerOfAClientStandsStill(t *testing.T) {
	p, servers := withFiles(t)
	ports := p.ports()
	client := p.start("fs", "--timeout", "500ms", ports["a"], ports["b"], ports["c"])
	fmt.Fprintln(client.stdin, "create f")
	want := ""
	for i := range 100 {
		if i%20 == 10 {
			p.wait("all before is done", func() bool { return strings.Count(client.out.String(), "appended") == i })
			servers["a"].Process.Signal(syscall.SIGSTOP)
		}
		fmt.Fprintf(client.stdin, "append f %d,\n", i)
		want += fmt.Sprintf("%d,", i)
		if i%20 == 19 {
			p.wait("it goes on", func() bool { return strings.Count(client.out.String(), "appended") == i+1 })
			servers["a"].Process.Signal(syscall.SIGCONT)
		}
	}
	fmt.Fprintln(client.stdin, "read f\nexit")
	client.Wait()
	if out, code := client.out.String(), client.ProcessState.ExitCode(); code != 0 || !strings.HasSuffix(out, "\n"+want+"\n") || !strings.Contains(out, ports["a"]+" did not answer in time; going on at ") {
		t.Errorf("exit code %d\n%s", code, out)
	}
	for name, addr := range ports {
		if got := p.ok("read f\n", "fs", addr); got != want+"\n" {
			t.Errorf("%s has %s", name, got)
		}
	}
}

// A process that was killed and is away for longer than the others keep their history gets a snapshot from another process, and what follows it.
func TestAServerGetsASnapshot(t *testing.T) {
	p := newProgram(t)
	servers := map[string]*server{}
	for _, name := range []string{"a", "b", "c"} {
		servers[name] = p.node(name)
	}
	few := `Param("compact", 20)`
	p.startFiles(few)
	p.ok("create f\nappend f begun,\n", "fs")
	servers["b"].kill()
	var lines strings.Builder
	want := "begun,"
	for i := range 200 {
		fmt.Fprintf(&lines, "append f %d,\n", i)
		want += fmt.Sprintf("%d,", i)
	}
	p.ok(lines.String(), "fs")
	status := func(node, field string) string { // of the machine there
		out, errs, _ := p.run("", "eval", "--at", node, `fs, err := Start("zab", All(), `+few+`); v, err := fs.Ask(fs.Number("`+node+`"), "Status"); fmt.Sprintf("%+v", v)`)
		_, rest, ok := strings.Cut(out, field+":")
		if !ok {
			t.Fatalf("the status of %s: %s%s", node, out, errs)
		}
		return regexp.MustCompile(`^\d+`).FindString(rest)
	}
	p.node("b")
	p.startFiles(few)
	p.wait("b has all", func() bool { return p.ok("read f\n", "fs", p.ports()["b"]) == want+"\n" })
	p.wait("all have dropped most of it", func() bool {
		for _, node := range []string{"a", "b", "c"} {
			if kept, err := strconv.Atoi(status(node, "Kept")); err != nil || kept > 40 {
				return false
			}
		}
		return true
	})
}

// With all servers killed nothing is lost that was acknowledged, and a client says what it does not know.
func TestAllServersAreKilled(t *testing.T) {
	p, servers := withFiles(t)
	p.ok("create f\nappend f x\n", "fs")
	client := p.start("fs", "--timeout", "100ms")
	fmt.Fprintln(client.stdin, "append f y")
	p.wait("it is done", func() bool { return strings.Contains(client.out.String(), "appended") })
	for _, s := range servers {
		s.kill()
	}
	fmt.Fprintln(client.stdin, "append f z")
	client.stdin.Close()
	client.Wait()
	if code, out := client.ProcessState.ExitCode(), client.out.String(); code != 124 || !strings.Contains(out, "\nunknown: ") && !strings.Contains(out, "\nnot done: ") {
		t.Errorf("exit code %d\n%s", code, out)
	}
	if _, errs, code := p.run("", "fs"); code != 4 || !strings.Contains(errs, `no node of this machine has the file system; `) {
		t.Errorf("exit code %d, %s", code, errs)
	}
	for _, name := range []string{"a", "b", "c"} {
		p.node(name)
	}
	p.startFiles()
	if got := p.ok("read f\n", "fs"); got != "xy\n" && got != "xyz\n" {
		t.Errorf("after all were killed there is %s", got)
	}
}

func TestFilesCommandLine(t *testing.T) {
	p := newProgram(t)
	for _, c := range []struct {
		args []string
		code int
		says string
	}{
		{[]string{"fs"}, 4, "no node of this machine has the file system"},
		{[]string{"fs", "127.0.0.1:1"}, 4, "no server answers"},
		{[]string{"fs", "here"}, 2, `"here" is not an address`},
		{[]string{"fs", "-o", "xml"}, 2, "text or json"},
		{[]string{"fs", "--timeout", "0s"}, 2, "makes no sense"},
		{[]string{"node", "--name", "x", "--fs-port", "70"}, 2, `--fs-port "70" is not an address`},
	} {
		if _, errs, code := p.run("", c.args...); code != c.code || !strings.Contains(errs, c.says) {
			t.Errorf("parley %s: exit code %d, %s", strings.Join(c.args, " "), code, errs)
		}
	}
	p.node("a", "--fs-port", "off")
	p.node("b")
	p.ok("fs, err := Start(\"zab\", All())\n", "attach", "a")
	p.wait("b has a port", func() bool { return len(p.ports()) > 0 })
	if ports := p.ports(); ports["a"] != "" {
		t.Errorf("the ports are %v", ports)
	}
	other := newProgram(t)
	c := other.node("c", "--fs-port", p.ports()["b"])
	other.ok("fs, err := Start(\"zab\", All())\n", "attach", "c")
	p.wait("c says that it cannot", func() bool { return strings.Contains(c.out.String(), "clients cannot use the file system at c: ") })
	client := p.start("fs")
	fmt.Fprintln(client.stdin, "create f")
	p.wait("it is done", func() bool { return strings.Contains(client.out.String(), "created f") })
	client.Process.Signal(os.Interrupt)
	client.Wait()
	if code := client.ProcessState.ExitCode(); code != 130 {
		t.Errorf("after Ctrl-C the exit code is %d", code)
	}
	if got := p.ok("", "fs", "--servers"); got != p.ports()["b"]+"\n" {
		t.Errorf("the servers are %q", got)
	}
}

// The blocks of docs/fs.md, for pages_test.go, ask three processes, which the first of them starts.

// attached types a block at the prompt of a, and waits until all have client ports.
func (p *page) attached(b *block) {
	for _, name := range []string{"a", "b", "c"} {
		p.node(name)
	}
	p.wait("three nodes know each other", func() bool { out, _, _ := p.run("", "eval", "--at", "a", "len(Nodes().Rows)"); return out == "3\n" })
	p.ok(b.text, "attach", "a")
	p.wait("all have client ports", func() bool { return len(p.ports()) == 3 })
}

// answers compares what was said to each line of a block that is not indented with the lines behind it, which are.
func (p *page) answers(b *block, ask func(string) string) {
	var in, want string
	for line := range strings.Lines(b.text) {
		if said, ok := strings.CutPrefix(line, "  "); ok {
			want += said
		} else {
			in += line
		}
	}
	if got := ask(in); strings.TrimSpace(got) != strings.TrimSpace(want) {
		p.t.Errorf("%s:%d: what is shown is\n%s\nand on the page stands\n%s", p.file, b.line, got, want)
	}
}

// fsClient has `parley fs` do the lines of a block.
func (p *page) fsClient(b *block) {
	p.answers(b, func(in string) string {
		c := p.cmd("fs")
		c.Stdin = strings.NewReader(in)
		got, _ := c.CombinedOutput()
		return string(got)
	})
}

// fsHTTP does the command lines of a block, with the port that there is.
func (p *page) fsHTTP(b *block) {
	p.answers(b, func(in string) (got string) {
		for line := range strings.Lines(strings.ReplaceAll(in, "127.0.0.1:7070", p.ports()["c"])) {
			got += strings.TrimSpace(curl(p.t, line)) + "\n"
		}
		return got
	})
}

// fsLines sends what stands behind ">" and expects what stands behind "<".
func (p *page) fsLines(b *block) {
	c, err := net.Dial("tcp", p.ports()["b"])
	if err != nil {
		p.t.Fatal(err)
	}
	defer c.Close()
	c.SetDeadline(time.Now().Add(patience))
	r := bufio.NewReader(c)
	session := regexp.MustCompile(`"session":"([\d.]+)"`)
	sessions := strings.NewReplacer()
	for line := range strings.Lines(b.text) {
		if asked, ok := strings.CutPrefix(line, "> "); ok {
			io.WriteString(c, sessions.Replace(asked))
			continue
		}
		got, err := r.ReadString('\n')
		want := strings.TrimPrefix(line, "< ")
		if session.MatchString(want) && session.MatchString(got) { // its name depends on what happened before
			sessions = strings.NewReplacer(session.FindString(want), session.FindString(got))
		}
		if want = sessions.Replace(want); err != nil || got != want {
			p.t.Errorf("%s:%d: a line is answered by\n%s%v, and on the page stands\n%s", p.file, b.line, got, err, want)
		}
	}
}

// curl runs a command line of it, or does the same where there is none.
func curl(t *testing.T, command string) string {
	if _, err := exec.LookPath("curl"); err == nil {
		out, err := exec.Command("sh", "-c", command).CombinedOutput()
		if err != nil {
			t.Fatalf("%s: %v %s", command, err, out)
		}
		return string(out)
	}
	m := regexp.MustCompile(`-d '(.*)' (\S+)`).FindStringSubmatch(command)
	r, err := http.Post(m[2], "application/x-www-form-urlencoded", strings.NewReader(m[1]))
	if err != nil {
		t.Fatal(err)
	}
	defer r.Body.Close()
	if strings.Contains(command, "http_code") {
		return fmt.Sprint(r.StatusCode)
	}
	b, _ := io.ReadAll(r.Body)
	return string(b)
}
