package protocol

import (
	"fmt"
	"strings"
)

// Ref stands for a value that cannot travel, or is not to: it stays at its home, and a quote that is sent there may use
// it. It is held for whoever got it, for a time that each use renews.
type Ref struct {
	Node     NodeID // its home
	ID       uint64
	Instance uint64 // of the home's process: after a restart the number means something else
	Type     string // Go source of the value's static type
}

// Name is how a reference is written: "b#17".
func (r Ref) Name() string { return fmt.Sprintf("%s#%d", r.Node, r.ID) }

// String is the name with the type, such as "b#17 func(int) int".
func (r Ref) String() string { return r.Name() + " " + r.Type }

// ParseRefName is the inverse of Ref.Name. What stands behind the number, as the type does where a reference is printed,
// is left aside.
func ParseRefName(s string) (node NodeID, id uint64, err error) {
	s, _, _ = strings.Cut(strings.TrimSpace(s), " ")
	name, number, ok := strings.Cut(s, "#")
	for _, c := range number {
		ok = ok && '0' <= c && c <= '9'
		id = 10*id + uint64(c-'0')
	}
	if !ok || number == "" || len(number) > 18 || NodeID(name).Validate() != nil {
		return "", 0, fmt.Errorf("%q is not the name of a reference; they look like b#17", s)
	}
	return NodeID(name), id, nil
}
