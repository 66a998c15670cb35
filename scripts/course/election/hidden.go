package election

import (
	"fmt"

	. "parley/protocol"
)

// HiddenAlways and HiddenSometimes are what the grade looks at.
var HiddenAlways = []Property{{Name: "the greatest leads", Check: func(w *World) error {
	greatest := w.Nodes[len(w.Nodes)-1].ID
	var err error
	Machines(w, func(id NodeID, m *node) {
		if m.leader != "" && m.leader != greatest {
			err = fmt.Errorf("%s follows %s; %s has the greatest name", id, m.leader, greatest)
		}
	})
	return err
}}}

var HiddenSometimes = []Property{{Name: "all know who leads", Check: func(w *World) error {
	n := 0
	Machines(w, func(id NodeID, m *node) {
		if m.leader != "" {
			n++
		}
	})
	if n < len(w.Nodes) {
		return fmt.Errorf("%d know", n)
	}
	return nil
}}}
