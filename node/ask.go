package node

import (
	"context"
	"errors"
	"fmt"
	"reflect"
	"strings"
	"time"

	"github.com/fxamacker/cbor/v2"

	"parley/eval"
	"parley/protocol"
	"parley/transport"
)

// Source is what is asked: a piece of Go source, and the values of the `$0`, `$1`.. in it, which travel with it.
type Source struct {
	Text  string
	Binds []protocol.Value
}

// Src makes a Source for compiled programs, which cannot quote: Src("x + $0", 1). It fails for a value that cannot travel.
func Src(text string, binds ...any) (Source, error) {
	s := Source{Text: text}
	for i, b := range binds {
		v, err := eval.Encode(reflect.ValueOf(b), typeText(b))
		if err != nil {
			return Source{}, fmt.Errorf("$%d of %q: %w", i, brief(text), err)
		}
		s.Binds = append(s.Binds, v)
	}
	return s, nil
}

func typeText(v any) string {
	if v == nil {
		return "any"
	}
	return strings.ReplaceAll(reflect.TypeOf(v).String(), "interface {}", "any")
}

// Options say how to ask.
type Options struct {
	// Timeout is how long the whole answer may take. The asked node knows it and stops by itself. 0 means the node's
	// Config.Timeout, counted anew from each piece of output, and while a large value is on its way: what shows that it lives goes on.
	Timeout time.Duration
	// Output gets what the evaluation prints, while it runs; nil drops it.
	Output OutputFunc
	// Print asks for values as the asked node prints them, beside the values themselves.
	Print bool
	// File is the name shown in the positions of errors.
	File string
	// Moved is told how many of the bytes of a large question have gone, or of a large answer have come. It may be called by several goroutines, also
	// while Ask returns, and must not wait.
	Moved func(at protocol.NodeID, sent bool, done, total int)
	// For is the client for whom it is asked: what it begins there and goes on ends with the client. nil: this node.
	For *Holder
}

// Ask has s evaluated at a node and waits for how that ended, which is always within the timeout. The node itself may be
// asked too. A cancelled ctx cancels the evaluation, as far as it can be stopped.
func (n *Node) Ask(ctx context.Context, to protocol.NodeID, s Source, o Options) protocol.Outcome {
	if to == n.cfg.Name && n.member() {
		start := time.Now()
		outcome := n.askSelf(ctx, s, o)
		n.tallies.own.add(&outcome, time.Since(start))
		return outcome
	}
	m := &transport.Message{Return: true, Form: transport.FormQuote, Source: s.Text, Binds: s.Binds}
	m.Extra.Print, m.Extra.File = o.Print, o.File
	if o.Timeout > 0 {
		m.Extra.Deadline = o.Timeout + deadlineSlack
	}
	defer n.asking(o.For, to, m)()
	outcome := n.request(ctx, to, m, s.Text, o)
	n.got.note(&outcome)
	return outcome
}

// deadlineSlack is how much later than its asker the asked node gives up by itself. The asker's cancel comes first, unless
// it is lost; and whether an answer is late is decided at one place, the asker.
const deadlineSlack = 250 * time.Millisecond

// askSelf keeps the meaning of asking (timeout, outcome, copy of values) without the way out and back.
func (n *Node) askSelf(ctx context.Context, s Source, o Options) protocol.Outcome {
	n.shared.gate.wait(ctx)
	timeout := o.Timeout
	r := eval.Request{File: o.File, Source: s.Text, Binds: s.Binds, Label: n.label()}
	if o.For != nil {
		r.For, r.Late = o.For, o.For
	}
	alive := make(chan struct{}, 1)
	var flow *inflow
	if o.Output != nil {
		flow = newInflow(n.cfg.Name, o.Output)
		defer flow.stop()
		r.Stdout, r.Stderr = selfWriter{flow, Stdout, alive}, selfWriter{flow, Stderr, alive}
	}
	if timeout > 0 {
		r.Deadline = time.Now().Add(timeout + deadlineSlack)
	} else {
		timeout = n.cfg.Timeout
	}
	result := make(chan protocol.Outcome, 1)
	var outcome protocol.Outcome
	r.Within = func(res eval.Result) { outcome = outcomeFor(n.cfg.Name, res, o.Print, o.Print) }
	ev := n.image.Begin(r, func(res eval.Result) {
		outcome := &outcome
		if res.Failure != nil {
			failed := failedOutcome(res)
			outcome = &failed
		}
		if flow == nil {
			result <- *outcome
		} else {
			flow.finish(func() { result <- *outcome })
		}
	})
	n.workers.run(ev.Run)
	return n.await(ctx, n.cfg.Name, timeout, o.Timeout > 0, alive, result, func(kind protocol.FailKind, why string) { ev.Cancel(kind, why) })
}

