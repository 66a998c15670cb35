package dht

// How arcs go from node to node: a node that joins takes the part before each of its points from who owns it, and one that leaves gives each of its arcs to who has
// the next one (Stoica et al. 2001, section 4.4). The giver first writes down that the arc is not its own any more, then sends what is in it, part by part, and the arc itself with
// the last part. Who takes it writes that down with the number of the gift, and from then on owns it; a copy of the gift that comes later is known by its number. Between
// the two nobody owns the arc, and who asks for a key in it asks again.

import (
	"maps"
	"slices"

	"parley/protocol"
)

// Give is an arc on its way to another node.
type Give struct {
	ID  ID
	To  protocol.NodeID
	Arc Arc
}

// Taken is the last gift of a node, and whether it was refused.
type Taken struct {
	ID ID
	No bool
}

// Bodies of messages.
type (
	// Lookup asks who owns a point.
	Lookup struct {
		ID    ID
		Try   int
		Point uint64
		Hops  int
		Back  bool // it has passed the owner and goes from arc to arc backwards
	}
	// Owner says that the sender does.
	Owner struct {
		ID   ID
		Arc  Arc
		Hops int
	}
	// Split asks for the part of an arc up to a point.
	Split struct {
		ID    ID
		Point uint64
	}
	// Part is a part of what is given.
	Part struct {
		ID    ID
		N     int
		Items []Record
		Locks []Locked
		Last  bool
		Arc   Arc
	}
	// Took says that a part is on disk, or that the arc is not wanted.
	Took struct {
		ID   ID
		N    int
		Last bool
		No   bool
		Arc  Arc // of the taker, in which what was given is now
	}
)

const (
	partItems = 64
	partBytes = 256 << 10
)

// keepRing stores what this node owns.
func (m *Machine) keepRing() {
	m.places.Rev++
	r := m.places.Ring
	r.Arcs, r.Give = slices.Clone(r.Arcs), slices.Clone(r.Give)
	m.out.Persist(ringKey, r)
}

func (m *Machine) requestRing(o *op) {
	for _, n := range m.open() {
		if k := m.ops[n].Kind; k == "Join" || k == "Leave" {
			m.out.Refuse(o.Call, "this node joins or leaves already; wait until it has")
			return
		}
	}
	if o.Kind == "Leave" {
		if len(m.places.Arcs) == 1 && m.places.Arcs[0].From == m.places.Arcs[0].To || m.alone() {
			m.out.Refuse(o.Call, "this is the last node of the ring, and has all of it")
			return
		}
		m.mergeOwn()
	}
	m.places.Member = o.Kind == "Join"
	m.keepRing()
	o.ID = m.id()
	m.ops[o.ID.N] = o
	m.out.After(opTimer+o.ID.String(), m.cfg.Duration("retry"))
	m.move(o)
}

// alone says whether the own arcs are the whole circle.
func (m *Machine) alone() bool {
	for _, a := range m.places.Arcs {
		if !slices.ContainsFunc(m.places.Arcs, func(b Arc) bool { return b.To == a.From }) {
			return false
		}
	}
	return len(m.places.Arcs) > 0
}

// mergeOwn makes one arc of those that follow each other.
func (m *Machine) mergeOwn() {
	arcs := slices.Clone(m.places.Arcs)
	for i := 0; i < len(arcs); {
		j := slices.IndexFunc(arcs, func(b Arc) bool { return b.To == arcs[i].From })
		if j < 0 || j == i {
			i++
			continue
		}
		arcs[i].From, arcs[i].Prev = arcs[j].From, arcs[j].Prev
		arcs, i = slices.Delete(arcs, j, j+1), 0
	}
	m.places.Arcs = arcs
}

// move goes on with a Join or a Leave: to the next point, or arc.
func (m *Machine) move(o *op) {
	if len(m.places.Give) > 0 {
		o.Phase = asking // it is one gift at a time
		return
	}
	o.Phase = finding
	if o.Kind == "Leave" {
		if len(m.places.Arcs) == 0 {
			m.end(o, func(call uint64) { m.out.Answer(call, nil) })
			return
		}
		o.Point = m.places.Arcs[0].To + 1
		m.lookup(o)
		return
	}
	for _, p := range m.places.Points {
		if !slices.ContainsFunc(m.places.Arcs, func(a Arc) bool { return a.To == p }) {
			o.Point = p
			if m.owns(p) { // an arc that was merged: this node splits it by itself
				m.splitOwn(p)
				continue
			}
			m.lookup(o)
			return
		}
	}
	m.end(o, func(call uint64) { m.out.Answer(call, nil) })
}

