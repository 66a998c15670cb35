package node

import (
	"context"
	"errors"
	"io"
	"reflect"
	"slices"
	"time"

	"parley/eval"
	"parley/protocol"
)

// Here says how to evaluate at this node itself, as a prompt does.
type Here struct {
	File           string // shown in positions
	Sugar          bool   // `$x` is Unquote(x)
	Stdout, Stderr io.Writer
	Last           bool // the value becomes what `_` means
	For            *Holder
}

// Evaluate evaluates source at this node, without a deadline of its own: it ends with ctx at the latest. Values come with
// their printed text. notices are what the evaluator has to say beside, such as names that a function still waits for.
func (n *Node) Evaluate(ctx context.Context, source string, h Here) (o protocol.Outcome, notices []string) {
	n.shared.gate.wait(ctx)
	r := eval.Request{File: h.File, Source: source, Sugar: h.Sugar, Stdout: h.Stdout, Stderr: h.Stderr, Label: n.label()}
	if h.For != nil {
		r.For, r.Late = h.For, h.For
	}
	r.Within = func(res eval.Result) { o = outcomeHere(n.cfg.Name, res) }
	start := time.Now()
	res := n.image.Eval(ctx, r)
	defer func() { n.tallies.own.add(&o, time.Since(start)) }()
	if h.Last && res.Failure == nil && len(res.Values) > 0 {
		n.image.SetLast(res.Values[0])
	}
	if res.Failure != nil {
		return failedOutcome(res), res.Notices
	}
	return o, res.Notices
}

// ErrorIn is what the error in a variable of this node says; "" if it is nil, or no error.
func (n *Node) ErrorIn(ctx context.Context, name string) string {
	if t, err := n.image.TypeOf(name); err != nil || t != "error" {
		return ""
	}
	var o protocol.Outcome
	n.image.Eval(ctx, eval.Request{Source: name, Label: n.label(), Stdout: io.Discard, Stderr: io.Discard, Within: func(res eval.Result) { o = outcomeHere(n.cfg.Name, res) }})
	if o.Failure == nil {
		return ""
	}
	return o.Failure.Text
}

// outcomeHere is the outcome for somebody at this node.
func outcomeHere(name protocol.NodeID, res eval.Result) protocol.Outcome {
	if res.Printed {
		return protocol.Outcome{}
	}
	values, failed := splitError(res.Values, true)
	if failed != nil {
		return *failed
	}
	res.Values = values
	return res.Shown(name)
}

// label is who asks when this node itself does.
func (n *Node) label() string { return string(n.cfg.Name) }

// failedOutcome says also whether something of the evaluation is left behind.
func failedOutcome(res eval.Result) protocol.Outcome {
	f := *res.Failure
	if res.Abandoned {
		f.Text += "; it waits for something that cannot be interrupted, and was left behind"
	}
	return protocol.Outcome{Verdict: protocol.Failed, Failure: &f}
}

// splitError takes an error in last place for what it means: the failure of the call that returned it. A lone error is a
// value, unless alone says otherwise.
func splitError(values []eval.Value, alone bool) ([]eval.Value, *protocol.Outcome) {
	k := len(values) - 1
	if k < 0 || k == 0 && !alone || values[k].TypeString() != "error" {
		return values, nil
	}
	err, _ := values[k].Interface().(error)
	if err == nil {
		return values[:k], nil
	}
	var oe *protocol.OutcomeError
	if errors.As(err, &oe) {
		f := oe.Failure
		if oe.At != "" && oe.Verdict == protocol.Failed && !f.Names(oe.At) {
			f.Text = string(oe.At) + ": " + withPos(f)
			f.Pos = ""
		}
		return nil, &protocol.Outcome{Verdict: oe.Verdict, Failure: &f}
	}
	o := protocol.Fail(protocol.FailError, "%s", errorText(err))
	return nil, &o
}

func withPos(f protocol.Failure) string { return f.Error() }

// errorText guards against an Error method of the user's that panics.
func errorText(err error) (s string) {
	defer func() {
		if p := recover(); p != nil {
			s = "an error whose Error method panics"
		}
	}()
	return err.Error()
}

// outcomeFor is the outcome of an evaluation for the node that asked, which may be this one. It calls methods of evaluated
// types, so its place is within the evaluation, where they can be stopped. With alone, a lone error is a failure.
func outcomeFor(asker protocol.NodeID, res eval.Result, print, alone bool) protocol.Outcome {
	if res.Printed && print {
		return protocol.Outcome{}
	}
	values, failed := splitError(res.Values, alone)
	if failed != nil {
		return *failed
	}
	res.Values = values
	return res.OutcomeFor(asker, print)
}

// Quote makes a Source of text with sugar: what stands behind `$` is evaluated here and now.
func (n *Node) Quote(ctx context.Context, text string, h Here) (Source, *protocol.Failure) {
	wire, binds, f := n.image.QuoteText(ctx, eval.Request{File: h.File, Source: text, Sugar: true, Stdout: h.Stdout, Stderr: h.Stderr, Label: n.label(), For: h.For})
	return Source{Text: wire, Binds: binds}, f
}

// Decode puts a value that came from a node into what into points to. Into *any it becomes what its type says.
func (n *Node) Decode(v protocol.Value, into any) error {
	to := Bare(into)
	if to.Kind() != reflect.Pointer || to.IsNil() {
		return errors.New("decode needs a pointer to decode into")
	}
	return n.image.Decode(v, to.Elem())
}

