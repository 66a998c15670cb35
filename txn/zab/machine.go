package zab

// The machine of one node: what it knows, and which handler each event goes to. A file for each phase has the handlers.

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"parley/protocol"
)

// Role is what a node does at the moment.
type Role uint8

// The roles.
const (
	Looking   Role = iota // for a leader
	Following             // a prospective or established leader
	Leading               // is that leader
)

var roles = [...]string{"looking", "following", "leading"}

func (r Role) String() string {
	if int(r) < len(roles) {
		return roles[r]
	}
	return "unknown role"
}

// Phase is how far a node has come in this iteration of the protocol.
type Phase uint8

// The phases. The paper numbers them from 1, and has an oracle for the election.
const (
	Election Phase = iota
	Discovery
	Synchronisation
	Broadcast
)

var phases = [...]string{"election", "discovery", "synchronisation", "broadcast"}

func (p Phase) String() string {
	if int(p) < len(phases) {
		return phases[p]
	}
	return "unknown phase"
}

// Promise is f.p of the paper with whom it was given to: the last NEWEPOCH that a node has acknowledged.
type Promise struct {
	Epoch  int
	Leader protocol.NodeID
}

// Machine is one node's part of the ensemble.
type Machine struct {
	cfg protocol.Config

	// What is on disk.
	accepted Promise // f.p, acceptedEpoch
	current  int     // f.a, currentEpoch: of the last NEWLEADER that it has acknowledged
	history  []Txn   // h_f, after what was dropped
	base     Mark    // that
	snapshot *Snapshot
	life     int // how often this node has begun to send requests of its own

	role      Role
	phase     Phase
	leader    protocol.NodeID // whom it follows, itself if it leads; "" while it looks
	known     Zxid            // up to here, what is in the history is committed
	delivered int             // how much of the history was delivered, with what was dropped

	// Of the election.
	named protocol.NodeID // by the fact leader, where that decides
	round int             // the logical clock of elections
	vote  Vote
	votes map[protocol.NodeID]Vote // of this round, its own among them

	// Of a leader.
	epoch int // e', 0 while it is not chosen
	peers map[protocol.NodeID]*peer
	tip   tip

	// The state machine, and the requests of this node.
	files    map[string]string
	size     int // of all files, by fileSize
	sessions map[string]Session
	clients  map[string]Client
	queue    []pending
	opened   bool // the life is this one's
	seq      int  // of the last request that was sent
	stuck    int  // the first request of the queue when the last beat was
	cuts     int  // how often a part of the history was cut off
	installs int  // how often a snapshot of another node was taken
}

// The timers.
const (
	timerBeat   = "beat"   // the time to repeat what has not been answered, and a leader's heartbeat
	timerLost   = "lost"   // the leader, or a quorum of followers, was not heard for that long
	timerSettle = "settle" // the time that a vote with a quorum waits for a better one
)

// Keys of what is stored.
const (
	acceptedKey = "acceptedEpoch"
	currentKey  = "currentEpoch"
	logKey      = "log/"
	baseKey     = "base"
	snapshotKey = "snapshot"
	lifeKey     = "life"
)

func newMachine(cfg protocol.Config) *Machine {
	return &Machine{cfg: cfg, votes: map[protocol.NodeID]Vote{}, peers: map[protocol.NodeID]*peer{}, files: map[string]string{}, sessions: map[string]Session{}, clients: map[string]Client{}}
}

// Step makes one event happen.
func (m *Machine) Step(e protocol.Event) (x protocol.Effects) {
	switch e.Kind {
	case protocol.Start:
		m.restore(e.Stored)
		m.look(&x, "")
	case protocol.Receive:
		m.receive(&x, e.Message)
	case protocol.Timeout:
		switch e.Timer {
		case timerBeat:
			m.beat(&x, &e)
		case timerLost:
			m.lost(&x)
		case timerSettle:
			m.settled(&x)
		}
	case protocol.Request:
		m.request(&x, &e)
	case protocol.Learn:
		m.learn(&x, e.Fact)
	}
	return x
}

// restore takes over what the disk has.
func (m *Machine) restore(stored map[string]any) {
	for _, key := range slices.Sorted(maps.Keys(stored)) {
		switch v := stored[key].(type) {
		case Promise:
			m.accepted = v
		case Txn:
			m.history = append(m.history, v)
		case Mark:
			m.base = v
		case Snapshot:
			m.snapshot = &v
			m.load()
		case int:
			if key == lifeKey {
				m.life = v
			} else {
				m.current = v
			}
		}
	}
}

// receive hands a message to its handler.
func (m *Machine) receive(x *protocol.Effects, msg protocol.Message) {
	from := msg.From
	switch b := msg.Body.(type) {
	case Notification:
		m.onVote(x, from, b)
	case CurrentEpoch:
		m.onCurrentEpoch(x, from, b)
	case NewEpoch:
		m.onNewEpoch(x, from, b)
	case AckEpoch:
		m.onAckEpoch(x, from, b)
	case NewLeader:
		m.onNewLeader(x, from, b)
	case Ack:
		if msg.Kind == "ACK-LD" {
			m.onAckLeader(x, from, b)
		} else {
			m.onAck(x, from, b)
		}
	case Commit:
		m.onCommit(x, from, b)
	case Proposal:
		m.onPropose(x, from, b)
	case Ping:
		m.onPing(x, from, b)
	case Snap:
		m.onSnap(x, from, b)
	case Request:
		m.accept(x, b)
	}
}

// beat repeats what has not been answered.
func (m *Machine) beat(x *protocol.Effects, e *protocol.Event) {
	x.After(timerBeat, m.cfg.Duration("beat"))
	m.impatient(x, e)
	m.maybeCompact(x)
	switch m.role {
	case Looking:
		m.lookAgain(x)
	case Following:
		if m.phase == Discovery {
			x.Send(m.leader, "CEPOCH", CurrentEpoch{m.accepted})
		}
	case Leading:
		m.remind(x)
	}
	m.sendAgain(x)
}

// lost ends an iteration in which the leader, or a quorum of followers, was not heard in time.
func (m *Machine) lost(x *protocol.Effects) {
	switch m.role {
	case Following:
		m.look(x, fmt.Sprintf("%s is not heard", m.leader))
	case Leading:
		heard := 1
		for _, id := range m.cfg.Others() {
			p := m.peers[id]
			if p.Heard {
				heard++
			} else {
				p.Stage = silent // it begins anew when it is back
			}
			p.Heard = false
		}
		if heard < m.cfg.Quorum() {
			m.look(x, fmt.Sprintf("only %d of %d are heard", heard, len(m.cfg.Nodes)))
			return
		}
		if m.phase != Broadcast {
			m.look(x, "it is not established in time")
			return
		}
		x.After(timerLost, m.cfg.Duration("timeout"))
	default:
		m.needLeader(x)
	}
}

// hear notes that the leader is there.
func (m *Machine) hear(x *protocol.Effects) { x.After(timerLost, m.cfg.Duration("timeout")) }

// follows says whether a message of an epoch comes from the leader that this node has promised that epoch to.
func (m *Machine) follows(from protocol.NodeID, epoch int) bool {
	return m.role == Following && m.leader == from && m.accepted == Promise{epoch, from}
}

func (m *Machine) learn(x *protocol.Effects, f protocol.Fact) {
	if f.Name != protocol.FactLeader || m.fast() {
		return
	}
	if m.named = f.Value.(protocol.NodeID); m.named != m.leader {
		m.look(x, "")
	}
}

func (m *Machine) fast() bool { return !strings.EqualFold(m.cfg.String("election"), "fact") }
