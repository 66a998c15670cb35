package zab

// Sessions of clients outside of the nodes, which may ask now here and now there. A client numbers its requests, and what a session has come to is part of the replicated
// state. So a request that a client sends again, because its connection broke, is done once, whichever node it goes to and whoever leads.

import (
	"fmt"

	"parley/protocol"
)

// The operations of clients.
const (
	opOpen  = "Open"
	opClose = "Close"
	opDo    = "Do" // one of the others, in a session; never broadcast as such
)

// Client is what the state holds of a client's session, under its name: the zxid of the Open that began it, which no other has.
type Client struct {
	Seq  int    // of the last request that was done
	Err  string // what that came to
	Used Zxid   // of that request, or of the Open
}

// Done is what a request that was called by Do came to.
type Done struct {
	Value string // of a Read
	Err   string // why it changed nothing; "" for none
	Ended bool   // there is no such session: it was closed, or too many others came after it
	Never bool   // it makes no sense, there was no room for it, or a later request of its session was done: it is not done, however often it is sent
}

// What a request of a session comes to that is not done.
const (
	noSession = "there is no such session any more; open another"
	tooOld    = "a later request of this session was done already"
)

// tipClient is what will be of a session once all that was proposed is delivered.
type tipClient struct {
	Client
	There bool
	Last  Zxid
}

// client is that, of any session.
func (m *Machine) client(name string) (Client, bool) {
	if c, ok := m.tip.Clients[name]; ok {
		return c.Client, c.There
	}
	c, there := m.clients[name]
	return c, there
}

// inSession looks whether a request of a client is the next of its session. If not it is known already what it comes to.
func (m *Machine) inSession(t *Txn) (next bool) {
	if t.Client == "" || t.Op == opClose {
		return true
	}
	switch c, there := m.client(t.Client); {
	case !there:
		t.Err = noSession
	case t.Number < c.Seq:
		t.Again, t.Err = true, tooOld
	case t.Number == c.Seq:
		t.Again, t.Err = true, c.Err
	default:
		return true
	}
	return false
}

// idle is the session that is to end so that there is room for another; "" if there is room.
func (m *Machine) idle() string {
	n := len(m.clients)
	for name, c := range m.tip.Clients { // any order: they are counted
		if _, was := m.clients[name]; was && !c.There {
			n--
		} else if !was && c.There {
			n++
		}
	}
	if n < m.cfg.Int("sessions") {
		return ""
	}
	oldest, since := "", Zxid{}
	older := func(name string) {
		if c, there := m.client(name); there && (oldest == "" || c.Used.compare(since) < 0) {
			oldest, since = name, c.Used
		}
	}
	for name := range m.clients { // any order: no two were used by the same transaction
		older(name)
	}
	for name := range m.tip.Clients { // any order: as above
		older(name)
	}
	return oldest
}

// clientsAfter calls set for each session that a transaction changes.
func clientsAfter(t Txn, set func(name string, c Client, there bool)) {
	switch {
	case t.Op == opOpen:
		if t.Value != "" {
			set(t.Value, Client{}, false)
		}
		set(t.Zxid.String(), Client{Used: t.Zxid}, true)
	case t.Op == opClose:
		set(t.Client, Client{}, false)
	case t.Client != "" && !t.Again && t.Err != noSession:
		set(t.Client, Client{t.Number, t.Err, t.Zxid}, true)
	}
}

// inClientSession makes a request of the arguments of Do, or says why it is none.
func (p *pending) inClientSession(c protocol.Call) (why string) {
	p.Client, p.Number, p.Op, p.Name, p.Value, p.Done = c.Args[0].(string), c.Args[1].(int), c.Args[2].(string), c.Args[3].(string), c.Args[4].(string), true
	switch p.Op {
	case opCreate, opDelete, opAppend:
		if p.Client != "" && p.Number < 1 {
			return "the requests of a session are numbered from 1"
		}
	case opRead: // changes nothing, and may be done as often as it is asked for
		p.Op, p.Client, p.Number = opReadLatest, "", 0
	default:
		return fmt.Sprintf("%q cannot be done in a session; %s, %s, %s and %s can", p.Op, opCreate, opDelete, opAppend, opRead)
	}
	if p.Client == "" {
		p.Number = 0
	}
	return ""
}
