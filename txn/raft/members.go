package raft

// Changes of the configuration, one server at a time (thesis 4.1 and 4.2), and of the leader (thesis 3.10).

import (
	"fmt"
	"slices"
	"strings"

	"parley/protocol"
)

// joining is a server that gets the log before it counts (thesis 4.2.1).
type joining struct {
	Server protocol.NodeID
	Origin Origin
}

// initial is the configuration before any entry.
func (m *Machine) initial() []protocol.NodeID {
	names := m.cfg.String("members")
	if names == "" {
		return m.cfg.Nodes
	}
	var all []protocol.NodeID
	for _, name := range strings.FieldsFunc(names, func(r rune) bool { return r == ',' || r == ' ' }) {
		all = append(all, protocol.NodeID(name))
	}
	return all
}

// configure looks for the latest configuration in the log, which counts from when it is there (thesis 4.1).
func (m *Machine) configure(x *protocol.Effects) {
	old := m.members
	for i := m.log.last().Index; ; i-- {
		if i == m.log.base.Index {
			m.memberIndex, m.members = 0, m.initial()
			if s := m.log.snapshot; s != nil {
				m.memberIndex, m.members = s.Index, s.Members
			}
			break
		}
		if e := m.log.at(i); e.Members != nil {
			m.memberIndex, m.members = i, e.Members
			break
		}
	}
	if old != nil && !slices.Equal(old, m.members) {
		x.Note(fmt.Sprintf("the members are %v", m.members))
	}
}

// change adds or removes a server, if it may now. If not, the client asks again.
func (m *Machine) change(x *protocol.Effects, o Origin, c Command) {
	// Nothing of this term is committed yet: a majority of the configuration may have none of this leader's, and take another way. Two such changes
	// at once could have majorities that do not meet.
	if m.commit < m.lead.first || m.memberIndex > m.commit || m.lead.joining != nil {
		return
	}
	server := protocol.NodeID(c.Key)
	switch {
	case m.member(server) == (c.Op == "add"):
		m.record(x, o, c, nil) // it is so
	case c.Op == "add":
		m.lead.joining = &joining{server, o}
		m.track()
		x.After("join", m.cfg.Duration("patience"))
		m.feed(x, server, m.lead.peers[server], true)
	case len(m.members) == 1:
		m.record(x, o, Command{Op: "refuse", Value: fmt.Sprintf("%s is the last member", server)}, nil) // by the log: a copy of it that comes late does nothing either
	default:
		m.record(x, o, c, slices.DeleteFunc(slices.Clone(m.members), func(id protocol.NodeID) bool { return id == server }))
	}
}

// caughtUp adds a server that has all that is committed.
func (m *Machine) caughtUp(x *protocol.Effects, id protocol.NodeID, p *peer) {
	j := m.lead.joining
	if j == nil || j.Server != id || p.Match < m.commit {
		return
	}
	m.lead.joining = nil
	x.Stop("join")
	m.record(x, j.Origin, Command{Op: "add", Key: string(id)}, slices.Sorted(slices.Values(append(slices.Clone(m.members), id))))
}

func (m *Machine) onJoinTimeout(x *protocol.Effects) {
	if m.lead == nil || m.lead.joining == nil {
		return
	}
	x.Note(fmt.Sprintf("%s has not caught up, and is not added", m.lead.joining.Server))
	m.lead.joining = nil
	m.track()
}

// maybeRetire ends the term of a leader that is removed, when that is committed (thesis 4.2.2).
func (m *Machine) maybeRetire(x *protocol.Effects) {
	if m.lead == nil || m.member(m.cfg.Self) || m.memberIndex > m.commit {
		return
	}
	m.eachPeer(func(id protocol.NodeID, p *peer) { m.beat(x, id, p) }) // that it is committed
	m.stepDown(x, nil, m.hard.Term)
}

// onTransfer: a client wishes another server to lead.
func (m *Machine) onTransfer(x *protocol.Effects, from, to protocol.NodeID) {
	if m.lead == nil {
		m.redirect(x, from)
		return
	}
	if p := m.lead.peers[to]; m.lead.to == "" && m.member(to) && p != nil {
		m.lead.to = to // and nothing new is begun
		x.After("transfer", m.electionTimeout())
		m.handOver(x, to, p)
		m.feed(x, to, p, false)
	}
}

// handOver tells a server that has the whole log to lead.
func (m *Machine) handOver(x *protocol.Effects, id protocol.NodeID, p *peer) {
	if m.lead.to == id && p.Match == m.log.last().Index {
		x.Send(id, "TimeoutNow", TimeoutNow{m.hard.Term})
	}
}

// onTransferTimeout: it has not come to lead within an election timeout, and so this server goes on.
func (m *Machine) onTransferTimeout(x *protocol.Effects) {
	if m.lead != nil {
		m.lead.to = ""
	}
}
