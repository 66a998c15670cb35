package zab

// What must always hold: the properties of primary order atomic broadcast, and what follows for those who use it.

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"parley/protocol"
)

// record is what the properties remember of a run.
type record struct {
	Primary   map[int]protocol.NodeID // of each epoch, once it is established or has broadcast
	Broadcast map[int][]Txn           // by epoch, in order
	Start     map[int]int             // how many transactions the primary of an epoch had delivered when it first broadcast
	Delivered []Txn                   // by anyone, in the order of whoever was the first
	Nodes     []seen
	Sessions  map[string]Session
	Files     map[string]string // after all that is delivered
	Room      int               // for them
	Clients   map[string]Client
	Done      map[string]int    // by session of a client, ended ones too, the last request that was done
	Prints    []string          // of files and clients after each transaction
	Wrong     map[string]string // by property, what has happened
	ByQuorum  bool
	Cut       bool
	Installed bool
}

// seen is what was seen of a node.
type seen struct {
	Changes   uint64
	Delivered int
	Promise   int
	Current   int
	Snapshot  int // how many transactions it has
}

const recordKey = "zab"

// watch is the record of a run, with what is new in it.
func watch(w *protocol.World) *record {
	r, _ := w.Ghost[recordKey].(*record)
	if r == nil {
		r = &record{
			Primary: map[int]protocol.NodeID{}, Broadcast: map[int][]Txn{}, Start: map[int]int{}, Nodes: make([]seen, len(w.Nodes)),
			Sessions: map[string]Session{}, Files: map[string]string{}, Clients: map[string]Client{}, Done: map[string]int{}, Wrong: map[string]string{},
		}
		w.Ghost[recordKey] = r
	}
	changed := false
	for i := range w.Nodes {
		n, s := &w.Nodes[i], &r.Nodes[i]
		if n.Changes > 0 && s.Changes == n.Changes {
			continue
		}
		s.Changes = n.Changes
		changed = true
		r.lookAtDisk(n, s)
		m, ok := n.Machine.(*Machine)
		if !ok {
			s.Delivered = 0
			continue
		}
		r.Room = m.cfg.Int("room")
		r.lookAtPrimary(n.ID, m)
		r.lookAtDelivered(n.ID, m, s)
	}
	if changed {
		r.lookAtAll(w)
	}
	return r
}

func (r *record) wrong(property, format string, args ...any) {
	if r.Wrong[property] == "" {
		r.Wrong[property] = fmt.Sprintf(format, args...)
	}
}

// lookAtDisk sees promises, and what a primary has written down to broadcast when it crashed in that step.
func (r *record) lookAtDisk(n *protocol.NodeState, s *seen) {
	p, _ := n.Stored[acceptedKey].(Promise)
	current, _ := n.Stored[currentKey].(int)
	if p.Epoch < s.Promise || current < s.Current || p.Epoch < current {
		r.wrong("Promises", "%s has promised epoch %d and taken over %d; before that it was %d and %d", n.ID, p.Epoch, current, s.Promise, s.Current)
	}
	s.Promise, s.Current = p.Epoch, current
	r.lookAtSnapshot(n, s)
	if n.Up || p.Leader != n.ID {
		return
	}
	var own []Txn
	mark, _ := n.Stored[baseKey].(Mark)
	before := mark.Count
	for _, v := range n.Stored { // any order: they are sorted below
		if t, ok := v.(Txn); ok && t.Zxid.Epoch == p.Epoch {
			own = append(own, t)
		} else if ok {
			before++
		}
	}
	slices.SortFunc(own, func(a, b Txn) int { return a.Zxid.compare(b.Zxid) })
	r.broadcasts(n.ID, p.Epoch, own, before) // what it had delivered in that step is lost; it should be all
}

