package protocol

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"
)

// Protocol is one row of the table of protocols: all that a driver, a checker, a help text or a page needs to know about one.
type Protocol struct {
	Name    string // as in `parley sim NAME`
	Summary string // one line
	Source  string // the paper, with its section
	About   string // what it is for, what it survives and what not, in a few sentences for who has not read the paper; "" if the rest says it

	// Demos are command lines that show what it does and where it stops.
	Demos []Demo

	// New makes the machine of one node. It has no state yet: the first event is Start.
	New func(Config) Machine

	Params   []Param
	Messages []MessageType
	Calls    []CallType
	Stores   []StoreType

	// Invariants must hold after each step. Sometimes must hold at least once in many runs, so that runs in which nothing happens
	// are seen to be such.
	Invariants []Property
	Sometimes  []Property

	// Optional are properties that this protocol does not promise and others of its sort do. See Require.
	Optional []Property
	Required []string // those of them that it is held to

	// Service makes the one thing outside of the nodes that their machines share, such as a file that all of them can reach; nil: there is
	// none. It is a machine without timers and calls, sends and gets messages under the name ServiceNode, and never fails.
	Service func(Config) Machine

	// MinNodes and MaxNodes bound the number of nodes; 1 and 100 if 0.
	MinNodes, MaxNodes int

	// Workload makes the next call that a random run may issue; nil: none. It is given a node that is up.
	Workload func(w *World, at NodeID, n int, random func(int) int) (op string, args []any)

	// Load makes one of many callers that work at once, on live machines too: what it calls next, given how its last call ended, the zero
	// Operation at first. The keys are fresh, and shared by all callers; what it writes should be its own, as (who, n) are. Nil: there is none.
	Load func(who int, keys []string, random func(int) int) func(last Operation) (op string, args []any)

	// LoadCallers is how many callers of a node work at once, 4 if 0.
	LoadCallers int

	// Explore are the calls that the explorer may issue, each once, at any time.
	Explore func(nodes []NodeID) []CallAt

	// Network is what the explorer makes of messages unless it is told otherwise: "unordered", "fifo" or "set"; "": unordered.
	Network string

	// Faults are those that random runs of this protocol may draw, as far as its invariants promise to hold under them. Nil: all.
	Faults []string

	// Model judges histories of calls; nil: there is nothing to judge.
	Model *Model

	// File is where the protocol comes from if it is no part of the program; nil: it is.
	File *File
}

// File is the Go file that declares a protocol which somebody has written for themselves.
type File struct {
	Name, Text string
	Variable   string // of the file, that is the protocol
	Others     bool   // it declares others, too
}

// Argument is how a command line names the protocol: by its name, or as FILE.go, or FILE.go:VARIABLE where the file has several.
func (p *Protocol) Argument() string {
	switch f := p.File; {
	case f == nil:
		return p.Name
	case f.Others:
		return f.Name + ":" + f.Variable
	default:
		return f.Name
	}
}

// ServiceNode is the name under which the machines reach the Service of their protocol.
const ServiceNode NodeID = "file"

// Config is what a machine knows from the beginning.
type Config struct {
	Self   NodeID         // this node
	Nodes  []NodeID       // all of the cluster, Self among them, sorted
	Params map[string]any // see Duration, Int, Bool and String
}

// Others are the nodes but this one.
func (c Config) Others() []NodeID {
	return slices.DeleteFunc(slices.Clone(c.Nodes), func(id NodeID) bool { return id == c.Self })
}

// Quorum is the smallest number of nodes that is more than half.
func (c Config) Quorum() int { return len(c.Nodes)/2 + 1 }

// Duration is a parameter of that type. The table says which there are; another is the protocol's mistake.
func (c Config) Duration(name string) time.Duration { return c.Params[name].(time.Duration) }

// Int is a parameter of type int.
func (c Config) Int(name string) int { return c.Params[name].(int) }

// Bool is a parameter of type bool.
func (c Config) Bool(name string) bool { return c.Params[name].(bool) }

// String is a parameter of type string.
func (c Config) String(name string) string { return c.Params[name].(string) }

// Param is something that whoever starts a protocol may set. The type of Default, one of time.Duration, int, bool and string, is its type.
type Param struct {
	Name    string
	Default any
	Doc     string // unit and consequence
	Min     any    // the smallest that makes sense, of the same type; nil: a duration and an int must not be negative
}

// MessageType is a kind of message. Body is a value of its type, nil for none.
type MessageType struct {
	Kind string
	Body any
	Doc  string // from whom to whom, and when
}

// CallType is an operation. Args are values of the arguments' types, Names their names. Result is a value of the result's type, nil for none.
type CallType struct {
	Op     string
	Names  []string
	Args   []any
	Result any
	Doc    string
}

// StoreType is the type of what is stored under the keys that are Key, or that begin with it if it ends in "/".
type StoreType struct {
	Key   string
	Value any
	Doc   string
}

// Demo is a command line to try.
type Demo struct {
	Command string // what stands behind `parley`; an argument with spaces is in double quotes
	Breaks  string // the property that it shows violated; "": it shows that all hold
	Doc     string // what is to be seen
}

// Property is a named statement about all nodes at one moment. Check returns why it does not hold, or, as one of Sometimes, nil
// where it does.
type Property struct {
	Name  string
	Doc   string
	Check func(*World) error
}

// CallAt is a call at one node.
type CallAt struct {
	Node NodeID
	Op   string
	Args []any
}

// Model is what calls and their answers would be if one thing after the other happened at one place.
type Model struct {
	// Init is the state before anything has happened.
	Init func() any
	// Step says whether the call can have had that value in the state, and what the state is then. known is false where the
	// outcome is not known. The state is not changed in place.
	Step func(state any, c Call, value any, known bool) (ok bool, next any)
	// Partition names the part of the state that a call is about, where parts are independent; nil: there is one.
	Partition func(c Call) string
	// Print is the state in a few words.
	Print func(state any) string
}

