package repl

import (
	"parley/protocol"
	"parley/scripts"
)

// Exit codes of the command, each with what a script that calls it can rely on.
const (
	CodeOK          = 0
	CodeFailed      = 1   // an evaluation failed
	CodeUsage       = 2   // what was asked makes no sense: an unknown command, a bad target
	CodeSome        = 3   // of several targets at least one did not give a value
	CodeUnreached   = 4   // a node could not be connected to, its connection was lost, or it does not allow this
	CodeTimeout     = 124 // no answer in time
	CodeInterrupted = 130
)

// Codes says of each exit code what it means, for people.
func Codes() []struct {
	Code  int
	Means string
} {
	return []struct {
		Code  int
		Means string
	}{
		{CodeOK, "all well"},
		{CodeFailed, "an evaluation failed; a run or an exploration broke a property; a test failed"},
		{CodeUsage, "the command line, a command of the prompt or a target makes no sense"},
		{CodeSome, "of several targets at least one gave no value"},
		{CodeUnreached, "a node could not be connected to, its connection was lost, or it does not allow this"},
		{CodeTimeout, "no answer in time"},
		{CodeInterrupted, "interrupted by Ctrl-C, or ended by :kill"},
	}
}

// Code is the exit code of a line. It is never CodeOK when a target did not answer, whatever policy the target has;
// targets that were not awaited because the others were enough are not missed.
func Code(l scripts.Line) int {
	switch {
	case l.Failure != nil && l.Failure.Kind == protocol.FailRefused:
		return CodeUsage // it was not sent anywhere, so it is this prompt that refused it
	case l.Failure != nil:
		return failureCode(l.Failure)
	case l.Several:
		return severalCode(l)
	}
	for _, p := range l.Parts {
		if c := outcomeCode(p.Outcome); c != CodeOK {
			return c
		}
	}
	if l.Unmet != "" {
		return CodeSome
	}
	return CodeOK
}

func severalCode(l scripts.Line) int {
	code := CodeOK
	if l.Unmet != "" {
		code = CodeSome
	}
	interrupted := l.Unmet != ""
	for _, p := range l.Parts {
		switch c := outcomeCode(p.Outcome); {
		case c == CodeOK:
			interrupted = false
		case c == CodeInterrupted:
		default:
			code, interrupted = CodeSome, false
		}
	}
	if interrupted && len(l.Parts) > 0 {
		return CodeInterrupted
	}
	return code
}

func outcomeCode(o protocol.Outcome) int {
	if o.Verdict == protocol.OK {
		return CodeOK
	}
	return failureCode(o.Failure)
}

func failureCode(f *protocol.Failure) int {
	if f == nil {
		return CodeFailed
	}
	switch f.Kind {
	case protocol.FailTimeout, protocol.FailDeadline:
		return CodeTimeout
	case protocol.FailCancelled:
		return CodeInterrupted
	case protocol.FailUnreached, protocol.FailLost, protocol.FailRefused:
		return CodeUnreached
	}
	return CodeFailed
}