// lookAtSnapshot sees whether a snapshot is what its transactions make.
func (r *record) lookAtSnapshot(n *protocol.NodeState, s *seen) {
	shot, there := n.Stored[snapshotKey].(Snapshot)
	if !there || shot.Count == s.Snapshot {
		return
	}
	if shot.Count < s.Snapshot || shot.Count > len(r.Delivered) {
		r.wrong("Prefix consistency", "%s has a snapshot of %d transactions after one of %d, and %d were delivered", n.ID, shot.Count, s.Snapshot, len(r.Delivered))
		return
	}
	s.Snapshot = shot.Count
	if has := print(shot.Files, shot.Sessions, shot.Clients); has != r.Prints[shot.Count-1] || shot.Last != r.Delivered[shot.Count-1].Zxid {
		r.wrong("Prefix consistency", "the snapshot of %s after %d transactions has %s, and they make %s", n.ID, shot.Count, has, r.Prints[shot.Count-1])
	}
}

// lookAtPrimary sees what an established leader broadcasts.
func (r *record) lookAtPrimary(id protocol.NodeID, m *Machine) {
	if m.role != Leading || m.phase != Broadcast {
		return
	}
	r.leads(id, m.epoch)
	first := len(m.history)
	for first > 0 && m.history[first-1].Zxid.Epoch == m.epoch {
		first--
	}
	r.broadcasts(id, m.epoch, m.history[first:], min(m.base.Count+first, m.delivered))
}

func (r *record) leads(id protocol.NodeID, epoch int) {
	if other, there := r.Primary[epoch]; there && other != id {
		r.wrong("One primary", "%s and %s lead epoch %d", other, id, epoch)
	}
	r.Primary[epoch] = id
}

func (r *record) broadcasts(id protocol.NodeID, epoch int, txns []Txn, delivered int) {
	if len(txns) == 0 {
		return
	}
	r.leads(id, epoch)
	known := r.Broadcast[epoch]
	if len(known) == 0 {
		r.Start[epoch] = delivered
		for i, t := range r.Delivered {
			if i >= delivered && t.Zxid.Epoch < epoch {
				r.wrong("Primary integrity", "%s broadcasts in epoch %d and has not delivered %v, which was delivered elsewhere", id, epoch, t.Zxid)
			}
		}
	}
	for _, t := range txns { // those before the first of them were dropped, and were seen
		switch i := t.Zxid.Counter - 1; {
		case i < len(known) && known[i] != t:
			r.wrong("Integrity", "%s broadcasts %+v, and has broadcast %+v before", id, t, known[i])
		case i == len(known):
			known = append(known, t)
		case i > len(known):
			r.wrong("Integrity", "%s broadcasts %+v after %d others", id, t, len(known))
		}
	}
	r.Broadcast[epoch] = known
}

// lookAtDelivered sees what a node delivers, and that it takes nothing back.
func (r *record) lookAtDelivered(id protocol.NodeID, m *Machine, s *seen) {
	r.Cut, r.Installed = r.Cut || m.cuts > 0, r.Installed || m.installs > 0
	if m.total() < m.delivered || m.delivered < m.base.Count {
		r.wrong("Total order", "%s has delivered %d transactions, and has those from %d to %d", id, m.delivered, m.base.Count+1, m.total())
		return
	}
	fresh := s.Delivered < m.delivered
	s.Delivered = min(s.Delivered, m.delivered) // it has begun again
	if n := m.base.Count; n > 0 && (n > len(r.Delivered) || r.Delivered[n-1].Zxid != m.base.Last) {
		r.wrong("Integrity", "%s has dropped %d transactions up to %v, which were not delivered so", id, n, m.base.Last)
		return
	}
	s.Delivered = max(s.Delivered, m.base.Count) // by a snapshot, whose state is seen below
	for i, t := range m.from(m.base.Count)[:s.Delivered-m.base.Count] {
		if was := r.Delivered[m.base.Count+i]; was != t {
			r.wrong("Total order", "%s has delivered %v, and has %v in its place now", id, was.Zxid, t.Zxid)
		}
	}
	for ; s.Delivered < m.delivered; s.Delivered++ {
		r.deliver(id, s.Delivered, m.history[s.Delivered-m.base.Count])
	}
	if fresh && m.delivered <= len(r.Prints) {
		if has := print(m.files, m.sessions, m.clients); has != r.Prints[m.delivered-1] {
			r.wrong("Prefix consistency", "after %d transactions %s has %s, and they make %s", m.delivered, id, has, r.Prints[m.delivered-1])
		}
	}
}

