// This file has one beat: pings, answers, and the time that an answer may take.

package heartbeat

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"parley/protocol"
)

// beat is a node that is pinged.
type beat struct {
	why      string
	node     protocol.NodeID
	every    time.Duration
	calls    []uint64 // of Beat
	seq      uint64   // of the last ping
	heard    uint64   // of the last answer
	answered int
	waiting  bool   // for the answer to the last ping
	due      bool   // the time of the next ping has come meanwhile
	life     uint64 // of the node that is pinged, as its first answer says
	window   window // of phi
}

// Names of timers, with the beat's name behind them.
const (
	timerPing = "ping "
	timerMiss = "miss "
)

func (b *beat) name() string { return b.why + " " + string(b.node) }

func (m *Machine) find(why string, node protocol.NodeID) int {
	return slices.IndexFunc(m.beats, func(b beat) bool { return b.why == why && b.node == node })
}

func (m *Machine) named(name string) int {
	return slices.IndexFunc(m.beats, func(b beat) bool { return b.name() == name })
}

// start begins to beat. A second one for the same reason goes on with the first, as often as the second says; but calls wait for each other, and get what
// the most impatient asked for.
func (m *Machine) start(e *protocol.Event, x *protocol.Effects, why string, node protocol.NodeID, every time.Duration, call uint64) {
	i := m.find(why, node)
	fresh := i < 0
	if fresh {
		i = len(m.beats)
		m.beats = append(m.beats, beat{why: why, node: node})
	}
	b := &m.beats[i]
	if !fresh && why == byCall {
		every = min(every, b.every)
	}
	if call != 0 {
		b.calls = append(b.calls, call)
	}
	if b.every == every {
		return
	}
	sooner := every < b.every // the ping under way had longer for its answer
	b.every = every
	if m.phi {
		b.window.begin(e.At, every)
		m.expect(x, b)
	}
	switch {
	case fresh || !b.waiting || m.phi || sooner && m.cfg.Duration("timeout") == 0:
		m.ping(x, b)
	case sooner: // its answer has as long as any
		x.After(timerPing+b.name(), b.every)
	}
}

// stop ends a beat by will.
func (m *Machine) stop(x *protocol.Effects, i int) {
	b := &m.beats[i]
	x.Stop(timerPing + b.name())
	x.Stop(timerMiss + b.name())
	for _, call := range b.calls {
		x.Refuse(call, fmt.Sprintf("the beats to %s were stopped after %d that were answered", b.node, b.answered))
	}
	m.beats = slices.Delete(m.beats, i, i+1)
}

// ping sends the next ping.
func (m *Machine) ping(x *protocol.Effects, b *beat) {
	b.seq++
	b.waiting, b.due = true, false
	x.Send(b.node, kindPing, Ping{Beat: b.name(), Seq: b.seq})
	if !m.phi {
		x.After(timerMiss+b.name(), m.patience(b)) // before the next: where both are at one time, this one is first
	}
	x.After(timerPing+b.name(), b.every)
}

// patience is how long an answer may take.
func (m *Machine) patience(b *beat) time.Duration {
	if d := m.cfg.Duration("timeout"); d > 0 {
		return d
	}
	return b.every
}

func (m *Machine) timedOut(e *protocol.Event, x *protocol.Effects) {
	if name, ok := strings.CutPrefix(e.Timer, timerPing); ok {
		if i := m.named(name); i >= 0 {
			if b := &m.beats[i]; b.waiting && !m.phi {
				b.due = true // one ping at a time
			} else {
				m.ping(x, b)
			}
		}
	} else if name, ok := strings.CutPrefix(e.Timer, timerMiss); ok {
		if i := m.named(name); i >= 0 {
			m.missed(x, i, "does not answer a beat")
		}
	}
}

// answered is the answer to a ping.
func (m *Machine) answered(e *protocol.Event, x *protocol.Effects, p Pong) {
	i := m.named(p.Beat)
	if i < 0 || p.Seq > m.beats[i].seq || p.Seq <= m.beats[i].heard || !m.phi && p.Seq != m.beats[i].seq {
		return
	}
	b := &m.beats[i]
	if b.heard > 0 && b.life != p.Life {
		m.missed(x, i, "has been down between two beats")
		return
	}
	b.heard, b.life = p.Seq, p.Life
	b.answered++
	b.waiting = false
	if m.phi {
		b.window.add(e.At, b.every, m.cfg.Int("window"))
		m.expect(x, b)
		return
	}
	x.Stop(timerMiss + b.name())
	if b.due {
		m.ping(x, b)
	}
}
