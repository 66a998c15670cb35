package dht

// One node: its state, and its steps.

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"time"

	"parley/protocol"
)

// Machine is one node's part of the DHT.
type Machine struct {
	cfg   protocol.Config
	ring  bool
	epoch int
	n     int // IDs made so far
	now   time.Duration

	items   map[string]Copy   // of the keys in whose group this node is
	jobs    map[string]*job   // what it coordinates
	leads   map[string]Ballot // of keys: the last that this node has proposed and a majority has accepted
	reads   []reading
	queues  map[string][]Waiter // who waits for a lock here
	watched map[string]Locked   // the leases whose end this node waits for
	held    map[string]Held     // the locks that this node has, as far as it knows
	silent  []protocol.NodeID   // who has not answered, and was not heard since

	ops    map[int]*op // under way, by the N of their ID
	queue  []*op       // writes that wait for one of the same key
	asked  []asked     // who waits for a claim of this node to be over
	places places      // of the ring

	out    protocol.Effects
	inbox  []protocol.Message // to this node itself
	chance uint64             // of the step
}

// asked is a question that waits.
type asked struct {
	From protocol.NodeID
	Find Find
}

func newMachine(c protocol.Config, ring bool) *Machine {
	return &Machine{cfg: c, ring: ring, items: map[string]Copy{}, jobs: map[string]*job{}, leads: map[string]Ballot{}, queues: map[string][]Waiter{}, watched: map[string]Locked{}, held: map[string]Held{}, ops: map[int]*op{}}
}

// Step does what an event asks for, and then all that this node has to tell itself.
func (m *Machine) Step(e protocol.Event) protocol.Effects {
	m.out, m.now, m.chance = protocol.Effects{}, e.At, e.Seed
	m.expire()
	switch e.Kind {
	case protocol.Start:
		m.start(e.Stored)
	case protocol.Receive:
		m.receive(e.Message)
	case protocol.Timeout:
		m.timeout(e.Timer)
	case protocol.Request:
		m.request(e.Call)
	}
	for len(m.inbox) > 0 {
		msg := m.inbox[0]
		m.inbox = m.inbox[1:]
		m.receive(msg)
	}
	m.inbox = nil
	x := m.out
	m.out, m.chance = protocol.Effects{}, 0
	return x
}

// send sends a message, to this node itself within the step.
func (m *Machine) send(to protocol.NodeID, kind string, body any) {
	if to == m.cfg.Self {
		m.inbox = append(m.inbox, protocol.Message{From: to, To: to, Kind: kind, Body: body})
		return
	}
	m.out.Send(to, kind, body)
}

// id makes a new name.
func (m *Machine) id() ID {
	m.n++
	return ID{m.cfg.Self, m.epoch, m.n}
}

// start reads what is on disk. Locks run for their whole lease again: nobody knows how long the node was down.
func (m *Machine) start(stored map[string]any) {
	m.epoch, _ = stored[epochKey].(int)
	m.epoch++
	m.out.Persist(epochKey, m.epoch)
	for _, key := range slices.Sorted(maps.Keys(stored)) {
		if c, ok := stored[key].(Copy); ok {
			m.items[c.Record.Key] = c
		}
	}
	m.startRing(stored)
	for _, key := range slices.Sorted(maps.Keys(m.items)) {
		if m.home(key) {
			m.watch(key, m.items[key].Record.Lock)
		}
	}
}

func (m *Machine) receive(msg protocol.Message) {
	if i := slices.Index(m.silent, msg.From); i >= 0 {
		m.silent = slices.Delete(slices.Clone(m.silent), i, i+1)
	}
	switch b := msg.Body.(type) {
	case Find:
		m.onFind(msg.From, b)
	case Here:
		m.onHere(msg.From, b)
	case NotHere:
		m.onNotHere(msg.From, b)
	case Query:
		m.onGet(msg.From, b)
	case Answer:
		if o := m.op(b.ID); o != nil && o.Kind == "Get" {
			m.end(o, func(call uint64) { m.out.Answer(call, Item{Value: b.Value, There: b.There}) })
		}
	case Write:
		m.coordinate(b.Key, task{From: msg.From, Kind: msg.Kind, ID: b.ID, Value: b.Value, Token: b.Token})
	case Written:
		m.onWrote(b)
	case Refusal:
		m.onRefused(b)
	case About:
		m.onAbout(msg.Kind, b)
	case Want:
		m.coordinate(b.Key, task{From: msg.From, Kind: "Lock", ID: b.ID, Sent: b.Sent})
	case Grant:
		m.onGranted(msg.From, b)
	case Release:
		m.coordinate(b.Key, task{From: msg.From, Kind: "Release", ID: b.ID, Lock: b.Lock})
	case Renewal:
		m.coordinate(b.Key, task{From: msg.From, Kind: "Renew", ID: b.ID, Lock: b.Lock, Sent: b.Sent})
	case Renewed:
		m.onRenewed(b)
	case Freed:
		m.onFreed(b)
	case Prepare:
		m.onPrepare(msg.From, b)
	case Promise:
		m.onPromise(msg.From, b)
	case Accept:
		m.onAccept(msg.From, b)
	case Accepted:
		m.onAccepted(msg.From, b)
	case Nack:
		m.onNack(b)
	case Read:
		m.onRead(msg.From, b)
	case Seen:
		m.onSeen(msg.From, b)
	default:
		m.receiveRing(msg)
	}
}

