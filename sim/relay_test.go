package sim

import (
	"fmt"
	"testing"
	"time"

	"parley/protocol"
)

// relay is a protocol to test the simulator with: Put stores a value, then passes it on to all others, which store it too. It tries again
// until all have confirmed.
type relay struct {
	cfg   protocol.Config
	Have  map[string]int
	Wants map[protocol.NodeID]bool
	Call  uint64
	Last  put
	Got   int      // confirmations, of one that counts them
	Log   []string // keys of n1 in the order in which they came, of one that sends and forgets
	wrong string
}

type put struct {
	Key   string
	Value int
}

func relayProtocol(wrong string) *protocol.Protocol {
	return &protocol.Protocol{
		Name:     "relay",
		Summary:  "passes values on",
		New:      func(c protocol.Config) protocol.Machine { return &relay{cfg: c, wrong: wrong} },
		Params:   []protocol.Param{{Name: "retry", Default: 10 * time.Millisecond, Doc: "time"}},
		Messages: []protocol.MessageType{{Kind: "Put", Body: put{}}, {Kind: "Have", Body: put{}}},
		Calls:    []protocol.CallType{{Op: "Put", Names: []string{"key", "value"}, Args: []any{"", 0}, Result: 0}},
		Stores:   []protocol.StoreType{{Key: "kv/", Value: 0}},
		Invariants: []protocol.Property{{Name: "disk before memory", Check: func(w *protocol.World) error {
			for _, n := range w.Nodes {
				if m, ok := n.Machine.(*relay); ok {
					for k, v := range m.Have {
						if n.Stored["kv/"+k] != v {
							return fmt.Errorf("%s has %s = %d, and on disk %v", n.ID, k, v, n.Stored["kv/"+k])
						}
					}
				}
			}
			return nil
		}}},
		Sometimes: []protocol.Property{{Name: "everybody has something", Check: func(w *protocol.World) error {
			for _, n := range w.Nodes {
				if len(n.Stored) == 0 {
					return fmt.Errorf("%s has nothing", n.ID)
				}
			}
			return nil
		}}},
		Workload: func(w *protocol.World, at protocol.NodeID, n int, random func(int) int) (string, []any) {
			return "Put", []any{string(rune('a' + random(3))), n}
		},
	}
}

var counter int

func (r *relay) Step(e protocol.Event) (x protocol.Effects) {
	switch e.Kind {
	case protocol.Start:
		r.Have = map[string]int{}
		for k, v := range e.Stored {
			r.Have[k[3:]] = v.(int)
			if r.wrong == "trusts its disk" && k[3:] > r.Last.Key {
				r.Last = put{k[3:], v.(int)}
			}
		}
	case protocol.Request:
		if r.Call != 0 {
			x.Refuse(e.Call.ID, "one at a time")
			return x
		}
		r.Last = put{e.Call.Args[0].(string), e.Call.Args[1].(int)}
		r.Got = 0
		r.Call = e.Call.ID
		r.put(&x, r.cfg.Self, r.Last)
		r.Wants = map[protocol.NodeID]bool{}
		for _, id := range r.cfg.Others() {
			r.Wants[id] = true
		}
		r.send(&x)
		switch r.wrong {
		case "panics":
			x.Replies[5] = protocol.Reply{}
		case "is not deterministic":
			counter++
			x.Note(fmt.Sprint(counter))
		case "remembers outside":
			r.Last.Value += len(x.Messages) + counter
			counter++
		case "sends what is unknown":
			x.Send("n1", "Nothing", nil)
		case "answers what was not asked":
			x.Answer(99, nil)
		case "sends and forgets":
			x.Answer(r.Call, 0)
			x.Stop("retry")
			r.Call = 0
		case "loops":
			for i := 0; i < 1<<31; i++ { // longer than anybody has patience for
			}
		}
	case protocol.Receive:
		p := e.Message.Body.(put)
		if e.Message.Kind == "Put" {
			r.put(&x, e.Message.From, p)
			x.Send(e.Message.From, "Have", p)
			return x
		}
		if r.wrong == "counts confirmations" && r.Call != 0 {
			if r.Got++; r.Got == len(r.cfg.Nodes)-1 {
				x.Answer(r.Call, r.Last.Value)
				x.Stop("retry")
				r.Call = 0
			}
			return x
		}
		if r.Call == 0 || p != r.Last || !r.Wants[e.Message.From] {
			return x
		}
		delete(r.Wants, e.Message.From)
		if len(r.Wants) == 0 {
			x.Answer(r.Call, r.Last.Value)
			x.Stop("retry")
			r.Call = 0
		}
	case protocol.Timeout:
		r.send(&x)
	}
	return x
}

func (r *relay) put(x *protocol.Effects, by protocol.NodeID, p put) {
	r.Have[p.Key] = p.Value
	if r.wrong == "sends and forgets" && by == r.cfg.Nodes[0] {
		r.Log = append(r.Log, p.Key)
	}
	if r.wrong != "forgets to store" || len(r.Have) < 2 {
		x.Persist("kv/"+p.Key, p.Value)
	}
}

func (r *relay) send(x *protocol.Effects) {
	for _, id := range r.cfg.Others() {
		if r.Wants[id] {
			x.Send(id, "Put", r.Last)
		}
	}
	x.After("retry", r.cfg.Duration("retry"))
}

// do runs the lines of a script.
func do(t *testing.T, s *Sim, lines string) {
	t.Helper()
	script, err := Parse(lines)
	if err != nil {
		t.Fatal(err)
	}
	for _, a := range script {
		if err := s.Do(a); err != nil {
			t.Fatal(err)
		}
	}
}
