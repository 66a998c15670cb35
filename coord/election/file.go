// This file is the file that all nodes share: the service of the dumb election, and its messages.

package election

import "parley/protocol"

// The messages to and from the file. It holds the name of a leader, or is not there. Each is answered by one message with the same ID.
//
//	Read    Content  whom it names, "" if it is not there
//	Create  Created  makes it, with a name in it, unless it is there: as open does with O_CREATE and O_EXCL
//	Delete  Deleted  removes it, whatever it names
const (
	KindRead    = "Read"
	KindContent = "Content"
	KindCreate  = "Create"
	KindCreated = "Created"
	KindDelete  = "Delete"
	KindDeleted = "Deleted"
)

// Read is the body of that kind, and Delete's.
type Read struct{ ID uint64 }

// Content is the body of that kind.
type Content struct {
	ID     uint64
	Leader protocol.NodeID
}

// Create is the body of that kind.
type Create struct {
	ID     uint64
	Leader protocol.NodeID
}

// Created is the body of that kind.
type Created struct {
	ID uint64
	OK bool // false: it was there already
}

// Delete is the body of that kind.
type Delete struct{ ID uint64 }

// Deleted is the body of that kind.
type Deleted struct{ ID uint64 }

// file is the file.
type file struct{ Leader protocol.NodeID }

// Step answers one message. Each is done at once and whole: what is wrong with the election is not the file's fault.
func (f *file) Step(e protocol.Event) (x protocol.Effects) {
	switch b := e.Message.Body.(type) {
	case Read:
		x.Send(e.Message.From, KindContent, Content{b.ID, f.Leader})
	case Create:
		ok := f.Leader == ""
		if ok {
			f.Leader = b.Leader
		}
		x.Send(e.Message.From, KindCreated, Created{b.ID, ok})
	case Delete:
		f.Leader = ""
		x.Send(e.Message.From, KindDeleted, Deleted{b.ID})
	}
	return x
}
