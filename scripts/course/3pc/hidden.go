package threepc

import (
	"fmt"

	. "parley/protocol"
)

// HiddenAlways and HiddenSometimes are what the grade looks at. What was decided is remembered for those that crash.
var HiddenAlways = []Property{{Name: "agreement", Check: func(w *World) error {
	Machines(w, func(id NodeID, m *node) { hiddenSees(w, id, m.state) })
	for _, n := range w.Nodes {
		if !n.Up && n.Stored["state"] != nil {
			hiddenSees(w, n.ID, State(fmt.Sprint(n.Stored["state"])))
		}
	}
	yes, no := w.Ghost["committed"], w.Ghost["aborted"]
	if yes == nil || no == nil {
		return nil
	}
	if yes == no {
		return fmt.Errorf("%v has decided both ways", yes)
	}
	return fmt.Errorf("%v has committed, and %v has aborted", yes, no)
}}, {Name: "a veto counts", Check: func(w *World) error {
	err := error(nil)
	Machines(w, func(id NodeID, m *node) {
		if m.veto && w.Ghost["committed"] != nil {
			err = fmt.Errorf("%v has committed, although %s would vote no", w.Ghost["committed"], id)
		}
	})
	return err
}}}

func hiddenSees(w *World, id NodeID, s State) {
	switch s {
	case Committed:
		w.Ghost["committed"] = string(id)
	case Aborted:
		w.Ghost["aborted"] = string(id)
	}
}

var HiddenSometimes = []Property{
	{Name: "all commit", Check: func(w *World) error { return hiddenAll(w, Committed) }},
	{Name: "all abort", Check: func(w *World) error { return hiddenAll(w, Aborted) }},
}

func hiddenAll(w *World, s State) error {
	n := 0
	Machines(w, func(id NodeID, m *node) {
		if m.state == s {
			n++
		}
	})
	if n < len(w.Nodes) {
		return fmt.Errorf("%d are", n)
	}
	return nil
}