type selfWriter struct {
	flow   *inflow
	stream uint8
	alive  chan struct{}
}

func (w selfWriter) Write(b []byte) (int, error) {
	select {
	case w.alive <- struct{}{}:
	default:
	}
	w.flow.add(w.stream, append([]byte(nil), b...))
	return len(b), nil
}

// Send has s evaluated at a node for its effect alone: nothing comes back, not even an error.
func (n *Node) Send(ctx context.Context, to protocol.NodeID, s Source) error {
	if to == n.cfg.Name && n.member() {
		n.shared.gate.wait(ctx)
		ev := n.image.Begin(eval.Request{Source: s.Text, Binds: s.Binds, Label: n.label()}, n.unasked(s.Text))
		n.workers.run(ev.Run)
		return nil
	}
	l, err := n.link(ctx, to)
	if err != nil {
		return protocol.Fail(protocol.FailUnreached, "%v", err).Err(to)
	}
	m := &transport.Message{ID: n.nextID.Add(1), Form: transport.FormQuote, Source: s.Text, Binds: s.Binds}
	n.record.add(out, to, m)
	return sendError(l.Send(m), to)
}

// unasked is what becomes of the result of an evaluation that nobody waits for: a failure goes to the node's own log.
func (n *Node) unasked(text string) func(eval.Result) {
	return func(res eval.Result) {
		if res.Failure != nil {
			n.cfg.Logger.Warn("an evaluation that nobody waits for failed", "source", brief(text), "err", res.Failure)
		}
	}
}

func sendError(err error, to protocol.NodeID) error {
	switch {
	case err == nil:
		return nil
	case errors.Is(err, transport.ErrFull):
		return protocol.Fail(protocol.FailRefused, "the outbox to %s is full, nothing was sent; wait for answers before asking more", to).Err(to)
	case errors.Is(err, transport.ErrTooLarge):
		return protocol.Fail(protocol.FailValue, "%v; send it in pieces", err).Err(to)
	default:
		return protocol.Fail(protocol.FailUnreached, "%s is not connected: %v", to, err).Err(to)
	}
}

// request sends m, which wants a return, waits for it and counts it.
func (n *Node) request(ctx context.Context, to protocol.NodeID, m *transport.Message, about string, o Options) protocol.Outcome {
	outcome, sent := n.sendAndWait(ctx, to, m, about, o)
	took := time.Duration(-1)
	if !sent.IsZero() {
		took = time.Since(sent)
	}
	n.tallies.asked.add(&outcome, took)
	return outcome
}

// sendAndWait is request without the counting. It says when the message was on its way, if it got so far.
func (n *Node) sendAndWait(ctx context.Context, to protocol.NodeID, m *transport.Message, about string, o Options) (_ protocol.Outcome, sent time.Time) {
	timeout, exact := o.Timeout, o.Timeout > 0
	if !exact {
		timeout = n.cfg.Timeout
	}
	if ctx.Err() != nil {
		return protocol.Fail(protocol.FailCancelled, "cancelled before it was asked"), sent
	}
	connecting := ctx
	if exact {
		var stop context.CancelFunc
		connecting, stop = context.WithTimeout(ctx, timeout)
		defer stop()
	}
	l, err := n.link(connecting, to)
	if err != nil {
		return protocol.Fail(protocol.FailUnreached, "%v", err), sent
	}
	m.ID = n.nextID.Add(1)
	wait := n.returns.put(m.ID, l, about, o, timeout, !exact)
	if large(m) {
		id := m.ID
		m.Moved = func(done, total int) { n.returns.moved(to, id, true, done, total) }
	}
	sent = n.record.add(out, to, m)
	if err := l.Send(m); err != nil {
		n.returns.take(wait)
		var oe *protocol.OutcomeError
		errors.As(sendError(err, to), &oe)
		return protocol.Outcome{Verdict: oe.Verdict, Failure: &oe.Failure}, sent
	}
	select {
	case <-wait.opened:
		if outcome, ok := n.returns.take(wait); ok {
			return outcome, sent
		}
		n.cancel(l, m.ID)
		return noAnswer(to, timeout), sent
	case <-ctx.Done():
	}
	n.cancel(l, m.ID)
	t := time.NewTimer(cancelPatience)
	defer t.Stop()
	select {
	case <-wait.opened:
	case <-t.C:
	}
	if outcome, ok := n.returns.take(wait); ok {
		return outcome, sent
	}
	return protocol.Lost(protocol.FailCancelled, "%s did not confirm the cancel within %v; it may still be running there", to, cancelPatience), sent
}

