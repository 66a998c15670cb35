package main

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"go/parser"
	"go/token"
	"log/slog"
	"net"
	"os"
	"os/signal"
	"path/filepath"
	"strings"
	"syscall"
	"time"

	"golang.org/x/term"

	"parley/eval"
	"parley/node"
	"parley/protocol"
	"parley/repl"
	"parley/scripts"
	"parley/scripts/course"
)

// homeDir is the home that the flags name.
func (f *flags) homeDir() (node.Home, error) {
	if f.home != "" {
		return node.HomeAt(f.home)
	}
	return node.DefaultHome()
}

// config is what every node and client of this process has in common.
func (f *flags) config() (node.Config, error) {
	home, err := f.homeDir()
	if err != nil {
		return node.Config{}, exitError{exitConnect, err.Error()}
	}
	if f.output != "text" && f.output != "json" {
		return node.Config{}, exitError{exitUsage, fmt.Sprintf("--output %s is not known; it is text or json", f.output)}
	}
	switch f.color {
	case "", "auto", "always", "never": // "" where no flags were read
	default:
		return node.Config{}, exitError{exitUsage, fmt.Sprintf("--color %s is not known; it is auto, always or never", f.color)}
	}
	if f.timeout <= 0 {
		return node.Config{}, exitError{exitUsage, fmt.Sprintf("--timeout %v makes no sense; give a time such as 500ms or 10s", f.timeout)}
	}
	if f.name != "" {
		if err := protocol.NodeID(f.name).Validate(); err != nil {
			return node.Config{}, exitError{exitUsage, err.Error()}
		}
	}
	for _, addr := range append([]string{f.listen}, f.join...) {
		if _, _, err := net.SplitHostPort(addr); err != nil {
			return node.Config{}, exitError{exitUsage, fmt.Sprintf("%q is not an address like 127.0.0.1:7000", addr)}
		}
	}
	if _, _, err := net.SplitHostPort(f.fsPort); err != nil && f.fsPort != "off" && f.fsPort != "" {
		return node.Config{}, exitError{exitUsage, fmt.Sprintf("--fs-port %q is not an address like 127.0.0.1:7070, nor off", f.fsPort)}
	}
	var memory int64
	if f.memory != "" {
		if memory, err = size(f.memory); err != nil {
			return node.Config{}, exitError{exitUsage, "--memory: " + err.Error()}
		}
	}
	bounds, err := budgets(f.budget)
	if err != nil {
		return node.Config{}, err
	}
	return node.Config{
		Budgets: bounds, Memory: memory, Faults: f.faults, LeaderFile: f.leaderFile,
		Name: protocol.NodeID(f.name), Home: home, Listen: f.listen, Join: f.join, Timeout: f.timeout, Version: version,
		Builtins: scripts.Builtins, Stdin: os.Stdin, Stray: os.Stderr, Args: []string{"parley"},
	}, nil
}

// clientConfig is config for a node that only asks. It dials from any address: a socket on loopback reaches no other machine.
func (f *flags) clientConfig(args []string) (node.Config, error) {
	cfg, err := f.config()
	if err != nil {
		return cfg, err
	}
	role, err := protocol.ParseRole(f.role)
	if err != nil || role == protocol.Member {
		return cfg, exitError{exitUsage, fmt.Sprintf("--role %s is not known; it is observer or operator", f.role)}
	}
	cfg.Role, cfg.Name, cfg.Join, cfg.Listen = role, protocol.NodeID(f.as), nil, ""
	if args != nil {
		cfg.Args = args
	}
	if f.as != "" {
		if cfg.Role, err = f.roleAs(cfg.Home, cfg.Name, role); err != nil {
			return cfg, err
		}
		f.role = cfg.Role.String()
		return cfg, nil
	}
	return cfg, asWhom(cfg.Home)
}

// client starts a node that only asks.
func (f *flags) client(ctx context.Context, args []string) (*node.Node, error) {
	cfg, err := f.clientConfig(args)
	if err != nil {
		return nil, err
	}
	n, err := node.Start(ctx, cfg)
	if err != nil {
		return nil, exitError{exitConnect, err.Error()}
	}
	for _, addr := range f.join {
		if _, err := n.Meet(ctx, addr); err != nil {
			n.Close()
			return nil, exitError{exitConnect, err.Error()}
		}
	}
	return n, nil
}

