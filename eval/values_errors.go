// Errors between nodes: their text, and which of the well-known errors they are.

package eval

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"net"
	"os"
	"reflect"
	"slices"
	"strconv"
	"sync"
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

// sentinels are all other errors that packages of the standard library have as variables, by name and by value. Where two have
// the same name, "template.ErrX", the first by its path has it.
var sentinels = sync.OnceValue(func() (all struct {
	byName map[string]error
	names  map[error]string
}) {
	all.byName, all.names = map[string]error{}, map[error]string{}
	for _, k := range wellKnown {
		all.byName[k.name], all.names[k.err] = k.err, k.name
	}
	tables := standardTables()
	for _, p := range slices.Sorted(maps.Keys(tables)) {
		t := tables[p]
		for _, n := range slices.Sorted(maps.Keys(t.syms)) {
			v := t.syms[n]
			if v.Kind() != reflect.Interface || v.Type() != errorType || v.IsNil() || !v.Elem().Comparable() {
				continue
			}
			err, name := v.Interface().(error), t.name+"."+n
			if all.names[err] == "" && all.byName[name] == nil {
				all.byName[name], all.names[err] = err, name
			}
		}
	}
	return all
})

// maxChain bounds the errors that one is looked through for: a chain may lead back to its beginning.
const maxChain = 100

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
	names, left := sentinels().names, maxChain
	var walk func(err error)
	walk = func(err error) {
		if left--; err == nil || left < 0 {
			return
		}
		if reflect.ValueOf(err).Comparable() {
			if name := names[err]; name != "" && !slices.Contains(kinds, name) {
				kinds = append(kinds, name)
			}
		}
		switch x := err.(type) {
		case interface{ Unwrap() error }:
			walk(x.Unwrap())
		case interface{ Unwrap() []error }:
			for _, e := range x.Unwrap() {
				walk(e)
			}
		}
	}
	walk(err)
	return text, kinds
}

// rebuildError is the inverse of describeError. Names that this node does not know are left out.
func rebuildError(text string, kinds []string) error {
	e := &farError{text: text}
	for _, name := range kinds {
		if k := sentinels().byName[name]; k != nil {
			e.is = append(e.is, k)
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
