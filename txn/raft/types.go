package raft

// What goes over the network and to the disk.

import (
	"fmt"
	"strings"

	"parley/protocol"
)

// Term is a period of time with one leader at most (5.1).
type Term int

// Index is a place in the log; the first is 1.
type Index int

// Entry is one place of the log.
type Entry struct {
	Index   Index
	Term    Term // of the leader that made it
	Origin  Origin
	Command Command
	Members []protocol.NodeID // the configuration from here on; nil: it stays
}

// Command is what an entry does to the state machine. The empty one is that by which a leader begins its term.
type Command struct {
	Op    string // "put", "cas", "delete", "add", "remove", "refuse" or ""
	Key   string // or the server to add or to remove
	Old   string // of cas
	Value string // or why it is refused
}

// Origin names a command, or a read, of a client (thesis 6.3): each node is the client of those who call it, and a new one after each start.
type Origin struct {
	Node  protocol.NodeID
	Life  int
	Seq   int
	Floor int // all calls below are answered: nobody will ask for their answers again
}

func (o Origin) String() string {
	if o.Node == "" {
		return "-"
	}
	return fmt.Sprintf("%s.%d.%d", o.Node, o.Life, o.Seq)
}

func (c Command) String() string {
	switch c.Op {
	case "":
		return "nothing"
	case "put":
		return fmt.Sprintf("put %q %q", c.Key, c.Value)
	case "cas":
		return fmt.Sprintf("cas %q %q %q", c.Key, c.Old, c.Value)
	case "delete":
		return fmt.Sprintf("delete %q", c.Key)
	case "refuse":
		return "refuse: " + c.Value
	}
	return c.Op + " " + c.Key
}

func (e Entry) String() string {
	text := fmt.Sprintf("%d/%d %v", e.Index, e.Term, e.Command)
	if e.Members != nil {
		text += fmt.Sprintf(" %v", e.Members)
	}
	return text
}

// Result is what a command gave.
type Result struct {
	Yes bool   // of cas: it was so; of delete: there was something
	Why string // it has certainly had no effect, for this reason; "": it was done
}

// Item is what is under a key.
type Item struct {
	Value string
	There bool
}

// Session is what the state machine remembers of a client, so that a command that was sent again is not applied again.
type Session struct {
	Life  int
	Floor int
	Done  map[int]Result // of the commands from Floor on
}

// Hard is what a server must not forget about its votes (figure 2).
type Hard struct {
	Term Term
	Vote protocol.NodeID // for whom in this term; "" for nobody
}

// Mark is the entry before the first one that is still in the log.
type Mark struct {
	Index Index
	Term  Term
}

// Snapshot is the state after an entry, in place of the entries up to it (7).
type Snapshot struct {
	Index    Index
	Term     Term
	Members  []protocol.NodeID
	Data     map[string]string
	Sessions map[protocol.NodeID]Session
}

func (s Snapshot) String() string {
	return fmt.Sprintf("{up to %d/%d of %s, %d keys}", s.Index, s.Term, strings.Trim(fmt.Sprint(s.Members), "[]"), len(s.Data))
}

// Ballot is the body of PreVote and RequestVote.
type Ballot struct {
	Term     Term // that is to be led
	Last     Mark // of the candidate's log
	Transfer bool // the leader wishes it: it is no reason to refuse that there is one
}

// VoteAnswer is the answer to both.
type VoteAnswer struct {
	Term    Term // of who answers
	For     Term // that was to be led
	Granted bool
}

// Append is the body of AppendEntries.
type Append struct {
	Term    Term
	Prev    Mark
	Entries []Entry
	Commit  Index
	Number  int // of the request, to this server; 0: a heartbeat while another request is on its way
	Round   int // of the leader; see read.go
}

// Install is the body of InstallSnapshot.
type Install struct {
	Term     Term
	Snapshot *Snapshot
	Number   int
	Round    int
}

// AppendAnswer is the answer to AppendEntries and InstallSnapshot.
type AppendAnswer struct {
	Term   Term
	OK     bool
	Match  Index // of OK: up to here the logs are the same
	Prev   Index // else: here they are not
	Hint   Mark  // and there, or before, they may be: the first entry of the term that is in the way, or what comes after the last entry, with term 0
	Number int
	Round  int
}

// TimeoutNow is the body of the message of that name.
type TimeoutNow struct{ Term Term }

// Proposal is the body of Propose.
type Proposal struct {
	Origin  Origin
	Command Command
}

// Outcome is the body of Applied.
type Outcome struct {
	Life, Seq int
	Result    Result
}

// Query is the body of Read.
type Query struct {
	Origin Origin
	Key    string
}

// Found is the body of ReadAnswer.
type Found struct {
	Life, Seq int
	Item      Item
}

// Redirect says who leads.
type Redirect struct {
	Term   Term
	Leader protocol.NodeID // "" if that is not known
}

// Wish is the body of Transfer.
type Wish struct{ To protocol.NodeID }

// Status is what a server says of itself.
type Status struct {
	Node     protocol.NodeID
	Role     string
	Term     Term
	Leader   protocol.NodeID // "" if it knows none
	Members  []protocol.NodeID
	Commit   Index
	Applied  Index
	Last     Index // of the log
	Snapshot Index // up to where it is in the snapshot
	Calls    int   // that are not answered yet
}
