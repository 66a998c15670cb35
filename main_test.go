package main

import (
	"bytes"
	"io"
	"os"
	"os/exec"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"parley/node"
	"parley/protocol"
)

// The tests of the command run it as whole processes. The test binary itself is the program: with this variable set it
// is parley and nothing else, also when it starts more nodes of itself.
const beParley = "PARLEY_TEST_AS_PROGRAM"

func TestMain(m *testing.M) {
	if os.Getenv(beParley) != "" {
		os.Exit(run(os.Args[1:]))
	}
	os.Exit(m.Run())
}

// patience is how long a test waits for a process that should answer at once. It is long because nothing is measured
// here, and the machine may be busy.
const patience = 60 * time.Second

// program is the command with its own empty home, and what it says.
type program struct {
	t    *testing.T
	home string
}

func newProgram(t *testing.T) *program {
	t.Helper()
	if testing.Short() {
		t.Skip("starts processes")
	}
	return &program{t, t.TempDir()}
}

func (p *program) cmd(args ...string) *exec.Cmd {
	self, err := os.Executable()
	if err != nil {
		p.t.Fatal(err)
	}
	c := exec.Command(self, args...)
	c.Env = append(os.Environ(), beParley+"=1", "PARLEY_HOME="+p.home, "XDG_CONFIG_HOME="+p.home, "NO_COLOR=1",
		"GORACE=atexit_sleep_ms=0 "+os.Getenv("GORACE")) // else each process with the race detector takes a second to end
	c.WaitDelay = patience
	return c
}

// run runs the command to its end.
func (p *program) run(stdin string, args ...string) (stdout, stderr string, code int) {
	p.t.Helper()
	c := p.cmd(args...)
	var out, errs bytes.Buffer
	c.Stdin, c.Stdout, c.Stderr = strings.NewReader(stdin), &out, &errs
	t := time.AfterFunc(patience, func() { c.Process.Kill() })
	defer t.Stop()
	err := c.Run()
	if _, exited := err.(*exec.ExitError); err != nil && !exited {
		p.t.Fatal(err)
	}
	return out.String(), errs.String(), c.ProcessState.ExitCode()
}

// ok is run for a command that must succeed.
func (p *program) ok(stdin string, args ...string) string {
	p.t.Helper()
	out, errs, code := p.run(stdin, args...)
	if code != 0 {
		p.t.Fatalf("parley %s: exit code %d\nstdout: %s\nstderr: %s", strings.Join(args, " "), code, out, errs)
	}
	return out
}

// server is a process that stays.
type server struct {
	*exec.Cmd
	t     *testing.T
	stdin io.WriteCloser
	out   *buffer
}

// start starts a process that is killed, if it still runs, when the test ends.
func (p *program) start(args ...string) *server {
	p.t.Helper()
	s := &server{Cmd: p.cmd(args...), t: p.t, out: &buffer{}}
	stdin, err := s.StdinPipe()
	if err != nil {
		p.t.Fatal(err)
	}
	s.stdin, s.Stdout, s.Stderr = stdin, s.out, s.out
	if err := s.Start(); err != nil {
		p.t.Fatal(err)
	}
	p.t.Cleanup(func() {
		s.kill()
		if p.t.Failed() {
			p.t.Logf("parley %s said:\n%s", strings.Join(args, " "), s.out)
		}
	})
	return s
}

func (s *server) kill() {
	s.stdin.Close()
	s.Process.Signal(syscall.SIGKILL)
	s.Wait()
}

// node starts a node and waits until it has said where it is.
func (p *program) node(name string, args ...string) *server {
	p.t.Helper()
	s := p.start(append([]string{"node", "--name", name}, args...)...)
	p.wait("node "+name+" runs", func() bool { _, err := p.at().Node(protocol.NodeID(name)); return err == nil })
	return s
}

func (p *program) at() node.Home {
	h, err := node.HomeAt(p.home)
	if err != nil {
		p.t.Fatal(err)
	}
	return h
}

// wait waits for something that other processes bring about.
func (p *program) wait(what string, f func() bool) {
	p.t.Helper()
	tick := time.NewTicker(10 * time.Millisecond)
	defer tick.Stop()
	late := time.After(patience)
	for !f() {
		select {
		case <-tick.C:
		case <-late:
			p.t.Fatalf("waited in vain until: %s", what)
		}
	}
}

type buffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (b *buffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.b.Write(p)
}

func (b *buffer) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.b.String()
}
