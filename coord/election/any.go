// This file is all elections in one, for a node whose people choose while it runs.

package election

import (
	"fmt"
	"strings"

	"parley/protocol"
)

// Any is a node's part in whichever election was chosen last: by a call here, by a message of that election from another node, or, when a leader is
// needed for the first time, by the parameter "kind". What the others did before does not count any more.
type Any struct {
	cfg    protocol.Config
	kind   string // "" until an election is needed
	leader protocol.NodeID
	left   bool
	Kinds  []candidate
}

// candidate is one of the elections.
type candidate struct {
	Name    string
	Machine protocol.Machine // nil until it is chosen
}

// opElection is the call that chooses and holds an election.
var opElection = map[string]string{"bully": "BullyElection", "ring": "RingElection", "dumb": "DumbElection", "fixed": "FixedElection"}

func anyRows() []*protocol.Protocol {
	return []*protocol.Protocol{BullyProtocol(), RingProtocol(), DumbProtocol(), FixedProtocol()}
}

// AnyProtocol is the row.
func AnyProtocol() *protocol.Protocol {
	p := &protocol.Protocol{
		Name:    "election",
		Summary: "any of the elections, chosen while it runs",
		About: "What the built-ins Elect, BullyElection, RingElection, DumbElection and FixedElection of a live node run: the election that was chosen last counts, and a message of " +
			"another one chooses that. It survives what the chosen one survives.",
		Demos:      []protocol.Demo{{Command: "check election -n 2", Breaks: safety.Name, Doc: "the weakness of the bully, which is the one that is held at first"}},
		New:        newAny,
		Params:     []protocol.Param{{Name: "kind", Default: "bully", Doc: "the election that is held when a leader is needed and none was chosen: bully, ring, dumb or fixed"}},
		Calls:      []protocol.CallType{elect},
		Invariants: []protocol.Property{safetyOfEach},
		Sometimes:  []protocol.Property{agreed},
		Workload:   workload,
		Explore:    explore,
		Faults:     crashes(),
	}
	for _, row := range anyRows() {
		p.Messages = append(p.Messages, row.Messages...)
		for _, c := range row.Calls {
			if c.Op != elect.Op {
				p.Calls = append(p.Calls, c)
			}
		}
		p.Calls = append(p.Calls, protocol.CallType{Op: opElection[row.Name], Result: protocol.NodeID(""), Doc: "chooses the election in which " + row.Summary + ", and holds it; the result is the leader"})
		for _, param := range row.Params {
			param.Name = row.Name + "." + param.Name
			p.Params = append(p.Params, param)
		}
		if row.Service != nil {
			p.Service = func(c protocol.Config) protocol.Machine { return row.Service(sub(c, row)) }
		}
	}
	return p
}

// safetyOfEach is Election Safety among the nodes that have chosen the same election: while a cluster goes over from one to another each may have its
// leader.
var safetyOfEach = protocol.Property{
	Name: safety.Name,
	Doc:  safety.Doc + ", of those elected in the same way",
	Check: func(w *protocol.World) (err error) {
		leads := map[string]protocol.NodeID{}
		protocol.Machines(w, func(id protocol.NodeID, m *Any) {
			if m.leader != id {
				return
			}
			if other, has := leads[m.kind]; has {
				err = fmt.Errorf("%s and %s both lead", other, id)
			}
			leads[m.kind] = id
		})
		return err
	},
}

// sub is the Config of one of the elections.
func sub(c protocol.Config, row *protocol.Protocol) protocol.Config {
	params := map[string]any{}
	for _, p := range row.Params {
		params[p.Name] = c.Params[row.Name+"."+p.Name]
	}
	return protocol.Config{Self: c.Self, Nodes: c.Nodes, Params: params}
}

func newAny(c protocol.Config) protocol.Machine {
	m := &Any{cfg: c}
	for _, row := range anyRows() {
		m.Kinds = append(m.Kinds, candidate{Name: row.Name})
	}
	return m
}

// Follows is whom the node takes for the leader.
func (m *Any) Follows() protocol.NodeID { return m.leader }