// prompt starts count nodes, the first in this process, and opens a prompt on that.
func (f *flags) prompt(ctx context.Context, count int) error {
	cfg, err := f.config()
	if err != nil {
		return err
	}
	history := cfg.Home
	if f.alone { // in a home of its own, where no other node looks
		dir, err := os.MkdirTemp("", "parley-alone")
		if err != nil {
			return exitError{exitConnect, err.Error()}
		}
		defer os.RemoveAll(dir)
		if cfg.Home, err = node.HomeAt(dir); err != nil {
			return exitError{exitConnect, err.Error()}
		}
		cfg.Join, f.home = nil, dir
	}
	lines := &notices{}
	if term.IsTerminal(int(os.Stdin.Fd())) { // what nobody asked for must not fall into a line that is being typed
		cfg.Stray = &lockedWriter{w: &lineWriter{line: func(line string) { lines.add(node.Notice{Text: line}) }}}
	}
	var log *os.File
	defer func() { log.Close() }() // of nil it does nothing
	n, err := f.startNode(ctx, cfg, func(c *node.Config) error {
		log.Close()
		var err error
		if log, err = logFile(c.Home.LogFile(c.Name)); err == nil {
			c.Logger = slog.New(slog.NewTextHandler(log, nil))
		}
		return nil // a prompt can do without a log
	})
	if err != nil {
		return exitError{exitConnect, err.Error()}
	}
	defer n.Close()
	children, err := launch(ctx, cfg.Home, count-1, func(name protocol.NodeID) (*child, error) {
		return f.startChild(cfg.Home, name, false, func(line string) { lines.add(node.Notice{Text: string(name) + "| " + line}) })
	})
	if err != nil {
		return exitError{exitConnect, err.Error()}
	}
	defer stopAll(children)
	for _, c := range children {
		if err := c.connected(ctx, n); err != nil {
			return exitError{exitConnect, err.Error()}
		}
	}
	ctx, end := context.WithCancel(ctx)
	defer end()
	go func() { // a prompt ends with its node
		defer end()
		select {
		case <-n.StopAsked():
			stopGently(n)
		case <-n.Done():
		case <-ctx.Done():
		}
	}()
	stop := n.OnNotice(lines.add)
	defer stop()
	banner := fmt.Sprintf("parley %s: node %s at %s. help() lists the functions, :help the commands.", version, n.Name(), n.Addr())
	err = f.session(ctx, scripts.NewSession(n), string(n.Name()), history, banner, lines, 0)
	select {
	case <-n.StopAsked():
		return exitError{exitInterrupted, fmt.Sprintf("node %s was told to stop, and its prompt ends with it", n.Name())}
	default:
		return err
	}
}

// session runs a prompt, or the lines of a standard input that is no terminal. A timeout of 0 is the node's own.
func (f *flags) session(ctx context.Context, client repl.Client, name string, home node.Home, banner string, lines *notices, timeout time.Duration) error {
	typed, shown := atTerminal()
	interrupts, stop := ctrlC()
	defer stop()
	role, poll := "", time.Duration(0)
	if _, outside := client.(*scripts.Attached); outside {
		role, poll = f.role, attachedPoll
	}
	cfg := repl.Config{
		Client: client, Name: name, Role: role, Poll: poll, In: os.Stdin, Out: os.Stdout, Err: os.Stderr, Interactive: typed, Plain: typed && !shown,
		HistoryFile: home.HistoryFile(), Color: f.colour(typed && shown), Keys: f.keys, Output: f.output, Timeout: timeout, Transcript: f.transcript,
		Banner: banner, Notices: lines.on, Interrupts: interrupts, Width: width, Height: height, Course: cmp.Or(f.course, f.classroom()),
	}
	return f.code(repl.Run(ctx, cfg))
}

// atTerminal says whether somebody types, and whether a terminal shows the answers.
func atTerminal() (typed, shown bool) {
	return term.IsTerminal(int(os.Stdin.Fd())), term.IsTerminal(int(os.Stdout.Fd())) && os.Getenv("TERM") != "dumb"
}

// attachedPoll is how old what a prompt from outside shows of the cluster may be.
const attachedPoll = 2 * time.Second

