package dht

// The ring: consistent hashing (Karger et al. 1997). Keys and nodes are hashed to points of a circle; a node has several points, so that all get about as much; a
// key belongs to the first point that is not before its own. A node knows the arcs that are its own, and some points of others, its fingers (Stoica et al. 2001).
//
// Fingers say where to ask, and may be wrong. What a node owns is what it has on its disk: an arc goes from one node to another like a coin, so that no two own it. See move.go.

import (
	"cmp"
	"fmt"
	"slices"

	"parley/protocol"
)

// Arc is the part of the circle after From, up to and with To. If they are the same it is all of it.
type Arc struct {
	From, To uint64
	Prev     protocol.NodeID   // whose arc ends at From
	Gen      int               // how often it has had another group
	Group    []protocol.NodeID // who has copies of its keys, its owner first
}

// has says whether a point is in the arc.
func (a Arc) has(p uint64) bool { return a.From == a.To || p-a.From-1 < a.To-a.From }

// Finger is a point, and whose it is said to be.
type Finger struct {
	Point uint64
	Node  protocol.NodeID
}

// Ring is what a node has on its disk about its part of the circle; nothing as long as that is what it began with.
type Ring struct {
	Rev    int  // how often it has changed
	Member bool // it wants a part
	Arcs   []Arc
	Give   []Give // at most one
	Known  []Arc  // groups, also of arcs of others
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
		Any   bool // who is in the point's group may answer for its owner
	}
	// Owner says whose the arc is.
	Owner struct {
		ID   ID
		Arc  Arc
		Hops int
	}
)

// places is what a node knows of the circle.
type places struct {
	Ring
	Points   []uint64 // of this node
	Fingers  []Finger // of others, sorted by points
	Taken    map[protocol.NodeID]Taken
	Pulls    []pull // of what is given
	Pushes   []push
	Newcomer protocol.NodeID // who has joined, and is not in all groups that have room
	Passed   []passed
}

// hash is the point of a key: FNV-1a, and then a mix of all bits, since what differs at the end alone must not be close.
func hash(s string) uint64 {
	h := uint64(14695981039346656037)
	for i := range len(s) {
		h = (h ^ uint64(s[i])) * 1099511628211
	}
	h = (h ^ h>>33) * 0xff51afd7ed558ccd
	h = (h ^ h>>33) * 0xc4ceb9fe1a85ec53
	return h ^ h>>33
}

// points are those of a node.
func points(id protocol.NodeID, many int) (all []uint64) {
	for i := range many {
		all = append(all, hash(fmt.Sprintf("node %s point %d", id, i)))
	}
	return all
}

func byPoint(a, b Finger) int { return cmp.Compare(a.Point, b.Point) }

// startRing builds the first circle, which all compute alike, and then takes over what has changed since.
func (m *Machine) startRing(stored map[string]any) {
	if !m.ring {
		return
	}
	many := m.cfg.Int("points")
	m.places.Points, m.places.Taken = points(m.cfg.Self, many), map[protocol.NodeID]Taken{}
	first := m.cfg.Nodes
	if k := m.cfg.Int("members"); k > 0 && k < len(first) {
		first = first[:k]
	}
	circle := make([]Finger, 0, many*len(first))
	for _, id := range first {
		for _, p := range points(id, many) {
			circle = append(circle, Finger{p, id})
		}
	}
	slices.SortFunc(circle, byPoint)
	for i, f := range circle {
		group := groupAt(circle, i, m.cfg.Int("replicas"))
		if !slices.Contains(group, m.cfg.Self) {
			continue
		}
		prev := circle[(i+len(circle)-1)%len(circle)]
		a := Arc{From: prev.Point, To: f.Point, Prev: prev.Node, Group: group}
		m.places.Known = append(m.places.Known, a)
		if f.Node == m.cfg.Self {
			m.places.Member = true
			m.places.Arcs = append(m.places.Arcs, a)
		}
	}
	m.places.Fingers = m.fingers(circle)
	if r, ok := stored[ringKey].(Ring); ok {
		m.places.Ring = r
	}
	for _, id := range m.cfg.Nodes {
		if t, ok := stored[takenKey+string(id)].(Taken); ok {
			m.places.Taken[id] = t
		}
	}
	if len(m.places.Give) > 0 {
		m.resume()
	}
}

