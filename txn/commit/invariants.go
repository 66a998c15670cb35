package commit

// What must always hold: AC1 to AC3 of Bernstein, Hadzilacos and Goodman (section 7.3), that committed data is the same everywhere
// and stays, and, for three-phase commit, that nobody blocks.

import (
	"fmt"
	"slices"
	"strings"

	"parley/protocol"
)

// history is what the properties remember of a run.
type history struct {
	Seen   map[place]State              // the last state of each transaction at each node
	Votes  map[place]bool               // who has voted yes
	Writes map[TxID][]KV                // of every transaction
	First  map[TxID]decision            // the first that was reached
	Latest map[string]string            // what was committed last, by key
	Gone   map[string]bool              // the keys whose last commit removed them
	Has    map[string][]protocol.NodeID // the members of those commits, and of copies since
	Wrong  map[string]string            // by property, what has happened
	Need   map[TxID][]protocol.NodeID   // whose votes a commit needs
	Ever   map[State]bool               // the decisions that there were
	Fresh  bool                         // something has changed since the data was looked at
	Up     []bool                       // who was up then
	At     []uint64                     // NodeState.Changes of what was looked at; nil where nobody counts
}

type place struct {
	Node protocol.NodeID
	Tx   TxID
}

type decision struct {
	Node  protocol.NodeID
	State State
}

const historyKey = "commit"

// watch is the history of a run, with what is new in it.
func watch(w *protocol.World) *history {
	h, _ := w.Ghost[historyKey].(*history)
	if h == nil {
		h = &history{
			Seen: map[place]State{}, Votes: map[place]bool{}, Writes: map[TxID][]KV{}, Need: map[TxID][]protocol.NodeID{}, First: map[TxID]decision{},
			Latest: map[string]string{}, Gone: map[string]bool{}, Has: map[string][]protocol.NodeID{}, Wrong: map[string]string{}, Ever: map[State]bool{},
		}
		w.Ghost[historyKey] = h
	}
	if h.At == nil && len(w.Nodes) > 0 && w.Nodes[0].Changes > 0 {
		h.At = make([]uint64, len(w.Nodes))
	}
	for i := range w.Nodes {
		n := &w.Nodes[i]
		if n.Changes > 0 {
			if h.At[i] == n.Changes {
				continue
			}
			h.At[i] = n.Changes
		}
		var txs map[TxID]*tx
		if m, ok := n.Machine.(*Machine); ok {
			txs = m.txs
		} else if !n.Up { // it may have crashed in the step in which it has promised or decided
			txs = map[TxID]*tx{}
			for key, v := range n.Stored { // any order: look sorts them
				if r, ok := v.(Record); ok {
					txs[TxID(strings.TrimPrefix(key, txKey))] = &tx{Record: r}
				}
			}
		}
		h.look(n.ID, txs)
	}
	return h
}

// look takes over what has changed at a node.
func (h *history) look(node protocol.NodeID, txs map[TxID]*tx) {
	var news []TxID
	for id, t := range txs { // any order: they are sorted below
		if h.Seen[place{node, id}] != t.State {
			news = append(news, id)
		}
	}
	slices.SortFunc(news, func(a, b TxID) int { return a.mark().compare(b.mark()) })
	for _, id := range news {
		h.see(place{node, id}, txs[id])
	}
}

// see takes over what a node has done.
func (h *history) see(at place, t *tx) {
	before := h.Seen[at]
	h.Seen[at], h.Fresh = t.State, true
	if before.decided() {
		if t.State != before {
			h.wrong("AC2", "%s had decided that %s is %s, and now it is %s there", at.Node, at.Tx, before, t.State)
		}
		return
	}
	if t.Writes != nil {
		h.Writes[at.Tx], h.Need[at.Tx] = t.Writes, t.Members
	}
	if t.State.promised() || t.State == Committed {
		h.Votes[at] = true
	}
	if !t.State.decided() {
		return
	}
	h.Ever[t.State] = true
	first, again := h.First[at.Tx]
	if !again {
		first = decision{at.Node, t.State}
		h.First[at.Tx] = first
	}
	if first.State != t.State {
		h.wrong("AC1", "%s is %s at %s and %s at %s", at.Tx, first.State, first.Node, t.State, at.Node)
	}
	if t.State != Committed || again {
		return
	}
	for _, id := range h.Need[at.Tx] {
		if !h.Votes[place{id, at.Tx}] {
			h.wrong("AC3", "%s commits %s, and %s has not voted yes", at.Node, at.Tx, id)
		}
	}
	if h.Writes[at.Tx] == nil {
		// A node that is alone votes and commits in one write. If it crashes there, nobody has seen what it wrote.
		clear(h.Latest)
		clear(h.Gone)
	}
	for _, w := range h.Writes[at.Tx] {
		if w.Version != 0 { // a copy
			if w.Version > 0 {
				h.Has[w.Key] = slices.Concat(h.Has[w.Key], h.Need[at.Tx])
			}
			continue
		}
		h.Has[w.Key] = h.Need[at.Tx]
		delete(h.Latest, w.Key)
		delete(h.Gone, w.Key)
		if w.Remove {
			h.Gone[w.Key] = true
		} else {
			h.Latest[w.Key] = w.Value
		}
	}
}

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