func width() int {
	if w, _, err := term.GetSize(int(os.Stdout.Fd())); err == nil && w > 0 {
		return w
	}
	return 100
}

func height() int {
	_, h, _ := term.GetSize(int(os.Stdout.Fd()))
	return h // 0 where it cannot be known
}

// colour says whether to use colours where there is a terminal that can show them, or not.
func (f *flags) colour(can bool) bool {
	return f.color == "always" || f.color != "never" && can && os.Getenv("NO_COLOR") == ""
}

func (f *flags) code(code int) error {
	if code == 0 {
		return nil
	}
	return exitError{code, ""}
}

// attach opens a prompt on a node that runs elsewhere. Its timeout holds unless one was given here.
func (f *flags) attach(ctx context.Context, to string, timeoutGiven bool) error {
	byAddr := strings.Contains(to, ":")
	if err := protocol.NodeID(to).Validate(); err != nil && !byAddr {
		return exitError{exitUsage, err.Error()}
	}
	if f.look {
		f.role = protocol.Observer.String()
	}
	n, err := f.client(ctx, nil)
	if err != nil {
		return err
	}
	defer n.Close()
	id := protocol.NodeID(to)
	if byAddr {
		if id, err = n.Meet(ctx, to); err != nil {
			return exitError{exitConnect, err.Error()}
		}
	}
	session := scripts.Attach(n, id)
	info, err := session.Info(ctx)
	switch {
	case err != nil && !byAddr && !n.Known(id):
		return exitError{exitConnect, fmt.Sprintf("no node named %s is known; `parley nodes` lists those that are. A name is known only on the node's own machine, in its home: from elsewhere give the address, as in `parley attach 10.0.0.5:4242`", id)}
	case err != nil:
		return exitError{exitConnect, err.Error()}
	}
	banner := fmt.Sprintf("parley %s: attached to node %s at %s (process %d). Ctrl-D leaves it running.", version, info.Name, info.Addr, info.PID)
	if f.role == protocol.Observer.String() {
		why := ""
		if f.as != "" && !f.look && !f.roleGiven {
			why = fmt.Sprintf(", since the certificate of %s is for observers", f.as)
		}
		banner += " To look only" + why + ": :nodes, :ps, :stats, and what has a name."
	}
	lines := &notices{}
	stop := n.OnNotice(func(x node.Notice) {
		if x.Node == id {
			lines.add(x)
		}
	})
	defer stop()
	listening, end := context.WithCancel(ctx)
	defer end()
	go func() { // what goes on when its line has ended, such as Watch
		if f.role == protocol.Observer.String() {
			return // it starts nothing, and may not ask
		}
		w := &lineWriter{line: func(line string) { lines.add(node.Notice{Text: line}) }}
		session.Listen(listening, func(_ uint8, b []byte) { w.Write(b) })
	}()
	var timeout time.Duration
	if timeoutGiven {
		timeout = f.timeout
	}
	return f.session(ctx, session, string(id), n.Home(), banner, lines, timeout)
}

// nodes lists the nodes of the cluster.
func (f *flags) nodes(ctx context.Context) error {
	n, err := f.client(ctx, nil)
	if err != nil {
		return err
	}
	defer n.Close()
	return f.lines(ctx, n, strings.NewReader(":nodes\n"), "", nil)
}

// eval evaluates one expression or chunk.
func (f *flags) eval(ctx context.Context, source string) error {
	n, err := f.client(ctx, nil)
	if err != nil {
		return err
	}
	defer n.Close()
	return f.lines(ctx, n, strings.NewReader(source), "", nil)
}

