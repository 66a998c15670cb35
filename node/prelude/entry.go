package prelude

import (
	"cmp"
	"fmt"
	"time"

	"parley/protocol"
)

// Stamp says which definition of a name an entry is.
type Stamp struct {
	_       struct{}        `cbor:",toarray"`
	Name    string          // such as "f", "Point.Sum", "import rand"
	Version uint64          // from 1; defining again raises it
	By      protocol.NodeID // the node that took the definition
	When    int64           // by its clock, in Unix nanoseconds
}

// Compare orders the definitions of a name: the newest holds. Definitions that did not know of each other have the same version, and then the
// node whose name comes later in the alphabet has its way.
func (s Stamp) Compare(o Stamp) int {
	return cmp.Or(cmp.Compare(s.Version, o.Version), cmp.Compare(s.By, o.By), cmp.Compare(s.When, o.When))
}

// Time is when the definition was taken.
func (s Stamp) Time() time.Time { return time.Unix(0, s.When) }

// Entry is one name that all nodes are to have.
type Entry struct {
	_      struct{} `cbor:",toarray"`
	Stamp  Stamp
	Kind   string // func, method, type, var, const or import; of one that was removed too
	Source string // the declaration, alone; empty: the name was removed
	Binds  []protocol.Value
	Who    string // who typed it: a node, or a client of one
}

// Removed says whether the entry only tells that there is none.
func (e Entry) Removed() bool { return e.Source == "" }

func (e Entry) size() int {
	n := len(e.Stamp.Name) + len(e.Source) + len(e.Who) + len(e.Stamp.By)
	for _, b := range e.Binds {
		n += len(b.Type) + len(b.Data)
	}
	return n
}

// The bounds of a prelude. A node that joins gets all of it at once, and compiles it before it answers.
const (
	MaxEntries = 1000      // that are not removed
	MaxNames   = 4096      // with those that were removed
	MaxEntry   = 256 << 10 // bytes of one, with the values that go along
	MaxBytes   = 4 << 20   // of all
	maxName    = 512       // bytes
	slack      = 2         // so many times as much may come from others: two halves of a cluster may have filled theirs apart
)

// valid says what is wrong with an entry by itself, whoever it comes from.
func (e Entry) valid() error {
	switch {
	case e.Stamp.Name == "" || len(e.Stamp.Name) > maxName || e.Stamp.Version == 0 || e.Stamp.By == "":
		return fmt.Errorf("an entry of the prelude without a name, a version or a node is not taken")
	case e.size() > MaxEntry:
		return fmt.Errorf("%s has %d bytes, and an entry of the prelude at most %d; send what is large with Push", e.Stamp.Name, e.size(), MaxEntry)
	}
	return nil
}