// Step gives the event to the election that it is for.
func (m *Any) Step(e protocol.Event) (x protocol.Effects) {
	switch e.Kind {
	case protocol.Receive:
		for _, row := range anyRows() {
			if _, has := row.Message(e.Message.Kind); has {
				m.choose(row.Name, e, &x)
				m.step(row.Name, e, &x)
				break
			}
		}
	case protocol.Timeout:
		name, timer, _ := strings.Cut(e.Timer, ".")
		e.Timer = timer
		m.step(name, e, &x)
	case protocol.Request:
		m.request(e, &x)
	case protocol.Learn:
		m.learn(e, &x)
	}
	return x
}

func (m *Any) request(e protocol.Event, x *protocol.Effects) {
	kind := m.kind
	for _, row := range anyRows() {
		if opElection[row.Name] == e.Call.Op {
			kind = row.Name
			e.Call.Op = elect.Op
		}
	}
	if e.Call.Op == opLeaveLeadership {
		kind = "dumb"
	}
	if kind == "" {
		kind = m.cfg.String("kind")
	}
	if opElection[kind] == "" {
		x.Refuse(e.Call.ID, fmt.Sprintf("%q is no election; there are bully, ring, dumb and fixed", kind))
		return
	}
	m.choose(kind, e, x)
	m.step(kind, e, x)
}

func (m *Any) learn(e protocol.Event, x *protocol.Effects) {
	switch e.Fact.Name {
	case protocol.FactNodes:
		m.cfg.Nodes = e.Fact.Value.([]protocol.NodeID)
	case protocol.FactLeader:
		m.leader = e.Fact.Value.(protocol.NodeID)
	case protocol.FactLeft:
		m.left = e.Fact.Value.(bool)
	case protocol.FactNeedLeader:
		if kind := m.cfg.String("kind"); m.kind == "" && opElection[kind] != "" && !m.left {
			m.choose(kind, e, x)
			return // it begins with an election
		}
	}
	for _, k := range m.Kinds {
		if k.Machine != nil && (k.Name == m.kind || e.Fact.Name != protocol.FactNeedLeader) { // those that do not count hold none
			m.step(k.Name, e, x)
		}
	}
}

// choose makes an election the one that counts, and starts it if it has not begun.
func (m *Any) choose(kind string, e protocol.Event, x *protocol.Effects) {
	if kind != m.kind { // what another one said does not count in this one, nor what it knew when it counted last
		m.kind, m.leader = kind, ""
		m.step(kind, protocol.Event{Kind: protocol.Learn, At: e.At, Seed: e.Seed + 3, Fact: protocol.Fact{Name: protocol.FactLeader, Value: protocol.NodeID("")}}, x)
	}
	for i, row := range anyRows() {
		if row.Name != kind || m.Kinds[i].Machine != nil {
			continue
		}
		m.Kinds[i].Machine = row.New(sub(m.cfg, row))
		m.step(kind, protocol.Event{Kind: protocol.Start, At: e.At, Seed: e.Seed + 1}, x)
		if m.left {
			m.step(kind, protocol.Event{Kind: protocol.Learn, At: e.At, Seed: e.Seed + 2, Fact: protocol.Fact{Name: protocol.FactLeft, Value: true}}, x)
		}
	}
}

// step makes a step of one of the elections. Only the one that counts tells who leads.
func (m *Any) step(kind string, e protocol.Event, x *protocol.Effects) {
	for _, k := range m.Kinds {
		if k.Name != kind || k.Machine == nil {
			continue
		}
		y := k.Machine.Step(e)
		if kind == m.kind { // one that does not count any more says nothing: a message of it would choose it again
			x.Messages = append(x.Messages, y.Messages...)
		}
		x.Replies = append(x.Replies, y.Replies...)
		for _, t := range y.Timers {
			t.Name = kind + "." + t.Name
			x.Timers = append(x.Timers, t)
		}
		x.Notes = append(x.Notes, y.Notes...)
		for _, f := range y.Facts {
			if kind != m.kind {
				continue
			}
			if f.Name == protocol.FactLeader {
				m.leader = f.Value.(protocol.NodeID)
			}
			x.Facts = append(x.Facts, f)
		}
	}
}
