package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"slices"
	"strings"
	"sync"
	"time"

	"parley/node"
	"parley/protocol"
)

// Starting nodes: of this process under a name that is free, and as further processes of this program.

const (
	startPatience = 20 * time.Second
	stopPatience  = 5 * time.Second
	maxNodes      = 64
	nameTries     = 2 * maxNodes // of nodes that start at the same time each may take a name away
)

// freeNames gives count names that no process of this home has, and that are not among except.
func freeNames(home node.Home, count int, except ...protocol.NodeID) []protocol.NodeID {
	var names []protocol.NodeID
	for i := 0; len(names) < count; i++ {
		id := protocol.NodeID(string(rune('a' + i%26)))
		if i >= 26 {
			id += protocol.NodeID(fmt.Sprint(i / 26))
		}
		if !slices.Contains(except, id) && !home.Taken(id) {
			names = append(names, id)
		}
	}
	return names
}

// startNode starts a node in this process. If no name was asked for it has the first that is free; another process may take
// that one at the same time, and then it is the next. ready completes the configuration once the name is known.
func (f *flags) startNode(ctx context.Context, cfg node.Config, ready func(*node.Config) error) (*node.Node, error) {
	asked := cfg.Name != ""
	for try := 1; ; try++ {
		c := cfg
		if !asked {
			c.Name = freeNames(c.Home, 1)[0]
		}
		if err := ready(&c); err != nil {
			return nil, err
		}
		n, err := node.Start(ctx, c)
		if err == nil {
			f.offerFiles(n, c.Stray)
		}
		if err == nil || asked || try == nameTries || !errors.Is(err, node.ErrNameTaken) {
			return n, err
		}
	}
}

// child is a node process that this one has started.
type child struct {
	name  protocol.NodeID
	cmd   *exec.Cmd
	stdin io.Closer     // closing it ends the node; nil for one that is to outlive this process
	ended chan struct{} // closed when the process has ended
	at    node.Running  // once it is up
}

// startChild starts the process of a node: one that outlives this one, or one that ends with it and whose output lines go
// to news.
func (f *flags) startChild(home node.Home, name protocol.NodeID, outlives bool, news func(string)) (*child, error) {
	self, err := os.Executable()
	if err != nil {
		return nil, fmt.Errorf("cannot find this program to start more nodes of it: %w", err)
	}
	// What the environment or the configuration file says of a node is meant for one that a user starts.
	args := []string{"node", "--name", string(name), "--listen", "127.0.0.1:0", "--join=", "--timeout", f.timeout.String(), "--log", home.LogFile(name)}
	if f.fsPort == "off" {
		args = append(args, "--fs-port", f.fsPort)
	} else {
		args = append(args, "--fs-port", "127.0.0.1:0")
	}
	if f.home != "" {
		args = append(args, "--home", f.home)
	}
	if f.faults {
		args = append(args, "--faults")
	}
	if f.leaderFile != "" {
		args = append(args, "--leader-file", f.leaderFile)
	}
	args = append(args, "--seed", fmt.Sprint(f.seed))
	if len(f.budget) > 0 {
		args = append(args, "--budget", strings.Join(f.budget, ","))
	}
	if f.memory != "" {
		args = append(args, "--memory", f.memory)
	}
	c := &child{name: name, cmd: exec.Command(self, args...), ended: make(chan struct{})}
	c.cmd.Env = slices.DeleteFunc(os.Environ(), func(v string) bool {
		key, _, _ := strings.Cut(v, "=")
		return slices.Contains([]string{"PARLEY_NAME", "PARLEY_LISTEN", "PARLEY_JOIN"}, strings.ToUpper(key))
	})
	var out *lineWriter
	if outlives {
		c.cmd.Args = append(c.cmd.Args, "--detached")
		detached(c.cmd)
	} else {
		c.cmd.Args = append(c.cmd.Args, "--with-parent")
		out = &lineWriter{line: news}
		c.cmd.Stdout, c.cmd.WaitDelay = out, time.Second // what it started itself may hold its output open
		if c.stdin, err = c.cmd.StdinPipe(); err != nil {
			return nil, fmt.Errorf("cannot start node %s: %w", name, err)
		}
	}
	if err := c.cmd.Start(); err != nil {
		return nil, fmt.Errorf("cannot start node %s: %w", name, err)
	}
	go func() {
		defer close(c.ended)
		c.cmd.Wait()
		if out != nil {
			out.end()
		}
	}()
	return c, nil
}

