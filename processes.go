package main

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"os"
	"os/signal"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"parley/node"
	"parley/protocol"
)

// The processes of a cluster on one machine: `node` is one, `up` starts several, `down` stops them.

// up starts the nodes. Detached they stay; otherwise they live as long as the prompt on the first.
func (f *flags) up(ctx context.Context) error {
	if err := f.counted(); err != nil {
		return err
	}
	if !f.detach {
		return f.prompt(ctx, f.count)
	}
	cfg, err := f.config()
	if err != nil {
		return err
	}
	children, err := launch(ctx, cfg.Home, f.count, func(name protocol.NodeID) (*child, error) {
		return f.startChild(cfg.Home, name, true, nil)
	})
	if err != nil {
		return exitError{exitConnect, err.Error()}
	}
	for _, c := range children {
		fmt.Printf("%s  %s  process %d\n", c.at.Name, c.at.Addr, c.at.PID)
	}
	fmt.Fprintf(os.Stderr, "`parley attach %s` opens a prompt, `parley down` stops them\n", children[0].name)
	return nil
}

// counted says whether one machine runs so many nodes.
func (f *flags) counted() error {
	if f.count < 1 || f.count > maxNodes {
		return exitError{exitUsage, fmt.Sprintf("-n %d: one machine runs 1 to %d nodes", f.count, maxNodes)}
	}
	return nil
}

// node runs a node until it is told to stop.
func (f *flags) node(ctx context.Context) error {
	cfg, err := f.config()
	if err != nil {
		return err
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
	life, end := context.WithCancel(context.WithoutCancel(ctx)) // SIGTERM ends the start at once, and what runs gently
	defer end()
	started := context.AfterFunc(ctx, end)
	n, err := f.startNode(life, cfg, func(*node.Config) error { return nil })
	started()
	if err != nil {
		if f.logTo != "" { // else it is written to the same place anyway
			cfg.Logger.Error(err.Error())
		}
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
	tellSystemd("READY=1")
	select {
	case <-ctx.Done(): // SIGTERM
		tellSystemd("STOPPING=1")
		stopGently(n)
	case <-n.StopAsked():
		stopGently(n)
	case <-n.Done():
	case <-ended:
	}
	return nil
}

// stopGently lets a node answer what it has accepted, the call that told it to stop among it.
func stopGently(n *node.Node) {
	ctx, stop := context.WithTimeout(context.Background(), stopPatience/2)
	defer stop()
	n.Shutdown(ctx)
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
			if gone(n.Home(), r) {
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

// gone says whether the process of a node has given its name back, so that another may have it.
func gone(home node.Home, r node.Running) bool {
	now, err := home.Node(r.Name)
	return !home.Taken(r.Name) || err == nil && now.PID != r.PID
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
