// Package remote is remote evaluation: a message <return, id, fn> has fn evaluated at another node, and the answer opens the latch of the call that waits
// for it (Birrell and Nelson 1984).
//
//	:load remote.go
//	s := Sim(Remote, 3)
package remote

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	. "parley/protocol"
)

// Eval is the message <return, id, fn>.
type Eval struct {
	Return bool   // an answer is wanted
	ID     uint64 // which call of the node that sends it
	Fn     string // what is to be evaluated: "pay7" pays something, and all else cannot be evaluated
}

// Answer says what has become of an Eval with that ID.
type Answer struct {
	ID     uint64
	Value  string
	Failed string // why it was not evaluated; "": it was
}

// latch is what a call waits at, until its answer opens it.
type latch struct {
	Call uint64
	To   NodeID
	Fn   string
}

type node struct {
	Config
	ids     uint64            // the last id of a call from here
	waiting map[uint64]latch  // the calls from here that wait, by their ids; the checks look at these,
	paid    []string          // and at what this node has paid, which is on disk
	done    map[string]Answer // what was answered here, by who has asked and the id
}

// Remote is what a prompt gets to know.
var Remote = Protocol{
	Summary: "has something evaluated at another node, once at most",
	Source:  "Birrell and Nelson, Implementing remote procedure calls, 1984, section 3",
	New:     func(c Config) Machine { return &node{Config: c} },
	Params: []Param{
		{Name: "again", Default: 200 * time.Millisecond, Doc: "how long until what was not answered is sent again"},
		{Name: "wait", Default: time.Second, Doc: "how long a call waits for its answer"},
	},
	Calls: []CallType{
		{Op: "Ask", Names: []string{"to", "fn"}, Args: []any{NodeID(""), ""}, Result: "", Doc: "has fn evaluated at a node, and waits for the value"},
		{Op: "Send", Names: []string{"to", "fn"}, Args: []any{NodeID(""), ""}, Doc: "has fn evaluated for its effect alone"},
	},
	Invariants: []Property{{Name: "at most once", Doc: "nothing is paid twice", Check: once}},
	Network:    "set", // messages may be lost, late, and come twice
	Explore: func(nodes []NodeID) []CallAt {
		return []CallAt{{Node: nodes[0], Op: "Ask", Args: []any{nodes[1], "pay1"}}, {Node: nodes[0], Op: "Ask", Args: []any{nodes[1], "pay2"}}}
	},
	Workload: func(w *World, at NodeID, n int, random func(int) int) (string, []any) {
		return "Ask", []any{w.Nodes[random(len(w.Nodes))].ID, fmt.Sprint("pay", n)}
	},
}

func once(w *World) (err error) {
	Machines(w, func(id NodeID, m *node) {
		for i, fn := range m.paid {
			if slices.Contains(m.paid[:i], fn) {
				err = fmt.Errorf("%s does %s twice", id, fn)
			}
		}
	})
	return err
}

func (m *node) Step(e Event) (x Effects) {
	switch e.Kind {
	case Start:
		m.waiting, m.done = map[uint64]latch{}, map[string]Answer{}
		m.paid, _ = e.Stored["paid"].([]string)
		m.ids, _ = e.Stored["ids"].(uint64)
		if done, ok := e.Stored["done"].(map[string]Answer); ok {
			m.done = done
		}
	case Request:
		m.request(e.Call, &x)
	case Receive:
		from := e.Message.From
		switch e.Message.Kind {
		case "eval":
			m.eval(from, e.Message.Body.(Eval), &x)
		case "answer":
			m.answer(from, e.Message.Body.(Answer), &x)
		}
	case Timeout:
		what, number, _ := strings.Cut(e.Timer, " ")
		id, _ := strconv.ParseUint(number, 10, 64)
		m.timeout(what, id, &x)
	}
	return x
}

// request is a call of somebody on this node.
func (m *node) request(c Call, x *Effects) {
	to, fn := c.Args[0].(NodeID), c.Args[1].(string)
	if !slices.Contains(m.Nodes, to) {
		x.Refuse(c.ID, fmt.Sprintf("there is no node %s", to))
		return
	}
	m.ids++
	x.Persist("ids", m.ids)
	id := m.ids
	if c.Op == "Send" {
		x.Send(to, "eval", Eval{false, id, fn})
		x.Answer(c.ID, nil)
		return
	}
	m.waiting[id] = latch{c.ID, to, fn}
	x.Send(to, "eval", Eval{true, id, fn})
	x.After(fmt.Sprint("again ", id), m.Duration("again"))
	x.After(fmt.Sprint("wait ", id), m.Duration("wait"))
}

// eval is the callee: what another node asks for.
func (m *node) eval(from NodeID, e Eval, x *Effects) {
	key := fmt.Sprint(from, " ", e.ID)
	a, known := m.done[key]
	if !known {
		a = m.evaluate(e, x)
		m.done[key] = a
		x.Persist("done", m.done)
	}
	if e.Return {
		x.Send(from, "answer", a)
	}
}

// evaluate does what is asked for. What was paid is gone, and so it stands on disk as soon as it is done.
func (m *node) evaluate(e Eval, x *Effects) Answer {
	if !strings.HasPrefix(e.Fn, "pay") {
		return Answer{e.ID, "", "this cannot be evaluated: " + e.Fn}
	}
	m.paid = append(m.paid, e.Fn)
	x.Persist("paid", m.paid)
	x.Note("does " + e.Fn)
	return Answer{e.ID, e.Fn + " is done", ""}
}

// answer is an answer that has come. It may be late, and it may have come before.
func (m *node) answer(from NodeID, a Answer, x *Effects) {
	l, waits := m.waiting[a.ID]
	if !waits {
		return
	}
	if a.Failed != "" {
		x.Refuse(l.Call, a.Failed)
	} else {
		x.Answer(l.Call, a.Value)
	}
	m.close(a.ID, x)
}

// close ends the wait.
func (m *node) close(id uint64, x *Effects) {
	delete(m.waiting, id)
	x.Stop(fmt.Sprint("again ", id))
	x.Stop(fmt.Sprint("wait ", id))
}

// timeout is when an answer has not come.
func (m *node) timeout(what string, id uint64, x *Effects) {
	l := m.waiting[id]
	switch what {
	case "again":
		x.Send(l.To, "eval", Eval{true, id, l.Fn})
		x.After(fmt.Sprint("again ", id), m.Duration("again"))
	case "wait":
		x.Doubt(l.Call, "no answer of "+string(l.To)+" in time")
		m.close(id, x)
	}
}
