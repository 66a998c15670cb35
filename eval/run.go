package eval

// This file runs evaluations: from the request to exactly one result, whatever the evaluated code does.

import (
	"context"
	"errors"
	"fmt"
	"go/types"
	"io"
	"reflect"
	"runtime"
	"sync"
	"sync/atomic"
	"time"

	"parley/protocol"
)

// Request is a chunk of source to evaluate.
type Request struct {
	File   string // shown in positions: "script.go:3:1"; "" shows "3:1"
	Source string // declarations, imports and statements in any mix; the last expression gives the values
	// Binds are what `$0`, `$1`.. stand for, decoded to the types that they name.
	Binds []protocol.Value
	// Sugar allows `$x` and `$(expr)` for Unquote(x) inside of Quote(...).
	Sugar bool
	// Stdout and Stderr receive the output of the evaluation and of the goroutines that it starts, while it runs. They must be
	// safe for concurrent use if the source starts goroutines. nil: Config.Stray.
	Stdout, Stderr io.Writer
	Deadline       time.Time // zero: none
	Budget         Budget
	Label          string // who asks, for Running to show; may be empty
	// Late receives the output of goroutines and callbacks when the evaluation has ended. nil: Config.Stray.
	Late io.Writer
	For  any // whom what it begins belongs to, for who asks Current; the evaluator does not look at it
	// Within is called with the result once there are values and no failure, still as a part of the evaluation: under its
	// deadline, cancelled and contained with it, its output going where the evaluation's goes. It is the place to call what
	// evaluated code has a say in, such as the Error and String methods that Encode, Print and Result.Outcome call: when the
	// evaluation has ended nothing can stop them any more. It is called at most once, on the goroutine that Run is called on,
	// before done. If it panics or is unwound, or if the evaluation was cancelled by the time that it returns, the result is
	// that failure, without values. An abandoned evaluation may still be in it when done is called, so done may look at
	// what it has made only if the result has no failure. nil: nothing is called.
	Within func(Result)

	program bool // a whole program: nothing waits for names of later chunks
}

// Result is how an evaluation ended.
type Result struct {
	Values    []Value
	Failure   *protocol.Failure // nil when it worked
	Abandoned bool              // it still runs somewhere, cancelled, in something that cannot be interrupted
	Notices   []string          // such as "waiting for odd"
	Printed   bool              // the values are those of a fmt.Print or the like, which nobody wants to see

	im   *Image
	exit *int // the code given to os.Exit
}

// Value is a value with its static type.
type Value struct {
	V reflect.Value
	T types.Type // nil for values of the host
}

// Interface is the value itself; nil for the zero Value.
func (v Value) Interface() any {
	if !v.V.IsValid() || !v.V.CanInterface() {
		return nil
	}
	return v.V.Interface()
}

// TypeString is the static type as the user would write it, such as "[]time.Duration" or "Point".
func (v Value) TypeString() string {
	if v.T == nil {
		if !v.V.IsValid() {
			return "any"
		}
		return v.V.Type().String()
	}
	return types.TypeString(v.T, func(p *types.Package) string {
		if p.Path() == "main" {
			return ""
		}
		return p.Name()
	})
}

const (
	begun int32 = iota
	running
	ended
)

// Evaluation is one request while it runs.
type Evaluation struct {
	Request
	Done func(Result)

	im       *Image
	id       uint64
	since    time.Time
	slot     *slot
	state    atomic.Int32
	finished atomic.Bool
	stop     atomic.Pointer[unwind] // why it must end
	stopAt   atomic.Int64           // when that was said, in Unix nanoseconds
	left     atomic.Bool            // it was abandoned

	goroutines atomic.Int64  // started for it, and running
	started    atomic.Int64  // goroutines, ever
	written    atomic.Int64  // bytes of output
	large      atomic.Int64  // bytes allocated in large pieces
	spent      time.Duration // how long it has run, if there is a budget of it; the sweeper's lock guards it
	base       int64         // bytes held by all when it began to run; the sweeper's lock guards it
	out        outlet
	errOut     outlet

	exitCode atomic.Pointer[int]

	mu     sync.Mutex
	ctx    context.Context
	after  bool // ctx was made when it had ended
	cancel context.CancelCauseFunc
	stopc  chan struct{}
}

// Begin registers a request; its deadline counts from now on. It does not run it: Run does. done is called exactly once.
func (im *Image) Begin(r Request, done func(Result)) *Evaluation {
	ev := &Evaluation{Request: r, Done: done, im: im, id: im.lastID.Add(1), since: im.sweep.clock()}
	ev.out, ev.errOut = outlet{ev, false}, outlet{ev, true}
	takeSlot(ev)
	if ev.watched() {
		im.sweep.watch(ev)
	}
	return ev
}

// watched says whether the sweeper has something to look after before the evaluation is cancelled.
func (ev *Evaluation) watched() bool {
	return !ev.Deadline.IsZero() || ev.Budget.Memory > 0 || ev.Budget.Time > 0
}

