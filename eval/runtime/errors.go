// Package runtime has error types that are named as those of Go's package runtime are, for faults of evaluated code that the
// evaluator finds before the runtime would: %T and reflection then say of what was recovered what they say in a compiled program.
package runtime

import "strings"

type (
	errorString string
	boundsError string
	plainError  string
)

// TypeAssertionError is exported because Go's is, which it prints as; it is not that type.
type TypeAssertionError struct{ text string }

func (e errorString) Error() string         { return string(e) }
func (e boundsError) Error() string         { return string(e) }
func (e plainError) Error() string          { return string(e) }
func (e *TypeAssertionError) Error() string { return e.text }

func (errorString) RuntimeError()         {}
func (boundsError) RuntimeError()         {}
func (plainError) RuntimeError()          {}
func (*TypeAssertionError) RuntimeError() {}

// Error is the error that has this text, which says of what type Go's is.
func Error(text string) error {
	words, faulty := strings.CutPrefix(text, "runtime error: ")
	switch {
	case strings.HasPrefix(text, "interface conversion: "):
		return &TypeAssertionError{text}
	case !faulty:
		return plainError(text)
	case strings.HasPrefix(words, "index out of range"), strings.HasPrefix(words, "slice bounds out of range"), strings.HasPrefix(words, "cannot convert slice with length"):
		return boundsError(text)
	}
	return errorString(text)
}
