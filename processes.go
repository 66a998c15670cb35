package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"parley/node"
	"parley/protocol"
)

// The processes of a cluster on one machine: `node` is one, `up` starts several, `down` stops them.

const (
	startPatience = 20 * time.Second
	stopPatience  = 5 * time.Second
)

// freeNames gives count names that no running node of this home has, the first one being name if that is set.
func freeNames(home node.Home, name protocol.NodeID, count int) ([]protocol.NodeID, error) {
	if count < 1 || count > 64 {
		return nil, exitError{exitUsage, fmt.Sprintf("-n %d: one machine runs 1 to 64 nodes", count)}
	}
	running, err := home.Nodes()
	if err != nil {
		return nil, exitError{exitConnect, err.Error()}
	}
	taken := map[protocol.NodeID]bool{}
	for _, r := range running {
		taken[r.Name] = true
	}
	var names []protocol.NodeID
	if name != "" {
		names, taken[name] = append(names, name), true
	}
	for i := 0; len(names) < count; i++ {
		id := protocol.NodeID(string(rune('a' + i%26)))
		if i >= 26 {
			id += protocol.NodeID(fmt.Sprint(i / 26))
		}
		if !taken[id] {
			names = append(names, id)
		}
	}
	return names, nil
}

// up starts the nodes. Detached they stay; otherwise they live as long as the prompt on the first.
func (f *flags) up(ctx context.Context) error {
	if !f.detach {
		return f.prompt(ctx, f.count)
	}
	home, err := f.homeDir()
	if err != nil {
		return exitError{exitConnect, err.Error()}
	}
	names, err := freeNames(home, "", f.count)
	if err != nil {
		return err
	}
	for _, name := range names {
		cmd, err := f.nodeCommand(home, name, "--detached")
		if err != nil {
			return exitError{exitConnect, err.Error()}
		}
		detached(cmd)
		if err := cmd.Start(); err != nil {
			return exitError{exitConnect, fmt.Sprintf("cannot start node %s: %v", name, err)}
		}
		go cmd.Wait() // so that one that fails at once is not waited for as a zombie
	}
	for _, name := range names {
		r, err := waitForNode(ctx, home, name)
		if err != nil {
			return exitError{exitConnect, err.Error()}
		}
		fmt.Printf("%s  %s  process %d\n", r.Name, r.Addr, r.PID)
	}
	fmt.Fprintf(os.Stderr, "`parley attach %s` opens a prompt, `parley down` stops them\n", names[0])
	return nil
}

// nodeCommand is the command of another node process, its log in the home folder.
func (f *flags) nodeCommand(home node.Home, name protocol.NodeID, flag string) (*exec.Cmd, error) {
	self, err := os.Executable()
	if err != nil {
		return nil, fmt.Errorf("cannot find this program to start more nodes of it: %w", err)
	}
	args := []string{"node", "--name", string(name), "--timeout", f.timeout.String(), "--log", home.LogFile(name), flag}
	if f.home != "" {
		args = append(args, "--home", f.home)
	}
	return exec.Command(self, args...), nil
}

// waitForNode waits until a node process has said where it is.
func waitForNode(ctx context.Context, home node.Home, name protocol.NodeID) (node.Running, error) {
	deadline := time.Now().Add(startPatience)
	for {
		r, err := home.Node(name)
		if err == nil {
			return r, nil
		}
		if ctx.Err() != nil || time.Now().After(deadline) {
			return r, fmt.Errorf("node %s did not start; its log is %s", name, home.LogFile(name))
		}
		time.Sleep(5 * time.Millisecond)
	}
}

// waitForPeers waits until n is connected to them.
func waitForPeers(ctx context.Context, n *node.Node, names []protocol.NodeID) error {
	for _, name := range names {
		if _, err := waitForNode(ctx, n.Home(), name); err != nil {
			return err
		}
		ctx, stop := context.WithTimeout(ctx, startPatience)
		err := n.CallInto(ctx, name, "node.ping", nil)
		for err != nil && ctx.Err() == nil {
			time.Sleep(5 * time.Millisecond)
			err = n.CallInto(ctx, name, "node.ping", nil)
		}
		stop()
		if err != nil {
			return err
		}
	}
	return nil
}

// children are node processes that end with this one.
type children struct {
	cmds  []*exec.Cmd
	stdin []io.Closer
}

func (f *flags) children(home node.Home, names []protocol.NodeID, lines *notices) (*children, error) {
	c := &children{}
	for _, name := range names {
		cmd, err := f.nodeCommand(home, name, "--with-parent")
		if err != nil {
			c.stop()
			return nil, err
		}
		stdin, err1 := cmd.StdinPipe()
		stdout, err2 := cmd.StdoutPipe()
		if err := errors.Join(err1, err2, cmd.Start()); err != nil {
			c.stop()
			return nil, fmt.Errorf("cannot start node %s: %w", name, err)
		}
		c.cmds, c.stdin = append(c.cmds, cmd), append(c.stdin, stdin)
		go func() { // what nobody asked for is shown as news
			scan := bufio.NewScanner(stdout)
			for scan.Scan() {
				lines.add(node.Notice{Text: string(name) + "| " + scan.Text()})
			}
			io.Copy(io.Discard, stdout)
		}()
	}
	return c, nil
}