// Run evaluates on the calling goroutine. It returns when the evaluated code has ended, which may be long after done was called for
// an evaluation that was abandoned. If the evaluation is ended before its time, then so is the goroutine, as by runtime.Goexit.
func (ev *Evaluation) Run() {
	if !ev.state.CompareAndSwap(begun, running) {
		return
	}
	im := ev.im
	ok := false
	var res Result
	reuse := true
	im.running.Add(1)
	bounded := ev.Budget.Depth > 0
	if bounded {
		im.sweep.measured.Add(1)
	}
	defer func() {
		if bounded {
			im.sweep.measured.Add(-1)
		}
		if !ok && res.Failure == nil {
			res.Values, res.Failure = nil, goexitCalled()
		}
		im.running.Add(-1)
		if u := ev.stop.Load(); u != nil && (res.Failure != nil || u.fail.Kind == protocol.FailBudget) {
			res.Values, res.Failure = nil, u.fail
		}
		ev.finish(res)
		if ev.left.Load() {
			im.abandoned.Add(-1)
		}
		ev.state.Store(ended)
		im.sweep.unwatch(ev)
		ev.slot.release(reuse)
	}()
	switch {
	case im.closed.Load():
		res.Failure = &protocol.Failure{Kind: protocol.FailRefused, Text: "the evaluator is closed"}
	case !ev.Deadline.IsZero() && !time.Now().Before(ev.Deadline):
		res.Failure = deadlinePassed()
	default:
		h, f := im.handleFor(&ev.Request)
		if f != nil {
			res.Failure = f
			break
		}
		res.Notices = h.notices
		if h.ld != nil {
			res.Printed = h.prints
			reuse = !h.ld.spawns.Load()
		}
		if h.ld != nil || ev.Within != nil {
			ev.call(h, &res)
		}
	}
	ok = true
}

func goexitCalled() *protocol.Failure {
	return &protocol.Failure{Kind: protocol.FailPanic, Text: "runtime.Goexit called"}
}

func deadlinePassed() *protocol.Failure {
	return &protocol.Failure{Kind: protocol.FailDeadline, Text: "the deadline passed"}
}

// call calls a handle, if it has anything to call, and Request.Within under the evaluation's label. The handle's engine is
// entered, and left in the end.
func (ev *Evaluation) call(h *handle, res *Result) {
	im := ev.im
	var args []reflect.Value
	if h.ld != nil {
		defer im.pool.leave(h.ld)
		var err error
		if args, err = im.decodeBinds(h, &ev.Request); err != nil {
			res.Failure = &protocol.Failure{Kind: protocol.FailValue, Text: err.Error()}
			return
		}
	}
	old := getLabel()
	setLabel(ev.slot.ptr)
	defer setLabel(old)
	im.sweep.wake()
	returned := false
	defer func() {
		if returned {
			return
		}
		// Still under the label: the text of a panic may come from evaluated code too.
		r := plainPanic(recover())
		if u := ev.slot.ending.Load(); u != nil {
			r = u
		}
		res.Values = nil
		if res.Failure = goexitCalled(); r != nil {
			res.Failure = ev.failureOf(r, ev.slot, h)
		}
	}()
	ev.slot.check(ev)
	if h.ld != nil {
		res.Values = h.invoke(args)
	}
	if ev.Within != nil {
		ev.slot.check(ev)
		r := *res
		r.im = im
		ev.Within(r)
		ev.slot.check(ev)
	}
	returned = true
}

// invoke calls the function, the commonest kinds without reflection.
func (h *handle) invoke(args []reflect.Value) []Value {
	switch f := h.plain.(type) {
	case func():
		f()
		return nil
	case func() int:
		return []Value{{reflect.ValueOf(f()), h.types[0]}}
	case func() string:
		return []Value{{reflect.ValueOf(f()), h.types[0]}}
	}
	out := h.fn.Call(args)
	vals := make([]Value, len(out))
	for i, v := range out {
		vals[i] = Value{v, h.types[i]}
	}
	return vals
}

func (im *Image) decodeBinds(h *handle, r *Request) ([]reflect.Value, error) {
	binds := r.Binds
	if len(binds) == 0 {
		return nil, nil
	}
	args := make([]reflect.Value, len(binds))
	ft := h.fn.Type()
	for i, b := range binds {
		args[i] = reflect.New(ft.In(i)).Elem()
		if err := decodeInto(b, args[i], imageTypes{im}); err != nil {
			return nil, fmt.Errorf("$%d: %w", i, NameSource(err, protocol.NodeID(r.Label)))
		}
		im.settleBind(args[i], b)
	}
	return args, nil
}

// finish reports the result, once.
func (ev *Evaluation) finish(r Result) {
	ev.mu.Lock() // so that Context gives no new one in between, which would end at once
	first := ev.finished.CompareAndSwap(false, true)
	cancel := ev.cancel
	ev.mu.Unlock()
	if !first {
		return
	}
	if cancel != nil {
		cancel(context.Canceled)
	}
	r.im, r.exit = ev.im, ev.exitCode.Load()
	if ev.Done != nil {
		ev.Done(r)
	}
}

