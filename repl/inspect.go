package repl

import (
	"regexp"
	"strings"

	"parley/scripts"
)

// This file is :inspect: it remembers where in which value the last look was, so that the next one can go on from there.

// looking is a place in a value that is held somewhere.
type looking struct {
	of     string // as it was typed
	target string // "@b " where it is elsewhere
	handle string // Line.Look
	path   string
	next   int // where the next page begins; 0: there is none
}

// goesOn is a path from where the last look was: .Field or [3], and what is no Go alone.
var goesOn = regexp.MustCompile(`^(?:\.[\pL_]|\[)`)

// lastStep is the end of a path.
var lastStep = regexp.MustCompile(`(?:\.[\pL_][\pL\pN_]*|\["(?:[^"\\]|\\.)*"\]|\[[^\]]*\])$`)

func (p *prompt) runInspect(arg string, in input) int {
	at := p.looking
	up := arg == ".."
	onward := goesOn.MatchString(arg) && !isLiteral(arg)
	if (arg == "" || up || onward) && at.handle == "" {
		return p.usage(in, "nothing is being inspected; begin with :inspect EXPR, or :inspect @b EXPR")
	}
	switch {
	case arg == "" && at.next == 0:
		p.say("that was all of %s%s", at.of, at.path)
		return CodeOK
	case arg == "":
		return p.lookAgain(at.path, at.next, in)
	case up && at.path == "":
		p.say("%s is where you began", at.of)
		return CodeOK
	case up:
		return p.lookAgain(lastStep.ReplaceAllString(at.path, ""), 0, in)
	case onward:
		return p.lookAgain(at.path+arg, 0, in)
	}
	target, expr := "", arg
	if rest, ok := strings.CutPrefix(arg, "@"); ok {
		_, n, err := scripts.ParseTarget(rest)
		if err != nil {
			return p.usage(in, "%v", err)
		}
		target, expr = "@"+rest[:n]+" ", strings.TrimSpace(rest[n:])
	} else if p.at != "" {
		target = "@" + p.at + " "
	}
	if expr == "" {
		return p.usage(in, "nothing to inspect after %s; write an expression behind it", strings.TrimSpace(target))
	}
	l := p.want(scripts.CommandInspect, target+expr)
	if l.Look != "" {
		p.looking = looking{of: brief(expr), target: target, handle: l.Look, next: l.LookNext}
	}
	return p.looked(l, "", behind(arg))
}

// isLiteral says of what begins as an index does that it is a slice or an array: []int{1} or [2]int{1, 2}.
func isLiteral(arg string) bool {
	_, after, ok := strings.Cut(arg, "]")
	return strings.HasPrefix(arg, "[") && ok && after != "" && after[0] != '.' && after[0] != '['
}

// lookAgain shows another place of the same value.
func (p *prompt) lookAgain(path string, from int, in input) int {
	l := p.want(scripts.CommandInspect, p.looking.target+scripts.InspectAt(p.looking.handle, path, from))
	if l.Look != "" {
		p.looking.path, p.looking.next = path, l.LookNext
	}
	return p.looked(l, path, in)
}

func (p *prompt) looked(l scripts.Line, path string, in input) int {
	if l.Look != "" && p.Output != "json" {
		head := p.looking.of + path
		if l.LookNext > 0 && p.Interactive {
			head += "   (:inspect shows more)"
		}
		p.say("%s", p.screen.paint.dim(head))
	}
	p.show(l, in, false)
	return Code(l)
}
