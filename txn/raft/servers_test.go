package raft_test

// Servers under a test's hand: each is a machine with a disk, and messages wait until the test delivers them.

import (
	"fmt"
	"maps"
	"slices"
	"testing"

	"parley/protocol"
	"parley/txn/raft"
)

type server struct {
	id     protocol.NodeID
	m      protocol.Machine
	disk   map[string]any
	timers map[string]bool
}

// cluster is some servers, n1 to n5 say.
type cluster struct {
	t       *testing.T
	params  map[string]any
	nodes   []protocol.NodeID
	servers map[protocol.NodeID]*server
	flying  []protocol.Message
	slow    bool // a message from a server to itself flies too
	replies map[uint64]protocol.Reply
	calls   uint64
	row     *protocol.Protocol
}

// with starts servers, with what is on their disks.
func with(t *testing.T, n int, params map[string]any, disks ...map[string]any) *cluster {
	t.Helper()
	c := &cluster{t: t, params: params, servers: map[protocol.NodeID]*server{}, replies: map[uint64]protocol.Reply{}, row: raft.Protocol()}
	for i := range n {
		c.nodes = append(c.nodes, protocol.NodeID(fmt.Sprintf("n%d", i+1)))
	}
	for i, id := range c.nodes {
		disk := map[string]any{}
		if i < len(disks) && disks[i] != nil {
			disk = disks[i]
		}
		c.servers[id] = &server{id: id, disk: disk}
		c.restart(id)
	}
	return c
}

// restart starts a server from its disk.
func (c *cluster) restart(id protocol.NodeID) {
	c.t.Helper()
	cfg, err := c.row.Configure(id, c.nodes, c.params)
	if err != nil {
		c.t.Fatal(err)
	}
	s := c.servers[id]
	s.m, s.timers = c.row.New(cfg), map[string]bool{}
	c.step(id, protocol.Event{Kind: protocol.Start, Stored: maps.Clone(s.disk)})
}

// step gives a server an event, and does what comes of it.
func (c *cluster) step(id protocol.NodeID, e protocol.Event) protocol.Effects {
	s := c.servers[id]
	x := s.m.Step(e)
	for _, w := range x.Writes {
		if w.Value == nil {
			delete(s.disk, w.Key)
		} else {
			s.disk[w.Key] = w.Value
		}
	}
	var self []protocol.Message
	for _, m := range x.Messages {
		m.From = id
		if m.To == id && !c.slow {
			self = append(self, m) // that takes no time
		} else {
			c.flying = append(c.flying, m)
		}
	}
	for _, r := range x.Replies {
		c.replies[r.Call] = r
	}
	for _, t := range x.Timers {
		s.timers[t.Name] = !t.Stop
	}
	for _, m := range self {
		c.send(id, id, m.Kind, m.Body)
	}
	return x
}

// fire lets a timer go off, which has to be set.
func (c *cluster) fire(id protocol.NodeID, timer string) protocol.Effects {
	c.t.Helper()
	if !c.servers[id].timers[timer] {
		c.t.Fatalf("%s has not set the timer %s", id, timer)
	}
	c.servers[id].timers[timer] = false
	return c.step(id, protocol.Event{Kind: protocol.Timeout, Timer: timer})
}

// send gives a server a message, and returns what it says.
func (c *cluster) send(from, to protocol.NodeID, kind string, body any) protocol.Effects {
	return c.step(to, protocol.Event{Kind: protocol.Receive, Message: protocol.Message{From: from, To: to, Kind: kind, Body: body}})
}

// deliver delivers messages until none is left among the servers that are named; those between others are lost. No names: all.
func (c *cluster) deliver(among ...protocol.NodeID) {
	c.t.Helper()
	for n := 0; len(c.flying) > 0; n++ {
		if n > 10_000 {
			c.t.Fatalf("messages go on for ever: %+v", c.flying)
		}
		m := c.flying[0]
		c.flying = c.flying[1:]
		if len(among) == 0 || slices.Contains(among, m.From) && slices.Contains(among, m.To) {
			c.send(m.From, m.To, m.Kind, m.Body)
		}
	}
}