// splitOwn makes two arcs of one.
func (m *Machine) splitOwn(p uint64) {
	a, _ := m.arc(p)
	arcs := slices.DeleteFunc(slices.Clone(m.places.Arcs), func(b Arc) bool { return b == a })
	m.places.Arcs = append(arcs, Arc{From: a.From, To: p, Prev: a.Prev}, Arc{From: p, To: a.To, Prev: m.cfg.Self})
	m.keepRing()
}

// moveAgain is for a Join or a Leave that has waited.
func (m *Machine) moveAgain(o *op) {
	if o.Phase == asking && o.Kind == "Join" && len(m.places.Give) == 0 {
		m.send(o.Home, "Split", Split{o.ID, o.Point})
		return
	}
	m.move(o)
}

func (m *Machine) onSplit(to protocol.NodeID, s Split) {
	a, has := m.arc(s.Point)
	switch {
	case len(m.places.Give) > 0 || to == m.cfg.Self:
		return // one after the other
	case !has:
		m.send(to, "Moved", About{s.ID})
		return
	}
	arcs := slices.DeleteFunc(slices.Clone(m.places.Arcs), func(b Arc) bool { return b == a })
	given := Arc{From: a.From, To: s.Point, Prev: a.Prev}
	if a.To != s.Point {
		arcs = append(arcs, Arc{From: s.Point, To: a.To, Prev: to})
		if a.From == a.To {
			given.Prev = m.cfg.Self
		}
	}
	m.places.Arcs = arcs
	m.give(to, given)
}

// giveTo gives the next arc of a Leave to who has the one after it.
func (m *Machine) giveTo(o *op, to protocol.NodeID) {
	if len(m.places.Give) > 0 || len(m.places.Arcs) == 0 || to == m.cfg.Self {
		return
	}
	a := m.places.Arcs[0]
	m.places.Arcs = slices.Clone(m.places.Arcs[1:])
	o.Phase = asking
	m.give(to, a)
}

func (m *Machine) give(to protocol.NodeID, a Arc) {
	m.places.Give = []Give{{ID: m.id(), To: to, Arc: a}}
	m.places.Part, m.places.Cursor = 0, ""
	m.keepRing()
	m.sendPart()
}

// within are the keys of an arc that this node has something about, after one of them.
func (m *Machine) within(a Arc, after string) []string {
	var keys []string
	for key := range m.items { // any order: they are sorted below
		if (after == "" || key > after) && a.has(hash(key)) {
			keys = append(keys, key)
		}
	}
	for key := range m.locks { // any order: they are sorted below
		if _, has := m.items[key]; !has && (after == "" || key > after) && a.has(hash(key)) {
			keys = append(keys, key)
		}
	}
	slices.Sort(keys)
	return keys
}

// part is the next part of what is given, and the last key in it.
func (m *Machine) part() (p Part, last string) {
	g := m.places.Give[0]
	p = Part{ID: g.ID, N: m.places.Part, Arc: g.Arc, Last: true}
	bytes := 0
	last = m.places.Cursor
	for _, key := range m.within(g.Arc, m.places.Cursor) {
		r, has := m.items[key]
		if bytes += len(r.Key) + len(r.Value); p.Items != nil && (len(p.Items) >= partItems || bytes > partBytes) || len(p.Locks) >= partItems {
			p.Last = false
			break
		}
		if has {
			p.Items = append(p.Items, r)
		}
		if l, has := m.locks[key]; has {
			p.Locks = append(p.Locks, l)
		}
		last = key
	}
	return p, last
}

func (m *Machine) sendPart() {
	p, _ := m.part()
	m.send(m.places.Give[0].To, "Part", p)
	m.out.After(giveTimer, m.cfg.Duration("retry"))
}

func (m *Machine) timeoutRing(timer string) {
	if timer == giveTimer && len(m.places.Give) > 0 {
		m.sendPart()
	}
}

