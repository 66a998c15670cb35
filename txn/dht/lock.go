package dht

// Locks where their keys are: one holder, the others in a queue. A lock is a lease (Gray and Cheriton 1989), and each has a number that is
// greater than all before it under that key, the fencing token: a holder that stood still while its lease ended has a token that
// is not that of the lock any more, and what it writes with it is refused.

import (
	"slices"
	"time"

	"parley/protocol"
)

// Locked is what the record of a key says about its lock. It stays when the lock is free: tokens only grow.
type Locked struct {
	Held  bool
	ID    ID // of the request that it was granted to
	Token int
	Sent  time.Duration // when that request was sent, or the last one to renew it, by the clock of its node
}

// valid says whether a token is that of the holder.
func (l Locked) valid(token int) bool { return l.Held && l.Token == token }

// Waiter is a request that waits for a lock.
type Waiter struct {
	ID   ID
	Sent time.Duration // the last time, by the clock of its node
	Came time.Duration // the last time, by the clock here
}

// grace is how long a lock is taken for held that is not renewed: as long as the holder may by a clock that is as slow as clocks are said to be.
func (m *Machine) grace() time.Duration {
	return m.cfg.Duration("lease") * time.Duration(m.cfg.Int("clocks"))
}

func (m *Machine) applyLock(j *job, r Record, t task, say func(string, any)) (Record, bool) {
	switch l := &r.Lock; t.Kind {
	case "Lock":
		if l.Held && l.ID == t.ID {
			say("Granted", Grant{ID: l.ID, Key: r.Key, Token: l.Token, Sent: l.Sent})
			return r, false
		}
		m.enqueue(j.Key, Waiter{t.ID, t.Sent, m.now})
		if l.Held && len(j.Arc.Group) > 1 {
			say("Queued", About{t.ID})
		}
		return r, false
	case "Renew":
		was := l.Held && l.ID == t.Lock
		if was {
			l.Sent = max(l.Sent, t.Sent)
		}
		say("Renewed", Renewed{ID: t.ID, Was: was, Sent: l.Sent})
	case "Release":
		was := l.Held && l.ID == t.Lock
		if was {
			l.Held = false
		}
		m.unqueue(j.Key, t.Lock)
		say("Released", Freed{ID: t.ID, Was: was})
	case "Expire":
		if !l.Held || l.ID != t.Lock || l.Sent != t.Sent {
			return r, false
		}
		m.out.Note("the lease of " + string(l.ID.Node) + " is over")
		l.Held = false
	}
	return r, true
}

// grant gives a free lock to who has waited longest.
func (m *Machine) grant(j *job, r Record) (Record, bool) {
	over := m.overdue()
	for _, w := range m.queues[j.Key] {
		if r.Lock.Held || w.Came < over {
			continue
		}
		r.Lock = Locked{Held: true, ID: w.ID, Token: r.Lock.Token + 1, Sent: w.Sent}
		j.Answers = append(j.Answers, protocol.Message{To: w.ID.Node, Kind: "Granted", Body: Grant{ID: w.ID, Key: r.Key, Token: r.Lock.Token, Sent: w.Sent}})
		return r, true
	}
	return r, false
}

// overdue is since when who waits would have asked again: it has turned to another coordinator, or is down.
func (m *Machine) overdue() time.Duration { return m.now - 8*m.cfg.Duration("retry") }

func (m *Machine) enqueue(key string, w Waiter) {
	over := m.overdue()
	queue := slices.DeleteFunc(slices.Clone(m.queues[key]), func(q Waiter) bool { return q.Came < over })
	if i := slices.IndexFunc(queue, func(q Waiter) bool { return q.ID == w.ID }); i >= 0 {
		queue[i] = w
	} else {
		queue = append(queue, w)
	}
	m.queues[key] = queue
}

func (m *Machine) unqueue(key string, id ID) {
	if queue := slices.DeleteFunc(slices.Clone(m.queues[key]), func(q Waiter) bool { return q.ID == id }); len(queue) == 0 {
		delete(m.queues, key)
	} else {
		m.queues[key] = queue
	}
}

// watch begins to wait for the end of a lease when it sees it first, since nobody here knows how long it has run.
func (m *Machine) watch(key string, l Locked) {
	if m.watched[key] == l {
		return
	}
	if !l.Held {
		if m.watched[key].Held {
			m.out.Stop(leaseTimer + key)
		}
		delete(m.watched, key)
		return
	}
	m.watched[key] = l
	m.out.After(leaseTimer+key, m.grace())
}

func (m *Machine) leaseOver(key string) {
	l := m.watched[key]
	if _, has := m.group(key); !has || !l.Held {
		delete(m.watched, key)
		return
	}
	m.out.After(leaseTimer+key, m.cfg.Duration("retry")) // until a majority has agreed
	m.coordinate(key, task{From: m.cfg.Self, Kind: "Expire", Lock: l.ID, Sent: l.Sent})
}
