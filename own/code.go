package own

import (
	"context"
	"fmt"
	"io"
	"runtime"
	"strings"
	"sync"
	"time"

	"parley/eval"
	"parley/protocol"
)

// code is an evaluated file. Drivers call its functions on their own goroutines, which evaluated code that does not return would never give back;
// so they are called on goroutines of evaluations, which can be ended.
type code struct {
	im    *eval.Image
	crew  *crew
	limit time.Duration
	steps sync.Map // reflect.Type of a state to func(any, protocol.Event) protocol.Effects
}

func newCode(im *eval.Image, limit time.Duration) *code {
	c := &code{im: im, crew: &crew{im: im}, limit: limit}
	runtime.AddCleanup(c, func(r *crew) { r.close() }, c.crew) // what runs the code knows nothing of c
	return c
}

// crew is the goroutines that are ready to run functions of an image.
type crew struct {
	im     *eval.Image
	mu     sync.Mutex
	idle   []*worker
	closed bool
}

// worker is one of them.
type worker struct {
	jobs   chan func()
	did    chan struct{}          // the job has returned
	ended  chan *protocol.Failure // the evaluation has ended in the middle of the job
	cancel context.CancelFunc
}

// mostIdle is how many are kept although there is nothing to do.
const mostIdle = 4

func (r *crew) hire() *worker {
	r.mu.Lock()
	defer r.mu.Unlock()
	if n := len(r.idle); n > 0 {
		w := r.idle[n-1]
		r.idle = r.idle[:n-1]
		return w
	}
	ctx, cancel := context.WithCancel(context.Background())
	w := &worker{jobs: make(chan func()), did: make(chan struct{}, 1), ended: make(chan *protocol.Failure, 1), cancel: cancel}
	im := r.im
	go func() {
		res := im.Eval(ctx, eval.Request{Label: "a protocol", Stdout: io.Discard, Stderr: io.Discard, Within: func(eval.Result) {
			for job := range w.jobs {
				job()
				w.did <- struct{}{}
			}
		}})
		f := res.Failure
		if f == nil {
			f = &protocol.Failure{Kind: protocol.FailRefused, Text: "the protocol's code is not loaded any more"}
		}
		w.ended <- f
	}()
	return w
}

func (r *crew) leave(w *worker) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.closed || len(r.idle) >= mostIdle {
		close(w.jobs)
		return
	}
	r.idle = append(r.idle, w)
}

func (r *crew) close() {
	r.mu.Lock()
	r.closed = true
	for _, w := range r.idle {
		close(w.jobs)
	}
	r.idle = nil
	r.mu.Unlock()
	r.im.Close()
}

// looks is into how many parts the limit is split: a process that was stopped and goes on has lost one of them at most.
const looks = 4

// do runs a function that calls evaluated code. What goes wrong there is the error, and so is that it takes too long; then f may not have ended, and
// what it writes must not be looked at.
func (c *code) do(what string, f func()) error {
	w := c.crew.hire()
	select {
	case w.jobs <- f:
	case fail := <-w.ended:
		return &Fault{what, *fail}
	}
	late := time.NewTimer(c.limit / looks)
	defer late.Stop()
	for look := 1; ; {
		select {
		case <-w.did:
			c.crew.leave(w)
			runtime.KeepAlive(c)
			return nil
		case fail := <-w.ended:
			w.cancel()
			return &Fault{what, *fail}
		case <-late.C:
		}
		if look++; look <= looks {
			late.Reset(c.limit / looks)
			continue
		}
		close(w.jobs) // should it ever return
		w.cancel()
		return &Fault{what, protocol.Failure{Kind: protocol.FailBudget,
			Text: fmt.Sprintf("has not returned for %v; look for a loop without end, and let a step that waits set a timer by After and return", c.limit)}}
	}
}

// must is do where an error cannot be returned: those who drive machines take a panic for what it is.
func (c *code) must(what string, f func()) {
	if err := c.do(what, f); err != nil {
		panic(err)
	}
}

// Fault is what went wrong in evaluated code.
type Fault struct {
	what    string
	failure protocol.Failure
}

func (f *Fault) Error() string {
	if f.failure.Kind == protocol.FailBudget {
		return f.what + " " + f.failure.Text
	}
	s := f.failure.Text
	if f.failure.Pos != "" {
		s += " (" + f.failure.Pos + ")"
	}
	return s
}

// Where is the stack of the evaluated code, innermost first; empty if it is not known.
func (f *Fault) Where() string { return strings.TrimRight(f.failure.Stack, "\n") }
