package dht

// Names that no two things have: no lock and no counter is shared for them.

import (
	"cmp"
	"fmt"
	"strings"

	"parley/protocol"
)

// ID names an operation: by its node, how often that has started, and a count since then. The second one is on disk before the first ID is made.
type ID struct {
	Node     protocol.NodeID
	Epoch, N int
}

func (id ID) String() string { return fmt.Sprintf("%s.%d.%d", id.Node, id.Epoch, id.N) }

// compare sorts the IDs of one node by age.
func (id ID) compare(other ID) int {
	return cmp.Or(strings.Compare(string(id.Node), string(other.Node)), cmp.Compare(id.Epoch, other.Epoch), cmp.Compare(id.N, other.N))
}

// after says whether one ID of a node is younger than another of it.
func (id ID) after(other ID) bool { return id.compare(other) > 0 }
