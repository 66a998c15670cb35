package node

import (
	"context"
	"errors"
	"io"
	"reflect"
	"slices"

	"parley/eval"
	"parley/protocol"
)

// Here says how to evaluate at this node itself, as a prompt does.
type Here struct {
	File           string // shown in positions
	Sugar          bool   // `$x` is Unquote(x)
	Stdout, Stderr io.Writer
	Last           bool // the value becomes what `_` means
}

// Evaluate evaluates source at this node, without a deadline of its own: it ends with ctx at the latest. Values come with
// their printed text. notices are what the evaluator has to say beside, such as names that a function still waits for.
func (n *Node) Evaluate(ctx context.Context, source string, h Here) (o protocol.Outcome, notices []string) {
	r := eval.Request{File: h.File, Source: source, Sugar: h.Sugar, Stdout: h.Stdout, Stderr: h.Stderr}
	r.Within = func(res eval.Result) { o = outcomeHere(n.image, res) }
	res := n.image.Eval(ctx, r)
	if h.Last && res.Failure == nil && len(res.Values) > 0 {
		n.image.SetLast(res.Values[0])
	}
	if res.Failure != nil {
		return failedOutcome(res), res.Notices
	}
	return o, res.Notices
}

// outcomeHere is the outcome for somebody at this node, who wants to see the values more than to have them: one that
// cannot travel is shown like any other.
func outcomeHere(im *eval.Image, res eval.Result) protocol.Outcome {
	if res.Printed {
		return protocol.Outcome{}
	}
	values, failed := splitError(res.Values, true)
	if failed != nil {
		return *failed
	}
	var o protocol.Outcome
	for _, v := range values {
		pv, err := eval.Encode(v.V, v.TypeString())
		if err != nil {
			pv = protocol.Value{Type: v.TypeString()}
		}
		pv.Text = im.Text(v)
		o.Values = append(o.Values, pv)
	}
	return o
}

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
		if oe.At != "" && oe.Verdict == protocol.Failed {
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

// outcomeThere is the outcome of a quote for the node that asked. Like outcomeHere it calls methods of evaluated types, so
// its place is within the evaluation, where they can be stopped.
func outcomeThere(res eval.Result, print bool) protocol.Outcome {
	if res.Printed && print {
		return protocol.Outcome{}
	}
	values, failed := splitError(res.Values, print)
	if failed != nil {
		return *failed
	}
	res.Values = values
	return res.Outcome(print)
}

// Quote makes a Source of text with sugar: what stands behind `$` is evaluated here and now.
func (n *Node) Quote(ctx context.Context, text string, h Here) (Source, *protocol.Failure) {
	wire, binds, f := n.image.QuoteText(ctx, eval.Request{File: h.File, Source: text, Sugar: true, Stdout: h.Stdout, Stderr: h.Stderr})
	return Source{Text: wire, Binds: binds}, f
}

// Decode puts a value that came from a node into what into points to. Into *any it becomes what its type says.
func (n *Node) Decode(v protocol.Value, into any) error {
	to := reflect.ValueOf(into)
	if to.Kind() != reflect.Pointer || to.IsNil() {
		return errors.New("decode needs a pointer to decode into")
	}
	to = to.Elem()
	if to.Kind() == reflect.Interface && to.NumMethod() == 0 {
		x, err := n.image.DecodeAny(v)
		if err != nil {
			return err
		}
		if x == nil {
			to.SetZero()
		} else {
			to.Set(reflect.ValueOf(x))
		}
		return nil
	}
	return eval.Decode(v, to)
}

// Encode makes a value ready to travel. typ is its static type as Go source.
func Encode(typ string, v any) (protocol.Value, error) { return eval.Encode(reflect.ValueOf(v), typ) }

// Caller is the evaluation that a built-in is called by: its context, which ends when it is cancelled, and its output.
type Caller struct {
	Context        context.Context
	Stdout, Stderr io.Writer
}

// Calling finds the evaluation on whose behalf this goroutine runs. Outside of one it is the node's own.
func (n *Node) Calling() Caller {
	if ev := eval.Current(); ev != nil {
		return Caller{ev.Context(), ev.Stdout(), ev.Stderr()}
	}
	return Caller{n.ctx, n.cfg.Stray, n.cfg.Stray}
}

// Candidate is one way to go on with a line.
type Candidate = eval.Candidate

// Complete lists how the identifier that ends at byte pos of src may go on, and where it begins.
func (n *Node) Complete(src string, pos int) (from int, c []Candidate) {
	return n.image.Complete(src, pos)
}

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
