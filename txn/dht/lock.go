package dht

// Locks at the home of their key: one holder, the others in a queue. A lock is a lease (Gray and Cheriton 1989), and each has a number that is
// greater than all before it under that key, the fencing token: a holder that stood still while its lease ended has a token that
// is not that of the lock any more, and what it writes with it is refused.

import (
	"slices"
	"time"

	"parley/protocol"
)

// Locked is what the home has on disk about a lock. It stays when the lock is free: tokens only grow.
type Locked struct {
	Key   string
	Held  bool
	ID    ID // of the request that it was granted to
	Token int
	Sent  time.Duration // when that request was sent, by the clock of its node
}

// Waiter is a request that waits for a lock.
type Waiter struct {
	ID   ID
	Sent time.Duration // the last time, by the clock of its node
}

// Held is a lock that this node has.
type Held struct {
	ID    ID
	Token int
	Until time.Duration // by the clock of this node; it begins when the request was sent, and so ends before the home thinks it does
}

// grace is how long the home takes a lock for held: as long as the holder may by a clock that is as slow as clocks are said to be.
func (m *Machine) grace() time.Duration {
	return m.cfg.Duration("lease") * time.Duration(m.cfg.Int("clocks"))
}

// valid says whether a token is that of the holder.
func (m *Machine) valid(key string, token int) bool {
	l := m.locks[key]
	return l.Held && l.Token == token
}

func (m *Machine) onLock(from protocol.NodeID, w Want) {
	if !m.home(w.Key) {
		m.send(from, "Moved", About{w.ID})
		return
	}
	l := m.locks[w.Key]
	if l.Held && l.ID == w.ID {
		m.send(from, "Granted", Grant{ID: l.ID, Key: l.Key, Token: l.Token, Sent: l.Sent})
		return
	}
	queue := slices.Clone(m.queues[w.Key])
	if i := slices.IndexFunc(queue, func(q Waiter) bool { return q.ID == w.ID }); i >= 0 {
		queue[i].Sent = w.Sent
	} else {
		queue = append(queue, Waiter{w.ID, w.Sent})
	}
	m.queues[w.Key] = queue
	if !l.Held {
		m.grant(w.Key)
	}
}

// grant gives a free lock to who has waited longest.
func (m *Machine) grant(key string) {
	queue := m.queues[key]
	if len(queue) == 0 {
		return
	}
	next := queue[0]
	if queue = slices.Clone(queue[1:]); len(queue) == 0 {
		delete(m.queues, key)
	} else {
		m.queues[key] = queue
	}
	l := Locked{Key: key, Held: true, ID: next.ID, Token: m.locks[key].Token + 1, Sent: next.Sent}
	m.locks[key] = l
	m.out.Persist(lockKey+key, l)
	m.out.After(leaseTimer+key, m.grace())
	m.send(next.ID.Node, "Granted", Grant{ID: l.ID, Key: key, Token: l.Token, Sent: l.Sent})
}

// free takes a lock from its holder.
func (m *Machine) free(key string) {
	l := m.locks[key]
	l.Held = false
	m.locks[key] = l
	m.out.Persist(lockKey+key, l)
	m.out.Stop(leaseTimer + key)
	m.grant(key)
}

func (m *Machine) leaseOver(key string) {
	if l := m.locks[key]; l.Held && m.home(key) {
		m.out.Note("the lease of " + string(l.ID.Node) + " is over")
		m.free(key)
	}
}

func (m *Machine) onRelease(from protocol.NodeID, r Release) {
	if !m.home(r.Key) {
		m.send(from, "Moved", About{r.ID})
		return
	}
	l := m.locks[r.Key]
	was := l.Held && l.ID == r.Lock
	if was {
		m.free(r.Key)
	} else if queue := slices.DeleteFunc(slices.Clone(m.queues[r.Key]), func(q Waiter) bool { return q.ID == r.Lock }); len(queue) == 0 {
		delete(m.queues, r.Key)
	} else {
		m.queues[r.Key] = queue
	}
	m.send(from, "Released", Freed{ID: r.ID, Was: was})
}
