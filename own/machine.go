package own

import (
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"

	"parley/eval"
	"parley/protocol"
)

// machine is one that evaluated code has made. For drivers it is plain data: its state as the engine has it, and what all of its kind share.
type machine struct {
	Shared protocol.Fixed // *kind
	State  any
}

// kind is what the machines of a protocol have in common.
type kind struct {
	code *code
	name string
	row  *protocol.Protocol
	typed
}

// typed are values of the types that interfaces of evaluated code do not show by themselves, such as `type Ticket int`: what comes to
// a step in an interface must be one of them again.
type typed struct {
	bodies map[string]any
	args   map[string][]any
	stores []protocol.StoreType
}

// Inner is what there is to see of the machine.
func (m *machine) Inner() any { return m.State }

// make makes a machine by a function of the file.
func (k *kind) make(f func(protocol.Config) protocol.Machine, cfg protocol.Config) protocol.Machine {
	m := &machine{Shared: protocol.Fixed{Value: &self{k, cfg.Nodes}}}
	var err error
	k.code.must("New", func() {
		made := f(cfg)
		var step any
		if m.State, step, err = k.code.im.Method(made, "Step"); err == nil {
			k.code.steps.Store(reflect.TypeOf(m.State), step)
		}
	})
	if err != nil {
		panic(misusef("New of %s gives no machine: %w; let it return &T{..}, where T is a type of the file with a method Step(Event) Effects", k.name, err))
	}
	return m
}

// self is what a machine knows beside its state.
type self struct {
	*kind
	nodes []protocol.NodeID
}

func (m *machine) Step(e protocol.Event) (x protocol.Effects) {
	s := m.Shared.Value.(*self)
	f, ok := s.code.steps.Load(reflect.TypeOf(m.State))
	if !ok {
		panic(misusef("the state of %s has another type than New has made", s.name))
	}
	s.own(&e)
	s.code.must("Step", func() { x = f.(func(any, protocol.Event) protocol.Effects)(m.State, e) })
	if err := s.settle(&x); err != nil {
		panic(err)
	}
	return x
}

// own makes what comes in an event the machine's own, and gives it its types back. What others hold of the event stays as it is.
func (k *kind) own(e *protocol.Event) {
	e.Message.Body = eval.Like(k.bodies[e.Message.Kind], copied(e.Message.Body))
	if len(e.Call.Args) > 0 {
		samples := k.args[e.Call.Op]
		e.Call.Args = slices.Clone(e.Call.Args)
		for i, v := range e.Call.Args {
			if v = copied(v); i < len(samples) {
				v = eval.Like(samples[i], v)
			}
			e.Call.Args[i] = v
		}
	}
	if len(e.Stored) > 0 {
		stored := make(map[string]any, len(e.Stored))
		for key, v := range e.Stored { // any order: each is changed by itself
			stored[key] = copied(v)
			for _, row := range k.stores {
				if row.Key == key || strings.HasSuffix(row.Key, "/") && strings.HasPrefix(key, row.Key) {
					stored[key] = eval.Like(row.Value, stored[key])
				}
			}
		}
		e.Stored = stored
	}
}

// settle makes plain data of what a step has made, and says what it must not make.
func (s *self) settle(x *protocol.Effects) error {
	for i := range x.Messages {
		m := &x.Messages[i]
		if !slices.Contains(s.nodes, m.To) && m.To != protocol.ServiceNode {
			return misusef("a step sends %q to %q, which is no node of the cluster: nobody would ever get it. The nodes are %v; the machine has them as Config.Nodes, and the others as Config.Others()", m.Kind, m.To, s.nodes)
		}
		m.Body = copied(eval.Bare(m.Body))
		row, known := s.row.Message(m.Kind)
		if !known {
			return misusef("a step sends %q, which is not in the table of messages (%s): live, who gets it would not know what is in it. Write {Kind: %q, Body: ..} among Messages", m.Kind, kinds(s.row), m.Kind)
		}
		if reflect.TypeOf(m.Body) != reflect.TypeOf(row.Body) {
			return misusef("a step sends %q with %s as its body, and the table of messages has %s; a kind of message has one type of body", m.Kind, bodyText(m.Body), bodyText(row.Body))
		}
	}
	for i := range x.Replies {
		x.Replies[i].Value = copied(eval.Bare(x.Replies[i].Value))
	}
	for i := range x.Writes {
		x.Writes[i].Value = copied(eval.Bare(x.Writes[i].Value))
		key := x.Writes[i].Key
		if _, known := s.row.Store(key); !known {
			return misusef("a step persists %q, which is not in the table of what is stored: after a crash nobody could read it back. Write {Key: %q, Value: ..} among Stores", key, key)
		}
	}
	for i := range x.Facts {
		x.Facts[i].Value = copied(eval.Bare(x.Facts[i].Value))
	}
	return nil
}

// misuse is what a machine makes of the contract that it must not. Where it happened is nobody's place in a source.
type misuse struct{ error }

func misusef(format string, args ...any) error { return misuse{fmt.Errorf(format, args...)} }

// Where keeps those who tell of a panic from showing where ours was.
func (misuse) Where() string { return "" }

func kinds(p *protocol.Protocol) string {
	var all []string
	for _, m := range p.Messages {
		all = append(all, m.Kind)
	}
	if all == nil {
		return "empty"
	}
	return strings.Join(all, ", ")
}

func bodyText(v any) string {
	if v == nil {
		return "nothing"
	}
	t := reflect.TypeOf(v)
	if t.Kind() == reflect.Struct {
		return "a struct"
	}
	return "a " + t.String()
}

// property makes a check of evaluated code one for drivers.
func (k *kind) property(p protocol.Property) protocol.Property {
	check := p.Check
	p.Check = func(w *protocol.World) (err error) {
		k.code.must(p.Name, func() {
			if e := check(w); e != nil {
				err = errors.New(e.Error()) // the words are evaluated code, too
			}
		})
		for key, v := range w.Ghost { // any order: one is enough
			if b := eval.Bare(v); reflect.TypeOf(b) != reflect.TypeOf(v) {
				panic(misusef("the property %s keeps a value of a declared type in w.Ghost[%q], whose type would be lost when the explorer goes back; keep a plain number, string, slice or map, or a struct", p.Name, key))
			}
		}
		return err
	}
	return p
}