func (m *Machine) onPart(from protocol.NodeID, p Part) {
	t := m.places.Taken[from]
	switch {
	case t.ID == p.ID:
		a, _ := m.arc(p.Arc.To)
		m.send(from, "Took", Took{ID: p.ID, N: p.N, Last: true, No: t.No, Arc: a})
		return
	case t.ID.Node != "" && t.ID.after(p.ID):
		return
	}
	for _, r := range p.Items {
		m.keep(r)
	}
	for _, l := range p.Locks {
		m.locks[l.Key] = l
		m.out.Persist(lockKey+l.Key, l)
	}
	if !p.Last {
		m.send(from, "Took", Took{ID: p.ID, N: p.N})
		return
	}
	t = Taken{ID: p.ID, No: !m.take(p.Arc)}
	m.places.Taken[from] = t
	m.out.Persist(takenKey+string(from), t)
	if t.No {
		m.forget(p.Arc)
	}
	m.keepRing()
	for _, key := range m.within(p.Arc, "") {
		if m.locks[key].Held && !t.No {
			m.out.After(leaseTimer+key, m.grace())
		}
	}
	a, _ := m.arc(p.Arc.To)
	m.send(from, "Took", Took{ID: p.ID, N: p.N, Last: true, No: t.No, Arc: a})
	for _, n := range m.open() {
		if o := m.ops[n]; o != nil && o.Kind == "Join" {
			m.move(o)
		}
	}
}

// take makes an arc this node's own: before one of its arcs, or up to one of its points. It says whether it has.
func (m *Machine) take(a Arc) bool {
	if i := slices.IndexFunc(m.places.Arcs, func(b Arc) bool { return b.From == a.To }); i >= 0 && !slices.Contains(m.places.Points, a.To) {
		arcs := slices.Clone(m.places.Arcs)
		arcs[i].From, arcs[i].Prev = a.From, a.Prev
		m.places.Arcs = arcs
		return true
	}
	if !m.places.Member || !slices.Contains(m.places.Points, a.To) {
		return false
	}
	m.places.Arcs = append(slices.Clone(m.places.Arcs), a)
	return true
}

// forget removes what this node has about the keys of an arc that it does not own.
func (m *Machine) forget(a Arc) {
	for _, key := range m.within(a, "") {
		if m.owns(hash(key)) {
			continue
		}
		if _, has := m.items[key]; has {
			delete(m.items, key)
			m.out.Persist(itemKey+key, nil)
		}
		if _, has := m.locks[key]; has {
			delete(m.locks, key)
			m.out.Persist(lockKey+key, nil)
			m.out.Stop(leaseTimer + key)
		}
		delete(m.queues, key)
	}
}

func (m *Machine) onTook(from protocol.NodeID, b Took) {
	if len(m.places.Give) == 0 || m.places.Give[0].ID != b.ID {
		return
	}
	g := m.places.Give[0]
	if !b.Last {
		if b.N == m.places.Part {
			_, m.places.Cursor = m.part()
			m.places.Part++
			m.sendPart()
		}
		return
	}
	m.places.Give = nil
	m.out.Stop(giveTimer)
	if b.No {
		m.restore(g.Arc)
	} else {
		m.forget(g.Arc)
		m.learn(b.Arc, from)
	}
	m.keepRing()
	for _, n := range slices.Sorted(maps.Keys(m.ops)) {
		o := m.ops[n]
		if o == nil || o.Kind != "Join" && o.Kind != "Leave" {
			continue
		}
		if b.No && o.Kind == "Leave" {
			m.places.Member = true
			m.keepRing()
			m.end(o, func(call uint64) {
				m.out.Doubt(call, "the next node of the ring does not take it on: it leaves too; a part may have been given")
			})
			continue
		}
		m.move(o)
	}
}

// restore takes back an arc that is not wanted.
func (m *Machine) restore(a Arc) {
	arcs := slices.Clone(m.places.Arcs)
	for i := range arcs {
		if arcs[i].From == a.To {
			arcs[i].Prev = m.cfg.Self
		}
	}
	m.places.Arcs = append(arcs, a)
	for _, key := range m.within(a, "") {
		if m.locks[key].Held {
			m.out.After(leaseTimer+key, m.grace())
		}
	}
}
