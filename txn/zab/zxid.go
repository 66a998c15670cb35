package zab

// Transactions and their identifiers, and what is said of histories.

import (
	"cmp"
	"fmt"
)

// Zxid identifies a transaction: the epoch of the primary that has broadcast it, and its number among those of that primary, from 1.
type Zxid struct{ Epoch, Counter int }

func (z Zxid) String() string { return fmt.Sprintf("%d.%d", z.Epoch, z.Counter) }

// compare orders as the paper does: by epochs, and then by counters.
func (z Zxid) compare(other Zxid) int {
	return cmp.Or(cmp.Compare(z.Epoch, other.Epoch), cmp.Compare(z.Counter, other.Counter))
}

// Txn is a change of the state that a primary has made of a request: what is to be done, not what was asked for. It can only be applied
// after all transactions before it.
type Txn struct {
	Zxid    Zxid
	Session string // whose request it was
	Life    int    // of the session
	Seq     int    // of the request in it
	Client  string // the session of a client that it is in; "" for none
	Number  int    // in that session
	Again   bool   // that was done before, and is not done again
	Op      string
	Name    string // of the file
	Value   string // of Append; of Open: the session that ends for it
	At      int    // of Append: how long the file is before
	Err     string // why nothing is changed; "" for none
}

func (t Txn) String() string {
	s := fmt.Sprintf("%v %s %q", t.Zxid, t.Op, t.Name)
	if t.Op == opAppend {
		s += fmt.Sprintf(" %q at %d", t.Value, t.At)
	}
	if t.Client != "" {
		s += fmt.Sprintf(" as %s/%d", t.Client, t.Number)
	}
	if t.Again {
		s += " again"
	}
	if t.Err != "" {
		s += ": " + t.Err
	}
	return fmt.Sprintf("<%s of %s.%d.%d>", s, t.Session, t.Life, t.Seq)
}

// common is the last transaction that two histories with these ends have in common.
func common(a, b []Zxid) Zxid {
	for i, j := len(a)-1, len(b)-1; i >= 0 && j >= 0; {
		switch x, y := a[i], b[j]; {
		case x.Epoch > y.Epoch:
			i--
		case x.Epoch < y.Epoch:
			j--
		case x.Counter < y.Counter:
			return x
		default:
			return y
		}
	}
	return Zxid{}
}

// endOf is the last of the ends.
func endOf(ends []Zxid) Zxid {
	if len(ends) == 0 {
		return Zxid{}
	}
	return ends[len(ends)-1]
}