// deliver sees that a node delivers a transaction as its k-th.
func (r *record) deliver(id protocol.NodeID, k int, t Txn) {
	e, c := t.Zxid.Epoch, t.Zxid.Counter
	if c < 1 || len(r.Broadcast[e]) < c || r.Broadcast[e][c-1] != t {
		r.wrong("Integrity", "%s delivers %+v, which nobody has broadcast", id, t)
	}
	if k < len(r.Delivered) {
		switch {
		case r.Delivered[k] == t:
		case slices.Contains(r.Delivered, t):
			r.wrong("Total order", "%s delivers %v after %d others, and %v was delivered there before", id, t.Zxid, k, r.Delivered[k].Zxid)
		default:
			r.wrong("Agreement", "%s delivers %v after %d others, and somebody has delivered %v instead", id, t.Zxid, k, r.Delivered[k].Zxid)
		}
		return
	}
	before := Zxid{e, 0}
	for _, d := range r.Delivered {
		switch {
		case d.Zxid.Epoch == e:
			before = d.Zxid
		case d.Zxid.Epoch > e:
			r.wrong("Global primary order", "%s delivers %v after %v", id, t.Zxid, d.Zxid)
		}
	}
	if c != before.Counter+1 {
		r.wrong("Local primary order", "%s delivers %v after %v", id, t.Zxid, before)
	}
	for _, later := range slices.Sorted(maps.Keys(r.Start)) {
		if later > e && k >= r.Start[later] {
			r.wrong("Primary integrity", "%s delivers %v, which the primary of epoch %d had not delivered when it broadcast", id, t.Zxid, later)
		}
	}
	r.Delivered = append(r.Delivered, t)
	s := r.Sessions[t.Session]
	if !(t.Life == s.Life && t.Seq == s.Seq+1 || t.Life > s.Life && t.Seq == 1) {
		r.wrong("FIFO client order", "request %d of life %d of session %s comes after %d of life %d", t.Seq, t.Life, t.Session, s.Seq, s.Life)
	}
	r.Sessions[t.Session] = Session{t.Life, t.Seq}
	if r.once(t) {
		r.replay(t)
	}
	r.Prints = append(r.Prints, print(r.Files, r.Sessions, r.Clients))
}

// once follows the sessions of clients, and says whether a request is to be done.
func (r *record) once(t Txn) bool {
	if t.Op == opOpen {
		delete(r.Clients, t.Value)
		r.Clients[t.Zxid.String()] = Client{Used: t.Zxid}
		return true
	}
	if t.Op == opClose {
		delete(r.Clients, t.Client)
		return true
	}
	if t.Client == "" {
		return true
	}
	c, there := r.Clients[t.Client]
	done := there && t.Number > c.Seq
	if says := t.Err != noSession && !t.Again; says != done || done && t.Number <= r.Done[t.Client] {
		r.wrong("FIFO client order", "request %d of session %s is done: %v; the last that was done is %d, and that there is such a session is %v", t.Number, t.Client, says, r.Done[t.Client], there)
	}
	if done {
		r.Done[t.Client] = t.Number
		r.Clients[t.Client] = Client{t.Number, t.Err, t.Zxid}
	} else if there && t.Number == c.Seq && t.Err != c.Err {
		r.wrong("FIFO client order", "request %d of session %s came to %q, and comes to %q when it is sent again", t.Number, t.Client, c.Err, t.Err)
	}
	return done
}

