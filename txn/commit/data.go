package commit

// The map that all nodes hold, the locks on its keys, and how large what goes into it may be.

import (
	"fmt"
	"slices"

	"parley/protocol"
)

// KV is one write of a transaction: a value under a key, or that the key is removed.
type KV struct {
	Key, Value string
	Remove     bool
	Version    int // of a copy for a member that was away: how new it is; 0 in all other transactions
}

func (w KV) String() string {
	if w.Remove {
		return fmt.Sprintf("%q removed", w.Key)
	}
	return fmt.Sprintf("%q:%q", w.Key, w.Value)
}

// Bounds of one transaction, beside the parameter "limit". What is in Data goes to every node and stays in its memory.
const (
	maxKeys  = 64
	maxKey   = 256  // bytes
	maxQueue = 1000 // transactions that wait for keys
)

// fits says why a transaction cannot be.
func (m *Machine) fits(writes []KV, isCopy bool) error {
	if len(writes) == 0 || len(writes) > maxKeys {
		return fmt.Errorf("a transaction has 1 to %d keys, not %d", maxKeys, len(writes))
	}
	limit := m.cfg.Int("limit")
	for i, w := range writes {
		if w.Version != 0 && !isCopy {
			return fmt.Errorf("the write of %q has a version, which only copies have", w.Key)
		}
		if w.Key == "" || len(w.Key) > maxKey {
			return fmt.Errorf("a key has 1 to %d bytes, not %d", maxKey, len(w.Key))
		}
		if len(w.Value) > limit {
			return fmt.Errorf("the value of %q has %d bytes and the limit is %d; it would go to every node, so keep it elsewhere and commit its name", w.Key, len(w.Value), limit)
		}
		if slices.ContainsFunc(writes[:i], func(v KV) bool { return v.Key == w.Key }) {
			return fmt.Errorf("the key %q is in the transaction twice", w.Key)
		}
	}
	return nil
}

// apply makes the writes of a transaction happen.
func (m *Machine) apply(x *protocol.Effects, writes []KV) {
	for _, w := range writes {
		m.write(x, w)
	}
}

func share(a, b []KV) bool {
	return slices.ContainsFunc(a, func(v KV) bool {
		return slices.ContainsFunc(b, func(w KV) bool { return v.Key == w.Key })
	})
}

// lock takes all keys of a transaction at once or none, and remembers those who must wait. A transaction waits for older ones
// alone, so that there is no circle of transactions that wait for each other, within a node or through several; behind a younger
// one it is refused. (That is wait-die of Rosenkrantz, Stearns and Lewis (1978) with the ages turned round: a coordinator's next
// transaction on a key waits for the one before, and the refused one gets a new name, and so a new age, anyway.)
func (m *Machine) lock(id TxID) (has bool, err error) {
	t := m.txs[id]
	wait := false
	for _, w := range t.Writes {
		if holder, held := m.locks[w.Key]; held {
			if !holder.older(id) {
				return false, fmt.Errorf("key %q is held by %s, which is younger", w.Key, holder)
			}
			wait = true
		}
	}
	for _, other := range m.queue {
		if share(m.txs[other].Writes, t.Writes) {
			if !other.older(id) {
				return false, fmt.Errorf("%s, which is younger, already waits for the same key", other)
			}
			wait = true
		}
	}
	if !wait {
		m.hold(id)
		return true, nil
	}
	if len(m.queue) >= maxQueue {
		return false, fmt.Errorf("%d transactions wait for keys already", maxQueue)
	}
	m.queue = append(m.queue, id)
	return false, nil
}

func (m *Machine) hold(id TxID) {
	for _, w := range m.txs[id].Writes {
		m.locks[w.Key] = id
	}
}

// release gives the keys of a transaction back, and goes on with those that have waited for them.
func (m *Machine) release(x *protocol.Effects, id TxID) {
	for _, w := range m.txs[id].Writes {
		if m.locks[w.Key] == id {
			delete(m.locks, w.Key)
		}
	}
	m.queue = slices.DeleteFunc(m.queue, func(q TxID) bool { return q == id })
	for next := m.runnable(); next != ""; next = m.runnable() {
		m.queue = slices.DeleteFunc(m.queue, func(q TxID) bool { return q == next })
		m.hold(next)
		m.consider(x, next)
	}
	if len(m.queue) == 0 {
		m.queue = nil
	}
}

// runnable is the first in the queue whose keys are free and that nobody before it wants.
func (m *Machine) runnable() TxID {
	for i, id := range m.queue {
		t := m.txs[id]
		busy := slices.ContainsFunc(t.Writes, func(w KV) bool { return m.locks[w.Key] != "" }) ||
			slices.ContainsFunc(m.queue[:i], func(q TxID) bool { return share(m.txs[q].Writes, t.Writes) })
		if !busy {
			return id
		}
	}
	return ""
}
