package zab

// The requests of a node. They are one session, and are done in the order in which they were called (FIFO client order): each has a number, the leader takes the next number
// only, and the node sends again what it has not seen delivered, whoever leads then. A request whose caller has given up stays in its place.

import (
	"fmt"
	"maps"
	"slices"
	"time"

	"parley/protocol"
)

// Request is the body of REQUEST.
type Request struct {
	Session string // the node's name
	Life    int    // how often it has begun one
	Seq     int    // from 1
	Client  string // the session of a client, and the number in it; see clients.go
	Number  int
	Op      string
	Name    string
	Value   string
}

// pending is a request of this node that has not been answered, or not been seen delivered.
type pending struct {
	Call  uint64 // 0: nobody waits any more
	Seq   int    // 0: it was not sent yet, or is a Read
	Op    string
	Name  string
	Value string
	Since time.Duration

	Client string // as in Request
	Number int
	Done   bool // it is answered by a Done
}

// Status is what a node says of itself.
type Status struct {
	Role      string // looking, following or leading
	Phase     string // election, discovery, synchronisation or broadcast
	Leader    protocol.NodeID
	Epoch     int    // of the history that it has acknowledged
	Last      string // the last transaction of its history, as epoch.counter
	Delivered int    // transactions
	Kept      int    // transactions of the history; those before are in the snapshot
	Waiting   int    // requests of this node
}

const (
	maxName  = 255 // bytes
	maxAgain = 64  // requests that are sent again at once
)

func (m *Machine) request(x *protocol.Effects, e *protocol.Event) {
	c := e.Call
	switch c.Op {
	case "Files":
		x.Answer(c.ID, slices.Sorted(maps.Keys(m.files)))
		return
	case "Status":
		x.Answer(c.ID, Status{m.role.String(), m.phase.String(), m.leader, m.current, m.last().String(), m.delivered, len(m.history), len(m.queue)})
		return
	case opSnapshot:
		m.compact(x, m.delivered)
		x.Answer(c.ID, m.base.Count)
		return
	}
	p := pending{Call: c.ID, Op: c.Op, Since: e.At}
	if why := m.fill(&p, c); why != "" {
		if p.Done {
			x.Answer(c.ID, Done{Err: why, Never: true})
		} else {
			x.Refuse(c.ID, why)
		}
		return
	}
	if most := m.cfg.Int("pending"); len(m.queue) >= most {
		x.Refuse(c.ID, fmt.Sprintf("%d requests of this node wait already; try again later", most))
		return
	}
	m.queue = append(m.queue, p)
	m.answerReads(x)
	if m.phase == Broadcast {
		m.send(x, len(m.queue)-1, 1)
	}
}

// fill makes a request of a call, or says why it is none.
func (m *Machine) fill(p *pending, c protocol.Call) (why string) {
	switch c.Op {
	case opOpen, opSync:
	case opClose:
		p.Client = c.Args[0].(string)
	case opDo:
		why = p.inClientSession(c)
	case opAppend:
		p.Name, p.Value = c.Args[0].(string), c.Args[1].(string)
	default:
		p.Name = c.Args[0].(string)
	}
	n, most := len(p.Name), m.cfg.Int("limit")
	switch {
	case why != "":
		return why
	case p.ofFile() && (n == 0 || n > maxName):
		return fmt.Sprintf("the name of a file has 1 to %d bytes", maxName)
	case len(p.Value) > most:
		return fmt.Sprintf("the value has %d bytes, and there may be %d; see the parameter limit", len(p.Value), most)
	case len(p.Client) > maxName:
		return fmt.Sprintf("the name of a session has at most %d bytes", maxName)
	}
	return ""
}

// ofFile says whether a request is about one file.
func (p *pending) ofFile() bool { return p.Op != opOpen && p.Op != opClose && p.Op != opSync }

