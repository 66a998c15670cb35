package fsport

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"sync"
	"testing"
	"time"

	"parley/protocol"
	"parley/txn/zab"
)

// fake is a file system of one place, which several ports may share as if they were the servers of a cluster.
type fake struct {
	mu       sync.Mutex
	files    map[string]string
	sessions map[string]int // the last number
	results  map[string]string
	opened   int
	done     int                   // changes
	before   func(op string) error // is asked before a call; an error is its answer
	after    func(op string) error // is asked when it is done
}

func newFake() *fake {
	return &fake{files: map[string]string{}, sessions: map[string]int{}, results: map[string]string{}}
}

func (f *fake) Call(ctx context.Context, op string, args ...any) (any, error) {
	f.mu.Lock()
	before, after := f.before, f.after
	f.mu.Unlock()
	if before != nil {
		if err := before(op); err != nil {
			return nil, err
		}
	}
	f.mu.Lock()
	v := f.do(op, args)
	f.mu.Unlock()
	if after != nil {
		if err := after(op); err != nil {
			return nil, err
		}
	}
	return v, ctx.Err()
}

func (f *fake) do(op string, args []any) any {
	switch op {
	case "Open":
		f.opened++
		s := fmt.Sprintf("1.%d", f.opened)
		f.sessions[s] = 0
		return s
	case "Close":
		delete(f.sessions, args[0].(string))
		return nil
	case "Sync":
		return nil
	case "Files":
		return slices.Sorted(maps.Keys(f.files))
	}
	session, number, what, name, value := args[0].(string), args[1].(int), args[2].(string), args[3].(string), args[4].(string)
	text, there := f.files[name]
	if what == "Read" {
		if !there {
			return zab.Done{Err: fmt.Sprintf("there is no file %q", name)}
		}
		return zab.Done{Value: text}
	}
	if session != "" {
		last, known := f.sessions[session]
		switch {
		case !known:
			return zab.Done{Err: "there is no such session any more; open another", Ended: true}
		case number < last:
			return zab.Done{Err: "a later request of this session was done already", Never: true}
		case number == last:
			return zab.Done{Err: f.results[session]}
		}
		f.sessions[session], f.results[session] = number, ""
	}
	why := ""
	switch {
	case what == "Create" && there:
		why = fmt.Sprintf("there is a file %q already", name)
	case what != "Create" && !there:
		why = fmt.Sprintf("there is no file %q", name)
	case what == "Create":
		f.files[name] = ""
	case what == "Delete":
		delete(f.files, name)
	case what == "Append":
		f.files[name] += value
	}
	if why == "" {
		f.done++
	}
	if session != "" {
		f.results[session] = why
	}
	return zab.Done{Err: why}
}

var errRefused = protocol.Fail(protocol.FailError, "there was no leader that a quorum follows").Err("a")
var errUnknown = protocol.Lost(protocol.FailLost, "it was sent, and not seen delivered in time").Err("a")

// open opens a port for the files until the test ends.
func open(t *testing.T, f *fake, set func(*Config)) *Port {
	t.Helper()
	cfg := Config{Files: func() (Files, error) { return f, nil }, Patience: 20 * time.Second}
	if set != nil {
		set(&cfg)
	}
	p, err := Open(cfg)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(p.Close)
	return p
}
