package repl

import (
	"context"
	"strings"

	"parley/protocol"
	"parley/scripts"
)

// look has the client answer a command, and shows the answer.
func (p *prompt) look(name, arg string, in input) (scripts.Line, int) {
	l := p.want(name, arg)
	p.show(l, in, false)
	return l, Code(l)
}

// want has the client answer a command.
func (p *prompt) want(name, arg string) scripts.Line {
	ctx, cancel := context.WithTimeout(p.ctx, lookPatience)
	defer cancel()
	l, err := within(ctx, func() (scripts.Line, error) { return p.Client.Command(ctx, name, arg), nil })
	if err != nil {
		l = scripts.Line{Failure: &protocol.Failure{Kind: protocol.FailTimeout, Text: "the node did not answer in time"}}
	}
	return l
}

// lookPatience is more than nodes take that answer at all.
const lookPatience = 2 * askPatience

func (p *prompt) runPs(arg string, in input) int {
	_, code := p.look(scripts.CommandPs, aroundComma.ReplaceAllString(strings.TrimPrefix(arg, "@"), ","), in)
	return code
}

func (p *prompt) runKill(arg string, in input) int {
	_, code := p.look(scripts.CommandKill, arg, in)
	return code
}

func (p *prompt) runRefs(_ string, in input) int {
	_, code := p.look(scripts.CommandRefs, "", in)
	return code
}

// plainCommand is a command without arguments that the node answers.
func plainCommand(name string) func(p *prompt, arg string, in input) int {
	return func(p *prompt, _ string, in input) int {
		_, code := p.look(name, "", in)
		return code
	}
}

func (p *prompt) runTrace(arg string, in input) int {
	_, code := p.look(scripts.CommandTrace, arg, in)
	return code
}

func (p *prompt) runMore(_ string, in input) int {
	if len(p.more) == 0 {
		p.say("nothing was cut that is not shown by now")
		return CodeOK
	}
	l, code := p.look(scripts.CommandMore, p.more[0], in)
	if len(l.More) == 0 { // that was the last of it, or it is gone
		p.more = p.more[1:]
	}
	return code
}
