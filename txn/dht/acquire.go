package dht

// Locks at who wants them, and who has them. One key, or several in the order of their names, so that no two nodes wait for each other by LockAll alone. Who holds a lock and
// waits for another by calls of their own may well do; hence a LockAll that waits long for one of its keys lets all go, waits for a random time, which is longer
// the more often that has happened, and begins again, until its deadline.

import (
	"slices"
	"time"

	"parley/protocol"
)

// mostKeys is how many keys LockAll takes.
const mostKeys = 100

// expire drops the locks whose time is over, by the clock of this node.
func (m *Machine) expire() {
	var over []string
	for key, h := range m.held { // any order: they are sorted below
		if m.now >= h.Until {
			over = append(over, key)
		}
	}
	slices.Sort(over)
	for _, key := range over {
		m.drop(key)
	}
}

// drop forgets a lock that this node had.
func (m *Machine) drop(key string) {
	delete(m.held, key)
	m.out.Stop(heldTimer + key)
	if m.cfg.Bool("renew") {
		m.out.Stop(renewTimer + key)
	}
}

func (m *Machine) onGranted(from protocol.NodeID, g Grant) {
	if m.held[g.Key].ID == g.ID {
		return // it was told before
	}
	until := g.Sent + m.cfg.Duration("lease")
	o := m.op(g.ID)
	if o == nil || o.Key != g.Key || m.now >= until {
		// Nobody here waits for it any more, or it came so late that it is over: then it is asked for anew, under a new name.
		m.send(from, "Release", Release{ID: g.ID, Key: g.Key, Lock: g.ID})
		if o != nil && o.Phase == asking {
			m.rename(o)
			m.askHome(o)
		}
		return
	}
	m.hold(g.Key, Held{ID: g.ID, Token: g.Token, Until: until})
	if o.Kind == "Lock" {
		m.end(o, func(call uint64) { m.out.Answer(call, Lock{g.Key, g.Token}) })
		return
	}
	o.Got = append(slices.Clone(o.Got), Lock{g.Key, g.Token})
	m.lockNext(o)
}

// lockNext goes on with the next key of a LockAll, or ends it. What was granted first may be over by then: it has to hold all at once.
func (m *Machine) lockNext(o *op) {
	for _, l := range o.Got {
		if m.held[l.Key].Token != l.Token {
			m.letGo(o)
			return
		}
	}
	if len(o.Got) == len(o.Keys) {
		got := o.Got
		m.end(o, func(call uint64) { m.out.Answer(call, got) })
		return
	}
	before := o.Key
	o.Key, o.Patient = o.Keys[len(o.Got)], o.Tries
	o.forget()
	m.rename(o)
	m.unclaimed(before)
	m.find(o)
}

// rename gives an operation a new ID, so that what comes for the old one is known to be old.
func (m *Machine) rename(o *op) {
	delete(m.ops, o.ID.N)
	m.out.Stop(opTimer + o.ID.String())
	o.ID = m.id()
	m.ops[o.ID.N] = o
	m.out.After(opTimer+o.ID.String(), m.cfg.Duration("retry"))
}

// impatient says whether a LockAll has waited long for one of its keys.
func (m *Machine) impatient(o *op) bool {
	retry := m.cfg.Duration("retry")
	return time.Duration(o.Tries-o.Patient) >= (m.cfg.Duration("patience")+retry-1)/retry
}

// letAllGo releases what a LockAll has so far.
func (m *Machine) letAllGo(o *op) {
	for _, l := range o.Got {
		if h, has := m.held[l.Key]; has && h.Token == l.Token {
			m.drop(l.Key)
			m.release(l.Key, h)
		}
	}
	o.Got = nil
}

// release tells the home of a key that its lock is not needed. What is lost of that is made up for by the end of the lease.
func (m *Machine) release(key string, h Held) {
	m.begin(&op{Kind: "Unlock", Key: key, Lock: h, Quiet: true})
}

// letGo lets all go and rests for a random time.
func (m *Machine) letGo(o *op) {
	if o.Phase == asking {
		m.send(o.Home, "Release", Release{ID: o.ID, Key: o.Key, Lock: o.ID})
	}
	m.letAllGo(o)
	before := o.Key
	m.rename(o)
	o.Phase, o.Key = resting, o.Keys[0]
	o.Rests++
	e := protocol.Event{Seed: m.chance}
	most := int64(m.cfg.Duration("backoff")) << min(o.Rests, 6)
	m.out.After(opTimer+o.ID.String(), time.Duration(e.Rand().Int64N(max(most, 1))))
	m.unclaimed(before)
}

// withdraw ends each Lock and LockAll that waits here.
func (m *Machine) withdraw() {
	for _, n := range m.open() {
		o := m.ops[n]
		if o == nil || o.Kind != "Lock" && o.Kind != "LockAll" {
			continue
		}
		if o.Phase == asking {
			m.send(o.Home, "Release", Release{ID: o.ID, Key: o.Key, Lock: o.ID})
		}
		m.letAllGo(o)
		m.end(o, func(call uint64) { m.out.Refuse(call, "it was withdrawn: nobody waits for it any more") })
	}
}

func (m *Machine) onFreed(b Freed) {
	o := m.op(b.ID)
	if o == nil || o.Kind != "Unlock" {
		return
	}
	m.end(o, func(call uint64) { m.out.Answer(call, b.Was) })
}
