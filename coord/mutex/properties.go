// This file has what must hold of all algorithms, and the calls that random runs and the explorer make.

package mutex

import (
	"fmt"

	"parley/protocol"
)

// entrant is a machine of any algorithm.
type entrant interface {
	protocol.Machine
	atDoor() *door
}

// doors calls f for each node that is up and has not crashed before.
func doors(w *protocol.World, f func(id protocol.NodeID, d *door)) {
	protocol.Machines(w, func(id protocol.NodeID, m entrant) {
		if d := m.atDoor(); d.phase != out {
			f(id, d)
		}
	})
}

// whoIsInside is the node in the critical section; "" for none.
func whoIsInside(w *protocol.World) (who protocol.NodeID) {
	doors(w, func(id protocol.NodeID, d *door) {
		if d.phase == inside {
			who = id
		}
	})
	return who
}

// mutualExclusion is Dijkstra's: "at any moment only one of the machines is engaged in its critical section".
var mutualExclusion = protocol.Property{
	Name: "Mutual Exclusion",
	Doc:  "at most one node is in the critical section",
	Check: func(w *protocol.World) (err error) {
		first := protocol.NodeID("")
		doors(w, func(id protocol.NodeID, d *door) {
			switch {
			case d.phase != inside:
			case first == "":
				first = id
			default:
				err = fmt.Errorf("%s and %s are both in the critical section", first, id)
			}
		})
		return err
	},
}

var someoneInside = protocol.Property{
	Name: "a node enters",
	Check: func(w *protocol.World) error {
		if whoIsInside(w) == "" {
			return fmt.Errorf("nobody is in the critical section")
		}
		return nil
	},
}

var someoneWaits = protocol.Property{
	Name: "a node waits for another one",
	Check: func(w *protocol.World) error {
		err := fmt.Errorf("nobody waits while another is in the critical section")
		if whoIsInside(w) != "" {
			doors(w, func(_ protocol.NodeID, d *door) {
				if d.phase == waiting {
					err = nil
				}
			})
		}
		return err
	},
}

// tooOften is how many times in a row a node that waits must have lost its patience while nobody was inside. Between two such times a whole
// "patience" has passed in which the section was empty.
const tooOften = 2

// idleWait is what the properties remember of a node that waits.
type idleWait struct {
	Tick  bool
	Times int // it has lost its patience since anybody was inside
}

// starved is a node that has waited too long for an empty section, since the cause is there; "" for none. Both properties below keep their own record, under a key.
func starved(w *protocol.World, key string, cause bool) (who protocol.NodeID, missing []protocol.NodeID) {
	record, _ := w.Ghost[key].(map[protocol.NodeID]idleWait)
	counts := cause && whoIsInside(w) == ""
	next := map[protocol.NodeID]idleWait{}
	protocol.Machines(w, func(id protocol.NodeID, m entrant) {
		d := m.atDoor()
		if d.phase != waiting {
			return
		}
		now := record[id]
		if d.tick != now.Tick {
			now.Tick = d.tick
			now.Times = min(now.Times+1, tooOften)
		}
		if !counts {
			now.Times = 0
		}
		if now != (idleWait{}) {
			next[id] = now
		}
		if now.Times == tooOften && who == "" {
			who = id
			var s Status
			m.(algorithm).look(&s)
			missing = s.Waits
		}
	})
	if len(next) > 0 {
		w.Ghost[key] = next
	} else {
		delete(w.Ghost, key)
	}
	return who, missing
}

// noStarvation is that each Lock is answered, bounded: nobody waits for long while the section is empty. No algorithm promises it without conditions: it
// takes nodes that do not crash, and a network that loses nothing and takes less than "patience".
var noStarvation = protocol.Property{
	Name: "No Starvation",
	Doc:  "who waits gets in: nobody waits for longer than twice the parameter patience while nobody is inside",
	Check: func(w *protocol.World) error {
		if who, missing := starved(w, "starvation", true); who != "" {
			return fmt.Errorf("%s waits for %v, and nobody is in the critical section", who, missing)
		}
		return nil
	},
}

// neverBlocked is the same, where a node is down or has been.
var neverBlocked = protocol.Property{
	Name: "entry is never blocked by a crash",
	Doc:  "nobody waits for longer than twice the parameter patience because another node has crashed",
	Check: func(w *protocol.World) error {
		crashed := protocol.NodeID("")
		for i := range w.Nodes {
			n := &w.Nodes[i]
			if m, ok := n.Machine.(entrant); !n.Up || ok && m.atDoor().phase == out {
				crashed = n.ID
			}
		}
		if who, missing := starved(w, "blocked", crashed != ""); who != "" {
			return fmt.Errorf("%s waits for %v for ever: %s has crashed", who, missing, crashed)
		}
		return nil
	},
}

// workload locks, and unlocks where the node is inside. Now and then it withdraws, looks, or tries to unlock what others hold.
func workload(w *protocol.World, at protocol.NodeID, _ int, random func(int) int) (op string, args []any) {
	op = opLock
	doors(w, func(id protocol.NodeID, d *door) {
		switch {
		case id != at:
		case d.phase == inside && random(8) > 0:
			op = opUnlock
		case random(6) == 0:
			op = []string{opUnlock, opHolder, opState, opWithdraw}[random(4)]
		case d.phase == waiting && random(4) == 0:
			op = opWithdraw
		case len(d.calls) > 1:
			op = "" // enough of them wait here
		}
	})
	return op, nil
}

// explore lets each node enter once and leave.
func explore(nodes []protocol.NodeID) []protocol.CallAt {
	var calls []protocol.CallAt
	for _, id := range nodes {
		calls = append(calls, protocol.CallAt{Node: id, Op: opLock}, protocol.CallAt{Node: id, Op: opUnlock})
	}
	return calls
}

// model is a lock at one place: who has it is not told by a call, but that a second one gets it before it is given back cannot be.
func model() *protocol.Model {
	return &protocol.Model{
		Init: func() any { return false },
		Step: func(state any, c protocol.Call, _ any, _ bool) (ok bool, next any) {
			locked := state.(bool)
			switch c.Op {
			case opLock:
				return !locked, true
			case opUnlock:
				return locked, false
			}
			return true, locked
		},
		Print: func(state any) string {
			if state.(bool) {
				return "locked"
			}
			return "free"
		},
	}
}
