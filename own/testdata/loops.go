// Package loops goes along maps: the lines that say so are refused, since what they do depends on the order.
package loops

import (
	"maps"
	"slices"

	. "parley/protocol"
)

type machine struct {
	Config
	votes map[NodeID]int
	most  int
	last  NodeID
	byKey map[NodeID]bool
}

// P is its row.
var P = Protocol{New: func(c Config) Machine { return &machine{Config: c} }}

func (m *machine) Step(e Event) (x Effects) {
	yes, sum, any := 0, 0, false
	for _, n := range m.votes {
		if n > 0 {
			yes++
		} else {
			sum += n
		}
	}
	for id := range m.votes {
		if id == m.Self {
			any = true
		}
	}
	for id, n := range m.votes {
		if n == 0 {
			delete(m.votes, id)
		}
	}
	for id := range m.votes { // refused: range over a map
		m.last = id
	}
	for _, n := range m.votes { // refused: range over a map
		sum = n
	}
	for _, n := range m.votes { // refused: range over a map
		yes++
		if yes > 2 {
			sum += n
		}
	}
	for _, n := range m.votes { // refused: range over a map
		if n > 2 {
			break
		}
		yes++
	}
	for _, n := range m.votes { // refused: range over a map
		if m.bump() {
			sum += n
		}
	}
	for range m.votes {
		x.Note("one more")
	}
	for _, id := range slices.Sorted(maps.Keys(m.votes)) {
		x.Send(id, "hi", nil)
	}
	// any order: the notes of a trace are read by people who do not mind
	for id := range m.votes {
		x.Note(string(id))
	}
	var all []NodeID
	for id := range m.votes {
		all = append(all, id)
	}
	slices.Sort(all)
	if any && yes > sum && m.all() {
		x.SendEach(all, "hi", nil)
	}
	return x
}

func (m *machine) bump() bool { m.most++; return m.most > 3 }

func (m *machine) all() bool {
	for _, n := range m.votes {
		if n == 0 {
			return false
		}
	}
	return true
}

func (m *machine) some() NodeID {
	for id, n := range m.votes { // refused: range over a map
		if n > 0 {
			return id
		}
	}
	return ""
}

func (m *machine) counted() int {
	seen := 0
	for _, n := range m.votes { // refused: range over a map
		seen++
		if n > 0 {
			return 1
		}
	}
	return seen
}
