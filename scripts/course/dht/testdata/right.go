// Package dht is a hash table over nodes: each key has a home, which keeps its value and lends its lock (Karger et al. 1997; Gray and Cheriton 1989).
//
//	:load dht.go
//	s := Sim(Table, 3)
package dht

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	. "parley/protocol"
)

// Entry is what the home of a key knows of it. The checks look at it.
type Entry struct {
	Value  string
	By     uint64 // the token under which the value was written
	Token  uint64 // of the last grant; 0: there was none
	Holder NodeID // who has the lock; "": nobody
}

// Ask is what the home of a key is asked. The token is that of the lock under which it is asked.
type Ask struct {
	Call       uint64
	Key, Value string
	Token      uint64
}

// Answer is what the home answers.
type Answer struct {
	Call  uint64
	Value string // what is there, or why it is refused
	Token uint64 // of a grant
}

// Waiter is a Lock that waits.
type Waiter struct {
	Node NodeID
	Call uint64
}

type node struct {
	Config
	entries map[string]Entry    // of the keys whose home this node is; the checks look at this one
	waiting map[string][]Waiter // for their locks, who came first first
	held    map[string]uint64   // the tokens that this node was given, by key; their leases may be over
	call    uint64              // that waits here, one at a time; 0: none
	op, key string              // of that
}

// Table is what a prompt gets to know.
var Table = Protocol{
	Summary: "a hash table with a lock for each key",
	Source:  "Karger et al., Consistent hashing and random trees, 1997, section 4; Gray and Cheriton, Leases, 1989",
	New:     func(c Config) Machine { return &node{Config: c} },
	Params: []Param{
		{Name: "lease", Default: 200 * time.Millisecond, Doc: "how long a lock is lent, by the clock of its home"},
		{Name: "wait", Default: 2 * time.Second, Doc: "how long a call waits for the home"},
	},
	Calls: []CallType{
		{Op: "Where", Names: []string{"key"}, Args: []any{""}, Result: NodeID(""), Doc: "the home of the key"},
		{Op: "Lock", Names: []string{"key"}, Args: []any{""}, Result: uint64(0), Doc: "waits for the lock of the key, and says its token"},
		{Op: "Put", Names: []string{"key", "value"}, Args: []any{"", ""}, Doc: "keeps a value, under the lock that this node has"},
		{Op: "Get", Names: []string{"key"}, Args: []any{""}, Result: "", Doc: "the value; it needs no lock"},
		{Op: "Unlock", Names: []string{"key"}, Args: []any{""}, Doc: "gives the lock back"},
	},
	Messages:   []MessageType{{Kind: "lock", Body: Ask{}}, {Kind: "put", Body: Ask{}}, {Kind: "get", Body: Ask{}}, {Kind: "unlock", Body: Ask{}}},
	Stores:     []StoreType{{Key: "key/", Value: Entry{}, Doc: "what is known of a key"}},
	Invariants: []Property{{Name: "one holder", Doc: "no two nodes were given the lock of a key under the same token", Check: oneHolder}},
	Explore: func(nodes []NodeID) []CallAt {
		last := nodes[len(nodes)-1]
		return []CallAt{{Node: nodes[0], Op: "Lock", Args: []any{"a"}}, {Node: last, Op: "Lock", Args: []any{"a"}}, {Node: last, Op: "Put", Args: []any{"a", "x"}}}
	},
	Workload: func(w *World, at NodeID, n int, random func(int) int) (string, []any) {
		key := []string{"a", "b"}[random(2)]
		if op := []string{"Lock", "Put", "Get", "Unlock"}[random(4)]; op != "Put" {
			return op, []any{key}
		}
		return "Put", []any{key, "value"}
	},
}

func oneHolder(w *World) (err error) {
	holder := map[uint64]NodeID{}
	Machines(w, func(id NodeID, m *node) {
		if token := m.held["a"]; token != 0 && holder[token] != "" {
			err = fmt.Errorf("%s and %s were given the lock of a under the token %d", holder[token], id, token)
		} else {
			holder[token] = id
		}
	})
	return err
}

// point is where a key or a node lies on the ring, which goes from 0 to 9999 and then begins again.
func point(text string) int {
	h := uint64(14695981039346656037)
	for i := 0; i < len(text); i++ {
		h = (h ^ uint64(text[i])) * 1099511628211
	}
	return int((h ^ h>>31) * 0x9e3779b97f4a7c15 >> 20 % 10_000)
}

// ring are all nodes, in the order of their points.
func (m *node) ring() []NodeID {
	return slices.SortedStableFunc(slices.Values(m.Nodes), func(a, b NodeID) int { return cmp.Compare(point(string(a)), point(string(b))) })
}