// Cancel makes the evaluation end with a failure of the given kind, and the goroutines that it has started too. It may be called at any
// time from any goroutine; only the first call counts. Code that cannot be interrupted is abandoned after Config.Grace.
func (ev *Evaluation) Cancel(kind protocol.FailKind, text string) {
	ev.halt(&unwind{&protocol.Failure{Kind: kind, Text: text}})
}

func (ev *Evaluation) halt(u *unwind) {
	if ev.finished.Load() || !ev.raise(u) {
		return
	}
	if ev.state.CompareAndSwap(begun, ended) {
		ev.finish(Result{Failure: u.fail})
		ev.im.sweep.unwatch(ev)
		ev.slot.release(true)
		return
	}
	ev.im.sweep.stop(ev)
}

// haltAll is halt for the goroutines, too, of an evaluation that has ended itself.
func (ev *Evaluation) haltAll(u *unwind) {
	if ev.halt(u); ev.raise(u) && ev.goroutines.Load() > 0 {
		ev.im.sweep.stop(ev)
	}
}

// raise says that the evaluation, and all goroutines of it, must end.
func (ev *Evaluation) raise(u *unwind) bool {
	ev.mu.Lock() // so that stopChan does not see the stop and close the channel between the two steps
	if !ev.stop.CompareAndSwap(nil, u) {
		ev.mu.Unlock()
		return false
	}
	ev.stopAt.Store(time.Now().UnixNano())
	if ev.stopc != nil {
		close(ev.stopc)
	}
	cancel := ev.cancel
	ev.mu.Unlock()
	if cancel != nil {
		cancel(errors.New(u.fail.Text))
	}
	return true
}

// exitWith is os.Exit: it ends the evaluation and the calling goroutine.
func exitWith(code int) {
	s, ev := current()
	if ev == nil {
		runtime.Goexit() // a goroutine of the host's, left over from an evaluation that has ended
	}
	ev.exitCode.CompareAndSwap(nil, &code)
	u := &unwind{&protocol.Failure{Kind: protocol.FailPanic, Text: (&ExitError{code}).Error()}}
	ev.halt(u)
	s.endNow(ev, u)
}

// Context is done when the evaluation is cancelled, past its deadline, or ended. Goroutines that go on when it has ended get another one, which is
// done when they are cancelled.
func (ev *Evaluation) Context() context.Context {
	ev.mu.Lock()
	defer ev.mu.Unlock()
	if ended := ev.finished.Load(); ev.ctx == nil || ended && !ev.after {
		ev.ctx, ev.cancel = context.WithCancelCause(context.Background())
		ev.after = ended
		if ev.stop.Load() != nil {
			ev.cancel(context.Canceled)
		}
	}
	return ev.ctx
}

// Stopped is closed when the evaluation must end. Its Context is done also when its line has, though goroutines of it go on.
func (ev *Evaluation) Stopped() <-chan struct{} { return ev.stopChan() }

// stopChan is closed when the evaluation must end.
func (ev *Evaluation) stopChan() <-chan struct{} {
	ev.mu.Lock()
	defer ev.mu.Unlock()
	if ev.stopc == nil {
		ev.stopc = make(chan struct{})
		if ev.stop.Load() != nil {
			close(ev.stopc)
		}
	}
	return ev.stopc
}

// Eval evaluates r on a goroutine of its own and waits. It is cancelled with ctx.
func (im *Image) Eval(ctx context.Context, r Request) Result {
	if d, ok := ctx.Deadline(); ok && (r.Deadline.IsZero() || d.Before(r.Deadline)) {
		r.Deadline = d
	}
	c := make(chan Result, 1)
	ev := im.Begin(r, func(r Result) { c <- r })
	go ev.Run()
	select {
	case r := <-c:
		return r
	case <-ctx.Done():
		if errors.Is(ctx.Err(), context.DeadlineExceeded) {
			ev.halt(&unwind{deadlinePassed()})
		} else {
			ev.Cancel(protocol.FailCancelled, "cancelled")
		}
		return <-c
	}
}

// strayEvaluation stands for goroutines whose own evaluation is gone.
func (im *Image) strayEvaluation() *Evaluation {
	ev := &Evaluation{im: im}
	ev.out, ev.errOut = outlet{ev, false}, outlet{ev, true}
	ev.finished.Store(true)
	return ev
}

// Abandoned is how many evaluations run on although they were given up.
func (im *Image) Abandoned() int { return int(im.abandoned.Load()) }

// Stats describes an image at one moment.
type Stats struct {
	Running   int // evaluations
	Abandoned int
	Handles   int // sources that can be called without compiling
	Names     int // declarations
	Engines   int // in use
	Made      int // engines made so far
}

// Stats counts. It waits while new source is being compiled.
func (im *Image) Stats() Stats {
	im.mu.Lock()
	defer im.mu.Unlock()
	return Stats{int(im.running.Load()), im.Abandoned(), im.cache.size(), len(im.cur), len(im.pool.loaders), im.pool.made}
}
