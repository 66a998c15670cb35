package node

import (
	"fmt"
	"sync"
	"time"

	"parley/protocol"
	"parley/transport"
)

type direction uint8

const (
	in direction = iota
	out
)

// record keeps the last messages. It holds what they were made of and writes it out only when somebody looks, because it
// stands on the path of every message.
type record struct {
	mu   sync.Mutex
	ring []recorded
	next uint64
}

type recorded struct {
	at      time.Time
	dir     direction
	peer    protocol.NodeID
	form    transport.Form
	want    bool
	verdict protocol.Verdict
	id      uint64
	text    string
}

func newRecord(size int) *record { return &record{ring: make([]recorded, size)} }

// add notes a message, and says when, so that nobody on its path has to ask the clock again.
func (r *record) add(dir direction, peer protocol.NodeID, m *transport.Message) time.Time {
	x := recorded{at: time.Now(), dir: dir, peer: peer, form: m.Form, want: m.Return, id: m.ID}
	switch m.Form {
	case transport.FormQuote:
		x.text = m.Source
	case transport.FormCall:
		x.text = m.Name
	case transport.FormReturn:
		x.verdict = m.Outcome.Verdict
		if m.Outcome.Failure != nil {
			x.text = m.Outcome.Failure.Text
		} else if len(m.Outcome.Values) > 0 {
			x.text = m.Outcome.Values[0].Type
		}
	case transport.FormOutput:
		x.text = string(m.Bytes[:min(len(m.Bytes), 80)])
	}
	if len(x.text) > 400 {
		x.text = string(append([]byte(nil), x.text[:400]...)) // do not hold on to a large source
	}
	r.mu.Lock()
	r.ring[r.next%uint64(len(r.ring))] = x
	r.next++
	r.mu.Unlock()
	return x.at
}

// Recorded is a message that this node sent or got.
type Recorded struct {
	At   time.Time
	Sent bool
	Peer protocol.NodeID
	Form string // "quote", "call", "return", "output" or "cancel"
	ID   uint64
	Text string // of a quote its source, of a call its name, of a return its verdict and type, of output its beginning
}

// String is the message on one line: <return, id, fn>.
func (m Recorded) String() string {
	arrow := "<-"
	if m.Sent {
		arrow = "->"
	}
	return fmt.Sprintf("%s %s %-8s #%d %s %s", m.At.Format("15:04:05.000"), arrow, m.Peer, m.ID, m.Form, m.Text)
}

// Messages is the last k messages, oldest first; all that are kept if k is 0 or less.
func (n *Node) Messages(k int) []Recorded {
	r := n.record
	r.mu.Lock()
	size := uint64(len(r.ring))
	have := min(r.next, size)
	if k > 0 {
		have = min(have, uint64(k))
	}
	list := make([]recorded, 0, have)
	for i := r.next - have; i < r.next; i++ {
		list = append(list, r.ring[i%size])
	}
	r.mu.Unlock()
	shown := make([]Recorded, len(list))
	for i, x := range list {
		text := brief(x.text)
		if x.form == transport.FormReturn {
			text = x.verdict.String() + " " + text
		}
		if x.form == transport.FormQuote && !x.want {
			text += " (no answer wanted)"
		}
		shown[i] = Recorded{At: x.at, Sent: x.dir == out, Peer: x.peer, Form: formName(x.form), ID: x.id, Text: text}
	}
	return shown
}

func formName(f transport.Form) string {
	names := [...]string{"quote", "call", "return", "output", "cancel"}
	if int(f) < len(names) {
		return names[f]
	}
	return fmt.Sprintf("form %d", f)
}
