package dht

// What a node owns of the circle, what it knows of groups, and how it joins and leaves: one that joins takes the part of an arc before each of its points
// from who owns it, and one that leaves gives each of its arcs to who has the next one (Stoica et al. 2001, section 4.4), and has those who keep copies with it find others.

import (
	"cmp"
	"slices"

	"parley/protocol"
)

// Bodies of messages.
type (
	// Split asks for the part of an arc up to a point.
	Split struct {
		ID    ID
		Point uint64
	}
	// Regroup asks for a group without who asks.
	Regroup struct{ Point uint64 }
)

// includes says whether a node is in the arc's group.
func (a Arc) includes(id protocol.NodeID) bool { return slices.Contains(a.Group, id) }

// covers says whether all of another arc is in this one.
func (a Arc) covers(b Arc) bool {
	return a.From == a.To || b.From != b.To && a.has(b.To) && b.To-b.From <= b.To-a.From
}

// same says whether two arcs are the same part of the circle.
func (a Arc) same(b Arc) bool { return a.From == b.From && a.To == b.To }

// conf is the last group of a point that this node knows of. One without nodes is on its way.
func (m *Machine) conf(p uint64) (best Arc, has bool) {
	for _, a := range m.places.Known {
		if a.has(p) && (!has || a.Gen > best.Gen || a.Gen == best.Gen && len(a.Group) > len(best.Group)) {
			best, has = a, true
		}
	}
	return best, has
}

// know takes over that an arc has a group, and says whether that is news.
func (m *Machine) know(a Arc) bool {
	for _, b := range m.places.Known {
		if b.covers(a) && (b.Gen > a.Gen || b.Gen == a.Gen && (len(b.Group) > 0 || len(a.Group) == 0)) {
			return false
		}
	}
	m.places.Known = append(slices.DeleteFunc(slices.Clone(m.places.Known), func(b Arc) bool { return b.Gen <= a.Gen && a.covers(b) }), a)
	return true
}

// hear is know by hearsay: that this node is in the group counts when it has what the group begins with.
func (m *Machine) hear(a Arc) bool {
	if a.includes(m.cfg.Self) {
		a.Group = nil
	}
	return m.know(a)
}

// keepRing stores what this node owns and knows.
func (m *Machine) keepRing() {
	m.places.Rev++
	r := m.places.Ring
	r.Arcs, r.Give, r.Known = slices.Clone(r.Arcs), slices.Clone(r.Give), slices.Clone(r.Known)
	m.out.Persist(ringKey, r)
}

// pick makes a group: an owner, then the others of a list, then who comes next on the circle as far as is known here, but one.
func (m *Machine) pick(owner, without protocol.NodeID, lists ...[]protocol.NodeID) []protocol.NodeID {
	group := []protocol.NodeID{owner}
	for _, list := range lists {
		for _, id := range list {
			if id != without && !slices.Contains(group, id) && len(group) < m.cfg.Int("replicas") {
				group = append(group, id)
			}
		}
	}
	return group
}

// next are the nodes that come after a point of the circle, as far as this node knows.
func (m *Machine) next(p uint64) (all []protocol.NodeID) {
	fingers := slices.Clone(m.places.Fingers)
	for _, a := range m.places.Arcs {
		fingers = append(fingers, Finger{a.To, m.cfg.Self})
	}
	slices.SortFunc(fingers, func(a, b Finger) int { return cmp.Compare(a.Point-p, b.Point-p) })
	for _, f := range fingers {
		if !slices.Contains(all, f.Node) {
			all = append(all, f.Node)
		}
	}
	return all
}

