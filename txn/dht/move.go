package dht

// How an arc goes from node to node, or from one group to another: nodes that join and leave (Stoica et al. 2001, section 4.4) and groups that change. Four steps, of which the
// giver, who owns the arc and has written down that it does not any more, does one after the other:
//
//	seal    a majority of the old group accepts nothing more, and says what it has: nothing more can be chosen there
//	push    what was chosen there goes to the new group, whose first ballot it has, until a majority has all of it
//	hand    the new owner takes the arc, or refuses it; then the giver moves it back in the same way
//	over    who is not in the group any more forgets it
//
// That is "stopping the old state machine, and letting the new one begin in its final state" (Lamport, Malkhi and Zhou, Reconfiguring a state machine, 2010, section 2). The number of
// the group, Gen, keeps apart what was accepted where. Each step is repeated until it is answered; who takes an arc writes down the number of the gift, by which a copy of it is known.

import (
	"maps"
	"slices"

	"parley/protocol"
)

// Give is an arc on its way.
type Give struct {
	ID       ID
	To       protocol.NodeID
	Arc      Arc // as it will be
	Old      []protocol.NodeID
	OldGen   int
	Gathered bool // what was chosen is on the giver's disk
	Pushed   bool // and on the disks of a majority of the new group
}

// Taken is the last gift of a node, and whether it was refused.
type Taken struct {
	ID ID
	No bool
}

// pull is how far one of the old group has told what it has; push is how far one of the new has been told.
type (
	pull struct {
		Node  protocol.NodeID
		After string
		Done  bool
	}
	push struct {
		Node  protocol.NodeID
		N     int
		After string
		Next  string // what After will be
		Done  bool
	}
)

// Bodies of messages.
type (
	// Seal ends a group, and asks for what comes after a key.
	Seal struct {
		ID    ID
		Arc   Arc
		Gen   int // of the old group
		After string
	}
	// Sealed is the answer.
	Sealed struct {
		ID    ID
		After string
		Items []Copy
		Next  string
		Last  bool
	}
	// Part is a part of what the new group begins with.
	Part struct {
		ID    ID
		N     int
		Items []Record
		Last  bool
		Arc   Arc
	}
	// Took says that it is on disk.
	Took struct {
		ID ID
		N  int
	}
	// Hand gives the arc.
	Hand struct {
		ID  ID
		Arc Arc
	}
	// Handed is the answer.
	Handed struct {
		ID  ID
		No  bool
		Arc Arc // of the taker, in which it is now
	}
	// Over says that an arc has another group.
	Over struct{ Arc Arc }
)

const (
	partItems = 64
	partBytes = 256 << 10
)

// give begins to move an arc to a new owner and group.
func (m *Machine) give(to protocol.NodeID, a Arc, group []protocol.NodeID) {
	a2 := a
	a2.Gen, a2.Group = a.Gen+1, group
	m.places.Give = []Give{{ID: m.id(), To: to, Arc: a2, Old: a.Group, OldGen: a.Gen}}
	m.know(Arc{From: a.From, To: a.To, Gen: a2.Gen})
	m.keepRing()
	m.resume()
}

// resume begins the step at which a gift is.
func (m *Machine) resume() {
	g := m.places.Give[0]
	m.places.Pulls, m.places.Pushes = nil, nil
	if !g.Gathered {
		for _, id := range g.Old {
			m.places.Pulls = append(m.places.Pulls, pull{Node: id, Done: id == m.cfg.Self})
		}
		if m.gathered() {
			return
		}
	}
	for _, id := range g.Arc.Group {
		if g.Gathered && !g.Pushed && id != m.cfg.Self {
			m.places.Pushes = append(m.places.Pushes, push{Node: id})
		}
	}
	m.remind()
}

// remind sends what is not answered.
func (m *Machine) remind() {
	if len(m.places.Give) == 0 {
		return
	}
	g := m.places.Give[0]
	m.out.After(giveTimer, m.cfg.Duration("retry"))
	for i := range m.places.Pulls {
		m.sendSeal(i)
	}
	for i := range m.places.Pushes {
		m.sendPart(i)
	}
	if g.Gathered {
		m.pushed(false)
	}
	if g = m.places.Give[0]; g.Pushed {
		m.send(g.To, "Hand", Hand{g.ID, g.Arc})
	}
}

func (m *Machine) sendSeal(i int) {
	g := m.places.Give[0]
	if p := m.places.Pulls[i]; !p.Done && !g.Gathered {
		m.send(p.Node, "Seal", Seal{ID: g.ID, Arc: Arc{From: g.Arc.From, To: g.Arc.To, Gen: g.Arc.Gen}, Gen: g.OldGen, After: p.After})
	}
}

