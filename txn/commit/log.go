package commit

// What a node has on its disk, and how it is cleared away: the DT log of Bernstein, Hadzilacos and Goodman (section 7.3).

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"

	"parley/protocol"
)

// TxID names a transaction: its coordinator, how often that had begun to coordinate after a start, and a number, such as
// "n1.2.7". The second is on disk before the first is used, so that no name is given twice.
type TxID string

// Mark is the place of a transaction among those of its coordinator.
type Mark struct{ Epoch, N int }

func (a Mark) compare(b Mark) int {
	if c := cmp.Compare(a.Epoch, b.Epoch); c != 0 {
		return c
	}
	return cmp.Compare(a.N, b.N)
}

func newTxID(node protocol.NodeID, at Mark) TxID {
	return TxID(fmt.Sprintf("%s.%d.%d", node, at.Epoch, at.N))
}

// coordinator is the node that the transaction was begun at.
func (id TxID) coordinator() protocol.NodeID {
	node, _, _ := strings.Cut(string(id), ".")
	return protocol.NodeID(node)
}

// mark has N 0 if id is not the name of a transaction.
func (id TxID) mark() Mark {
	_, rest, _ := strings.Cut(string(id), ".")
	epoch, n, _ := strings.Cut(rest, ".")
	return Mark{number(epoch), number(n)}
}

// number is 0 for what is not the name's.
func number(digits string) int {
	n := 0
	for _, c := range digits {
		if c < '0' || c > '9' || n > 1<<40 {
			return 0
		}
		n = 10*n + int(c-'0')
	}
	return n
}

// older is a total order of transactions; among those of one coordinator it is that of their beginnings.
func (id TxID) older(than TxID) bool {
	if c := id.mark().compare(than.mark()); c != 0 {
		return c < 0
	}
	return id < than
}

// Rule is how a transaction is committed.
type Rule uint8

// The two rules. Each has its own first and last messages.
const (
	Two   Rule = 2
	Three Rule = 3
)

func (r Rule) String() string { return fmt.Sprintf("%dPC", uint8(r)) }

// ask is the message that asks for votes; decide the one that says commit; confirm the answer to that.
func (r Rule) ask() string     { return pick(r, "Prepare", "CanCommit") }
func (r Rule) decide() string  { return pick(r, "Commit", "DoCommit") }
func (r Rule) confirm() string { return pick(r, "Committed", "HaveCommitted") }

func pick(r Rule, two, three string) string {
	if r == Two {
		return two
	}
	return three
}

// State is where a transaction is at one node. The letters are those of Skeen (1981).
type State uint8

// The states. The first two are not on disk: the node has promised nothing yet.
const (
	Queued    State = iota + 1 // q: it waits for keys that others hold
	Asked                      // q: it has its keys, and the node's driver is asked whether it may commit
	Waiting                    // w: the node has voted yes, and may not abort by itself from now on (2PC)
	Prepared                   // p: the node knows that all have voted yes (3PC)
	Committed                  // c
	Aborted                    // a
)

var states = [...]string{"none", "queued", "asked", "waiting", "prepared", "committed", "aborted"}

func (s State) String() string {
	if int(s) < len(states) {
		return states[s]
	}
	return "unknown state"
}

// decided says that nothing can change any more.
func (s State) decided() bool { return s == Committed || s == Aborted }

// promised says that the node has voted yes and does not know the decision: the uncertainty period, in 3PC with what follows it.
func (s State) promised() bool { return s == Waiting || s == Prepared }

// Record is what the disk has of a transaction.
type Record struct {
	Rule    Rule
	State   State
	Members []protocol.NodeID // all that take part, the coordinator among them
	Writes  []KV              // none once it is decided
}

// tx is a transaction at one node.
type tx struct {
	Record
	Recovered bool    // the node has crashed since it voted: it may not decide by timeouts any more
	Copy      bool    // it brings a member up to date
	Asks      int     // how often it has asked others for the decision, up to enough
	Ending    *ending // of a backup coordinator; nil: it is none
}

const (
	epochKey   = "epoch"
	dataKey    = "data/"
	versionKey = "version/"
	txKey      = "tx/"
	doneKey    = "done/"
)

// log writes down where a transaction is.
func (m *Machine) log(x *protocol.Effects, id TxID) {
	r := m.txs[id].Record
	if r.State.decided() {
		r.Writes = nil
	}
	x.Persist(txKey+string(id), r)
}

// restore takes over what the disk has.
func (m *Machine) restore(stored map[string]any) {
	for _, key := range slices.Sorted(maps.Keys(stored)) {
		switch v := stored[key].(type) {
		case string:
			m.data[strings.TrimPrefix(key, dataKey)] = v
		case int:
			if k, ok := strings.CutPrefix(key, versionKey); ok {
				m.versions[k] = v
			} else {
				m.last.Epoch = v
			}
		case Mark:
			m.done[protocol.NodeID(strings.TrimPrefix(key, doneKey))] = v
		case Record:
			id := TxID(strings.TrimPrefix(key, txKey))
			m.txs[id] = &tx{Record: v, Recovered: v.State.promised()}
		}
	}
}

// finished is the mark up to which all transactions of this coordinator are over: each is aborted, or committed and confirmed by
// all its members. Whoever is told so may forget them.
func (m *Machine) finished() Mark {
	at := m.last
	for id := range m.led { // any order: the least of them
		if c := id.mark(); c.compare(at) <= 0 {
			at = Mark{c.Epoch, c.N - 1}
		}
	}
	return at
}

// finish notes that what a coordinator began up to a mark is over.
func (m *Machine) finish(coordinator protocol.NodeID, upTo Mark) {
	if m.done[coordinator].compare(upTo) >= 0 {
		return
	}
	m.done[coordinator] = upTo
	for _, id := range slices.Sorted(maps.Keys(m.txs)) {
		over := id.coordinator() == coordinator && m.txs[id].State.decided() && id.mark().compare(upTo) <= 0
		if over && !slices.Contains(m.forget, id) {
			m.forget = append(m.forget, id)
		}
	}
}

// clear removes what was to be forgotten before this step, if the step writes anyway: forgetting costs no write of its own.
func (m *Machine) clear(x *protocol.Effects, due int) {
	if len(x.Writes) == 0 || due == 0 {
		return
	}
	var marks []protocol.NodeID
	for _, id := range m.forget[:due] {
		delete(m.txs, id)
		x.Persist(txKey+string(id), nil)
		if c := id.coordinator(); c != m.cfg.Self && !slices.Contains(marks, c) {
			marks = append(marks, c)
		}
	}
	for _, c := range marks {
		x.Persist(doneKey+string(c), m.done[c])
	}
	m.forget = slices.Clone(m.forget[due:])
	if len(m.forget) == 0 {
		m.forget = nil
	}
}
