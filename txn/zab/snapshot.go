package zab

// Snapshots: the state after a transaction that was delivered, in place of all transactions up to it. So the history does not grow without end, and
// who is far behind gets the state and not all that has led to it. The paper leaves this to the service that is replicated.

import (
	"fmt"
	"maps"

	"parley/protocol"
)

// Snapshot is the state after so many transactions.
type Snapshot struct {
	Count    int
	Last     Zxid // the last of them
	Files    map[string]string
	Sessions map[string]Session
	Clients  map[string]Client
}

func (s Snapshot) String() string {
	return fmt.Sprintf("{up to %v, %d transactions, %d files}", s.Last, s.Count, len(s.Files))
}

// Snap is the body of SNAP: what a follower lacks is not kept any more.
type Snap struct {
	Epoch    int
	Snapshot *Snapshot
}

// maybeCompact makes a snapshot where much was delivered since the last one, be it transactions or bytes. Half of it is kept, for nodes that are a little behind.
func (m *Machine) maybeCompact(x *protocol.Effects) {
	kept, size := m.delivered-m.base.Count, 0
	for _, t := range m.history[:kept] {
		size += len(t.Value)
	}
	if kept >= m.cfg.Int("compact") || size > m.cfg.Int("room")/4 {
		m.compact(x, m.delivered-kept/2)
	}
}

// compact writes the state as it was delivered, and then drops the first n transactions.
func (m *Machine) compact(x *protocol.Effects, n int) {
	if m.delivered == 0 || m.snapshot != nil && m.snapshot.Count == m.delivered && n <= m.base.Count {
		return
	}
	m.snapshot = &Snapshot{m.delivered, m.end(m.delivered), maps.Clone(m.files), maps.Clone(m.sessions), maps.Clone(m.clients)}
	x.Persist(snapshotKey, *m.snapshot)
	m.drop(x, n)
	x.Note(fmt.Sprintf("makes the snapshot %v", *m.snapshot))
}

// load makes the state that of the snapshot. What it has was delivered, by whoever made it.
func (m *Machine) load() {
	s := m.snapshot
	m.files, m.sessions, m.clients = map[string]string{}, map[string]Session{}, map[string]Client{}
	maps.Copy(m.files, s.Files)
	maps.Copy(m.sessions, s.Sessions)
	maps.Copy(m.clients, s.Clients)
	m.size = 0
	for name, v := range m.files { // any order: they are added up
		m.size += fileSize(name, len(v))
	}
	m.delivered = s.Count
	if s.Last.compare(m.known) > 0 {
		m.known = s.Last
	}
}

// install takes a snapshot, and transactions that follow it, in place of the whole history.
func (m *Machine) install(x *protocol.Effects, s *Snapshot, txns []Txn) {
	for i := m.base.Count; i < m.total(); i++ {
		x.Persist(logName(i+1), nil)
	}
	m.snapshot, m.base, m.history = s, Mark{s.Count, s.Last}, nil
	x.Persist(snapshotKey, *s)
	x.Persist(baseKey, m.base)
	m.load()
	m.installs++
	x.Note(fmt.Sprintf("installs the snapshot %v", *s))
	for _, t := range txns {
		m.extend(x, t)
	}
	m.skipped(x)
	m.answerReads(x)
}

// skipped ends the requests of this node that are in a snapshot, and the reads between them: what they came to was not seen here.
func (m *Machine) skipped(x *protocol.Effects) {
	s := m.sessions[string(m.cfg.Self)]
	if !m.opened || s.Life != m.life {
		return
	}
	n := 0
	for i, p := range m.queue {
		if p.Seq > 0 && p.Seq <= s.Seq {
			n = i + 1
		}
	}
	for _, p := range m.queue[:n] {
		c, there := m.clients[p.Client]
		switch {
		case p.Call == 0:
		case p.Op == opSync || p.Op == opClose:
			x.Answer(p.Call, nil)
		case p.Op == opRead || p.Op == opReadLatest:
			x.Refuse(p.Call, "this node was far behind, and has seen what came after; read again")
		case p.Client != "" && there && c.Seq == p.Number:
			x.Answer(p.Call, Done{Err: c.Err})
		default:
			x.Doubt(p.Call, "this node was far behind, and has not seen what it came to")
		}
	}
	m.queue = append([]pending(nil), m.queue[n:]...)
}

// onSnap is a follower's that lacks what its leader does not keep any more. All that a leader has delivered it would get in the end.
func (m *Machine) onSnap(x *protocol.Effects, from protocol.NodeID, b Snap) {
	if !m.follows(from, b.Epoch) || m.current != b.Epoch || b.Snapshot == nil {
		return
	}
	m.hear(x)
	if b.Snapshot.Count > m.total() {
		m.install(x, b.Snapshot, nil)
	}
	x.Send(from, "ACK", Ack{b.Epoch, m.last()})
}
