// This file has what all algorithms share: the door of the critical section at one node, with its calls, and the row.

package mutex

import (
	"fmt"
	"slices"
	"time"

	"parley/protocol"
)

// phase is where a node is with regard to the section.
type phase string

const (
	idle    phase = "idle"
	waiting phase = "waiting" // it has asked, and may not enter yet
	inside  phase = "inside"  // it is in the critical section
	out     phase = "out"     // it has crashed and come back, and takes no part any more
)

// door is one node's way into the critical section. Each machine embeds it.
type door struct {
	cfg   protocol.Config
	row   string // its name
	phase phase
	calls []uint64 // of Lock that wait. The first is the one that the node asks for while it is waiting
	wrong string   // why the parameters make no sense; "" if they do
	tick  bool     // turns each time that the node has waited for as long as "patience" says
}

// algorithm is what differs from one machine to the next.
type algorithm interface {
	start(*protocol.Effects)
	request(*protocol.Effects)  // the node wants to enter: ask whoever must be asked, and call enter when it may
	release(*protocol.Effects)  // it has left
	withdraw(*protocol.Effects) // it waits and does not want to enter any more: nobody is to wait for it, and it must not enter by this request
	receive(*protocol.Effects, protocol.Message)
	timedOut(x *protocol.Effects, timer string)
	holder() protocol.NodeID // whom this node knows to be inside; "" if it cannot tell
	look(*Status)            // fills in what the algorithm knows
}

// What an algorithm has none of, it leaves to the door.

func (d *door) start(*protocol.Effects)            {}
func (d *door) timedOut(*protocol.Effects, string) {}

func (d *door) atDoor() *door                { return d }
func (d *door) others() []protocol.NodeID    { return d.cfg.Others() }
func (d *door) index(id protocol.NodeID) int { return slices.Index(d.cfg.Nodes, id) }

// Names of the calls, the timer and the parameter that all have.
const (
	opLock     = "Lock"
	opUnlock   = "Unlock"
	opWithdraw = "Withdraw"
	opHolder   = "Holder"
	opState    = "State"

	timerPatience = "patience"
	paramPatience = "patience"

	keyJoined = "joined"
)

// maxCalls is how many Locks of one node may wait.
const maxCalls = 1000

// Why calls are refused.
const (
	whyNotInside = "this node is not in the critical section; only who holds the lock can unlock it"
	whyWithdrawn = "withdrawn"
	whyOut       = "this node has taken part before, has crashed or was started again, and has forgotten what it owes the others, so it takes no part any more; begin anew at all nodes by Start(%q, All(), Fresh())"
)

// Status is what a node knows, as State shows it. Which fields are used depends on the algorithm.
type Status struct {
	State     string            // idle, waiting, inside or out
	Locks     int               // calls of Lock here that wait
	Timestamp int               // of the node's own request, or its number
	Token     bool              // the node has the token
	Waits     []protocol.NodeID // whose answer or message it waits for
	Queue     []protocol.NodeID // who waits, as far as this node knows, the next one first
}

// step makes one event happen to a machine.
func (d *door) step(e protocol.Event, a algorithm) (x protocol.Effects) {
	switch e.Kind {
	case protocol.Start:
		d.phase = idle
		if len(e.Stored) > 0 {
			// What it had promised, and whether it had the token, is gone. To answer as if it had promised nothing is what breaks mutual exclusion.
			d.phase = out
			x.Note("has taken part before: takes no part any more")
			break
		}
		x.Persist(keyJoined, true)
		a.start(&x)
	case protocol.Receive:
		if d.phase != out {
			a.receive(&x, e.Message)
		}
	case protocol.Timeout:
		switch {
		case d.phase == out:
		case e.Timer == timerPatience:
			d.impatient(&x, a)
		default:
			a.timedOut(&x, e.Timer)
		}
	case protocol.Request:
		d.called(&x, a, e.Call)
	}
	return x
}

// called begins a call.
func (d *door) called(x *protocol.Effects, a algorithm, c protocol.Call) {
	switch c.Op {
	case opLock:
		switch {
		case d.phase == out:
			x.Refuse(c.ID, fmt.Sprintf(whyOut, d.row))
		case d.wrong != "":
			x.Refuse(c.ID, d.wrong)
		case len(d.calls) >= maxCalls:
			x.Refuse(c.ID, fmt.Sprintf("%d calls of Lock wait at this node already; unlock, or ask at another node", maxCalls))
		default:
			d.calls = append(d.calls, c.ID)
			d.knock(x, a)
		}
	case opUnlock:
		if d.phase != inside {
			x.Refuse(c.ID, whyNotInside)
			return
		}
		d.phase = idle
		x.Note("leaves")
		x.Answer(c.ID, nil)
		a.release(x)
		d.knock(x, a)
	case opWithdraw:
		d.withdrawn(x, a)
		x.Answer(c.ID, nil)
	case opHolder:
		id := protocol.NodeID("")
		if d.phase == inside {
			id = d.cfg.Self
		} else if d.phase != out {
			id = a.holder()
		}
		x.Answer(c.ID, id)
	case opState:
		s := Status{State: string(d.phase), Locks: len(d.calls)}
		if d.phase != out {
			a.look(&s)
		}
		x.Answer(c.ID, s)
	}
}

