package raft

// The client of those who call this node: it finds the leader, asks again, and numbers what it asks so that nothing is done twice (8; thesis 6.3).

import (
	"fmt"
	"maps"
	"slices"
	"time"

	"parley/protocol"
)

// desk is the client.
type desk struct {
	life  int // how often the node has begun to call, this time included once opened
	open  bool
	seq   int           // the last number that was given
	floor int           // the first call that is not answered
	calls map[int]*call // that are not answered
	hint  Redirect      // who leads, where this server does not hear it
	turn  int           // of whom to ask where nobody is known to lead
}

// call is one operation on its way.
type call struct {
	ID      uint64
	Command Command // of a read: "get"; of a transfer: "transfer"
	Sent    bool    // it may have its effect
	Left    int     // how often it is sent again
}

const (
	opGet      = "get"
	opTransfer = "transfer"
)

// request begins an operation.
func (m *Machine) request(x *protocol.Effects, c protocol.Call) {
	text := func(i int) string { return c.Args[i].(string) }
	var command Command
	switch c.Op {
	case "Put":
		command = Command{Op: "put", Key: text(0), Value: text(1)}
	case "Cas":
		command = Command{Op: "cas", Key: text(0), Old: text(1), Value: text(2)}
	case "Delete":
		command = Command{Op: "delete", Key: text(0)}
	case "Get":
		command = Command{Op: opGet, Key: text(0)}
	case "AddServer", "RemoveServer", "Transfer":
		id := c.Args[0].(protocol.NodeID)
		if !slices.Contains(m.cfg.Nodes, id) {
			x.Refuse(c.ID, fmt.Sprintf("%s is not one of %v", id, m.cfg.Nodes))
			return
		}
		command = Command{Op: map[string]string{"AddServer": "add", "RemoveServer": "remove", "Transfer": opTransfer}[c.Op], Key: string(id)}
		if c.Op == "Transfer" && m.leader == id {
			x.Answer(c.ID, nil)
			return
		}
	case "Snapshot":
		m.compact(x, m.applied)
		x.Answer(c.ID, int(m.log.base.Index))
		return
	case "Status":
		x.Answer(c.ID, m.status())
		return
	default:
		x.Refuse(c.ID, "there is no operation "+c.Op)
		return
	}
	if most := m.cfg.Int("limit"); len(command.Key)+len(command.Value)+len(command.Old) > most {
		x.Refuse(c.ID, fmt.Sprintf("key and value are longer than %d bytes together; store less, or raise the parameter limit", most))
		return
	}
	d := &m.desk
	// The second bound is on what the state machine must remember for this client while one call hangs.
	if most := m.cfg.Int("window"); len(d.calls) >= most || d.seq-d.floor >= 4*most {
		x.Refuse(c.ID, fmt.Sprintf("%d calls wait here already; call again later", len(d.calls)))
		return
	}
	if !d.open {
		d.life, d.open = d.life+1, true
		x.Persist(lifeKey, d.life)
	}
	if len(d.calls) == 0 {
		x.After("retry", m.retryEvery())
	}
	d.seq++
	one := &call{ID: c.ID, Command: command, Left: int(m.cfg.Duration("patience")/m.retryEvery()) + 1}
	d.calls[d.seq] = one
	m.submit(x, d.seq, one)
}

func (m *Machine) retryEvery() time.Duration { return max(m.electionTimeout()/2, time.Millisecond) }

func (d *desk) sorted() []int { return slices.Sorted(maps.Keys(d.calls)) }

// submit gives a call to who leads, if that is known.
func (m *Machine) submit(x *protocol.Effects, seq int, c *call) {
	d := &m.desk
	to := m.leader
	if to == "" && !m.member(m.cfg.Self) { // leaders do not tell it that they lead
		to = d.hint.Leader
	}
	if to == "" {
		return
	}
	o := Origin{m.cfg.Self, d.life, seq, d.floor}
	c.Sent = true
	switch {
	case c.Command.Op == opGet && to == m.cfg.Self:
		m.onQuery(x, to, Query{o, c.Command.Key})
	case c.Command.Op == opGet:
		x.Send(to, "Read", Query{o, c.Command.Key})
	case c.Command.Op == opTransfer && to == m.cfg.Self:
		m.onTransfer(x, to, protocol.NodeID(c.Command.Key))
	case c.Command.Op == opTransfer:
		x.Send(to, "Transfer", Wish{protocol.NodeID(c.Command.Key)})
	case to == m.cfg.Self:
		m.onProposal(x, to, Proposal{o, c.Command})
	default:
		x.Send(to, "Propose", Proposal{o, c.Command})
	}
}

// submitAll gives all calls to who leads now.
func (m *Machine) submitAll(x *protocol.Effects) {
	for _, seq := range m.desk.sorted() {
		if c := m.desk.calls[seq]; c != nil { // it is answered at once where this server is alone
			m.submit(x, seq, c)
		}
	}
}

