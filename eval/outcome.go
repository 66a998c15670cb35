package eval

// This file makes results ready to travel.

import (
	"fmt"

	"parley/protocol"
)

// Outcome is the result as it travels. With print, each value carries how it prints here, and one that cannot
// travel carries only that. Otherwise a value that cannot travel makes the
// outcome a failure of kind FailValue, whose text says what to send instead; the source did run. Values may be asked for
// their text, which is evaluated code: call it from Request.Within.
func (r Result) Outcome(print bool) protocol.Outcome {
	if r.Failure != nil {
		return protocol.Outcome{Verdict: protocol.Failed, Failure: r.Failure}
	}
	o := protocol.Outcome{Verdict: protocol.OK}
	if r.im != nil { // methods of evaluated types run in engines
		r.im.pool.world.RLock()
		defer r.im.pool.world.RUnlock()
	}
	for i, v := range r.Values {
		pv, err := Encode(v.V, v.TypeString())
		if err != nil && print && r.im != nil {
			pv, err = protocol.Value{Type: v.TypeString()}, nil // to be looked at only, so its text is enough
		}
		if err != nil {
			which := ""
			if len(r.Values) > 1 {
				which = fmt.Sprintf("value %d: ", i+1)
			}
			return protocol.Fail(protocol.FailValue, "%s%v", which, err)
		}
		if print && r.im != nil {
			pv.Text = r.im.Text(v)
		}
		o.Values = append(o.Values, pv)
	}
	return o
}
