package repl

import (
	"strings"

	"parley/protocol"
	"parley/scripts"
)

// What people type at a prompt before they know its commands: the bare words help, quit and exit; and on, which is :at. They are names like
// any other where somebody has declared them, so they are evaluated first and mean the prompt only if they mean nothing.

// plainWord is the word that text is, "" if it is none of them. help() is a function, and quit() and exit() are not.
func plainWord(text string) string {
	switch text = strings.TrimSpace(text); text {
	case "help", "quit", "exit", "on":
		return text
	case "quit()", "exit()":
		return strings.TrimSuffix(text, "()")
	}
	return ""
}

// undefined says that the line was refused everywhere because that name is not declared.
func undefined(l scripts.Line, name string) bool {
	is := func(f *protocol.Failure) bool {
		if f == nil || f.Kind != protocol.FailCompile {
			return false
		}
		said, _, _ := strings.Cut(f.Text, " (did you mean ") // some other name
		return strings.TrimSpace(said) == "undefined: "+name
	}
	if l.Failure != nil {
		return is(l.Failure)
	}
	for _, p := range l.Parts {
		if !is(p.Outcome.Failure) {
			return false
		}
	}
	return len(l.Parts) > 0
}

// meant does what the word means. A script is not left by a name that is not declared: it may be a mistake.
func (p *prompt) meant(word string, l scripts.Line, in input) int {
	switch {
	case word == "help":
		return p.runHelp("", in)
	case word == "on":
		return p.runAt("", in)
	case p.Interactive:
		p.quit = true
		return CodeOK
	}
	p.show(l, in, false)
	p.say("%s", p.screen.paint.dim(":quit ends a script"))
	return Code(l)
}