// led is told who leads.
func (m *Machine) led(x *protocol.Effects) {
	for _, seq := range m.desk.sorted() {
		if c := m.desk.calls[seq]; c.Command.Op == opTransfer && c.Command.Key == string(m.leader) {
			m.end(x, seq, func(id uint64) { x.Answer(id, nil) })
		}
	}
	m.submitAll(x)
}

// onRedirect: who was asked does not lead.
func (m *Machine) onRedirect(x *protocol.Effects, b Redirect) {
	h := &m.desk.hint
	if b.Leader == "" || b.Term < h.Term || b == *h || b.Term == h.Term && h.Leader != "" {
		return
	}
	*h = b
	if m.leader == "" {
		m.submitAll(x)
	}
}

// onRetry asks again, and gives up what was asked too often.
func (m *Machine) onRetry(x *protocol.Effects) {
	d := &m.desk
	for _, seq := range d.sorted() {
		c := d.calls[seq]
		if c.Left--; c.Left > 0 {
			continue
		}
		switch {
		case c.Command.Op == opGet || !c.Sent:
			m.end(x, seq, func(id uint64) {
				x.Refuse(id, "nobody who leads has answered in time; call again when a majority is up")
			})
		default:
			m.end(x, seq, func(id uint64) { x.Doubt(id, "nobody who leads has answered in time; it may be done or not") })
		}
	}
	if len(d.calls) == 0 {
		return
	}
	if m.leader == "" && !m.member(m.cfg.Self) { // somebody may know
		d.turn++
		if id := m.cfg.Nodes[d.turn%len(m.cfg.Nodes)]; id != m.cfg.Self {
			d.hint.Leader = id
		}
	}
	x.After("retry", m.retryEvery())
	m.submitAll(x)
}

// end answers a call.
func (m *Machine) end(x *protocol.Effects, seq int, answer func(id uint64)) {
	d := &m.desk
	c := d.calls[seq]
	delete(d.calls, seq)
	for d.floor <= d.seq && d.calls[d.floor] == nil {
		d.floor++
	}
	if len(d.calls) == 0 {
		x.Stop("retry")
	}
	answer(c.ID)
}

// onOutcome: a command of this client was applied, or refused.
func (m *Machine) onOutcome(x *protocol.Effects, b Outcome) {
	c := m.desk.calls[b.Seq]
	if c == nil || b.Life != m.desk.life || !m.desk.open || c.Command.Op == opGet || c.Command.Op == opTransfer {
		return
	}
	m.end(x, b.Seq, func(id uint64) {
		switch {
		case b.Result.Why != "":
			x.Refuse(id, b.Result.Why)
		case c.Command.Op == "cas" || c.Command.Op == "delete":
			x.Answer(id, b.Result.Yes)
		default:
			x.Answer(id, nil)
		}
	})
}

// onFound: a read of this client is answered.
func (m *Machine) onFound(x *protocol.Effects, b Found) {
	c := m.desk.calls[b.Seq]
	if c == nil || b.Life != m.desk.life || !m.desk.open || c.Command.Op != opGet {
		return
	}
	m.end(x, b.Seq, func(id uint64) { x.Answer(id, b.Item) })
}

// redirect tells a client who leads, as far as this server knows.
func (m *Machine) redirect(x *protocol.Effects, to protocol.NodeID) {
	if to != m.cfg.Self {
		x.Send(to, "Redirect", Redirect{m.hard.Term, m.leader})
	}
}

// onProposal: a client wants a command to be done. One that cannot be taken now is dropped: it is asked for again.
func (m *Machine) onProposal(x *protocol.Effects, from protocol.NodeID, p Proposal) {
	if m.lead == nil {
		m.redirect(x, from)
		return
	}
	if r, old, known := m.kv.done(p.Origin); old {
		return
	} else if known { // the answer was lost
		m.reply(x, p.Origin, r)
		return
	}
	full := int(m.log.last().Index-m.applied) >= len(m.cfg.Nodes)*m.cfg.Int("window")
	if m.lead.pending[p.Origin.name()] || m.lead.to != "" || full {
		return
	}
	if p.Command.Op == "add" || p.Command.Op == "remove" {
		m.change(x, p.Origin, p.Command)
		return
	}
	m.record(x, p.Origin, p.Command, nil)
}

// record puts a command into the log.
func (m *Machine) record(x *protocol.Effects, o Origin, c Command, members []protocol.NodeID) {
	m.lead.pending[o.name()] = true
	m.append(x, Entry{Origin: o, Command: c, Members: members})
}

// reply tells a client what its command gave.
func (m *Machine) reply(x *protocol.Effects, o Origin, r Result) {
	b := Outcome{o.Life, o.Seq, r}
	if o.Node == m.cfg.Self {
		m.onOutcome(x, b)
	} else {
		x.Send(o.Node, "Applied", b)
	}
}

func (m *Machine) status() Status {
	s := Status{
		Node: m.cfg.Self, Role: m.role.String(), Term: m.hard.Term, Leader: m.leader, Members: m.members,
		Commit: m.commit, Applied: m.applied, Last: m.log.last().Index, Calls: len(m.desk.calls),
	}
	if m.log.snapshot != nil {
		s.Snapshot = m.log.snapshot.Index
	}
	return s
}