// launch starts count nodes and returns when each has said where it is. Either all run in the end or none.
func launch(ctx context.Context, home node.Home, count int, start func(protocol.NodeID) (*child, error)) ([]*child, error) {
	var all []*child
	fail := func(err error) ([]*child, error) {
		stopAll(all)
		return nil, err
	}
	for _, name := range freeNames(home, count) {
		c, err := start(name)
		if err != nil {
			return fail(err)
		}
		all = append(all, c)
	}
	for i := range all {
		for try := 1; ; try++ {
			err := all[i].up(ctx, home)
			if err == nil {
				break
			}
			if try == nameTries || !errors.Is(err, node.ErrNameTaken) {
				return fail(err)
			}
			var used []protocol.NodeID
			for _, c := range all {
				used = append(used, c.name)
			}
			c, err := start(freeNames(home, 1, used...)[0])
			if err != nil {
				return fail(err)
			}
			all[i] = c
		}
	}
	return all, nil
}

// up waits until the process has said where it is. The error wraps node.ErrNameTaken if another process came first.
func (c *child) up(ctx context.Context, home node.Home) error {
	late := time.After(startPatience)
	tick := time.NewTicker(5 * time.Millisecond)
	defer tick.Stop()
	for {
		r, err := home.Node(c.name)
		if err == nil && r.PID == c.cmd.Process.Pid {
			c.at = r
			return nil
		}
		select {
		case <-tick.C:
		case <-c.ended:
			if home.Taken(c.name) {
				return fmt.Errorf("a node named %s %w", c.name, node.ErrNameTaken)
			}
			return fmt.Errorf("node %s ended at its start (%s); its log is %s", c.name, c.cmd.ProcessState, home.LogFile(c.name))
		case <-late:
			return fmt.Errorf("node %s did not start within %v; its log is %s", c.name, startPatience, home.LogFile(c.name))
		case <-ctx.Done():
			return fmt.Errorf("node %s did not start: %w", c.name, ctx.Err())
		}
	}
}

// connected waits until n is connected to the child.
func (c *child) connected(ctx context.Context, n *node.Node) error {
	ctx, stop := context.WithTimeout(ctx, startPatience)
	defer stop()
	go func() {
		select {
		case <-c.ended:
			stop()
		case <-ctx.Done():
		}
	}()
	for {
		err := n.CallInto(ctx, c.name, "node.ping", nil)
		if err == nil {
			return nil
		}
		select {
		case <-time.After(5 * time.Millisecond):
		case <-ctx.Done():
			return fmt.Errorf("node %s started and cannot be reached (%w); its log is %s", c.name, err, n.Home().LogFile(c.name))
		}
	}
}

// stop lets the process end by itself, and kills it if it does not.
func (c *child) stop() {
	if c.stdin != nil {
		c.stdin.Close()
	} else if c.cmd.Process.Signal(os.Interrupt) != nil { // a system without it, or a process that has ended
		c.cmd.Process.Kill()
	}
	select {
	case <-c.ended:
	case <-time.After(stopPatience):
		c.cmd.Process.Kill()
		<-c.ended
	}
}

func stopAll(children []*child) {
	var all sync.WaitGroup
	for _, c := range children {
		all.Go(c.stop)
	}
	all.Wait()
}

// lineWriter calls line with each line that is written to it, and with a very long one in pieces.
type lineWriter struct {
	line  func(string)
	begun []byte
}

const maxNewsLine = 64 << 10

func (w *lineWriter) Write(b []byte) (int, error) {
	w.begun = append(w.begun, b...)
	for {
		i := bytes.IndexByte(w.begun, '\n')
		switch {
		case i >= 0 && i <= maxNewsLine:
			w.line(strings.TrimSuffix(string(w.begun[:i]), "\r"))
			w.begun = w.begun[i+1:]
		case len(w.begun) >= maxNewsLine:
			w.line(string(w.begun[:maxNewsLine]))
			w.begun = w.begun[maxNewsLine:]
		default:
			return len(b), nil
		}
	}
}

// lockedWriter lets several write at once.
type lockedWriter struct {
	mu sync.Mutex
	w  io.Writer
}

func (l *lockedWriter) Write(b []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.w.Write(b)
}

// end is called when nothing more is written.
func (w *lineWriter) end() {
	if len(w.begun) > 0 {
		w.line(string(w.begun))
		w.begun = nil
	}
}
