package protocol

import (
	"fmt"
	"maps"
	"slices"
	"strings"
)

// maxFacts is how many facts the parts of a node may tell each other within one step. More means that they go in circles.
const maxFacts = 1000

// Stack is a protocol whose machines are made of one machine of each part. The parts of a node tell each other facts, within the
// same step; their messages go to the same part of the other node. Operations must have different names in all parts.
// The stack has the invariants of all parts, and promises them under those faults that each part with a list of them names.
func Stack(name, summary string, parts ...*Protocol) *Protocol {
	s := &Protocol{Name: name, Summary: summary, MinNodes: 1, MaxNodes: 100}
	var sources []string
	served := false
	for _, p := range parts {
		for _, c := range p.Calls {
			if _, twice := s.Call(c.Op); twice {
				panic(fmt.Sprintf("%s: the operation %s is in two parts", name, c.Op))
			}
		}
		s.Calls = append(s.Calls, p.Calls...)
		for _, row := range p.Params {
			row.Name = p.Name + "." + row.Name
			s.Params = append(s.Params, row)
		}
		for _, m := range p.Messages {
			m.Kind = p.Name + "." + m.Kind
			s.Messages = append(s.Messages, m)
		}
		for _, row := range p.Stores {
			row.Key = p.Name + "." + row.Key
			s.Stores = append(s.Stores, row)
		}
		for _, q := range p.Invariants {
			s.Invariants = append(s.Invariants, partProperty(p.Name, q))
		}
		for _, q := range p.Optional {
			s.Optional = append(s.Optional, partProperty(p.Name, q))
		}
		for _, q := range p.Sometimes {
			s.Sometimes = append(s.Sometimes, partProperty(p.Name, q))
		}
		if p.Source != "" && !slices.Contains(sources, p.Source) {
			sources = append(sources, p.Source)
		}
		s.MinNodes = max(s.MinNodes, p.MinNodes)
		if p.MaxNodes > 0 {
			s.MaxNodes = min(s.MaxNodes, p.MaxNodes)
		}
		served = served || p.Service != nil
		if p.Faults != nil {
			if s.Faults == nil {
				s.Faults = slices.Clone(p.Faults)
			}
			s.Faults = slices.DeleteFunc(s.Faults, func(f string) bool { return !slices.Contains(p.Faults, f) })
		}
		if p.Workload != nil {
			s.Workload = p.Workload // the last part is the one on top
		}
	}
	s.Source = strings.Join(sources, "; ")
	s.New = func(c Config) Machine {
		m := &Stacked{}
		for _, p := range parts {
			m.Parts = append(m.Parts, Part{Name: p.Name, Machine: p.New(p.ownConfig(c)), ops: p.ops()})
		}
		return m
	}
	if served {
		s.Service = func(c Config) Machine {
			m := &Stacked{}
			for _, p := range parts {
				if p.Service != nil {
					m.Parts = append(m.Parts, Part{Name: p.Name, Machine: p.Service(p.ownConfig(c)), ops: " "})
				}
			}
			return m
		}
	}
	return s
}

// ownConfig is what a part of a stack sees of the whole's Config.
func (p *Protocol) ownConfig(c Config) Config {
	params := map[string]any{}
	for _, row := range p.Params {
		params[row.Name] = c.Params[p.Name+"."+row.Name]
	}
	return Config{Self: c.Self, Nodes: c.Nodes, Params: params}
}

// Stacked is a machine of a Stack.
type Stacked struct{ Parts []Part }

// Part is one of its machines.
type Part struct {
	Name    string
	Machine Machine
	ops     string // its operations, each between blanks
}

func (p *Protocol) ops() string {
	var b strings.Builder
	b.WriteByte(' ')
	for _, c := range p.Calls {
		b.WriteString(c.Op + " ")
	}
	return b.String()
}

