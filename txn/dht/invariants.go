package dht

// What must always hold.

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"

	"parley/protocol"
)

// history is what the properties remember of a run.
type history struct {
	At       []uint64                    // NodeState.Changes of what was looked at; nil where nobody counts
	Home     map[string]protocol.NodeID  // of the flood: who has the record of a key
	Version  map[string]int              // that a caller was told
	Proposed map[proposal]Record         // what was seen on a disk, without the value
	Tokens   map[string]int              // the highest that some node had
	Granted  map[string]ID               // to whom
	Read     bool                        // some Get has found something
	Suspects map[suspect]protocol.NodeID // who had a lock while another, which has just made a step, had it too
	First    map[protocol.NodeID][]Arc   // of the ring: what a node began with
	Ever     map[protocol.NodeID][]Arc   // and all that it has owned
	Revs     map[protocol.NodeID]int     // what was looked at
	Moves    int
	Moved    bool                     // some arc was on its way
	Down     map[protocol.NodeID]bool // of who was up: whether it has been down since
	Token    int                      // the highest that was seen on a disk
	Wrong    map[string]string        // by property, what has happened
}

// proposal is what was accepted under a ballot.
type proposal struct {
	Key    string
	Ballot Ballot
}

// suspect is a node that has a lock.
type suspect struct {
	Key   string
	Node  protocol.NodeID
	Token int
}

const historyKey = "dht"

func (h *history) wrong(property, format string, args ...any) {
	if h.Wrong[property] == "" {
		h.Wrong[property] = fmt.Sprintf(format, args...)
	}
}

func (h *history) said(property string) error {
	if why := h.Wrong[property]; why != "" {
		return fmt.Errorf("%s", why)
	}
	return nil
}

// watch is the history of a run, with what is new in it.
func watch(w *protocol.World) *history {
	h, _ := w.Ghost[historyKey].(*history)
	if h == nil {
		h = &history{Down: map[protocol.NodeID]bool{}, First: map[protocol.NodeID][]Arc{}, Ever: map[protocol.NodeID][]Arc{}, Revs: map[protocol.NodeID]int{}, Home: map[string]protocol.NodeID{}, Version: map[string]int{}, Proposed: map[proposal]Record{}, Tokens: map[string]int{}, Granted: map[string]ID{}, Suspects: map[suspect]protocol.NodeID{}, Wrong: map[string]string{}}
		w.Ghost[historyKey] = h
	}
	if h.At == nil && len(w.Nodes) > 0 && w.Nodes[0].Changes > 0 {
		h.At = make([]uint64, len(w.Nodes))
	}
	for i := range w.Nodes {
		n := &w.Nodes[i]
		if down, seen := h.Down[n.ID]; n.Up && !seen || !n.Up && seen && !down {
			h.Down[n.ID] = !n.Up
		}
		if n.Changes > 0 {
			if h.At[i] == n.Changes {
				continue
			}
			h.At[i] = n.Changes
			h.holders(w, n)
		}
		h.disk(n)
		h.grants(n)
	}
	for _, r := range w.Ended {
		switch v := r.Value.(type) {
		case Done:
			if v.Version > 0 {
				h.Version[v.Key] = max(h.Version[v.Key], v.Version)
			}
		case Item:
			h.Read = h.Read || v.There
		}
	}
	return h
}

// disk takes over what a node has on its disk.
func (h *history) disk(n *protocol.NodeState) {
	for _, key := range slices.Sorted(maps.Keys(n.Stored)) {
		c, ok := n.Stored[key].(Copy)
		if !ok {
			continue
		}
		h.Token = max(h.Token, c.Record.Lock.Token)
		if r := c.Record; r.Token != 0 && r.Token != r.Under {
			h.wrong("fencing", "a write with the token %d was done under %q at %s, where %d was held", r.Token, r.Key, n.ID, r.Under)
		}
		if m, ok := n.Machine.(*Machine); ok && m.ring && c.Accepted.N > 0 {
			p := proposal{c.Record.Key, c.Accepted}
			if other, has := h.Proposed[p]; has && (other.Version != c.Record.Version || other.Lock != c.Record.Lock) {
				h.wrong("one proposal", "%s of %q is version %d at %s and version %d elsewhere", c.Accepted, c.Record.Key, c.Record.Version, n.ID, other.Version)
			}
			h.Proposed[p] = Record{Version: c.Record.Version, Lock: c.Record.Lock}
		}
	}
}

