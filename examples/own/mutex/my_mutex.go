// Package mutex lets one node in at a time: who wants to enter asks the first node, which keeps a queue.
//
//	:load examples/own/mutex/my_mutex.go
//	Explore(MyMutex, 3, Crashes(1))
package mutex

import (
	"fmt"
	"slices"

	. "parley/protocol"
)

// Ask is a Lock of a node. It goes to the first node, comes back when the node may enter, and goes there again when it leaves.
type Ask struct {
	Who  NodeID
	Call uint64
}

type node struct {
	Config
	call  uint64 // the Lock that waits here or is in; 0: none
	in    bool
	queue []Ask // of the first node: who is in, and then who waits
}

// MyMutex is what a prompt gets to know.
var MyMutex = Protocol{
	Summary:    "the first node lets one in after the other, and remembers whom",
	New:        func(c Config) Machine { return &node{Config: c} },
	Calls:      []CallType{{Op: "Lock", Doc: "waits until this node may enter"}, {Op: "Unlock", Doc: "leaves"}},
	Invariants: []Property{{Name: "mutual exclusion", Doc: "two nodes are never in at once", Check: oneIn}},
}

func oneIn(w *World) error {
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
}

func (m *node) Step(e Event) (x Effects) {
	first := m.Nodes[0]
	switch e.Kind {
	case Start:
		m.queue, _ = e.Stored["queue"].([]Ask) // as it was before a crash
	case Request:
		switch {
		case e.Call.Op == "Lock" && m.call == 0:
			m.call = e.Call.ID
			x.Send(first, "ask", Ask{m.Self, m.call})
		case e.Call.Op == "Unlock" && m.in:
			x.Send(first, "leave", Ask{m.Self, m.call})
			m.call, m.in = 0, false
			x.Answer(e.Call.ID, nil)
		default:
			x.Refuse(e.Call.ID, "not now")
		}
	case Receive:
		ask := e.Message.Body.(Ask)
		switch e.Message.Kind {
		case "ask":
			if !slices.Contains(m.queue, ask) {
				m.queue = append(m.queue, ask)
				m.next(&x, len(m.queue) == 1)
			}
		case "leave":
			if i := slices.Index(m.queue, ask); i >= 0 {
				m.queue = slices.Delete(m.queue, i, i+1)
				m.next(&x, i == 0 && len(m.queue) > 0)
			}
		case "enter":
			if ask.Call != m.call { // of before a crash
				x.Send(first, "leave", ask)
			} else if !m.in {
				m.in = true
				x.Answer(m.call, nil)
			}
		}
	}
	return x
}

// next writes the queue down before anybody hears of it. What is given away is not changed any more, so it is a copy.
func (m *node) next(x *Effects, enter bool) {
	x.Persist("queue", slices.Clone(m.queue))
	if enter {
		x.Send(m.queue[0].Who, "enter", m.queue[0])
	}
}
