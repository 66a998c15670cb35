package repl

import (
	"context"
	"slices"
	"strings"

	"parley/node"
	"parley/scripts"
)

// This file is the commands that say something of a name or an expression: :help, :doc, :type, :source.

// about is a command that the client answers, at the target that it begins with, or that :at has set.
func about(name string) func(p *prompt, arg string, in input) int {
	return func(p *prompt, arg string, in input) int {
		if name == scripts.CommandStats && arg != "" && !strings.HasPrefix(arg, "@") {
			arg = "@" + arg
		}
		if p.at != "" && !strings.HasPrefix(arg, "@") && name != scripts.CommandDoc {
			arg = "@" + p.at + " " + arg
		}
		l := p.want(name, arg)
		for i := range l.Parts {
			for j := range l.Parts[i].Outcome.Values {
				if name == scripts.CommandSource && p.Output != "json" {
					l.Parts[i].Outcome.Values[j].Type = sourceType
				}
			}
		}
		p.show(l, behind(arg), false)
		return Code(l)
	}
}

// behind is what a command's argument has behind its target: the positions of an error are in that.
func behind(arg string) input {
	if rest, ok := strings.CutPrefix(arg, "@"); ok {
		if _, n, err := scripts.ParseTarget(rest); err == nil {
			arg = rest[n:]
		}
	}
	return input{strings.TrimSpace(arg), 1}
}

// sourceType is that of values that are Go, and may have its colours.
const sourceType = "Source"

func (p *prompt) runHelp(arg string, in input) int {
	if arg == "" {
		t := scripts.Table{}
		for _, c := range p.table {
			t.Rows = append(t.Rows, []string{c.usage(), c.Summary})
		}
		p.tellTable(t, "Everything else is Go; @b, @b,c or @all before a line evaluates it there, and $x in it is the x of here.",
			"A command may be shortened, as :n for :nodes.",
			"help() lists the built-in functions; :help NAME says more of one, and of strings.Cut, raft, timeout or a function of yours;",
			":help keys lists the keys, and :help prompt says what the prompt shows.")
		return CodeOK
	}
	name := strings.TrimPrefix(arg, ":")
	c, ok := p.find(name)
	if ok && (c.Name == name || name != arg) {
		s := c.usage() + "\n    " + c.Summary
		if c.Detail != "" {
			s += "\n\n    " + strings.ReplaceAll(c.Detail, "\n", "\n    ")
		}
		if more := scripts.HelpOutcome(name); more != "" && name == arg {
			s += "\n\n" + more
		}
		p.tell(prose(s, p.tableWidth()))
		return CodeOK
	}
	if name != arg {
		return p.usage(in, "there is no command :%s; %s", name, p.nearest(name))
	}
	if tell := p.topic(arg); tell != nil {
		tell()
		return CodeOK
	}
	if r, builtin := scripts.Lookup(arg); builtin {
		p.tell(prose(r.Help(), p.tableWidth()))
		return CodeOK
	}
	l := p.want(scripts.CommandHelp, arg)
	if l.Failure == nil || strings.HasPrefix(arg, "@") {
		p.show(l, in, false)
		return Code(l)
	}
	if ok { // the beginning of one
		return p.runHelp(":"+c.Name, in)
	}
	return p.usage(in, "there is no command :%s, and %s; %s", name, l.Failure.Text, p.nearest(name))
}

// completeAbout completes source, behind a target if there is one.
func completeAbout(p *prompt, ctx context.Context, before, after string) (int, []node.Candidate) {
	return p.completeText(ctx, before, after)
}

// completeHelp completes all that :help can speak of.
func completeHelp(p *prompt, ctx context.Context, before, after string) (int, []node.Candidate) {
	if strings.ContainsAny(before, ".@/") {
		return completeAbout(p, ctx, before, after)
	}
	from := len(before) - len(strings.TrimLeft(before, " :"))
	found := p.commandNames()
	add := func(c ...node.Candidate) {
		for _, x := range c {
			if !slices.ContainsFunc(found, func(y node.Candidate) bool { return x.Text == y.Text }) {
				found = append(found, x)
			}
		}
	}
	add(node.Candidate{Text: "keys", Kind: "topic", Type: "the keys of the prompt"}, node.Candidate{Text: "prompt", Kind: "topic", Type: "what the prompt shows"})
	for _, r := range scripts.Rows() {
		add(node.Candidate{Text: r.Name, Kind: "built-in", Type: r.Summary})
	}
	for _, r := range scripts.Catalog() {
		add(node.Candidate{Text: r.Name, Kind: "protocol", Type: r.Summary})
	}
	for _, r := range scripts.Outcomes() {
		add(node.Candidate{Text: r.Name, Kind: "outcome", Type: r.Means})
	}
	if at, names := completeAbout(p, ctx, before, after); at == from {
		add(names...)
	}
	return from, found
}
