package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"strings"

	"golang.org/x/term"

	"parley/node"
	"parley/protocol"
	"parley/repl"
	"parley/scripts"
)

// Prompts that nobody sits at: the lines of an argument, of a script, and of a transcript that is done again.

// lines runs prompt input that comes from a file or an argument.
// incomplete, if not nil, says when more lines belong to a piece; otherwise Go's syntax does.
func (f *flags) lines(ctx context.Context, n *node.Node, in io.Reader, file string, incomplete func(string) bool) error {
	interrupts, stop := ctrlC()
	defer stop()
	c := f.unattended(aimed{scripts.NewSession(n), f.at, n}, string(n.Name()), in, file)
	c.Incomplete, c.Interrupts = incomplete, interrupts
	return f.code(repl.Run(ctx, c))
}

// unattended is a prompt that nobody sits at.
func (f *flags) unattended(client repl.Client, name string, in io.Reader, file string) repl.Config {
	return repl.Config{
		Client: client, Name: name, In: in, Out: os.Stdout, Err: os.Stderr, Output: f.output,
		File: file, StopOnError: !f.goOn, Width: width, Course: f.classroom(), Color: f.colour(term.IsTerminal(int(os.Stderr.Fd())) && os.Getenv("TERM") != "dumb"),
	}
}

// aimed is a session whose lines go to a target unless they name one themselves.
type aimed struct {
	*scripts.Session
	at     string
	client *node.Node
}

func (a aimed) Line(ctx context.Context, line string, ask scripts.Ask, out node.OutputFunc) scripts.Line {
	own := ask.At != "" || a.at == ""
	if !own {
		ask.At = a.at
	}
	if l, ok := a.look(ctx, line, ask, out); ok {
		return l
	}
	l := a.Session.Line(ctx, line, ask, out)
	if own {
		return l
	}
	for i, x := range l.Parts {
		if f := x.Outcome.Failure; f != nil && f.Kind == protocol.FailUnreached {
			if text, ok := strings.CutSuffix(f.Text, "; :nodes lists those that are"); ok { // a shell has no :nodes
				l.Parts[i].Outcome = protocol.Fail(f.Kind, "%s; parley nodes lists those that are", text)
			}
		}
	}
	return l
}

// look is what an observer may see at one node, as at a prompt that is attached to it; false where that is not asked for, or more than a look.
func (a aimed) look(ctx context.Context, line string, ask scripts.Ask, out node.OutputFunc) (l scripts.Line, ok bool) {
	if a.client.Info().Role != protocol.Observer {
		return l, false
	}
	at, rest := ask.At, line
	if target, is := strings.CutPrefix(strings.TrimSpace(line), "@"); is {
		_, n, err := scripts.ParseTarget(target)
		if err != nil {
			return l, false
		}
		at, rest = target[:n], target[n:]
	}
	t, n, err := scripts.ParseTarget(at)
	if err != nil || n != len(at) {
		return l, false
	}
	id, one := t.Single()
	if !one || t.Policy != node.WaitAll || !a.client.Known(id) {
		return l, false
	}
	ask.At = ""
	l = scripts.Attach(a.client, id).Line(ctx, rest, ask, out)
	return l, l.Failure == nil || l.Failure.Kind != protocol.FailRefused
}

// again types the lines of a prompt that was attached to a node there once more.
func (f *flags) again(ctx context.Context, n *node.Node, to protocol.NodeID, in io.Reader, file string) error {
	if err := to.Validate(); err != nil {
		return exitError{exitUsage, fmt.Sprintf("%s does not say to whom it was attached: %v", file, err)}
	}
	session := scripts.Attach(n, to)
	if _, err := session.Info(ctx); err != nil {
		return exitError{exitConnect, fmt.Sprintf("%s was recorded at a prompt attached to %s, and its lines belong there: %v. --at NODE does them at another one", file, to, err)}
	}
	interrupts, stop := ctrlC()
	defer stop()
	c := f.unattended(session, string(to), in, file)
	c.Interrupts = interrupts
	return f.code(repl.Run(ctx, c))
}
