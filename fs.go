package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"strings"
	"sync"
	"time"

	"golang.org/x/term"

	"parley/node"
	"parley/node/drive"
	"parley/node/fsport"
)

// The replicated file system for programs that are no nodes: the port that a node offers them, and the client `parley fs`.

// files is the machine that clients of the port use, and what a node calls its port in the home.
const files = "zab"

// offerFiles opens the client port as soon as the machine runs at the node. It stays open until the node ends. That it cannot be is news.
func (f *flags) offerFiles(n *node.Node, news io.Writer) {
	if f.fsPort == "off" || n.Addr() == "" {
		return
	}
	var once sync.Once
	n.OnMachine(files, func(d *drive.Driver) {
		if d.Protocol().Name != files {
			return
		}
		once.Do(func() { go f.openFiles(n, news) })
	})
}

func (f *flags) openFiles(n *node.Node, news io.Writer) {
	port, err := fsport.Open(fsport.Config{Addr: f.fsPort, Logger: n.Logger(), Files: func() (fsport.Files, error) {
		d, err := n.Machine(files)
		if err != nil {
			return nil, err
		}
		if d.Protocol().Name != files {
			return nil, fmt.Errorf("the machine %s of %s is of the protocol %s, which has no files", files, n.Name(), d.Protocol().Name)
		}
		return d, nil
	}})
	if err != nil {
		n.Logger().Error("clients cannot use the file system", "err", err)
		fmt.Fprintf(news, "clients cannot use the file system at %s: %v; see --fs-port\n", n.Name(), err)
		return
	}
	n.Logger().Info("clients can use the file system", "addr", port.Addr())
	if err := n.Serves(files, port.Addr()); err != nil {
		n.Logger().Error("clients cannot find the file system", "err", err)
	}
	<-n.Done()
	port.Close()
}

// fs is a client of such ports.
func (f *flags) fs(ctx context.Context, servers []string) error {
	home, err := f.homeDir()
	if err != nil {
		return exitError{exitConnect, err.Error()}
	}
	if f.output != "text" && f.output != "json" {
		return exitError{exitUsage, fmt.Sprintf("--output %s is not known; it is text or json", f.output)}
	}
	if f.timeout <= 0 {
		return exitError{exitUsage, fmt.Sprintf("--timeout %v makes no sense; give a time such as 500ms or 10s", f.timeout)}
	}
	for _, addr := range servers {
		if _, _, err := net.SplitHostPort(addr); err != nil {
			return exitError{exitUsage, fmt.Sprintf("%q is not an address like 127.0.0.1:7070", addr)}
		}
	}
	here := func() (all []string) {
		running, _ := home.Nodes() // who cannot be seen is not here
		for _, r := range running {
			if addr := r.Ports[files]; addr != "" {
				all = append(all, addr)
			}
		}
		return all
	}
	if f.servers {
		fmt.Print(strings.Join(append(here(), ""), "\n"))
		return nil
	}
	find := here
	if len(servers) > 0 {
		find = func() []string { return servers }
	}
	ctx = interruptible(ctx)
	c := fsport.NewClient(fsport.ClientConfig{Servers: find, Timeout: f.timeout, News: func(s string) { fmt.Fprintln(os.Stderr, s) }})
	if err := c.Connect(ctx); err != nil {
		if errors.Is(err, fsport.ErrNoServer) && len(find()) == 0 {
			err = errors.New("no node of this machine has the file system; `Start(\"zab\", All())` at a prompt starts it, or give the address of a server")
		}
		return exitError{exitConnect, err.Error()}
	}
	defer func() { // also after Ctrl-C
		ctx, stop := context.WithTimeout(context.WithoutCancel(ctx), time.Second)
		defer stop()
		c.Close(ctx)
	}()
	s := fsport.Shell{Client: c, In: os.Stdin, Out: os.Stdout, Err: os.Stderr, JSON: f.output == "json"}
	if term.IsTerminal(int(os.Stdin.Fd())) {
		s.Prompt = "fs> "
	}
	return f.code(s.Run(ctx))
}