// stop lets the children end by themselves, and kills those that do not.
func (c *children) stop() {
	for _, in := range c.stdin {
		in.Close()
	}
	var all sync.WaitGroup
	for _, cmd := range c.cmds {
		all.Go(func() {
			t := time.AfterFunc(stopPatience, func() { cmd.Process.Kill() })
			defer t.Stop()
			cmd.Wait()
		})
	}
	all.Wait()
}

// node runs a node until it is told to stop.
func (f *flags) node(ctx context.Context) error {
	cfg, err := f.config()
	if err != nil {
		return err
	}
	if cfg.Name == "" {
		names, err := freeNames(cfg.Home, "", 1)
		if err != nil {
			return err
		}
		cfg.Name = names[0]
	}
	cfg.Stray, cfg.Detached, cfg.Stdin = os.Stdout, f.detach, strings.NewReader("")
	var log io.Writer = os.Stderr
	if f.logTo != "" {
		file, err := logFile(f.logTo)
		if err != nil {
			return exitError{exitConnect, fmt.Sprintf("cannot write the log: %v", err)}
		}
		defer file.Close()
		log = file
		if f.detach {
			cfg.Stray = file
		}
	}
	cfg.Logger = slog.New(slog.NewTextHandler(log, nil))
	n, err := node.Start(ctx, cfg)
	if err != nil {
		cfg.Logger.Error(err.Error())
		return exitError{exitConnect, err.Error()}
	}
	defer n.Close()
	cfg.Logger.Info("node started", "name", n.Name(), "addr", n.Addr())
	ended := make(chan struct{})
	if f.parent {
		signal.Ignore(os.Interrupt) // a terminal's Ctrl-C is for the prompt of the parent
		go func() {
			defer close(ended)
			io.Copy(io.Discard, os.Stdin)
		}()
	} else {
		interrupt := make(chan os.Signal, 1)
		signal.Notify(interrupt, os.Interrupt)
		go func() {
			<-interrupt
			close(ended)
		}()
		if f.logTo == "" {
			fmt.Fprintf(os.Stderr, "node %s listens at %s; Ctrl-C stops it\n", n.Name(), n.Addr())
		}
	}
	select {
	case <-ctx.Done():
	case <-n.StopAsked():
		time.Sleep(50 * time.Millisecond) // the answer to who asked
	case <-n.Done():
	case <-ended:
	}
	return nil
}

// down stops the detached nodes of this home.
func (f *flags) down(ctx context.Context) error {
	f.role = "operator"
	n, err := f.client(ctx, nil)
	if err != nil {
		return err
	}
	defer n.Close()
	running, err := n.Home().Nodes()
	if err != nil {
		return exitError{exitConnect, err.Error()}
	}
	var stopped, left []string
	for _, r := range running {
		if !r.Detached {
			continue
		}
		if err := n.CallInto(ctx, r.Name, "node.stop", nil); err != nil {
			fmt.Fprintln(os.Stderr, "parley:", err)
		}
	}
	deadline := time.Now().Add(stopPatience)
	for _, r := range running {
		if !r.Detached {
			continue
		}
		for {
			if _, err := n.Home().Node(r.Name); errors.Is(err, node.ErrNotRunning) {
				stopped = append(stopped, string(r.Name))
				break
			}
			if time.Now().After(deadline) {
				if p, err := os.FindProcess(r.PID); err == nil && p.Kill() == nil {
					stopped = append(stopped, string(r.Name)+" (killed)")
				} else {
					left = append(left, string(r.Name))
				}
				break
			}
			time.Sleep(10 * time.Millisecond)
		}
	}
	switch {
	case len(left) > 0:
		return exitError{exitFailed, "could not stop " + strings.Join(left, ", ")}
	case len(stopped) == 0:
		fmt.Fprintln(os.Stderr, "no detached nodes run here")
	default:
		fmt.Println("stopped", strings.Join(stopped, ", "))
	}
	return nil
}

// logFile opens a log to add to.
func logFile(path string) (*os.File, error) {
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return nil, err
	}
	return os.OpenFile(path, os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
}

// notices are news on their way to a prompt. Those that come before the prompt is there are kept for it.
type notices struct {
	mu   sync.Mutex
	kept []node.Notice
	show func(node.Notice)
}

func (x *notices) add(n node.Notice) {
	x.mu.Lock()
	defer x.mu.Unlock()
	if x.show != nil {
		x.show(n)
	} else if len(x.kept) < 100 && n.Node == "" { // that peers connect at the start is no news
		x.kept = append(x.kept, n)
	}
}

func (x *notices) on(show func(node.Notice)) (stop func()) {
	x.mu.Lock()
	defer x.mu.Unlock()
	x.show = show
	for _, n := range x.kept {
		show(n)
	}
	x.kept = nil
	return func() {
		x.mu.Lock()
		defer x.mu.Unlock()
		x.show = nil
	}
}
