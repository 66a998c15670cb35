package remote

import (
	"fmt"
	"slices"

	. "parley/protocol"
)

// HiddenAlways and HiddenSometimes are what the grade looks at. What a call has asked for is remembered from when it waited.
var HiddenAlways = []Property{
	{Name: "at most once", Check: func(w *World) error {
		Machines(w, func(id NodeID, m *node) {
			for _, l := range m.waiting { // any order: each has a place of its own
				w.Ghost[fmt.Sprint("call ", l.Call)] = l.Fn
			}
		})
		for _, n := range w.Nodes {
			paid := hiddenPaid(n)
			for i, fn := range paid {
				if slices.Contains(paid[:i], fn) {
					return fmt.Errorf("%s has done %s twice", n.ID, fn)
				}
			}
		}
		return nil
	}},
	{Name: "the answer is that of the call", Check: func(w *World) error {
		for _, r := range w.Ended {
			fn := w.Ghost[fmt.Sprint("call ", r.Call)]
			if fn == nil || r.Verdict != OK {
				continue
			}
			if want := fmt.Sprint(fn, " is done"); r.Value != want {
				return fmt.Errorf("who asks for %v is told %q", fn, r.Value)
			}
			if at := hiddenAt(w, fn); at == "" {
				return fmt.Errorf("who asks for %v is told %q, and nobody has done it", fn, r.Value)
			}
		}
		return nil
	}},
	{Name: "failed is certain", Check: func(w *World) error {
		failed, _ := w.Ghost["failed"].([]string)
		for _, r := range w.Ended {
			if fn, ok := w.Ghost[fmt.Sprint("call ", r.Call)].(string); ok && r.Verdict == Failed {
				failed = append(failed, fn)
				w.Ghost["failed"] = failed
			}
		}
		for _, fn := range failed {
			if at := hiddenAt(w, fn); at != "" {
				return fmt.Errorf("who asks for %s is told that it failed, and %s has done it", fn, at)
			}
		}
		return nil
	}},
}

var HiddenSometimes = []Property{
	{Name: "a call has its value", Check: func(w *World) error { return hiddenEnded(w, OK) }},
	{Name: "a call ends unknown", Check: func(w *World) error { return hiddenEnded(w, Unknown) }},
}

func hiddenPaid(n NodeState) []string {
	paid, _ := n.Stored["paid"].([]string)
	return paid
}

// hiddenAt is where something was done.
func hiddenAt(w *World, fn any) NodeID {
	for _, n := range w.Nodes {
		for _, p := range hiddenPaid(n) {
			if p == fn {
				return n.ID
			}
		}
	}
	return ""
}

func hiddenEnded(w *World, v Verdict) error {
	for _, r := range w.Ended {
		if r.Verdict == v && w.Ghost[fmt.Sprint("call ", r.Call)] != nil {
			return nil
		}
	}
	return fmt.Errorf("none has")
}