// send sends requests of the queue from the i-th on, n at most, to who leads.
func (m *Machine) send(x *protocol.Effects, i, n int) {
	var all []Request
	for ; i >= 0 && i < len(m.queue) && len(all) < n; i++ {
		p := &m.queue[i]
		if p.Op == opRead {
			continue
		}
		if !m.opened {
			m.opened = true
			m.life++
			x.Persist(lifeKey, m.life)
		}
		if p.Seq == 0 {
			m.seq++
			p.Seq = m.seq
		}
		all = append(all, Request{string(m.cfg.Self), m.life, p.Seq, p.Client, p.Number, p.Op, p.Name, p.Value})
	}
	for _, r := range all { // at a leader each may be answered at once, and leave the queue
		if m.role == Leading {
			m.accept(x, r)
		} else {
			x.Send(m.leader, "REQUEST", r)
		}
	}
}

// sendQueue sends all that waits: a new leader knows of nothing that is not in its history.
func (m *Machine) sendQueue(x *protocol.Effects) { m.send(x, 0, len(m.queue)) }

// sendAgain sends the first requests again if none of them was delivered since the last beat.
func (m *Machine) sendAgain(x *protocol.Effects) {
	first := 0
	for _, p := range m.queue {
		if first = p.Seq; first > 0 {
			break
		}
	}
	if m.phase == Broadcast && first > 0 && first == m.stuck {
		m.send(x, 0, maxAgain)
	}
	m.stuck = first
}

// accept is a leader's: the next request of its session is proposed. What was proposed already is left alone, and what comes
// before its time is sent again.
func (m *Machine) accept(x *protocol.Effects, r Request) {
	if m.role != Leading || m.phase != Broadcast || m.total()-m.delivered >= m.cfg.Int("pending") {
		return
	}
	s := m.session(r.Session)
	if r.Life == s.Life && r.Seq == s.Seq+1 || r.Life > s.Life && r.Seq == 1 {
		m.propose(x, m.execute(r))
	}
}

// finish answers the request that a delivered transaction was made of.
func (m *Machine) finish(x *protocol.Effects, t Txn) {
	if len(m.queue) == 0 || m.queue[0].Seq != t.Seq {
		return
	}
	p := m.queue[0]
	call := p.Call
	m.queue = slices.Clone(m.queue[1:])
	switch {
	case call == 0:
	case p.Done:
		d := Done{Err: t.Err, Ended: t.Err == noSession, Never: t.Err == tooOld || t.Err == noRoom}
		if t.Op == opReadLatest {
			d.Value = m.files[t.Name]
		}
		x.Answer(call, d)
	case t.Err != "":
		x.Refuse(call, t.Err)
	case t.Op == opReadLatest:
		x.Answer(call, m.files[t.Name])
	case t.Op == opOpen:
		x.Answer(call, t.Zxid.String())
	default:
		x.Answer(call, nil)
	}
}

// answerReads answers the reads that wait for nothing, while the node is in contact with an established leader.
func (m *Machine) answerReads(x *protocol.Effects) {
	if m.phase == Broadcast {
		m.flushReads(x)
	}
}

// flushReads answers the reads before the first request of another sort.
func (m *Machine) flushReads(x *protocol.Effects) {
	n := 0
	for ; n < len(m.queue) && m.queue[n].Op == opRead; n++ {
		p := m.queue[n]
		if v, there := m.files[p.Name]; there {
			x.Answer(p.Call, v)
		} else {
			x.Refuse(p.Call, fmt.Sprintf("there is no file %q", p.Name))
		}
	}
	if n > 0 {
		m.queue = slices.Clone(m.queue[n:])
	}
}

// impatient ends calls that have waited for too long. What was sent may yet happen, and stays in the queue so that all after it comes after it.
func (m *Machine) impatient(x *protocol.Effects, e *protocol.Event) {
	var left []pending
	for _, p := range m.queue {
		if p.Call != 0 && e.At-p.Since > m.cfg.Duration("patience") {
			if p.Seq == 0 {
				x.Refuse(p.Call, "there was no leader that a quorum follows")
				continue
			}
			x.Doubt(p.Call, "it was sent, and not seen delivered in time")
			p.Call = 0
		}
		left = append(left, p)
	}
	m.queue = left
}
