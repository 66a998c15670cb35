package mutex

import (
	"fmt"

	. "parley/protocol"
)

// HiddenAlways and HiddenSometimes are what the grade looks at.
var HiddenAlways = []Property{{Name: "mutual exclusion", Check: func(w *World) error {
	var in []NodeID
	Machines(w, func(id NodeID, m *node) {
		if m.in {
			in = append(in, id)
		}
	})
	if len(in) > 1 {
		return fmt.Errorf("%v are in at once", in)
	}
	return nil
}}}

var HiddenSometimes = []Property{{Name: "a node is in", Check: func(w *World) error {
	found := false
	Machines(w, func(id NodeID, m *node) { found = found || m.in })
	if !found {
		return fmt.Errorf("nobody is in")
	}
	return nil
}}}