// DecodeFrom is Decode for a value of that node, which errors then name.
func (n *Node) DecodeFrom(at protocol.NodeID, v protocol.Value, into any) error {
	return eval.NameSource(n.Decode(v, into), at)
}

// Encode makes a value ready to travel. typ is its static type as Go source.
func Encode(typ string, v any) (protocol.Value, error) { return eval.Encode(reflect.ValueOf(v), typ) }

// Bare is what a built-in is given in an interface, without the type of evaluated code that may go along with it.
func Bare(v any) reflect.Value { return reflect.ValueOf(eval.Bare(v)) }

// EncodeValue is Encode for a value that reflection has already.
func EncodeValue(typ string, v reflect.Value) (protocol.Value, error) { return eval.Encode(v, typ) }

// Caller is the evaluation that a built-in is called by: its context, which ends when it is cancelled, and its output.
type Caller struct {
	Context        context.Context
	Stdout, Stderr io.Writer
	Errors         io.Writer // what is below Stderr, for those who ask what it is; nil if nobody waits
	For            *Holder   // whom what it begins belongs to; nil: this node
}

// Within calls f as an evaluation of its own, for what evaluated code has handed out to be called later: it is listed and can be ended, its panics
// are the error, and what it prints goes where output goes that no evaluation claims. label says in the list what it is.
func (n *Node) Within(ctx context.Context, label string, f func()) error {
	r := n.image.Eval(ctx, eval.Request{Label: label, Within: func(eval.Result) { f() }})
	if r.Failure != nil {
		return r.Failure
	}
	return nil
}

// Calling finds the evaluation on whose behalf this goroutine runs. Outside of one it is the node's own.
func (n *Node) Calling() Caller {
	if ev := eval.Current(); ev != nil {
		holder, _ := ev.For.(*Holder)
		return Caller{ev.Context(), ev.Stdout(), ev.Stderr(), ev.Request.Stderr, holder}
	}
	return Caller{Context: n.ctx, Stdout: n.cfg.Stray, Stderr: n.cfg.Stray}
}

// Stopped is closed when the evaluation on whose behalf this goroutine runs must end, at whichever node of this process; nil if there is none.
func Stopped() <-chan struct{} {
	if ev := eval.Current(); ev != nil {
		return ev.Stopped()
	}
	return nil
}

// BeginProgram gives what is evaluated the command line of a program: os.Args, and package flag without any flags.
func (n *Node) BeginProgram(args []string) { n.image.BeginProgram(args) }

// Candidate is one way to go on with a line.
type Candidate = eval.Candidate

// SignatureKind begins the kind of a candidate that is to be shown and not inserted. See eval.SignatureKind.
const SignatureKind = eval.SignatureKind

// Complete lists how the identifier that ends at byte pos of src may go on, and where it begins.
func (n *Node) Complete(src string, pos int) (from int, c []Candidate) {
	return n.image.Complete(src, pos)
}

// Name is a declared name.
type Name = eval.Name

// Names are the names that are declared at this node, sorted.
func (n *Node) Names() []eval.Name {
	names := n.image.Names()
	slices.SortFunc(names, func(a, b eval.Name) int {
		if a.Name < b.Name {
			return -1
		}
		return 1
	})
	return names
}

// KeepLast makes a value that came from another node what `_` means, if it can be had here.
func (n *Node) KeepLast(v protocol.Value) {
	if x, err := n.image.DecodeAny(v); err == nil && x != nil {
		n.image.SetLast(eval.Value{V: reflect.ValueOf(x)})
	}
}

// EvaluateSource is Evaluate for a quote, whose `$0` are its own: its values can be decoded, and with print they are printed too.
func (n *Node) EvaluateSource(ctx context.Context, s Source, caller Caller, print bool) (o protocol.Outcome) {
	start := time.Now()
	r := eval.Request{Source: s.Text, Binds: s.Binds, Stdout: caller.Stdout, Stderr: caller.Stderr, Label: n.label(), For: caller.For}
	if caller.For != nil {
		r.Late = caller.For
	}
	var outcome protocol.Outcome
	r.Within = func(res eval.Result) { outcome = outcomeFor(n.cfg.Name, res, print, true) }
	res := n.image.Eval(ctx, r)
	if res.Failure != nil {
		outcome = failedOutcome(res)
	}
	n.tallies.own.add(&outcome, time.Since(start))
	return outcome
}

// Background runs f as an evaluation of its own that goes on when the line has ended which it was called from: it is listed as shown, it can be
// killed, which ends ctx, and what f and the evaluations below it print goes to the caller's writers. It ends with whom the caller began it for. done
// is called when it has ended, be it before f was called at all.
func (n *Node) Background(shown string, caller Caller, f func(ctx context.Context), done func()) {
	r := eval.Request{Source: "// " + brief(shown), Label: n.label(), Stdout: caller.Stdout, Stderr: caller.Stderr, For: caller.For}
	if caller.For != nil {
		r.Late, r.Label = caller.For, string(caller.For.name)
	}
	r.Within = func(eval.Result) { f(n.Calling().Context) }
	ended := func() bool { return true }
	ready := make(chan struct{})
	ev := n.image.Begin(r, func(eval.Result) {
		<-ready
		ended()
		done()
	})
	if caller.For != nil {
		ended = context.AfterFunc(caller.For.ctx, func() { ev.Cancel(protocol.FailCancelled, "the prompt that began it has ended") })
	}
	close(ready)
	n.workers.run(ev.Run)
}
