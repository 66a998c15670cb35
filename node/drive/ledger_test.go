package drive

import (
	"fmt"
	"time"

	"parley/protocol"
)

// ledger is a protocol to test drivers with: Add adds to a sum, which is stored, passed on to the other nodes, and answered when all of them have
// it.
type ledger struct {
	cfg   protocol.Config
	Sum   int
	Waits map[uint64]*waits
}

type waits struct {
	Sum  int
	From map[protocol.NodeID]bool
}

type entry struct {
	Call uint64
	Sum  int
}

func ledgerProtocol() *protocol.Protocol {
	return &protocol.Protocol{
		Name: "ledger", Summary: "adds numbers",
		New:      func(c protocol.Config) protocol.Machine { return &ledger{cfg: c, Waits: map[uint64]*waits{}} },
		Params:   []protocol.Param{{Name: "retry", Default: 20 * time.Millisecond}},
		Messages: []protocol.MessageType{{Kind: "Entry", Body: entry{}}, {Kind: "Have", Body: entry{}}},
		Calls: []protocol.CallType{
			{Op: "Add", Names: []string{"n"}, Args: []any{0}, Result: 0},
			{Op: "Sum", Result: 0},
			{Op: "Never"},
			{Op: "Panic"},
			{Op: "Wrong"},
		},
		Stores: []protocol.StoreType{{Key: "sum", Value: 0}},
	}
}

func (l *ledger) Step(e protocol.Event) (x protocol.Effects) {
	switch e.Kind {
	case protocol.Start:
		l.Sum, _ = e.Stored["sum"].(int)
		x.Note(fmt.Sprintf("begins with %d", l.Sum))
	case protocol.Request:
		switch e.Call.Op {
		case "Add":
			l.Sum += e.Call.Args[0].(int)
			x.Persist("sum", l.Sum)
			x.Tell("sum", l.Sum)
			w := &waits{Sum: l.Sum, From: map[protocol.NodeID]bool{}}
			for _, id := range l.cfg.Others() {
				w.From[id] = true
			}
			if len(w.From) == 0 {
				x.Answer(e.Call.ID, l.Sum)
				return x
			}
			l.Waits[e.Call.ID] = w
			l.pass(e.Call.ID, &x)
		case "Sum":
			x.Answer(e.Call.ID, l.Sum)
		case "Panic":
			panic("as asked")
		case "Wrong":
			x.Persist("nothing", 1)
		}
	case protocol.Receive:
		body := e.Message.Body.(entry)
		if e.Message.Kind == "Entry" {
			if body.Sum > l.Sum {
				l.Sum = body.Sum
				x.Persist("sum", l.Sum)
			}
			x.Send(e.Message.From, "Have", body)
			return x
		}
		w := l.Waits[body.Call]
		if w == nil {
			return x
		}
		delete(w.From, e.Message.From)
		if len(w.From) == 0 {
			delete(l.Waits, body.Call)
			x.Stop(fmt.Sprint(body.Call))
			x.Answer(body.Call, w.Sum)
		}
	case protocol.Timeout:
		var call uint64
		fmt.Sscan(e.Timer, &call)
		l.pass(call, &x)
	}
	return x
}

func (l *ledger) pass(call uint64, x *protocol.Effects) {
	w := l.Waits[call]
	if w == nil {
		return
	}
	for _, id := range l.cfg.Others() {
		if w.From[id] {
			x.Send(id, "Entry", entry{call, w.Sum})
		}
	}
	x.After(fmt.Sprint(call), l.cfg.Duration("retry"))
}