// script runs a Go program, a script of prompt lines, or what was typed in a transcript.
func (f *flags) script(ctx context.Context, args []string) error {
	path := args[0]
	if dir, err := unpack(path); err != nil {
		return exitError{exitFailed, fmt.Sprintf("the lesson cannot be unpacked: %v", err)}
	} else if dir != "" {
		defer os.RemoveAll(dir)
		path = filepath.Join(dir, path+".go")
	}
	source, err := os.ReadFile(path)
	if err != nil {
		return exitError{exitUsage, fmt.Sprintf("cannot read the script: %v; the lessons that parley brings along are %s", err, strings.Join(course.Names(), ", "))}
	}
	attached := ""
	if repl.IsTranscript(string(source)) {
		attached = repl.AttachedTo(string(source))
		source, f.goOn = []byte(repl.TranscriptInputs(string(source))), true // it may show how something fails
	}
	program, needsNode := kind(path, source)
	if !program && scripts.DeclaresProtocol(path) {
		return exitError{exitUsage, fmt.Sprintf("%s declares a protocol, and is no script: parley check %s tries every schedule of it, parley sim %s random runs, and :load %s at a prompt gives it a name", path, path, path, path)}
	}
	if program && !needsNode && f.at == "" {
		return f.program(ctx, path, args)
	}
	n, err := f.client(ctx, args)
	if err != nil {
		return err
	}
	defer n.Close()
	switch {
	case program && f.at != "":
		// The chunk that a prompt would be given: without the package clause, at the same lines.
		chunk := bytes.Replace(source, []byte("package main"), []byte("            "), 1)
		whole := func(src string) bool { return len(src) < len(bytes.TrimSpace(chunk)) }
		return f.lines(ctx, n, bytes.NewReader(chunk), path, whole)
	case program:
		return exitOf(n.Image().RunFile(interruptible(ctx), path, os.Stdout, os.Stderr))
	}
	if attached != "" && f.at == "" {
		return f.again(ctx, n, protocol.NodeID(attached), bytes.NewReader(source), path)
	}
	return f.lines(ctx, n, bytes.NewReader(source), path, nil)
}

// unpack writes the script of a lesson into a folder, if that is what a name means: a file of that name goes first.
func unpack(name string) (dir string, err error) {
	l, none := course.Find(name)
	if i, err := os.Stat(name); none != nil || err == nil && !i.IsDir() {
		return "", nil
	}
	if dir, err = os.MkdirTemp("", "parley"); err == nil {
		err = os.WriteFile(filepath.Join(dir, name+".go"), []byte(l.Script()), 0o600)
	}
	return dir, err
}

// program runs a Go program that has nothing to do with a cluster.
func (f *flags) program(ctx context.Context, path string, args []string) error {
	im, err := eval.New(eval.Config{Args: args, Stdin: os.Stdin, Stray: os.Stderr})
	if err != nil {
		return exitError{exitFailed, err.Error()}
	}
	defer im.Close()
	return exitOf(im.RunFile(interruptible(ctx), path, os.Stdout, os.Stderr))
}

// kind says whether a file is a Go program, rather than a script of prompt lines, and whether it uses parley's functions.
func kind(path string, source []byte) (program, needsNode bool) {
	if rest, ok := bytes.CutPrefix(source, []byte("#!")); ok {
		source = append([]byte("//"), rest...)
	}
	file, err := parser.ParseFile(token.NewFileSet(), path, source, parser.ImportsOnly)
	if file == nil || file.Name == nil || file.Name.Name != "main" || err != nil && !bytes.Contains(source, []byte("package main")) {
		return false, false
	}
	for _, i := range file.Imports {
		if i.Path.Value == `"`+scripts.Path+`"` {
			return true, true
		}
	}
	return true, false
}

// exitOf makes an exit of what a program came to.
func exitOf(err error) error {
	var ee *eval.ExitError
	switch {
	case err == nil:
		return nil
	case errors.As(err, &ee):
		return exitError{ee.Code, ""}
	case errors.Is(err, context.Canceled):
		return exitError{exitInterrupted, "interrupted"}
	}
	return exitError{exitFailed, err.Error()}
}

// ctrlC passes on each Ctrl-C, until stop.
func ctrlC() (<-chan struct{}, func()) {
	signals, presses, done := make(chan os.Signal, 1), make(chan struct{}, 2), make(chan struct{})
	signal.Notify(signals, os.Interrupt)
	go func() {
		for {
			select {
			case <-signals:
				select {
				case presses <- struct{}{}:
				default: // two are waiting: a third says nothing new
				}
			case <-done:
				return
			}
		}
	}()
	return presses, func() { signal.Stop(signals); close(done) }
}

func interruptible(ctx context.Context) context.Context {
	ctx, _ = signal.NotifyContext(ctx, os.Interrupt, syscall.SIGTERM)
	return ctx
}