// grants looks at the tokens of the locks that a node has.
func (h *history) grants(n *protocol.NodeState) {
	m, ok := n.Machine.(*Machine)
	if !ok {
		return
	}
	for _, key := range slices.Sorted(maps.Keys(m.held)) {
		l := m.held[key]
		if l.Token == h.Tokens[key] && l.ID != h.Granted[key] {
			h.wrong("fencing", "the token %d of %q was granted to %s and to %s", l.Token, key, h.Granted[key], l.ID)
		}
		if l.Token > h.Tokens[key] {
			h.Tokens[key], h.Granted[key] = l.Token, l.ID
		}
	}
}

// holders looks at the locks of a node that has just made a step, and so has no lock that has ended by its clock. If another node has one of
// them too, that may stand still and not know better: it is wrong if it still has it at its own next step.
func (h *history) holders(w *protocol.World, n *protocol.NodeState) {
	m, ok := n.Machine.(*Machine)
	var mine []suspect
	for s := range h.Suspects { // any order: they are sorted below
		if s.Node == n.ID {
			mine = append(mine, s)
		}
	}
	slices.SortFunc(mine, func(a, b suspect) int { return cmp.Or(cmp.Compare(a.Key, b.Key), cmp.Compare(a.Token, b.Token)) })
	for _, s := range mine {
		if ok && m.held[s.Key].Token == s.Token {
			h.wrong("one holder", "%s has the lock of %q, and so has %s", s.Node, s.Key, h.Suspects[s])
		}
		delete(h.Suspects, s)
	}
	if !ok || len(m.held) == 0 {
		return
	}
	protocol.Machines(w, func(id protocol.NodeID, other *Machine) {
		if id == n.ID {
			return
		}
		for key := range m.held { // any order: they go to a map
			if l, has := other.held[key]; has {
				h.Suspects[suspect{key, id, l.Token}] = n.ID
			}
		}
	})
}

func oneHolder(w *protocol.World) error   { return watch(w).said("one holder") }
func oneProposal(w *protocol.World) error { return watch(w).said("one proposal") }
func fencing(w *protocol.World) error     { return watch(w).said("fencing") }

// nothingLost looks for each version that a caller was told of.
func nothingLost(w *protocol.World) error {
	h := watch(w)
	for _, key := range slices.Sorted(maps.Keys(h.Version)) {
		want, has, need := h.Version[key], 0, len(w.Nodes)
		for i := range w.Nodes {
			if c, ok := w.Nodes[i].Stored[itemKey+key].(Copy); ok && c.Record.Version >= want {
				has++
				need = min(need, c.Of/2+1)
			}
		}
		if has < need {
			return fmt.Errorf("a caller was told that %q has version %d, which %d disks have and %d should", key, want, has, need)
		}
	}
	return nil
}

// oneHome is that of the flood, where a home is for ever.
func oneHome(w *protocol.World) error {
	h := watch(w)
	for i := range w.Nodes {
		n := &w.Nodes[i]
		for _, key := range slices.Sorted(maps.Keys(n.Stored)) {
			c, ok := n.Stored[key].(Copy)
			if !ok {
				continue
			}
			r := c.Record
			if other := cmp.Or(h.Home[r.Key], n.ID); other != n.ID {
				return fmt.Errorf("%q is kept at %s and at %s", r.Key, other, n.ID)
			}
			h.Home[r.Key] = n.ID
		}
	}
	for _, r := range w.Ended {
		if p, ok := r.Value.(Place); ok && p.Node != "" && h.Home[p.Key] != p.Node {
			return fmt.Errorf("Where says that %q is at %s, and it is at %s", p.Key, p.Node, h.Home[p.Key])
		}
	}
	return nil
}

func someValue(w *protocol.World) error {
	if watch(w).Read {
		return nil
	}
	return fmt.Errorf("nothing was read")
}

