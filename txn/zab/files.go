package zab

// The state machine: a flat file system. The primary finds out what a request comes to in the state that will be there when all that it has
// proposed is delivered, and broadcasts that change (incremental state changes). So a change is good only after exactly those before it.

import (
	"fmt"

	"parley/protocol"
)

// The operations that are broadcast.
const (
	opCreate     = "Create"
	opDelete     = "Delete"
	opAppend     = "Append"
	opSync       = "Sync"
	opReadLatest = "ReadLatest"
	opRead       = "Read" // at the node alone
	opSnapshot   = "Snapshot"
)

// Session is how far the requests of a session have come.
type Session struct{ Life, Seq int }

// tip is what a primary has proposed and not delivered yet.
type tip struct {
	Files    map[string]tipFile
	Sessions map[string]tipSession
	Clients  map[string]tipClient
}

type tipFile struct {
	Length int // -1: there is no such file
	Last   Zxid
}

type tipSession struct {
	Session
	Last Zxid
}

// add takes in what is proposed.
func (p *tip) add(t Txn) {
	if p.Files == nil {
		p.Files, p.Sessions, p.Clients = map[string]tipFile{}, map[string]tipSession{}, map[string]tipClient{}
	}
	p.Sessions[t.Session] = tipSession{Session{t.Life, t.Seq}, t.Zxid}
	clientsAfter(t, func(name string, c Client, there bool) { p.Clients[name] = tipClient{c, there, t.Zxid} })
	if t.Err != "" || t.Again {
		return
	}
	switch t.Op {
	case opCreate:
		p.Files[t.Name] = tipFile{0, t.Zxid}
	case opDelete:
		p.Files[t.Name] = tipFile{-1, t.Zxid}
	case opAppend:
		p.Files[t.Name] = tipFile{t.At + len(t.Value), t.Zxid}
	}
}

// drop forgets what is delivered.
func (p *tip) drop(t Txn) {
	if f, ok := p.Files[t.Name]; ok && f.Last == t.Zxid {
		delete(p.Files, t.Name)
	}
	if s, ok := p.Sessions[t.Session]; ok && s.Last == t.Zxid {
		delete(p.Sessions, t.Session)
	}
	clientsAfter(t, func(name string, _ Client, _ bool) {
		if p.Clients[name].Last == t.Zxid {
			delete(p.Clients, name)
		}
	})
}

// length is how long a file will be once all that was proposed is delivered, -1 if there will be none.
func (m *Machine) length(name string) int {
	if f, ok := m.tip.Files[name]; ok {
		return f.Length
	}
	if v, ok := m.files[name]; ok {
		return len(v)
	}
	return -1
}

// session is how far a session will be then.
func (m *Machine) session(name string) Session {
	if s, ok := m.tip.Sessions[name]; ok {
		return s.Session
	}
	return m.sessions[name]
}

// execute finds out what a request comes to. It fails as well in its place among the others.
func (m *Machine) execute(r Request) Txn {
	t := Txn{Session: r.Session, Life: r.Life, Seq: r.Seq, Client: r.Client, Number: r.Number, Op: r.Op, Name: r.Name, Value: r.Value}
	if !m.inSession(&t) {
		return t
	}
	n := m.length(r.Name)
	switch {
	case r.Op == opSync || r.Op == opClose:
	case r.Op == opOpen:
		t.Value = m.idle()
	case r.Op == opCreate && n >= 0:
		t.Err = fmt.Sprintf("there is a file %q already", r.Name)
	case r.Op != opCreate && n < 0:
		t.Err = fmt.Sprintf("there is no file %q", r.Name)
	case r.Op == opCreate && !m.room(fileSize(r.Name, 0)), r.Op == opAppend && !m.room(len(r.Value)):
		t.Err = noRoom
	case r.Op == opAppend:
		t.At = n
	}
	return t
}

// noRoom is what an operation comes to that would make the files larger than all of them may be, so that a snapshot of them can travel.
const noRoom = "there is no room for it; delete files, or see the parameter room"

// fileSize is what a file takes of the room.
func fileSize(name string, length int) int { return len(name) + length + 64 }

// room says whether there will be room for so much more.
func (m *Machine) room(more int) bool {
	size := m.size + more
	for name, f := range m.tip.Files { // any order: they are added up
		if v, there := m.files[name]; there {
			size -= fileSize(name, len(v))
		}
		if f.Length >= 0 {
			size += fileSize(name, f.Length)
		}
	}
	return size <= m.cfg.Int("room")
}

// apply makes a delivered change, and answers who has asked for it.
func (m *Machine) apply(x *protocol.Effects, t Txn) {
	own := m.opened && t.Session == string(m.cfg.Self) && t.Life == m.life
	if own {
		m.flushReads(x) // those before it must not see it
	}
	if t.Err == "" && !t.Again {
		switch t.Op {
		case opCreate:
			m.files[t.Name] = ""
			m.size += fileSize(t.Name, 0)
		case opDelete:
			m.size -= fileSize(t.Name, len(m.files[t.Name]))
			delete(m.files, t.Name)
		case opAppend:
			v := m.files[t.Name]
			m.files[t.Name] = v[:min(t.At, len(v))] + t.Value
			m.size += len(m.files[t.Name]) - len(v)
		}
	}
	m.sessions[t.Session] = Session{t.Life, t.Seq}
	clientsAfter(t, func(name string, c Client, there bool) {
		if there {
			m.clients[name] = c
		} else {
			delete(m.clients, name)
		}
	})
	m.tip.drop(t)
	if own {
		m.finish(x, t)
	}
	m.answerReads(x)
}
