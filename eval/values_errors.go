// Errors between nodes: their text, and which of the well-known errors they are.

package eval

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net"
	"os"
	"reflect"
	"strconv"
)

// wellKnown are the errors that keep their identity: errors.Is is true for them at the receiver if it was at the sender.
var wellKnown = []struct {
	name string
	err  error
}{
	{"io.EOF", io.EOF},
	{"io.ErrUnexpectedEOF", io.ErrUnexpectedEOF},
	{"io.ErrClosedPipe", io.ErrClosedPipe},
	{"io.ErrNoProgress", io.ErrNoProgress},
	{"io.ErrShortBuffer", io.ErrShortBuffer},
	{"io.ErrShortWrite", io.ErrShortWrite},
	{"fs.ErrInvalid", fs.ErrInvalid},
	{"fs.ErrPermission", fs.ErrPermission},
	{"fs.ErrExist", fs.ErrExist},
	{"fs.ErrNotExist", fs.ErrNotExist},
	{"fs.ErrClosed", fs.ErrClosed},
	{"os.ErrDeadlineExceeded", os.ErrDeadlineExceeded},
	{"os.ErrProcessDone", os.ErrProcessDone},
	{"net.ErrClosed", net.ErrClosed},
	{"context.Canceled", context.Canceled},
	{"context.DeadlineExceeded", context.DeadlineExceeded},
	{"errors.ErrUnsupported", errors.ErrUnsupported},
	{"strconv.ErrRange", strconv.ErrRange},
	{"strconv.ErrSyntax", strconv.ErrSyntax},
	{"bufio.ErrTooLong", bufio.ErrTooLong},
}

// farError is an error of another node: its text, and the well-known errors in its chain.
type farError struct {
	text string
	is   []error
}

func (e *farError) Error() string   { return e.text }
func (e *farError) Unwrap() []error { return e.is }

// describeError survives errors whose own methods panic.
func describeError(err error) (text string, kinds []string) {
	defer func() {
		if p := recover(); p != nil {
			text, kinds = fmt.Sprintf("%T whose Error method panicked: %v", err, p), nil
		}
	}()
	text = err.Error()
	for _, k := range wellKnown {
		if errors.Is(err, k.err) {
			kinds = append(kinds, k.name)
		}
	}
	return text, kinds
}

// rebuildError is the inverse of describeError. Names that this node does not know are left out.
func rebuildError(text string, kinds []string) error {
	e := &farError{text: text}
	for _, name := range kinds {
		for _, k := range wellKnown {
			if k.name == name {
				e.is = append(e.is, k.err)
			}
		}
	}
	if len(e.is) == 1 && e.is[0].Error() == text {
		return e.is[0] // so that err == io.EOF holds as well
	}
	return e
}

// asError reports whether v is an error, itself or by its address.
func asError(v reflect.Value) (error, bool) {
	if !v.CanInterface() {
		return nil, false
	}
	t := v.Type()
	if t.Implements(errorType) {
		if v.Kind() == reflect.Pointer && v.IsNil() {
			return nil, false // its methods would most likely panic; it travels as the typed nil that it is
		}
		err, ok := v.Interface().(error)
		return err, ok
	}
	return nil, false
}