// op is the operation of this life of the node that has that name; nil: it is over.
func (m *Machine) op(id ID) *op {
	if o := m.ops[id.N]; o != nil && o.ID == id {
		return o
	}
	return nil
}

func (m *Machine) timeout(timer string) {
	if key, ok := cut(timer, leaseTimer); ok {
		m.leaseOver(key)
		return
	}
	if key, ok := cut(timer, jobTimer); ok {
		m.jobLate(key)
		return
	}
	if key, ok := cut(timer, renewTimer); ok {
		m.renew(key)
		return
	}
	if key, ok := cut(timer, heldTimer); ok {
		if h, has := m.held[key]; has { // the clock has changed its pace since
			m.out.After(heldTimer+key, h.Until-m.now)
		}
		return
	}
	if name, ok := cut(timer, opTimer); ok {
		for _, n := range m.open() {
			if o := m.ops[n]; o != nil && o.ID.String() == name {
				m.again(o)
				return
			}
		}
		return
	}
	m.timeoutRing(timer)
}

// open are the operations under way, the oldest first.
func (m *Machine) open() []int { return slices.Sorted(maps.Keys(m.ops)) }

func cut(s, prefix string) (string, bool) {
	if len(s) < len(prefix) || s[:len(prefix)] != prefix {
		return "", false
	}
	return s[len(prefix):], true
}

// request begins an operation.
func (m *Machine) request(c protocol.Call) {
	o := &op{Kind: c.Op, Call: c.ID}
	if len(c.Args) > 0 {
		o.Key, _ = c.Args[0].(string)
	}
	switch c.Op {
	case "Status":
		m.out.Answer(c.ID, m.status())
		return
	case "Withdraw":
		m.withdraw()
		m.out.Answer(c.ID, nil)
		return
	case "Put", "PutLocked":
		o.Value, _ = c.Args[1].([]byte)
	case "Unlock":
		h, has := m.held[o.Key]
		if !has {
			m.out.Refuse(c.ID, fmt.Sprintf("%s does not hold the lock of %.60q", m.cfg.Self, o.Key))
			return
		}
		o.Lock = h
	case "LockAll":
		keys, _ := c.Args[0].([]string)
		if len(keys) == 0 || len(keys) > mostKeys {
			m.out.Refuse(c.ID, fmt.Sprintf("lock 1 to %d keys at once, not %d", mostKeys, len(keys)))
			return
		}
		o.Keys = slices.Compact(slices.Sorted(slices.Values(keys)))
		o.Key = o.Keys[0]
	case "Join", "Leave":
		m.requestRing(o)
		return
	}
	switch c.Op {
	case "PutLocked":
		o.Kind, o.Token = "Put", c.Args[2].(int)
	case "DeleteLocked":
		o.Kind, o.Token = "Delete", c.Args[1].(int)
	}
	if c.Op != o.Kind && o.Token <= 0 {
		m.out.Refuse(c.ID, fmt.Sprintf("%d is no token: it is what Lock has answered", o.Token))
		return
	}
	for _, key := range append(slices.Clone(o.Keys), o.Key) {
		if n := len(key); n > m.cfg.Int("limit") {
			m.out.Refuse(c.ID, fmt.Sprintf("the key has %d bytes and may have %d", n, m.cfg.Int("limit")))
			return
		}
	}
	if n := len(o.Value); n > m.cfg.Int("limit") {
		m.out.Refuse(c.ID, fmt.Sprintf("the value has %d bytes and may have %d", n, m.cfg.Int("limit")))
		return
	}
	if len(m.ops)+len(m.queue) >= m.cfg.Int("open") {
		m.out.Refuse(c.ID, fmt.Sprintf("%d operations of %s are under way, which is all that it takes on; try again", m.cfg.Int("open"), m.cfg.Self))
		return
	}
	if o.Kind == "Unlock" { // what is refused changes nothing
		m.drop(o.Key)
	}
	m.begin(o)
}

// Status is what a node says of itself.
type Status struct {
	Keys    int    // whose home is here and that are there
	Copies  int    // of keys whose home is another node
	Locked  int    // whose home is here
	Holds   []Lock // the locks that this node has
	Waiting int    // operations under way
	Share   string // of the ring: how much of it is here; "" without a ring
}

// Lock is a lock that a node has, and the token that its writes carry.
type Lock struct {
	Key   string
	Token int
}

func (m *Machine) status() Status {
	s := Status{Waiting: len(m.ops) + len(m.queue), Share: m.share()}
	for key, c := range m.items { // any order: they are counted
		home := m.home(key)
		switch {
		case !c.Record.There:
		case home:
			s.Keys++
		default:
			s.Copies++
		}
		if home && c.Record.Lock.Held {
			s.Locked++
		}
	}
	for key, h := range m.held { // any order: they are sorted below
		s.Holds = append(s.Holds, Lock{key, h.Token})
	}
	slices.SortFunc(s.Holds, func(a, b Lock) int { return cmp.Compare(a.Key, b.Key) })
	return s
}