func (h *history) ac1(*protocol.World) error { return h.said("AC1") }
func (h *history) ac2(*protocol.World) error { return h.said("AC2") }
func (h *history) ac3(*protocol.World) error { return h.said("AC3") }

// data holds for every node that is up: keys about which nothing is open there have what was committed last. And what a caller was
// told to be committed is.
func (h *history) data(w *protocol.World) error {
	for _, r := range w.Ended {
		if name, ok := r.Value.(string); ok && h.Writes[TxID(name)] != nil && h.First[TxID(name)].State != Committed {
			return fmt.Errorf("a caller was told that %s is committed, and it is not", name)
		}
	}
	if h.Up == nil {
		h.Up = make([]bool, len(w.Nodes))
	}
	for i, n := range w.Nodes {
		if h.Up[i] != n.Up {
			h.Up[i], h.Fresh = n.Up, true
		}
	}
	if !h.Fresh {
		return nil // data changes with decisions and crashes
	}
	h.Fresh = false
	for i := range w.Nodes {
		n := &w.Nodes[i]
		m, ok := n.Machine.(*Machine)
		if !ok {
			continue
		}
		var wrong []string // the keys: which of them is told must not depend on the order of a map
		member := func(k string) bool { return slices.Contains(h.Has[k], n.ID) }
		for k, v := range m.data { // any order: the first by name is told
			latest, known := h.Latest[k]
			_, open := m.locks[k]
			if n.Stored[dataKey+k] != v || !open && member(k) && (known && latest != v || h.Gone[k]) {
				wrong = append(wrong, k)
			}
		}
		for k := range h.Latest { // any order: as above
			if _, has := m.data[k]; !has && m.locks[k] == "" && member(k) {
				wrong = append(wrong, k)
			}
		}
		if wrong != nil {
			k := slices.Min(wrong)
			return fmt.Errorf("%s has %q under %q, and on disk %v; committed last: %s", n.ID, m.data[k], k, n.Stored[dataKey+k], h.latest(k))
		}
	}
	return nil
}

func (h *history) latest(k string) string {
	if h.Gone[k] {
		return "that it is removed"
	}
	return fmt.Sprintf("%q", h.Latest[k])
}

func property(name, doc string, check func(*history, *protocol.World) error) protocol.Property {
	return protocol.Property{Name: name, Doc: doc, Check: func(w *protocol.World) error { return check(watch(w), w) }}
}

// sometimes holds where some node has decided so.
func sometimes(s State) func(*protocol.World) error {
	return func(w *protocol.World) error {
		if watch(w).Ever[s] {
			return nil
		}
		return fmt.Errorf("no transaction is %s", s)
	}
}

// NonBlocking is what three-phase commit promises and two-phase commit does not: a node that has not failed comes to a decision
// without waiting for one that has. It does not hold where a node that has been up since it voted has asked for the decision
// several times and was not told, and the coordinator is down.
func NonBlocking() protocol.Property {
	return protocol.Property{
		Name: "non-blocking",
		Doc:  "no operational process waits for the recovery of a failed one (Skeen 1981)",
		Check: func(w *protocol.World) (err error) {
			failed := func(id protocol.NodeID) bool {
				i := slices.IndexFunc(w.Nodes, func(n protocol.NodeState) bool { return n.ID == id })
				return i >= 0 && !w.Nodes[i].Up
			}
			protocol.Machines(w, func(node protocol.NodeID, m *Machine) {
				var blocked []TxID
				for id, t := range m.txs { // any order: the first by name is told
					if t.Asks >= enoughAsks && t.State.promised() && !t.Recovered && failed(id.coordinator()) {
						blocked = append(blocked, id)
					}
				}
				if err == nil && blocked != nil {
					id := slices.Min(blocked)
					t := m.txs[id]
					err = fmt.Errorf("%s has voted yes to %s and asked %d times: it holds %s, and waits for %s, which is down", node, id, t.Asks, keys(t.Writes), id.coordinator())
				}
			})
			return err
		},
	}
}

func keys(writes []KV) string {
	var all []string
	for _, w := range writes {
		all = append(all, fmt.Sprintf("%q", w.Key))
	}
	return strings.Join(all, ", ")
}