// replay does what a request means, without regard to what the primary made of it.
func (r *record) replay(t Txn) {
	switch t.Op {
	case opSync, opOpen, opClose:
		return
	}
	text, there := r.Files[t.Name]
	fails := t.Op == opCreate == there || t.Op != opDelete && t.Op != opReadLatest && r.full(t)
	if fails != (t.Err != "") {
		r.wrong("Prefix consistency", "%s %q is answered %q, and that there is such a file is %v", t.Op, t.Name, t.Err, there)
	}
	switch {
	case fails:
	case t.Op == opCreate:
		r.Files[t.Name] = ""
	case t.Op == opDelete:
		delete(r.Files, t.Name)
	case t.Op == opAppend:
		r.Files[t.Name] = text + t.Value
	}
}

// full says whether there is no room for what an operation adds.
func (r *record) full(t Txn) bool {
	size := len(t.Value)
	if t.Op == opCreate {
		size = fileSize(t.Name, 0)
	}
	for name, v := range r.Files { // any order: they are added up
		size += fileSize(name, len(v))
	}
	return size > r.Room
}

// print is the state on one line.
func print(files map[string]string, sessions map[string]Session, clients map[string]Client) string {
	var b strings.Builder
	for _, name := range slices.Sorted(maps.Keys(files)) {
		fmt.Fprintf(&b, "%q:%q ", name, files[name])
	}
	for _, name := range slices.Sorted(maps.Keys(sessions)) {
		fmt.Fprintf(&b, "%s:%v ", name, sessions[name])
	}
	for _, name := range slices.Sorted(maps.Keys(clients)) {
		fmt.Fprintf(&b, "%s:%v ", name, clients[name])
	}
	return b.String()
}

// lookAtAll sees how many nodes have, and have delivered, what was delivered last.
func (r *record) lookAtAll(w *protocol.World) {
	n := len(r.Delivered)
	if n == 0 {
		return
	}
	key, disks, delivered := logName(n), 0, 0
	for i := range w.Nodes {
		t, kept := w.Nodes[i].Stored[key].(Txn)
		s, _ := w.Nodes[i].Stored[snapshotKey].(Snapshot)
		if kept && t == r.Delivered[n-1] || s.Count >= n {
			disks++
		}
		if r.Nodes[i].Delivered == n {
			delivered++
		}
	}
	if disks <= len(w.Nodes)/2 {
		r.wrong("Durability", "%v is delivered, and on the disks of %d of %d nodes", r.Delivered[n-1].Zxid, disks, len(w.Nodes))
	}
	r.ByQuorum = r.ByQuorum || delivered > len(w.Nodes)/2
}

func property(name, doc string) protocol.Property {
	return protocol.Property{Name: name, Doc: doc, Check: func(w *protocol.World) error {
		if why := watch(w).Wrong[name]; why != "" {
			return fmt.Errorf("%s", why)
		}
		return nil
	}}
}

// upToDate is what Read at any node would need to be linearizable.
var upToDate = protocol.Property{
	Name: "Up to date",
	Doc:  "a node that answers reads has delivered all that was delivered anywhere",
	Check: func(w *protocol.World) (err error) {
		r := watch(w)
		protocol.Machines(w, func(id protocol.NodeID, m *Machine) {
			if err == nil && m.phase == Broadcast && m.delivered < len(r.Delivered) {
				err = fmt.Errorf("%s answers reads, and has delivered %d of %d transactions", id, m.delivered, len(r.Delivered))
			}
		})
		return err
	},
}

func sometimes(name string, was func(*record) bool) protocol.Property {
	return protocol.Property{Name: name, Check: func(w *protocol.World) error {
		if was(watch(w)) {
			return nil
		}
		return fmt.Errorf("it was not so")
	}}
}
