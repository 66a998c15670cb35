package eval

// This file makes results ready to travel.

import (
	"errors"
	"fmt"
	"reflect"

	"parley/protocol"
)

// Outcome is OutcomeFor nobody who could hold a reference.
func (r Result) Outcome(print bool) protocol.Outcome { return r.OutcomeFor("", print) }

// OutcomeFor is the result as it travels to holder. A value that cannot travel, or that is large and only looked at, stays
// here, held for holder, and a reference goes in its place. With print, each value carries how it prints here, and one that cannot even
// be held carries only that. Otherwise it makes the outcome a failure of kind FailValue, whose text says what to send
// instead; the source did run. Values may be asked for their text, which is evaluated code: call it from Request.Within.
func (r Result) OutcomeFor(holder protocol.NodeID, print bool) protocol.Outcome {
	if r.Failure != nil {
		return protocol.Outcome{Verdict: protocol.Failed, Failure: r.Failure}
	}
	o := protocol.Outcome{Verdict: protocol.OK}
	if r.im != nil { // methods of evaluated types run in engines
		r.im.pool.world.RLock()
		defer r.im.pool.world.RUnlock()
	}
	for i, v := range r.Values {
		pv, err := r.travelling(v, print, holder)
		if err != nil {
			which := ""
			if len(r.Values) > 1 {
				which = fmt.Sprintf("value %d: ", i+1)
			}
			return protocol.Fail(protocol.FailValue, "%s%v", which, err)
		}
		o.Values = append(o.Values, pv)
	}
	return o
}

// Shown is the outcome for holder, who sits at this node and wants to see the values more than to have them.
func (r Result) Shown(holder protocol.NodeID) protocol.Outcome {
	if r.Failure != nil || r.im == nil {
		return r.OutcomeFor("", true)
	}
	o := protocol.Outcome{Verdict: protocol.OK}
	for _, v := range r.Values {
		pv, err := Encode(v.V, v.TypeString())
		if err != nil {
			pv = protocol.Value{Type: v.TypeString()}
		}
		r.show(&pv, v, holder)
		o.Values = append(o.Values, pv)
	}
	return o
}

func (r Result) travelling(v Value, print bool, holder protocol.NodeID) (protocol.Value, error) {
	pv, err := Encode(v.V, v.TypeString())
	if r.im == nil {
		return pv, err
	}
	before, after := "", ""
	if err != nil || print && len(pv.Data) > maxInline {
		ref, full := r.im.hold(v, holder, print)
		switch {
		case full == nil:
			pv, err = encodeRef(ref), nil
			if holder != r.im.refs.home {
				before = ref.Name() + " "
			}
		case err != nil && print: // to be looked at only, so its text is enough
			pv, err = protocol.Value{Type: v.TypeString()}, nil
			if holder != "" {
				after = " (" + full.Error() + ")"
			}
		case err != nil && holder != "":
			err = fmt.Errorf("%w; it cannot be held either: %w", err, full)
		}
	}
	if !print || err != nil {
		return pv, err
	}
	r.show(&pv, v, holder)
	pv.Text = before + pv.Text + after
	return pv, nil
}

// show prints v into pv. What there was no room for is held for a while, to be shown when it is asked for.
func (r Result) show(pv *protocol.Value, v Value, holder protocol.NodeID) {
	text, cuts := r.im.printRest(part{v: v.V, t: v.T}, PrintOptions{})
	pv.Text = text
	if len(cuts) == 0 || holder == "" {
		return
	}
	if h, err := r.im.refs.keep(v, holder, heldCut); err == nil {
		r.im.refs.addCuts(h, cuts)
		pv.More = h.ref
		pv.More.Type = "" // it is of no use for anything else
	}
}

func (im *Image) hold(v Value, holder protocol.NodeID, print bool) (protocol.Ref, error) {
	if holder == "" {
		return protocol.Ref{}, errors.New("nobody is there to hold it for")
	}
	how := heldAsked
	if print {
		how = heldLooked
	}
	return im.keep(im.concrete(v), holder, how)
}

// concrete is v with the type of what it holds, where its own is `any` and that type has a name that says more: a
// reference is bound where it is used by that type.
func (im *Image) concrete(v Value) Value {
	if v.T == nil || v.V.Kind() != reflect.Interface || v.V.NumMethod() > 0 || engineBox(v.V.Type()) {
		return v
	}
	u := unwrap(v.V)
	if !u.IsValid() || len(shapesOf(u.Type())) > 0 {
		return v
	}
	return Value{V: u}
}
