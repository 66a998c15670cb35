// Package forgetful lets one node in at a time, as long as nothing crashes: the first node keeps the queue in its memory alone.
//
//	:load examples/own/forgetful/my_mutex.go
//	Explore(MyMutex, 3, Crashes(1))
package forgetful

import (
	"fmt"

	. "parley/protocol"
)

type node struct {
	Config
	call  uint64 // the Lock that waits here; 0: none
	in    bool
	queue []NodeID // of the first node: who is in, and then who waits
}

// MyMutex is what a prompt gets to know.
var MyMutex = Protocol{
	Summary:    "the first node lets one in after the other",
	New:        func(c Config) Machine { return &node{Config: c} },
	Calls:      []CallType{{Op: "Lock"}, {Op: "Unlock"}},
	Invariants: []Property{{Name: "mutual exclusion", Check: oneIn}},
}

func oneIn(w *World) error {
	in := 0
	Machines(w, func(id NodeID, m *node) {
		if m.in {
			in++
		}
	})
	if in > 1 {
		return fmt.Errorf("%d nodes are in at once", in)
	}
	return nil
}

func (m *node) Step(e Event) (x Effects) {
	first := m.Nodes[0]
	switch {
	case e.Kind == Request && e.Call.Op == "Lock" && m.call == 0 && !m.in:
		m.call = e.Call.ID
		x.Send(first, "ask", nil)
	case e.Kind == Request && e.Call.Op == "Unlock" && m.in:
		m.in = false
		x.Send(first, "leave", nil)
		x.Answer(e.Call.ID, nil)
	case e.Kind == Request:
		x.Refuse(e.Call.ID, "not now")
	case e.Kind == Receive && e.Message.Kind == "ask":
		if m.queue = append(m.queue, e.Message.From); len(m.queue) == 1 {
			x.Send(m.queue[0], "enter", nil)
		}
	case e.Kind == Receive && e.Message.Kind == "leave" && len(m.queue) > 0:
		if m.queue = m.queue[1:]; len(m.queue) > 0 {
			x.Send(m.queue[0], "enter", nil)
		}
	case e.Kind == Receive && e.Message.Kind == "enter" && m.call != 0:
		m.in = true
		x.Answer(m.call, nil)
		m.call = 0
	}
	return x
}