// Step gives the event to the part that it is for, and what that tells to the others, until nobody has anything more to tell.
func (s *Stacked) Step(e Event) Effects {
	var all Effects
	var news []told
	switch e.Kind {
	case Start: // of all, before any of them is told anything
		for i := range s.Parts {
			own := e
			own.Stored = map[string]any{}
			for _, key := range slices.Sorted(maps.Keys(e.Stored)) {
				if rest, ok := strings.CutPrefix(key, s.Parts[i].Name+"."); ok {
					own.Stored[rest] = e.Stored[key]
				}
			}
			s.step(i, own, &all, &news)
		}
	case Receive:
		if i := s.part(e.Message.Part); i >= 0 {
			e.Message.Part = ""
			s.step(i, e, &all, &news)
		}
	case Timeout:
		name, timer, _ := strings.Cut(e.Timer, ".")
		if i := s.part(name); i >= 0 {
			e.Timer = timer
			s.step(i, e, &all, &news)
		}
	case Request:
		i := slices.IndexFunc(s.Parts, func(p Part) bool { return strings.Contains(p.ops, " "+e.Call.Op+" ") })
		if i < 0 {
			all.Refuse(e.Call.ID, "there is no operation "+e.Call.Op)
			break
		}
		s.step(i, e, &all, &news)
	case Learn:
		for i := range s.Parts {
			s.step(i, e, &all, &news)
		}
	}
	s.spread(e, &all, &news)
	return all
}

func (s *Stacked) part(name string) int {
	return slices.IndexFunc(s.Parts, func(p Part) bool { return p.Name == name })
}

// told is a fact, and the part that tells it.
type told struct {
	by   int
	fact Fact
}

// step makes a step of one part, and adds what it tells to the news.
func (s *Stacked) step(i int, e Event, all *Effects, news *[]told) {
	part := &s.Parts[i]
	e.Seed += uint64(i) << 32
	x := part.Machine.Step(e)
	for _, w := range x.Writes {
		w.Key = part.Name + "." + w.Key
		all.Writes = append(all.Writes, w)
	}
	for _, m := range x.Messages {
		m.Part = part.Name
		all.Messages = append(all.Messages, m)
	}
	all.Replies = append(all.Replies, x.Replies...)
	for _, t := range x.Timers {
		t.Name = part.Name + "." + t.Name
		all.Timers = append(all.Timers, t)
	}
	all.Notes = append(all.Notes, x.Notes...)
	all.Facts = append(all.Facts, x.Facts...)
	for _, f := range x.Facts {
		*news = append(*news, told{i, f})
	}
}

// spread makes the steps that follow from what the parts tell each other.
func (s *Stacked) spread(e Event, all *Effects, news *[]told) {
	for n := 0; n < len(*news); n++ {
		if n == maxFacts {
			panic(fmt.Sprintf("the parts tell each other facts in circles; the last is %s", (*news)[n].fact.Name))
		}
		for j := range s.Parts {
			if j != (*news)[n].by {
				s.step(j, Event{Kind: Learn, At: e.At, Seed: e.Seed + uint64(n+1)<<40, Fact: (*news)[n].fact}, all, news)
			}
		}
	}
}

// partProperty is a property of one part, of the whole.
func partProperty(part string, q Property) Property {
	check := q.Check
	q.Check = func(w *World) error {
		return check(w.part(part))
	}
	return q
}

// part is the world as one of the parts sees it. What it sees of a node is made anew only when that has changed.
func (w *World) part(name string) *World {
	own := w.parts[name]
	if own == nil {
		own = &World{Nodes: make([]NodeState, len(w.Nodes))}
		if w.parts == nil {
			w.parts = map[string]*World{}
		}
		w.parts[name] = own
	}
	for i := range w.Nodes {
		if n := &w.Nodes[i]; n.Changes == 0 || n.Changes != own.Nodes[i].Changes {
			own.Nodes[i] = n.part(name)
		}
	}
	ghost, _ := w.Ghost[name].(map[string]any)
	if ghost == nil {
		ghost = map[string]any{}
		w.Ghost[name] = ghost
	}
	own.Ghost, own.Ended = ghost, w.Ended
	return own
}

// part is the node as one of its parts sees it.
func (n NodeState) part(name string) NodeState {
	if s, ok := n.Machine.(*Stacked); ok {
		n.Machine = nil
		if i := s.part(name); i >= 0 {
			n.Machine = s.Parts[i].Machine
		}
	}
	var stored map[string]any
	for key, v := range n.Stored { // any order: each goes to a place of its own
		if len(key) > len(name) && key[len(name)] == '.' && key[:len(name)] == name {
			if stored == nil {
				stored = map[string]any{}
			}
			stored[key[len(name)+1:]] = v
		}
	}
	n.Stored = stored
	return n
}
