package raft

// The machine of one server: what it knows, and where its events go. Elections are in election.go, the log's way to the others in replicate.go.

import (
	"slices"
	"time"

	"parley/protocol"
)

// Role is what a server is at the moment.
type Role uint8

// The roles of figure 4, and that of who asks whether an election has a chance (thesis 9.6).
const (
	Follower Role = iota
	PreCandidate
	Candidate
	Leader
)

var roles = [...]string{"follower", "pre-candidate", "candidate", "leader"}

func (r Role) String() string {
	if int(r) < len(roles) {
		return roles[r]
	}
	return "unknown role"
}

// Machine is one server, and the client of those who call it.
type Machine struct {
	cfg  protocol.Config
	hard Hard // on disk

	role   Role
	leader protocol.NodeID // of this term; "" if it is not known
	heard  bool            // from a leader, within the election timeout
	votes  map[protocol.NodeID]bool

	log     journal
	commit  Index
	applied Index
	kv      store

	members     []protocol.NodeID // the latest configuration in the log, committed or not (thesis 4.1)
	memberIndex Index             // of its entry

	lead *leading // nil: this server does not lead
	desk desk
}

// leading is what a leader knows beside its log; it is gone when the term is over.
type leading struct {
	first   Index // the first entry of its term
	peers   map[protocol.NodeID]*peer
	writing bool            // onWrite will come
	pending map[Origin]bool // commands in the log that are not applied, with no Floor
	joining *joining
	to      protocol.NodeID // who is to lead next; "": nobody is
	round   int             // of the requests that go out now; see read.go
	proven  int             // the last of them that a majority has answered
	checked bool            // the round is on its way for a read
	reads   []reading
}

func newMachine(cfg protocol.Config) *Machine {
	return &Machine{cfg: cfg, kv: newStore(), desk: desk{calls: map[int]*call{}}}
}

// Step makes one event happen.
func (m *Machine) Step(e protocol.Event) (x protocol.Effects) {
	before := m.hard
	switch e.Kind {
	case protocol.Start:
		m.start(&x, &e)
	case protocol.Receive:
		m.receive(&x, &e)
	case protocol.Timeout:
		m.timeout(&x, &e)
	case protocol.Request:
		m.request(&x, e.Call)
	}
	if m.lead == nil {
		m.log.write(&x)
	}
	if m.hard != before && e.Kind != protocol.Start {
		x.Persist(hardKey, m.hard) // and so it is on disk before what this step has to say is said
	}
	return x
}

// start goes on where the disk says that the server was: as a follower (5.2), with what is in the snapshot applied, and not more.
func (m *Machine) start(x *protocol.Effects, e *protocol.Event) {
	m.hard, _ = e.Stored[hardKey].(Hard)
	m.desk.life, _ = e.Stored[lifeKey].(int)
	m.desk.floor = 1
	m.log.restore(e.Stored)
	if s := m.log.snapshot; s != nil {
		m.load(s)
	}
	m.configure(x)
	m.awaitElection(x, e)
}

// receive hands a message to its handler.
func (m *Machine) receive(x *protocol.Effects, e *protocol.Event) {
	from := e.Message.From
	if e.Message.Kind == "Write" {
		m.onWrite(x)
		return
	}
	switch b := e.Message.Body.(type) {
	case Ballot:
		if e.Message.Kind == "PreVote" {
			m.onPreVote(x, from, b)
		} else {
			m.onRequestVote(x, e, from, b)
		}
	case VoteAnswer:
		m.onVoteAnswer(x, e, from, b, e.Message.Kind == "PreVoteAnswer")
	case Append:
		m.onAppend(x, e, from, b)
	case Install:
		m.onInstall(x, e, from, b)
	case AppendAnswer:
		m.onAppendAnswer(x, e, from, b)
	case TimeoutNow:
		m.onTimeoutNow(x, e, b)
	case Proposal:
		m.onProposal(x, from, b)
	case Outcome:
		m.onOutcome(x, b)
	case Query:
		m.onQuery(x, from, b)
	case Found:
		m.onFound(x, b)
	case Redirect:
		m.onRedirect(x, b)
	case Wish:
		m.onTransfer(x, from, b.To)
	}
}

// timeout hands a timer to its handler.
func (m *Machine) timeout(x *protocol.Effects, e *protocol.Event) {
	switch e.Timer {
	case "quiet":
		m.onQuiet(x, e)
	case "election":
		m.onElection(x, e)
	case "heartbeat":
		m.onHeartbeat(x)
	case "quorum":
		m.onQuorum(x, e)
	case "join":
		m.onJoinTimeout(x)
	case "transfer":
		m.onTransferTimeout(x)
	case "retry":
		m.onRetry(x)
	}
}

func (m *Machine) electionTimeout() time.Duration { return m.cfg.Duration("election") }

// member says whether a server is in the latest configuration.
func (m *Machine) member(id protocol.NodeID) bool { return slices.Contains(m.members, id) }

// quorum says whether those for whom it holds are more than half of the configuration.
func (m *Machine) quorum(holds func(protocol.NodeID) bool) bool {
	n := 0
	for _, id := range m.members {
		if holds(id) {
			n++
		}
	}
	return n > len(m.members)/2
}

// apply does what was committed and not yet done (5.3: "lastApplied").
func (m *Machine) apply(x *protocol.Effects) {
	for m.applied < m.commit {
		m.applied++
		e := m.log.at(m.applied)
		r := m.kv.apply(e)
		if e.Origin.Node == "" {
			continue
		}
		if m.lead != nil {
			delete(m.lead.pending, e.Origin.name())
			m.reply(x, e.Origin, r)
		} else if e.Origin.Node == m.cfg.Self {
			m.onOutcome(x, Outcome{e.Origin.Life, e.Origin.Seq, r})
		}
	}
	m.maybeSnapshot(x)
}

// name is an origin as a key.
func (o Origin) name() Origin {
	o.Floor = 0
	return o
}
