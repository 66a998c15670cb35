package zab

// The history h_f: what of it is kept, and what is in the snapshot. A transaction has its place in the whole history, from 1, however much of it was dropped.

import (
	"fmt"
	"slices"

	"parley/protocol"
)

// Mark is the last transaction that was dropped from a history, and how many were.
type Mark struct {
	Count int
	Last  Zxid
}

// total is how many transactions the history has, with those that were dropped.
func (m *Machine) total() int { return m.base.Count + len(m.history) }

// last is the zxid of the last one.
func (m *Machine) last() Zxid { return m.end(m.total()) }

// end is the zxid of the n-th. The first of which that is known is the last that was dropped.
func (m *Machine) end(n int) Zxid {
	if n == m.base.Count {
		return m.base.Last
	}
	return m.history[n-m.base.Count-1].Zxid
}

// from are those after the n-th.
func (m *Machine) from(n int) []Txn { return m.history[n-m.base.Count:] }

// index is how many transactions the history has up to a zxid, if that was not dropped.
func (m *Machine) index(z Zxid) int {
	n, _ := slices.BinarySearchFunc(m.history, z, func(t Txn, z Zxid) int { return t.Zxid.compare(z) })
	if n < len(m.history) && m.history[n].Zxid == z {
		n++
	}
	return m.base.Count + n
}

// has says whether all that follows a transaction is kept, and it is in the history itself.
func (m *Machine) has(z Zxid) bool { return m.end(m.index(z)) == z }

// ends are the last zxids of each epoch of the history, in order, as far back as it is known. Since a primary broadcasts its transactions in order after the same history, two
// histories that have a transaction have all before it in common, and the ends of both tell how much that is. What was dropped was committed, so that it is in the history of
// every leader.
func (m *Machine) ends() []Zxid {
	var all []Zxid
	if m.base.Count > 0 {
		all = append(all, m.base.Last)
	}
	for _, t := range m.history {
		if n := len(all); n > 0 && all[n-1].Epoch == t.Zxid.Epoch {
			all[n-1] = t.Zxid
		} else {
			all = append(all, t.Zxid)
		}
	}
	return all
}

// since is what somebody lacks whose history has all up to a transaction in common with this one, and after which it comes: where that is not kept
// any more, a snapshot and what follows it.
func (m *Machine) since(z Zxid) (after Zxid, s *Snapshot, txns []Txn) {
	if m.has(z) {
		return z, nil, m.from(m.index(z))
	}
	return m.snapshot.Last, m.snapshot, m.from(m.snapshot.Count)
}

// extend adds a transaction to the history, and to the disk.
func (m *Machine) extend(x *protocol.Effects, t Txn) {
	m.history = append(m.history, t)
	x.Persist(logName(m.total()), t)
}

// replace puts others in the place of all transactions after the first n.
func (m *Machine) replace(x *protocol.Effects, n int, txns []Txn) {
	for i := n + len(txns); i < m.total(); i++ {
		x.Persist(logName(i+1), nil)
	}
	if n < m.total() {
		m.cuts++
		x.Note(fmt.Sprintf("cuts off %d transactions after %v", m.total()-n, m.end(n)))
		m.history = slices.Clip(m.history[:n-m.base.Count]) // what was cut off may be in a message
	}
	for _, t := range txns {
		m.extend(x, t)
	}
}

// drop forgets the first n transactions, which a snapshot has.
func (m *Machine) drop(x *protocol.Effects, n int) {
	for i := m.base.Count; i < n; i++ {
		x.Persist(logName(i+1), nil)
	}
	mark := Mark{n, m.end(n)}
	m.history, m.base = slices.Clone(m.from(n)), mark
	x.Persist(baseKey, mark)
}

func logName(n int) string { return fmt.Sprintf("%s%010d", logKey, n) }
