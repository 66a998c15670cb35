package node

import (
	"context"
	"errors"

	"parley/eval"
	"parley/protocol"
)

// Looked is one look at a place in a value. See eval.Looked.
type Looked = eval.Looked

// LookedRow is a field or an element. See eval.LookedRow.
type LookedRow = eval.LookedRow

// View evaluates source at this node and holds its value for a while, so that Look can show parts of it.
func (n *Node) View(ctx context.Context, source string) (ref Ref, o protocol.Outcome) {
	var err error
	r := eval.Request{Source: source, Sugar: true, Label: n.label()}
	r.Within = func(res eval.Result) {
		values, failed := splitError(res.Values, false)
		switch {
		case failed != nil:
			o = *failed
		case len(values) == 0:
			err = errors.New("it gave no value to look at")
		default:
			ref, err = n.image.KeepView(values[0], n.cfg.Name)
		}
	}
	res := n.image.Eval(ctx, r)
	switch {
	case res.Failure != nil:
		o = failedOutcome(res)
	case err != nil:
		o = protocol.Fail(protocol.FailValue, "%v", err)
	}
	return ref, o
}

// Look shows a place of what View holds here, from one of its parts on.
func (n *Node) Look(ctx context.Context, ref Ref, path string, from int) (Looked, error) {
	return n.image.Look(ctx, ref, path, from, n.label())
}
