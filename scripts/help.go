package scripts

import (
	"context"
	"fmt"
	"go/doc/comment"
	"slices"
	"strings"
	"time"

	"parley/node"
	"parley/protocol"
	"parley/sim"
)

// This file is what help(x), :help and :doc say: of built-ins, protocols, the standard library, the user's own declarations and errors.

// help is the built-in of that name.
func (h *host) help(name ...string) Text {
	if len(name) == 0 || name[0] == "" {
		return Text(grouped() + "\nhelp(Remote) says more of one; help(strings.Cut), help(raft), help(timeout) and help of your own functions work too. :help lists the prompt's own commands.")
	}
	s, err := helpOn(h.n, name[0], false)
	if err != nil {
		return Text(err.Error() + "; help() lists the built-ins")
	}
	return Text(s)
}

// helpOn is what there is to say of a name: what the user has declared wins, as it does where it is evaluated. With whole, comments are
// not cut after the first sentence.
func helpOn(n *node.Node, name string, whole bool) (string, error) {
	name = strings.TrimSpace(name)
	own := func(x node.Name) bool { return x.Name == name }
	if !slices.ContainsFunc(n.Names(), own) {
		if r, ok := Lookup(name); ok {
			return r.Help(), nil
		}
		p, err := FindProtocol(name)
		if row := clusterRow(); row.Name == name { // runs at every node, and is none of those that are started
			p, err = row, nil
		}
		if err == nil {
			return strings.TrimRight(sim.Describe(p), "\n"), nil
		}
	}
	if s, ok := sayOwn(n, name, "Protocols(%s)"); ok {
		return s, nil
	}
	outcome := HelpOutcome(name)
	d, err := n.Describe(name)
	if err != nil && outcome == "" { // Config is what a file of a protocol calls it
		if p, not := n.Describe("protocol." + name); not == nil {
			d, err = p, nil
		}
	}
	switch {
	case err == nil && outcome != "": // panic and error are of the language too
		return describe(d, whole) + "\n\n" + outcome, nil
	case err == nil:
		return describe(d, whole) + helpOnError(n, d) + helpOnValue(n, d), nil
	case outcome != "":
		return outcome, nil
	}
	return "", err
}

// helpOnError is what a variable that holds an error holds, and what such an end means.
func helpOnError(n *node.Node, d node.Description) string {
	if d.Kind != "var" || !strings.HasSuffix(d.Decl, " error") {
		return ""
	}
	ctx, stop := context.WithTimeout(context.Background(), errorPatience)
	defer stop()
	o, _ := n.Evaluate(ctx, d.Name, node.Here{})
	if o.Verdict == protocol.OK {
		return "\n    it is nil: there was no error"
	}
	s := "\n    " + strings.ReplaceAll(o.Verdict.String()+": "+o.Failure.Error(), "\n", "\n    ") + "\n\n" + HelpOutcome(o.Verdict.String())
	if r := OutcomeOf(o.Failure.Kind); r.Name != "" {
		s += "\n\n" + r.help()
	}
	return s
}

// errorPatience is how long the Error method of an error may take.
const errorPatience = time.Second

// Lines of a declaration, and columns of a list, that help shows.
const (
	helpLines = 12
	helpWidth = 78
)

func describe(d node.Description, whole bool) string {
	decl, says := d.Signature(), plainText(d.Synopsis(), 1<<20)
	if whole || strings.Count(d.Decl, "\n") < helpLines {
		decl = d.Decl
	}
	if whole {
		says = plainText(d.Comment, helpWidth)
	}
	s := decl
	if says != "" {
		s += "\n    " + strings.ReplaceAll(says, "\n", "\n    ")
	}
	for _, kind := range []struct{ name, title string }{{"func", "functions"}, {"type", "types"}, {"method", "methods"}, {"var", "variables"}, {"const", "constants"}} {
		var names []string
		for _, m := range d.Members {
			if m.Kind == kind.name {
				names = append(names, m.Name)
			}
		}
		if len(names) > 0 {
			s += "\n\n    " + kind.title + "\n        " + strings.Join(wrapNames(names, helpWidth-8), "\n        ")
		}
	}
	if !whole && (d.Synopsis() != strings.Join(strings.Fields(d.Comment), " ") || decl != d.Decl) {
		s += fmt.Sprintf("\n\n    :doc %s says all of it", d.Name)
	}
	return strings.ReplaceAll(strings.ReplaceAll(s, "    \n", "\n"), " \n", "\n")
}

// plainText is a comment as a person reads it: links are their words.
func plainText(text string, width int) string {
	p := comment.Parser{LookupSym: func(string, string) bool { return true }, LookupPackage: func(name string) (string, bool) { return name, true }}
	b := (&comment.Printer{TextWidth: width}).Text(p.Parse(text))
	return strings.TrimRight(string(b), "\n")
}

// wrapNames puts names on lines of that many columns.
func wrapNames(names []string, width int) (lines []string) {
	line := ""
	for _, n := range names {
		if line != "" && len(line)+1+len(n) > width {
			lines, line = append(lines, line), ""
		}
		line = strings.TrimSpace(line + " " + n)
	}
	return append(lines, line)
}