// home is the node that keeps a key: the first one on the ring at the point of the key or after it.
func (m *node) home(key string) NodeID {
	nodes := m.ring()
	for _, id := range nodes {
		if point(string(id)) >= point(key) {
			return id
		}
	}
	return nodes[0]
}

func (m *node) Step(e Event) (x Effects) {
	switch e.Kind {
	case Start:
		m.entries, m.waiting, m.held = map[string]Entry{}, map[string][]Waiter{}, map[string]uint64{}
		for _, stored := range slices.Sorted(maps.Keys(e.Stored)) {
			key, r := strings.TrimPrefix(stored, "key/"), e.Stored[stored].(Entry)
			if m.entries[key] = r; r.Holder != "" {
				x.After("lease "+key, m.Duration("lease")) // from now: who knows when it was granted
			}
		}
	case Request:
		m.request(e.Call, &x)
	case Receive:
		switch body := e.Message.Body.(type) {
		case Ask:
			m.asked(e.Message.Kind, e.Message.From, body, &x)
		case Answer:
			m.told(e.Message.Kind, body, &x)
		}
	case Timeout:
		if key, ok := strings.CutPrefix(e.Timer, "lease "); ok {
			m.free(key, &x)
		} else { // wait
			x.Doubt(m.call, "the home does not answer")
			m.call = 0
		}
	}
	return x
}

// request is a call at this node. It goes to the home of the key, also if that is this node itself.
func (m *node) request(c Call, x *Effects) {
	key := c.Args[0].(string)
	ask := Ask{Call: c.ID, Key: key, Token: m.held[key]}
	switch {
	case c.Op == "Where":
		x.Answer(c.ID, m.home(key))
		return
	case m.call != 0:
		x.Refuse(c.ID, "another call waits here")
		return
	case ask.Token == 0 && (c.Op == "Put" || c.Op == "Unlock"):
		x.Refuse(c.ID, "this node has never got the lock")
		return
	case c.Op == "Put":
		ask.Value = c.Args[1].(string)
	case c.Op == "Unlock":
		delete(m.held, key)
	}
	m.call, m.op, m.key = c.ID, c.Op, key
	x.Send(m.home(key), strings.ToLower(c.Op), ask)
	x.After("wait", m.Duration("wait"))
}

// told ends the call that waits here.
func (m *node) told(kind string, t Answer, x *Effects) {
	if t.Call != m.call {
		return // it was given up
	}
	m.call = 0
	x.Stop("wait")
	switch {
	case kind == "refused":
		x.Refuse(t.Call, t.Value)
	case kind == "granted":
		m.held[m.key] = t.Token
		x.Answer(t.Call, t.Token)
	case m.op == "Get":
		x.Answer(t.Call, t.Value)
	default:
		x.Answer(t.Call, nil)
	}
}

// keep remembers what is known of a key, also over a crash.
func (m *node) keep(key string, r Entry, x *Effects) {
	m.entries[key] = r
	x.Persist("key/"+key, r)
}

// asked is what the home does.
func (m *node) asked(kind string, from NodeID, a Ask, x *Effects) {
	r := m.entries[a.Key]
	if (kind == "put" || kind == "unlock") && a.Token != r.Token {
		x.Send(from, "refused", Answer{Call: a.Call, Value: "the lock was lost: its lease was over, and somebody else has got it"})
		return
	}
	switch kind {
	case "get":
		x.Send(from, "done", Answer{Call: a.Call, Value: r.Value})
	case "put":
		r.Value, r.By = a.Value, a.Token
		m.keep(a.Key, r, x)
		x.Send(from, "done", Answer{Call: a.Call})
	case "unlock":
		x.Stop("lease " + a.Key)
		x.Send(from, "done", Answer{Call: a.Call})
		m.free(a.Key, x)
	case "lock":
		m.waiting[a.Key] = append(m.waiting[a.Key], Waiter{from, a.Call})
		m.grant(a.Key, x)
	}
}

// free takes the lock back, and gives it to who is next.
func (m *node) free(key string, x *Effects) {
	r := m.entries[key]
	r.Holder = ""
	m.keep(key, r, x)
	m.grant(key, x)
}

// grant lends the lock to who is next, if it is free and somebody waits.
func (m *node) grant(key string, x *Effects) {
	r, waiting := m.entries[key], m.waiting[key]
	if r.Holder != "" || len(waiting) == 0 {
		return
	}
	next := waiting[0]
	m.waiting[key] = waiting[1:]
	r.Holder = next.Node
	r.Token++
	m.keep(key, r, x)
	x.Send(next.Node, "granted", Answer{Call: next.Call, Token: r.Token})
	x.After("lease "+key, m.Duration("lease"))
}