// groupAt is who has copies of the arc up to a point of the circle: who owns it, and the next other nodes.
func groupAt(circle []Finger, i, many int) []protocol.NodeID {
	group := make([]protocol.NodeID, 0, many)
	for k := 0; k < len(circle) && len(group) < many; k++ {
		if id := circle[(i+k)%len(circle)].Node; !slices.Contains(group, id) {
			group = append(group, id)
		}
	}
	return group
}

// fingers are the points at or after the own points plus 1, 2, 4, ..: "the i-th entry in the table at node n contains the identity of the first node s that succeeds n by at
// least 2^(i-1) on the identifier circle" (Stoica et al. 2001, section 4.3).
func (m *Machine) fingers(circle []Finger) (all []Finger) {
	for _, p := range m.places.Points {
		for k := range 64 {
			i, _ := slices.BinarySearchFunc(circle, Finger{Point: p + 1<<k}, byPoint)
			if f := circle[i%len(circle)]; f.Node != m.cfg.Self {
				all = append(all, f)
			}
		}
	}
	slices.SortFunc(all, byPoint)
	return slices.Compact(all)
}

// learn takes over who owns an arc, if that is a finger of this node.
func (m *Machine) learn(a Arc, node protocol.NodeID) {
	all := slices.DeleteFunc(slices.Clone(m.places.Fingers), func(f Finger) bool { return a.has(f.Point) })
	wanted := node != m.cfg.Self && len(all) < len(m.places.Fingers)
	for _, p := range m.places.Points {
		for k := 0; k < 64 && !wanted && node != m.cfg.Self; k++ {
			wanted = a.has(p + 1<<k)
		}
	}
	if wanted {
		all = append(all, Finger{a.To, node})
		slices.SortFunc(all, byPoint)
	}
	m.places.Fingers = all
}

// arc is the own arc that has a point.
func (m *Machine) arc(p uint64) (Arc, bool) {
	i := slices.IndexFunc(m.places.Arcs, func(a Arc) bool { return a.has(p) })
	if i < 0 {
		return Arc{}, false
	}
	return m.places.Arcs[i], true
}

func (m *Machine) owns(p uint64) bool {
	_, has := m.arc(p)
	return has
}

// lookup asks for the home of an operation's key. Who has had no answer begins at a node of its choice: its own fingers may lead nowhere.
func (m *Machine) lookup(o *op) {
	l := Lookup{ID: o.ID, Try: o.Tries, Point: o.point(), Any: o.Tries > 0 || len(m.silent) > 0}
	if o.Tries > 0 && o.Tries%2 == 0 && len(m.cfg.Nodes) > 1 {
		others := m.cfg.Others()
		e := protocol.Event{Seed: m.chance}
		l.Hops = 1
		m.send(others[e.Rand().IntN(len(others))], "Lookup", l)
		return
	}
	m.onLookup(l)
}

// point is what an operation looks for.
func (o *op) point() uint64 {
	if o.Kind == "Join" || o.Kind == "Leave" {
		return o.Point
	}
	return hash(o.Key)
}

const (
	mostHops   = 64  // ends lookups that go in circles while the circle changes
	mostPassed = 128 // lookups that are remembered
)

// passed is a lookup that was passed on here. A copy of it is not: each would be copied again by the next channel that doubles messages.
type passed struct {
	ID        ID
	Try, Hops int
	Point     uint64
}