// batch is the next part of what is here of an arc.
func (m *Machine) batch(a Arc, gen int, after string) (items []Copy, next string, last bool) {
	bytes := 0
	next = after
	for _, key := range m.within(a, func(c Copy) bool { return c.Accepted.Gen == gen && (c.Accepted != Ballot{}) }) {
		if after != "" && key <= after {
			continue
		}
		c := m.items[key]
		if bytes += len(key) + len(c.Record.Value); items != nil && (len(items) >= partItems || bytes > partBytes) {
			return items, next, false
		}
		items, next = append(items, c), key
	}
	return items, next, true
}

// within are the keys of an arc of which this node has a copy of some sort.
func (m *Machine) within(a Arc, sort func(Copy) bool) []string {
	var keys []string
	for key, c := range m.items { // any order: they are sorted below
		if a.has(hash(key)) && sort(c) {
			keys = append(keys, key)
		}
	}
	slices.Sort(keys)
	return keys
}

func (m *Machine) onSeal(from protocol.NodeID, s Seal) {
	if now, has := m.conf(s.Arc.To); has && now.Gen > s.Arc.Gen {
		return // it is over
	}
	if m.know(s.Arc) {
		m.keepRing()
	}
	b := Sealed{ID: s.ID, After: s.After}
	b.Items, b.Next, b.Last = m.batch(s.Arc, s.Gen, s.After)
	m.send(from, "Sealed", b)
}

func (m *Machine) onSealed(from protocol.NodeID, b Sealed) {
	i := slices.IndexFunc(m.places.Pulls, func(p pull) bool { return p.Node == from })
	if len(m.places.Give) == 0 || m.places.Give[0].ID != b.ID || m.places.Give[0].Gathered || i < 0 || m.places.Pulls[i].After != b.After || m.places.Pulls[i].Done {
		return
	}
	gen := m.places.Give[0].OldGen
	for _, c := range b.Items {
		if mine := m.copyOf(c.Record.Key, gen); c.Accepted.Gen == gen && mine.Accepted.before(c.Accepted) {
			c.Promised = m.items[c.Record.Key].Promised
			m.keep(c)
		}
	}
	m.places.Pulls = slices.Clone(m.places.Pulls)
	m.places.Pulls[i].After, m.places.Pulls[i].Done = b.Next, b.Last
	if !b.Last {
		m.sendSeal(i)
		return
	}
	m.gathered()
}

// gathered goes on with the next step if a majority of the old group is sealed and has told all, and says whether it has.
func (m *Machine) gathered() bool {
	done := 0
	for _, p := range m.places.Pulls {
		if p.Done {
			done++
		}
	}
	if done < majority(m.places.Give[0].Old) {
		return false
	}
	g := m.places.Give[0]
	g.Gathered = true
	m.places.Give = []Give{g}
	m.keepRing()
	m.resume()
	return true
}

func (m *Machine) sendPart(i int) {
	p, g := m.places.Pushes[i], m.places.Give[0]
	if p.Done {
		return
	}
	items, next, last := m.batch(g.Arc, g.OldGen, p.After)
	m.places.Pushes = slices.Clone(m.places.Pushes)
	m.places.Pushes[i].Next = next
	part := Part{ID: g.ID, N: p.N, Last: last, Arc: g.Arc}
	for _, c := range items {
		part.Items = append(part.Items, c.Record)
	}
	m.send(p.Node, "Part", part)
}

// pushed goes on with the next step if all of the new group have all, or at least a majority. This node is the last of them, since its copies, when they belong to the
// new group, cannot be pushed any more.
func (m *Machine) pushed(all bool) {
	g := m.places.Give[0]
	done, want := 0, len(g.Arc.Group)
	for _, p := range m.places.Pushes {
		if p.Done {
			done++
		}
	}
	if g.Arc.includes(m.cfg.Self) {
		done++
	}
	if !all {
		want = majority(g.Arc.Group)
	}
	if g.Pushed || done < want {
		return
	}
	if g.Arc.includes(m.cfg.Self) {
		last := Part{Last: true, Arc: g.Arc}
		for _, key := range m.within(g.Arc, func(c Copy) bool { return c.Accepted.Gen == g.OldGen && (c.Accepted != Ballot{}) }) {
			last.Items = append(last.Items, m.items[key].Record)
		}
		m.store(last)
	}
	g.Pushed = true
	m.places.Give = []Give{g}
	m.keepRing()
}

// store takes over a part. Who has all of it may coordinate the keys: in any majority that it is in, it is the one who knows what they began with.
func (m *Machine) store(p Part) {
	first := Ballot{Gen: p.Arc.Gen}
	for _, r := range p.Items {
		if c := m.items[r.Key]; c.Accepted.before(first) {
			c.Accepted, c.Of, c.Record = first, len(p.Arc.Group), r
			m.keep(c)
		}
	}
	if p.Last && m.know(p.Arc) {
		m.forget(p.Arc)
		m.keepRing()
	}
}