// large says whether a message may be so long that it takes a while.
func large(m *transport.Message) bool {
	size := len(m.Source) + len(m.Args)
	for i := range m.Binds {
		size += len(m.Binds[i].Data)
	}
	return size > 64<<10
}

// cancelPatience is how long a cancelled request still waits to hear what became of it.
const cancelPatience = time.Second

func noAnswer(to protocol.NodeID, timeout time.Duration) protocol.Outcome {
	return protocol.Lost(protocol.FailTimeout, "%s did not answer within %v and was told to stop; it may still be running there", to, timeout)
}

// await is request's wait for an evaluation here.
func (n *Node) await(ctx context.Context, at protocol.NodeID, timeout time.Duration, exact bool, alive chan struct{}, result chan protocol.Outcome, cancel func(protocol.FailKind, string)) protocol.Outcome {
	t := time.NewTimer(timeout)
	defer t.Stop()
	for {
		select {
		case outcome := <-result:
			return outcome
		case <-alive:
			if !exact {
				t.Reset(timeout)
			}
		case <-t.C:
			cancel(protocol.FailDeadline, "the deadline passed")
			return noAnswer(at, timeout)
		case <-ctx.Done():
			cancel(protocol.FailCancelled, "cancelled")
			select {
			case outcome := <-result:
				return outcome
			case <-time.After(cancelPatience):
				return protocol.Lost(protocol.FailCancelled, "it did not stop within %v and may still be running", cancelPatience)
			}
		}
	}
}

func (n *Node) cancel(l *transport.Link, id uint64) {
	m := &transport.Message{ID: id, Form: transport.FormCancel, Control: true}
	n.record.add(out, l.Peer().ID, m)
	l.Send(m) // if it cannot be sent the connection is gone, and with it the evaluation
}

// CallInto asks a node for one of its named calls, with these arguments, and decodes the answer into result (nil: dropped).
func (n *Node) CallInto(ctx context.Context, at protocol.NodeID, name string, result any, args ...any) error {
	return n.CallWith(ctx, at, name, Options{}, result, args...)
}

// CallWith is CallInto with options.
func (n *Node) CallWith(ctx context.Context, at protocol.NodeID, name string, o Options, result any, args ...any) error {
	if args == nil {
		args = []any{}
	}
	raw, err := cbor.Marshal(args)
	if err != nil {
		return fmt.Errorf("call %s: %w", name, err)
	}
	m := &transport.Message{Return: true, Form: transport.FormCall, Name: name, Args: raw}
	if o.Timeout > 0 {
		m.Extra.Deadline = o.Timeout + deadlineSlack
	}
	outcome := n.request(ctx, at, m, name, o)
	if err := outcome.Err(at); err != nil {
		return err
	}
	if result == nil {
		return nil
	}
	if len(outcome.Values) != 1 {
		return fmt.Errorf("%s answered %s with %d values instead of one; it may run another version", at, name, len(outcome.Values))
	}
	if err := callDecoder.Unmarshal(outcome.Values[0].Data, result); err != nil {
		return fmt.Errorf("%s answered %s in a form this version does not know: %w", at, name, err)
	}
	return nil
}

var callDecoder = func() cbor.DecMode {
	m, err := cbor.DecOptions{UTF8: cbor.UTF8DecodeInvalid, MaxNestedLevels: 16, MaxArrayElements: 1 << 16, MaxMapPairs: 1 << 12}.DecMode()
	if err != nil {
		panic(err) // the options are constant
	}
	return m
}()

// brief is source on one short line.
func brief(s string) string {
	s = strings.Join(strings.Fields(s), " ")
	if r := []rune(s); len(r) > 80 {
		return string(r[:79]) + "…"
	}
	return s
}