// onLookup answers, or passes on: "if the id does not fall between n and its successor, then find the node in the finger table whose
// identifier most closely precedes id" (Stoica et al. 2001, section 4.3).
func (m *Machine) onLookup(l Lookup) {
	if a, has := m.arc(l.Point); has {
		m.send(l.ID.Node, "Owner", Owner{ID: l.ID, Arc: a, Hops: l.Hops})
		return
	}
	if a, has := m.conf(l.Point); has && l.Any && a.includes(m.cfg.Self) {
		m.send(l.ID.Node, "Owner", Owner{ID: l.ID, Arc: a, Hops: l.Hops}) // the owner may be down
		return
	}
	if l.Hops >= mostHops {
		return
	}
	this := passed{l.ID, l.Try, l.Hops, l.Point}
	if slices.Contains(m.places.Passed, this) {
		return
	}
	m.places.Passed = append(slices.Clone(m.places.Passed), this)
	if n := len(m.places.Passed); n > mostPassed {
		m.places.Passed = m.places.Passed[n-mostPassed:]
	}
	var before, after Finger // of the points that are known here, the closest ones
	near, far := ^uint64(0), ^uint64(0)
	var prev protocol.NodeID // of the own arc that is next
	closest := ^uint64(0)
	look := func(f Finger) {
		if d := l.Point - f.Point; d != 0 && d <= near && !slices.Contains(m.silent, f.Node) {
			near, before = d, f
		}
		if d := f.Point - l.Point; d <= far {
			far, after = d, f
		}
	}
	for _, a := range m.places.Arcs {
		look(Finger{a.To, m.cfg.Self})
		if d := a.To - l.Point; d <= closest {
			closest, prev = d, a.Prev
		}
	}
	for _, f := range m.places.Fingers {
		look(f)
	}
	to := before.Node
	switch {
	case l.Back && prev != "":
		to = prev // "closest" was passed: from here on from arc to arc
	case len(m.places.Arcs) == 0 || before.Node == m.cfg.Self:
		if l.Any && !l.Back {
			m.toNext(l)
			return
		}
		l.Back = true
		if to = after.Node; to == m.cfg.Self {
			to = prev
		}
	}
	if to == "" || to == m.cfg.Self {
		return
	}
	l.Hops++
	m.send(to, "Lookup", l)
}

// toNext asks all who may be in the group of a point: the next nodes.
func (m *Machine) toNext(l Lookup) {
	l.Hops++
	l.Back = true
	for i, id := range m.next(l.Point) {
		if id != m.cfg.Self && i <= m.cfg.Int("replicas") {
			m.send(id, "Lookup", l)
		}
	}
}

func (m *Machine) onOwner(b Owner) {
	owner := b.Arc.Group[0]
	m.learn(b.Arc, owner)
	o := m.op(b.ID)
	if o == nil || o.Phase != finding || !b.Arc.has(o.point()) {
		return // a late answer, perhaps to what it has asked before
	}
	o.Hops = b.Hops
	switch o.Kind {
	case "Join":
		o.Phase, o.Home = asking, owner
		m.send(owner, "Split", Split{o.ID, o.Point})
	case "Leave":
		m.giveTo(o, b.Arc)
	default:
		m.found(o, b.Arc.Group)
	}
}

func (m *Machine) timeoutRing(timer string) {
	if timer == giveTimer {
		m.remind()
	}
}

func (m *Machine) receiveRing(msg protocol.Message) {
	switch b := msg.Body.(type) {
	case Lookup:
		m.onLookup(b)
	case Owner:
		m.onOwner(b)
	case Split:
		m.onSplit(msg.From, b)
	case Part:
		m.onPart(msg.From, b)
	case Took:
		m.onTook(msg.From, b)
	case Seal:
		m.onSeal(msg.From, b)
	case Sealed:
		m.onSealed(msg.From, b)
	case Hand:
		m.onHand(msg.From, b)
	case Handed:
		m.onHanded(msg.From, b)
	case Over:
		m.onOver(b)
	case Regroup:
		m.onRegroup(msg.From, b)
	}
}

// share is how much of the circle is here.
func (m *Machine) share() string {
	if !m.ring {
		return ""
	}
	part := 0.0
	for _, a := range m.places.Arcs {
		if a.From == a.To {
			part = 1
			break
		}
		part += float64(a.To-a.From) / (1 << 63) / 2
	}
	return fmt.Sprintf("%.1f%% in %d arcs", part*100, len(m.places.Arcs))
}