// knock asks to enter for the first call that waits, unless the node does so already or is inside.
func (d *door) knock(x *protocol.Effects, a algorithm) {
	if d.phase != idle || len(d.calls) == 0 {
		return
	}
	d.phase = waiting
	d.beginWait(x)
	a.request(x)
}

// withdrawn ends all calls that wait, and the request that was made for the first of them.
func (d *door) withdrawn(x *protocol.Effects, a algorithm) {
	for _, call := range d.calls {
		x.Refuse(call, whyWithdrawn)
	}
	d.calls = nil
	if d.phase == waiting {
		d.phase = idle
		d.endWait(x)
		x.Note("withdraws")
		a.withdraw(x)
	}
}

// enter lets the first call in.
func (d *door) enter(x *protocol.Effects) {
	d.phase = inside
	d.endWait(x)
	x.Note("enters")
	x.Answer(d.calls[0], nil)
	d.calls = d.calls[1:]
	if len(d.calls) == 0 {
		d.calls = nil // one state has one form
	}
}

// beginWait sets the timer by which a wait that is too long is seen.
func (d *door) beginWait(x *protocol.Effects) {
	if p := d.cfg.Duration(paramPatience); p > 0 {
		x.After(timerPatience, p)
	}
}

// endWait stops it.
func (d *door) endWait(x *protocol.Effects) {
	d.tick = false
	if d.cfg.Duration(paramPatience) > 0 {
		x.Stop(timerPatience)
	}
}

// impatient says whom the node waits for, and goes on waiting: it is for the people of the node to withdraw.
func (d *door) impatient(x *protocol.Effects, a algorithm) {
	if d.phase != waiting {
		return
	}
	d.tick = !d.tick
	var s Status
	a.look(&s)
	x.Note(fmt.Sprintf("still waits for %v", s.Waits))
	d.beginWait(x)
}

// row is what all rows have in common.
func row(name, summary, source string, make func(door) protocol.Machine) *protocol.Protocol {
	return &protocol.Protocol{
		Name: name, Summary: summary, Source: source,
		New: func(c protocol.Config) protocol.Machine { return make(door{cfg: c, row: name, phase: idle}) },
		Params: []protocol.Param{
			{Name: paramPatience, Default: 5 * time.Second, Doc: "after how long a node says for whom it still waits; it waits on. The properties that a protocol can be required to have count such waits. 0: never"},
		},
		Calls: []protocol.CallType{
			{Op: opLock, Doc: "ends when the node is in the critical section; a second Lock at the same node waits for its turn"},
			{Op: opUnlock, Doc: "leaves the critical section; failed if the node is not in it"},
			{Op: opWithdraw, Doc: "takes back all calls of Lock that wait at this node: they fail, and the node does not enter for them; it stays in the critical section if it is there"},
			{Op: opHolder, Result: protocol.NodeID(""), Doc: "who is in the critical section, as far as this node can tell; empty: it cannot tell, or nobody is"},
			{Op: opState, Result: Status{}, Doc: "what this node knows: whether it waits and for whom, and who waits for it"},
		},
		Stores: []protocol.StoreType{
			{Key: keyJoined, Value: false, Doc: "that this node has taken part: after a crash it does not any more"},
		},
		Invariants: []protocol.Property{mutualExclusion},
		Sometimes:  []protocol.Property{someoneInside, someoneWaits},
		Optional:   []protocol.Property{noStarvation, neverBlocked},
		Workload:   workload,
		Load:       load, LoadCallers: 1,
		Explore: explore,
		Model:   model(),
	}
}

// blocksOnly are the command lines that show what all have in common.
func blocksOnly(name string) []protocol.Demo {
	return []protocol.Demo{
		{Command: "sim " + name + ` --seeds 300 --faults crash --require "` + neverBlocked.Name + `"`, Breaks: neverBlocked.Name, Doc: "a node that is dead is waited for"},
		{Command: "sim " + name + " --seeds 200 --faults all", Doc: "but never are two inside, whatever fails"},
	}
}

// Protocols are the rows.
func Protocols() []*protocol.Protocol {
	return []*protocol.Protocol{CentralProtocol(), LamportProtocol(), RicartAgrawalaProtocol(), MaekawaProtocol(), SuzukiKasamiProtocol(), TokenRingProtocol(), RaymondProtocol()}
}
