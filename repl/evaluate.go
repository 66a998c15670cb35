package repl

import (
	"context"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"sync/atomic"
	"time"

	"parley/node"
	"parley/protocol"
	"parley/scripts"
)

// Waits of a line that is being stopped.
const (
	hintAfter = 300 * time.Millisecond // from Ctrl-C to the word that a second one does not wait
	lastWait  = 3 * time.Second        // for the line after the whole prompt was told to end
)

// evaluate has the client evaluate one input and shows what it came to.
func (p *prompt) evaluate(in input) int {
	if p.interruptedBefore() && !p.Interactive {
		return codeStopped
	}
	word := plainWord(in.text)
	if word != "" && p.at != "" {
		// It means this prompt unless this node has declared it, whatever the target has.
		if l, _, answered := p.ask(in, ""); answered && undefined(l, word) {
			return p.meant(word, l, in)
		}
	}
	l, interrupted, answered := p.ask(in, p.at)
	if answered && !interrupted && word != "" && p.at == "" && undefined(l, word) {
		return p.meant(word, l, in)
	}
	if !answered {
		p.say("left running: %s; what it prints and answers is dropped", brief(in.text))
		return codeStopped
	}
	if f := l.Failure; f != nil && f.Kind == protocol.FailRefused && blankInTarget.MatchString(in.text) {
		l.Failure = &protocol.Failure{Kind: f.Kind, Pos: f.Pos, Text: "there is a space in the target, and a target ends at a space; write it without, as in @b,c 1"}
	}
	p.show(l, in, false)
	if p.Interactive && p.timeout == 0 && late(l) {
		p.say("%s", p.screen.paint.dim(":timeout 1m gives lines with a target more time"))
	}
	if len(l.Parts) > 0 || l.Failure != nil {
		p.last, p.lastFrom = l, in
	}
	if len(l.More) > 0 {
		p.more = l.More
	}
	if interrupted {
		return codeStopped
	}
	return Code(l)
}

// late says whether an answer to a line did not come in time. What a line asks for itself, as Remote does, has a time of its own.
func late(l scripts.Line) bool {
	return slices.ContainsFunc(l.Parts, func(x scripts.Part) bool {
		f := x.Outcome.Failure
		return x.Node != "" && f != nil && f.Kind == protocol.FailTimeout && strings.HasPrefix(f.Text, string(x.Node)+" ")
	})
}

// blankInTarget is a line for a target such as "@b, c" or "@ b".
var blankInTarget = regexp.MustCompile(`^\s*@(?:\s|[\w.-]+(?:,[\w.-]+)*(?:,\s|\s+,))`)

// interruptedBefore takes a Ctrl-C from before a line. At a prompt it is not meant for that line.
func (p *prompt) interruptedBefore() (yes bool) {
	for {
		select {
		case <-p.Interrupts:
			yes = true
		default:
			return yes
		}
	}
}

// ask waits for the client's answer from that target, which may take as long as it likes until somebody interrupts it. answered is false
// if it did not even end after that.
func (p *prompt) ask(in input, at string) (l scripts.Line, interrupted, answered bool) {
	ctx, cancel := context.WithCancel(p.ctx)
	defer cancel()
	out := &dropping{sink: p.screen.piece}
	done := make(chan scripts.Line, 1)
	a := scripts.Ask{File: p.File, FirstLine: in.first, Timeout: p.timeout, At: at, Program: p.program, Terminal: p.Color && p.Output == "text"}
	go func() { done <- p.line(ctx, in.text, a, out.write) }()

	ended := p.ctx.Done()
	var hint, giveUp <-chan time.Time
	for {
		select {
		case l := <-done:
			p.screen.settle(false)
			return l, interrupted, true
		case <-p.Interrupts:
			if interrupted {
				p.screen.interrupted()
				out.off.Store(true)
				return l, true, false
			}
			interrupted = true
			p.screen.interrupted()
			cancel()
			hint = time.After(hintAfter)
		case <-hint:
			p.say("stopping it; Ctrl-C again does not wait")
			hint = nil
		case <-ended:
			interrupted, ended = true, nil
			giveUp = time.After(lastWait)
		case <-giveUp:
			out.off.Store(true)
			return l, true, false
		}
	}
}

// line keeps a panic of the client from ending the prompt.
func (p *prompt) line(ctx context.Context, text string, a scripts.Ask, out node.OutputFunc) (l scripts.Line) {
	defer func() {
		if r := recover(); r != nil {
			l = scripts.Line{Failure: &protocol.Failure{Kind: protocol.FailPanic, Text: fmt.Sprintf("parley itself failed on this line (%v); the session goes on", r)}}
		}
	}()
	return p.Client.Line(ctx, text, a, out)
}

// dropping is an OutputFunc that can be switched off for good.
type dropping struct {
	off  atomic.Bool
	sink node.OutputFunc
}

func (d *dropping) write(from protocol.NodeID, stream uint8, b []byte) {
	if !d.off.Load() {
		d.sink(from, stream, b)
	}
}

// brief is source on one short line.
func brief(s string) string {
	s = strings.Join(strings.Fields(s), " ")
	if r := []rune(s); len(r) > 60 {
		return string(r[:59]) + "…"
	}
	return s
}
