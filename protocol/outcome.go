package protocol

import (
	"fmt"
	"strings"
)

// Value is a Go value as it travels between nodes: its type as Go source, and its CBOR, which stays raw until somebody
// needs the value.
type Value struct {
	_    struct{} `cbor:",toarray"`
	Type string   // Go source of the static type, such as "int", "[]time.Duration" or "main.Point"
	Data []byte   // CBOR of the value, or of the Ref that stands for it; empty if there is only its Text
	Text string   // how the node that holds the value prints it; filled where a request asks for it
	More Ref      `cbor:"-"` // of a Text that was cut: by which more of it can be had; it travels beside the values
}

// Verdict says how an evaluation at one node ended. There is no fourth way.
type Verdict uint8

const (
	OK      Verdict = iota // it ran and here are its values
	Failed                 // its own error or panic, or a refusal: it certainly ran to that point, or certainly did not run
	Unknown                // no answer: it may or may not have run. Never retried by itself
)

func (v Verdict) String() string {
	switch v {
	case OK:
		return "value"
	case Failed:
		return "failed"
	default:
		return "unknown"
	}
}

// FailKind sorts failures by what a caller can do about them.
type FailKind uint8

const (
	FailPanic     FailKind = iota // the evaluated code panicked
	FailCompile                   // the source is not valid Go there; nothing ran
	FailRefused                   // not allowed, not understood or no room: nothing ran
	FailCancelled                 // somebody cancelled it
	FailDeadline                  // its deadline passed while it ran, and it was stopped there
	FailValue                     // it ran, but its value cannot travel or does not fit what was asked for
	FailTimeout                   // Unknown: no answer in time
	FailLost                      // Unknown: the connection was lost after the request was sent
	FailUnreached                 // Failed: the target is not connected, nothing was sent
	FailError                     // the call that was evaluated returned an error
	FailBudget                    // it used more than it may, such as of memory, and was stopped there
)

// Failure is what an Outcome other than OK says.
type Failure struct {
	_     struct{} `cbor:",toarray"`
	Kind  FailKind
	Text  string // one line: what went wrong, in the words of the compiler, the panic or the node
	Pos   string // file:line:col in what the user typed; may be empty
	Stack string // for a panic: frames as "function\n\tfile:line:col\n", innermost first; may be empty
}

// Error makes a Failure an error: its position and text.
func (f *Failure) Error() string {
	if f.Pos != "" {
		return f.Pos + ": " + f.Text
	}
	return f.Text
}

// Names says whether the text begins with the node, as that of one which cannot be reached does, so that nobody puts it before that again.
func (f *Failure) Names(at NodeID) bool {
	for _, before := range []string{"", "node ", "no node named "} {
		if f.Kind == FailUnreached && strings.HasPrefix(f.Text, before+string(at)+" ") {
			return true
		}
	}
	return false
}

// Outcome is how an evaluation at one node ended, as the Return message carries it.
type Outcome struct {
	_       struct{} `cbor:",toarray"`
	Verdict Verdict
	Values  []Value  // of OK: as many as the expression has; none for a statement
	Failure *Failure // of Failed and Unknown
}

// Fail makes a Failed outcome of one line of text.
func Fail(kind FailKind, format string, args ...any) Outcome {
	return Outcome{Verdict: Failed, Failure: &Failure{Kind: kind, Text: fmt.Sprintf(format, args...)}}
}

// Lost makes an Unknown outcome of one line of text.
func Lost(kind FailKind, format string, args ...any) Outcome {
	return Outcome{Verdict: Unknown, Failure: &Failure{Kind: kind, Text: fmt.Sprintf(format, args...)}}
}

// Err is nil for OK, and otherwise an *OutcomeError that names the node.
func (o Outcome) Err(at NodeID) error {
	if o.Verdict == OK {
		return nil
	}
	f := o.Failure
	if f == nil {
		f = &Failure{Text: "no reason given"}
	}
	return &OutcomeError{At: at, Verdict: o.Verdict, Failure: *f}
}

// OutcomeError is an Outcome that is not OK, as an error. Its text is the line that the prompt shows, such as
// "failed: c: boom" or "unknown: b did not answer within 1s and was told to stop; it may still be running there".
type OutcomeError struct {
	At      NodeID
	Verdict Verdict
	Failure Failure
}

func (e *OutcomeError) Error() string {
	s := e.Verdict.String() + ": "
	if e.Verdict == Failed && e.At != "" && !e.Failure.Names(e.At) {
		s += string(e.At) + ": "
	}
	if e.Failure.Pos != "" {
		s += e.Failure.Pos + ": "
	}
	return s + strings.TrimSpace(e.Failure.Text)
}