func someLock(w *protocol.World) error {
	if watch(w).Token > 1 {
		return nil
	}
	return fmt.Errorf("no lock was granted twice")
}

// oneOwner is that of the ring.
func oneOwner(w *protocol.World) error {
	h := watch(w)
	if err := h.circle(w); err != nil {
		return err
	}
	for _, r := range w.Ended {
		if p, ok := r.Value.(Place); ok && !slices.ContainsFunc(h.Ever[p.Node], func(a Arc) bool { return a.has(hash(p.Key)) }) {
			return fmt.Errorf("Where says that %q is at %s, which never owned it", p.Key, p.Node)
		}
	}
	return nil
}

// circle looks whether the arcs of all nodes are the whole circle, each point once. An arc on its way counts where it comes from, until it was taken.
func (h *history) circle(w *protocol.World) error {
	rings, taken := map[protocol.NodeID]Ring{}, map[protocol.NodeID]map[protocol.NodeID]Taken{}
	news := false
	for i := range w.Nodes {
		n := &w.Nodes[i]
		m, up := n.Machine.(*Machine)
		stored, changed := n.Stored[ringKey].(Ring)
		switch {
		case up:
			rings[n.ID] = m.places.Ring
			if _, seen := h.First[n.ID]; !seen && !changed {
				h.First[n.ID] = slices.Clone(m.places.Arcs)
			}
		case changed:
			rings[n.ID] = stored
		default:
			first, seen := h.First[n.ID]
			if !seen {
				return nil // it has not started yet
			}
			rings[n.ID] = Ring{Arcs: first}
		}
		if _, seen := h.Revs[n.ID]; !seen || h.Revs[n.ID] != rings[n.ID].Rev {
			h.Revs[n.ID], news = rings[n.ID].Rev, true
			for _, a := range rings[n.ID].Arcs {
				if !slices.ContainsFunc(h.Ever[n.ID], a.same) {
					h.Ever[n.ID] = append(h.Ever[n.ID], a)
				}
			}
			if h.Ever[n.ID] == nil {
				h.Ever[n.ID] = []Arc{}
			}
			h.Moved = h.Moved || len(rings[n.ID].Give) > 0
			for _, g := range rings[n.ID].Give { // its group knows it before it does
				h.Ever[g.To] = append(h.Ever[g.To], g.Arc)
			}
		}
	}
	if !news || len(h.Revs) < len(w.Nodes) {
		return nil
	}
	for i := range w.Nodes { // it is taken with a change of the taker's ring
		n := &w.Nodes[i]
		taken[n.ID] = map[protocol.NodeID]Taken{}
		for j := range w.Nodes {
			if t, ok := n.Stored[takenKey+string(w.Nodes[j].ID)].(Taken); ok {
				taken[n.ID][w.Nodes[j].ID] = t
			}
		}
	}
	var all []Arc
	for i := range w.Nodes {
		id := w.Nodes[i].ID
		all = append(all, rings[id].Arcs...)
		for _, g := range rings[id].Give {
			if t := taken[g.To][id]; t.ID == g.ID && !t.No {
				h.Moves++
				continue
			}
			all = append(all, g.Arc)
		}
	}
	slices.SortFunc(all, func(a, b Arc) int { return cmp.Compare(a.To, b.To) })
	for i, a := range all {
		if prev := all[(i+len(all)-1)%len(all)]; prev.To != a.From {
			return fmt.Errorf("the arc up to %x begins at %x, and the one before it ends at %x", a.To, a.From, prev.To)
		}
	}
	return nil
}

func someMove(w *protocol.World) error {
	if watch(w).Moves > 0 {
		return nil
	}
	return fmt.Errorf("no arc has moved")
}

// keysStay is what three copies are for.
func keysStay(w *protocol.World) error {
	h := watch(w)
	down := 0
	for _, was := range h.Down { // any order: they are counted
		if was {
			down++
		}
	}
	if err := h.circle(w); err != nil || h.Moved || down > 1 {
		return nil
	}
	for _, r := range w.Ended {
		if r.Verdict != protocol.OK && strings.Contains(r.Text, unheard) {
			return fmt.Errorf("%s, and of %d nodes one is down or was", r.Text, len(w.Nodes))
		}
	}
	return nil
}