// Message is the row of a kind.
func (p *Protocol) Message(kind string) (MessageType, bool) {
	i := slices.IndexFunc(p.Messages, func(m MessageType) bool { return m.Kind == kind })
	if i < 0 {
		return MessageType{}, false
	}
	return p.Messages[i], true
}

// Call is the row of an operation.
func (p *Protocol) Call(op string) (CallType, bool) {
	i := slices.IndexFunc(p.Calls, func(c CallType) bool { return c.Op == op })
	if i < 0 {
		return CallType{}, false
	}
	return p.Calls[i], true
}

// Store is the row of a key.
func (p *Protocol) Store(key string) (StoreType, bool) {
	i := slices.IndexFunc(p.Stores, func(s StoreType) bool {
		return s.Key == key || strings.HasSuffix(s.Key, "/") && strings.HasPrefix(key, s.Key)
	})
	if i < 0 {
		return StoreType{}, false
	}
	return p.Stores[i], true
}

// Require is the protocol held to some of its Optional properties, as if they were invariants: to see where they break.
func (p *Protocol) Require(names ...string) (*Protocol, error) {
	q := *p
	q.Invariants, q.Required = slices.Clone(p.Invariants), slices.Clone(p.Required)
	for _, name := range names {
		named := func(r Property) bool { return r.Name == name }
		if slices.ContainsFunc(q.Invariants, named) {
			continue // it is promised, or required twice
		}
		i := slices.IndexFunc(p.Optional, named)
		if i < 0 {
			var all []string
			for _, r := range append(slices.Clone(p.Invariants), p.Optional...) {
				all = append(all, r.Name)
			}
			return nil, fmt.Errorf("%s cannot be held to %q; its properties are %s", p.Name, name, strings.Join(all, ", "))
		}
		q.Invariants, q.Required = append(q.Invariants, p.Optional[i]), append(q.Required, name)
	}
	return &q, nil
}

// Configure makes the Config of one node. Params not given have their defaults; text is parsed as the parameter's type.
func (p *Protocol) Configure(self NodeID, nodes []NodeID, params map[string]any) (Config, error) {
	c := Config{Self: self, Nodes: slices.Sorted(slices.Values(nodes)), Params: map[string]any{}}
	least, most := max(p.MinNodes, 1), p.MaxNodes
	if most == 0 {
		most = 100
	}
	if n := len(nodes); n < least || n > most {
		return c, fmt.Errorf("%s runs on %d to %d nodes, not on %d", p.Name, least, most, n)
	}
	if d := firstTwice(c.Nodes); d != "" {
		return c, fmt.Errorf("%s: node %s is named twice", p.Name, d)
	}
	if !slices.Contains(c.Nodes, self) {
		return c, fmt.Errorf("%s: node %s is not one of %v", p.Name, self, c.Nodes)
	}
	if p.Service != nil && slices.Contains(c.Nodes, ServiceNode) {
		return c, fmt.Errorf("%s: no node can be called %s here, since that is what all of them share", p.Name, ServiceNode)
	}
	for _, row := range p.Params {
		c.Params[row.Name] = row.Default
	}
	for _, name := range slices.Sorted(maps.Keys(params)) {
		i := slices.IndexFunc(p.Params, func(row Param) bool { return row.Name == name })
		if i < 0 {
			return c, fmt.Errorf("%s has no parameter %q; it has %s", p.Name, name, p.paramNames())
		}
		v, err := p.Params[i].value(params[name])
		if err != nil {
			return c, fmt.Errorf("%s: %w", p.Name, err)
		}
		c.Params[name] = v
	}
	return c, nil
}

func firstTwice(sorted []NodeID) NodeID {
	for i := 1; i < len(sorted); i++ {
		if sorted[i] == sorted[i-1] {
			return sorted[i]
		}
	}
	return ""
}

func (p *Protocol) paramNames() string {
	if len(p.Params) == 0 {
		return "none"
	}
	var names []string
	for _, row := range p.Params {
		names = append(names, row.Name)
	}
	return strings.Join(names, ", ")
}

// value is v as a value of the parameter.
func (row Param) value(v any) (any, error) {
	text, isText := v.(string)
	var err error
	switch row.Default.(type) {
	case time.Duration:
		d, ok := v.(time.Duration)
		if isText {
			d, err = time.ParseDuration(text)
			ok = err == nil
		}
		least, _ := row.Min.(time.Duration)
		if !ok || d < least {
			return nil, fmt.Errorf("parameter %s is a time of at least %v such as 50ms, not %v", row.Name, least, v)
		}
		return d, nil
	case int:
		n, ok := v.(int)
		switch v := v.(type) { // as it is after a journey
		case int64:
			n, ok = int(v), true
		case uint64:
			n, ok = int(v), int(v) >= 0
		}
		if isText {
			var rest string
			k, _ := fmt.Sscanf(text+" .", "%d %s", &n, &rest)
			ok = k == 2 && rest == "."
		}
		least, _ := row.Min.(int)
		if !ok || n < least {
			return nil, fmt.Errorf("parameter %s is a number of at least %d, not %v", row.Name, least, v)
		}
		return n, nil
	case bool:
		b, ok := v.(bool)
		if isText {
			b, ok = text == "true", text == "true" || text == "false"
		}
		if !ok {
			return nil, fmt.Errorf("parameter %s is true or false, not %v", row.Name, v)
		}
		return b, nil
	}
	if !isText {
		return nil, fmt.Errorf("parameter %s is text, not %v", row.Name, v)
	}
	return text, nil
}