func (m *Machine) onPart(from protocol.NodeID, p Part) {
	if now, has := m.conf(p.Arc.To); has && now.Gen > p.Arc.Gen {
		return // it is over
	}
	m.store(p)
	m.send(from, "Took", Took{p.ID, p.N})
}

func (m *Machine) onTook(from protocol.NodeID, b Took) {
	i := slices.IndexFunc(m.places.Pushes, func(p push) bool { return p.Node == from })
	if len(m.places.Give) == 0 || m.places.Give[0].ID != b.ID || i < 0 || m.places.Pushes[i].N != b.N || m.places.Pushes[i].Done {
		return
	}
	g := m.places.Give[0]
	p := m.places.Pushes[i]
	_, _, p.Done = m.batch(g.Arc, g.OldGen, p.After)
	p.N, p.After = p.N+1, p.Next
	m.places.Pushes = slices.Clone(m.places.Pushes)
	m.places.Pushes[i] = p
	if !p.Done {
		m.sendPart(i)
		return
	}
	if m.pushed(true); m.places.Give[0].Pushed {
		m.send(g.To, "Hand", Hand{g.ID, g.Arc})
	}
}

func (m *Machine) onHand(from protocol.NodeID, h Hand) {
	t := m.places.Taken[from]
	if t.ID.Node != "" && t.ID.after(h.ID) {
		return
	}
	if t.ID != h.ID {
		t = Taken{ID: h.ID, No: from != m.cfg.Self && !m.takes(h.Arc)}
		m.places.Taken[from] = t
		m.out.Persist(takenKey+string(from), t)
		if !t.No {
			m.own(h.Arc)
		}
		m.keepRing()
	}
	a, _ := m.arc(h.Arc.To)
	m.send(from, "Handed", Handed{ID: h.ID, No: t.No, Arc: a})
	m.movers()
}

func (m *Machine) onHanded(from protocol.NodeID, b Handed) {
	if len(m.places.Give) == 0 || m.places.Give[0].ID != b.ID {
		return
	}
	g := m.places.Give[0]
	m.places.Give, m.places.Pulls, m.places.Pushes = nil, nil, nil
	m.out.Stop(giveTimer)
	if b.No {
		m.refused(g)
		return
	}
	m.hear(g.Arc)
	m.forget(g.Arc)
	if from != m.cfg.Self {
		m.learn(b.Arc, from)
	}
	m.keepRing()
	for _, id := range g.Old {
		if id != m.cfg.Self && !g.Arc.includes(id) {
			m.send(id, "Over", Over{g.Arc})
		}
	}
	if g.To != m.cfg.Self && m.places.Member {
		m.places.Newcomer = g.To
	}
	m.movers()
	m.fill()
}

// fill takes who has joined into groups of this node that have too few, one after the other.
func (m *Machine) fill() {
	if m.places.Newcomer == "" || !m.places.Member || len(m.places.Give) > 0 {
		return
	}
	for i, a := range m.places.Arcs {
		if len(a.Group) < m.cfg.Int("replicas") && !a.includes(m.places.Newcomer) {
			m.places.Arcs = slices.Delete(slices.Clone(m.places.Arcs), i, i+1)
			m.give(m.cfg.Self, a, append(slices.Clone(a.Group), m.places.Newcomer))
			return
		}
	}
	m.places.Newcomer = ""
}

// refused moves an arc back that is not wanted.
func (m *Machine) refused(g Give) {
	m.give(m.cfg.Self, g.Arc, m.pick(m.cfg.Self, "", g.Old))
	for _, n := range m.open() {
		o := m.ops[n]
		if o == nil || o.Kind != "Leave" {
			continue
		}
		m.places.Member = true
		m.keepRing()
		m.end(o, func(call uint64) {
			m.out.Doubt(call, "the next node of the ring does not take it on: it leaves too; a part may have been given")
		})
	}
}

func (m *Machine) onOver(o Over) {
	if m.hear(o.Arc) {
		m.keepRing()
	}
	if now, _ := m.conf(o.Arc.To); now.Gen == o.Arc.Gen {
		m.forget(o.Arc)
	}
	m.movers()
}

// movers goes on with who joins or leaves.
func (m *Machine) movers() {
	for _, n := range slices.Sorted(maps.Keys(m.ops)) {
		if o := m.ops[n]; o != nil && (o.Kind == "Join" || o.Kind == "Leave") {
			m.move(o)
		}
	}
}