func (m *Machine) requestRing(o *op) {
	for _, n := range m.open() {
		if k := m.ops[n].Kind; k == "Join" || k == "Leave" {
			m.out.Refuse(o.Call, "this node joins or leaves already; wait until it has")
			return
		}
	}
	if o.Kind == "Leave" && m.alone() {
		m.out.Refuse(o.Call, "this is the last node of the ring, and has all of it")
		return
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

// move goes on with a Join or a Leave: to the next point, or arc.
func (m *Machine) move(o *op) {
	if len(m.places.Give) > 0 {
		o.Phase = asking // it is one gift at a time
		return
	}
	o.Phase = finding
	if o.Kind == "Leave" {
		m.leave(o)
		return
	}
	for _, p := range m.places.Points {
		if !slices.ContainsFunc(m.places.Arcs, func(a Arc) bool { return a.To == p }) {
			o.Point = p
			if m.owns(p) { // it came with the arc of a node that has left
				m.splitOwn(p)
				continue
			}
			m.lookup(o)
			return
		}
	}
	m.end(o, func(call uint64) { m.out.Answer(call, nil) })
}

// leave looks for who takes the next arc, or has those find other nodes who keep copies with this one.
func (m *Machine) leave(o *op) {
	for _, a := range m.places.Arcs {
		if !m.owns(a.To + 1) { // of those that follow each other the last one is the first to go
			o.Point = a.To + 1
			m.lookup(o)
			return
		}
	}
	o.Phase = asking
	left := true
	for _, a := range m.places.Known {
		if now, _ := m.conf(a.To); now.Gen == a.Gen && now.same(a) && a.includes(m.cfg.Self) {
			left = false
			m.send(a.Group[0], "Regroup", Regroup{a.To})
		}
	}
	if !left {
		return
	}
	if rest := m.within(Arc{}, func(c Copy) bool { return c.Accepted != Ballot{} }); len(rest) > 0 { // it has not heard what has become of them
		o.Point, o.Phase = hash(rest[0]), finding
		m.lookup(o)
		return
	}
	m.end(o, func(call uint64) { m.out.Answer(call, nil) })
}

// splitOwn makes two arcs of one.
func (m *Machine) splitOwn(p uint64) {
	a, _ := m.arc(p)
	low, high := a, a
	low.To, high.From, high.Prev = p, p, m.cfg.Self
	m.places.Arcs = append(slices.DeleteFunc(slices.Clone(m.places.Arcs), a.same), low, high)
	m.keepRing()
}

// moveAgain is for a Join or a Leave that has waited.
func (m *Machine) moveAgain(o *op) {
	if o.Phase == asking && o.Kind == "Join" && len(m.places.Give) == 0 && o.Home != m.cfg.Self {
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
	arcs := slices.DeleteFunc(slices.Clone(m.places.Arcs), a.same)
	given := a
	given.To = s.Point
	if a.To != s.Point {
		rest := a
		rest.From, rest.Prev = s.Point, to
		arcs = append(arcs, rest)
		if a.From == a.To {
			given.Prev = m.cfg.Self
		}
	}
	m.places.Arcs = arcs
	m.give(to, given, m.pick(to, "", a.Group, m.next(s.Point)))
}

// giveTo gives an arc of a Leave to who has the one after it.
func (m *Machine) giveTo(o *op, next Arc) {
	i := slices.IndexFunc(m.places.Arcs, func(a Arc) bool { return a.To == o.Point-1 })
	if to := next.Group[0]; len(m.places.Give) == 0 && i >= 0 && to != m.cfg.Self {
		a := m.places.Arcs[i]
		m.places.Arcs = slices.Delete(slices.Clone(m.places.Arcs), i, i+1)
		o.Phase = asking
		m.give(to, a, m.pick(to, m.cfg.Self, next.Group, a.Group, m.next(a.To)))
	} else if i < 0 && !next.includes(m.cfg.Self) {
		m.onOver(Over{next})
	} else if i < 0 {
		m.send(to, "Regroup", Regroup{o.Point})
	}
}

func (m *Machine) onRegroup(from protocol.NodeID, r Regroup) {
	a, has := m.arc(r.Point)
	if !has || len(m.places.Give) > 0 || from == m.cfg.Self || !a.includes(from) {
		return
	}
	m.places.Arcs = slices.DeleteFunc(slices.Clone(m.places.Arcs), a.same)
	m.give(m.cfg.Self, a, m.pick(m.cfg.Self, from, a.Group, m.next(a.To)))
}

// takes says whether this node takes an arc: up to one of its points, or before one of its arcs.
func (m *Machine) takes(a Arc) bool {
	return m.places.Member && slices.Contains(m.places.Points, a.To) || slices.ContainsFunc(m.places.Arcs, func(b Arc) bool { return b.From == a.To })
}

// own makes an arc this node's.
func (m *Machine) own(a Arc) {
	m.places.Arcs = append(slices.Clone(m.places.Arcs), a)
	m.know(a)
	for _, key := range m.within(a, func(c Copy) bool { return c.Record.Lock.Held }) {
		m.watch(key, m.items[key].Record.Lock)
	}
}

// forget removes what this node has of the earlier groups of an arc.
func (m *Machine) forget(a Arc) {
	for _, key := range m.within(a, func(c Copy) bool { return c.Accepted.Gen < a.Gen && c.Promised.Gen < a.Gen }) {
		delete(m.items, key)
		delete(m.leads, key)
		delete(m.queues, key)
		m.out.Persist(itemKey+key, nil)
		m.watch(key, Locked{})
	}
}