// take removes what is on its way from one to another, of that kind, and returns the bodies.
func (c *cluster) take(from, to protocol.NodeID, kind string) (bodies []any) {
	c.flying = slices.DeleteFunc(c.flying, func(m protocol.Message) bool {
		is := m.From == from && m.To == to && m.Kind == kind
		if is {
			bodies = append(bodies, m.Body)
		}
		return is
	})
	return bodies
}

// lead makes a server the leader, by the votes of those that are named; all if none are.
func (c *cluster) lead(id protocol.NodeID, by ...protocol.NodeID) {
	c.t.Helper()
	for _, other := range c.nodes { // nobody has heard of a leader
		if c.servers[other].timers["quiet"] && (other == id || len(by) == 0 || slices.Contains(by, other)) {
			c.fire(other, "quiet")
		}
	}
	c.flying = nil
	c.fire(id, "election")
	among := by
	if len(by) > 0 {
		among = append(slices.Clone(by), id)
	}
	c.deliver(among...)
	if r := c.status(id); r.Role != "leader" {
		c.t.Fatalf("%s does not lead: %+v", id, r)
	}
}

// beat lets a leader's heartbeat reach some.
func (c *cluster) beat(id protocol.NodeID, among ...protocol.NodeID) {
	c.t.Helper()
	for range 3 { // what was lost is sent again after two
		if !c.servers[id].timers["heartbeat"] {
			return // it leads no more
		}
		c.fire(id, "heartbeat")
		c.deliver(among...)
	}
}

func (c *cluster) call(id protocol.NodeID, op string, args ...any) uint64 {
	c.calls++
	c.step(id, protocol.Event{Kind: protocol.Request, Call: protocol.Call{ID: c.calls, Op: op, Args: args}})
	return c.calls
}

func (c *cluster) status(id protocol.NodeID) raft.Status {
	return c.replies[c.call(id, "Status")].Value.(raft.Status)
}

// answered fails unless a call has ended well, with that value.
func (c *cluster) answered(call uint64, want any) {
	c.t.Helper()
	if r, there := c.replies[call]; !there || r.Verdict != protocol.OK || r.Value != want {
		c.t.Errorf("call %d: %+v (ended: %v), want %v", call, r, there, want)
	}
}

func (c *cluster) open(call uint64) {
	c.t.Helper()
	if r, there := c.replies[call]; there {
		c.t.Errorf("call %d has ended: %+v", call, r)
	}
}

// terms are those of the entries on a server's disk, from the first on.
func (c *cluster) terms(id protocol.NodeID) (terms []raft.Term) {
	for i := raft.Index(1); ; i++ {
		e, there := c.servers[id].disk[fmt.Sprintf("log/%d", i)].(raft.Entry)
		if !there {
			return terms
		}
		terms = append(terms, e.Term)
	}
}

// disk is a disk with a log of entries of these terms. Each puts its index under the key x.
func disk(hard raft.Hard, terms ...raft.Term) map[string]any {
	d := map[string]any{"hard": hard}
	for i, e := range entries(1, terms...) {
		d[fmt.Sprintf("log/%d", i+1)] = e
	}
	return d
}

// entries are some from an index on. They are of a client nX for term X, so that the same ones are equal.
func entries(from raft.Index, terms ...raft.Term) (all []raft.Entry) {
	for i, term := range terms {
		at := from + raft.Index(i)
		all = append(all, raft.Entry{Index: at, Term: term, Origin: raft.Origin{Node: "n1", Life: 100, Seq: int(at), Floor: 1}, Command: raft.Command{Op: "put", Key: "x", Value: fmt.Sprint(at)}})
	}
	return all
}

// body is the only message of a kind among effects.
func body[T any](t *testing.T, x protocol.Effects, kind string) T {
	t.Helper()
	for _, m := range x.Messages {
		if b, ok := m.Body.(T); ok && m.Kind == kind {
			return b
		}
	}
	var none T
	t.Fatalf("there is no %s in %+v", kind, x.Messages)
	return none
}
