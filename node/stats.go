package node

import (
	"math/bits"
	"os"
	"runtime"
	"strconv"
	"strings"
	"sync/atomic"
	"time"

	"parley/node/drive"
	"parley/protocol"
)

// This file counts what this node asks, serves and evaluates for itself, by how it ended and how long it took.

// tally counts outcomes. Adding to it is a few atomic additions, because it stands on the path of every request.
type tally struct {
	ok, unknown atomic.Uint64
	failed      [16]atomic.Uint64             // by kind
	took        [64 * perOctave]atomic.Uint64 // how many took that long, on a scale by powers of two
	longest     atomic.Int64
}

// perOctave is in how many steps a latency doubles: figures are right within an eighth.
const perOctave = 4

// A negative time is that of what was not even sent.
func (t *tally) add(o *protocol.Outcome, took time.Duration) {
	switch {
	case o.Verdict == protocol.OK:
		t.ok.Add(1)
	case o.Verdict == protocol.Unknown:
		t.unknown.Add(1)
	case o.Failure != nil && int(o.Failure.Kind) < len(t.failed):
		t.failed[o.Failure.Kind].Add(1)
	default:
		t.failed[protocol.FailError].Add(1)
	}
	if took < 0 {
		return
	}
	t.took[slotOf(took)].Add(1)
	for {
		was := t.longest.Load()
		if int64(took) <= was || t.longest.CompareAndSwap(was, int64(took)) {
			return
		}
	}
}

func slotOf(d time.Duration) int {
	n := uint64(max(d, 0))
	octave := bits.Len64(n)
	if octave <= 2 {
		return octave * perOctave
	}
	return octave*perOctave + int(n>>(octave-3))&(perOctave-1)
}

// slotTime is the middle of what a slot counts.
func slotTime(slot int) time.Duration {
	octave, step := slot/perOctave, slot%perOctave
	if octave <= 2 {
		return time.Duration(octave)
	}
	low := uint64(perOctave+step) << (octave - 3)
	return time.Duration(low + uint64(1)<<(octave-3)/2)
}

// Tally is how what was asked, served or evaluated ended, and how long it took.
type Tally struct {
	OK, Unknown   uint64
	Failed        map[protocol.FailKind]uint64 // none that is 0
	P50, P90, P99 time.Duration                // half, 90 and 99 of 100 took no longer, within an eighth; 0 if there were none
	Longest       time.Duration
}

// Ended is how many there were.
func (t Tally) Ended() uint64 {
	n := t.OK + t.Unknown
	for _, k := range t.Failed {
		n += k
	}
	return n
}

func (t *tally) read() Tally {
	r := Tally{OK: t.ok.Load(), Unknown: t.unknown.Load(), Failed: map[protocol.FailKind]uint64{}, Longest: time.Duration(t.longest.Load())}
	for k := range t.failed {
		if n := t.failed[k].Load(); n > 0 {
			r.Failed[protocol.FailKind(k)] = n
		}
	}
	var counts [64 * perOctave]uint64
	var all uint64
	for i := range counts {
		counts[i] = t.took[i].Load()
		all += counts[i]
	}
	for _, q := range []struct {
		of   uint64
		into *time.Duration
	}{{50, &r.P50}, {90, &r.P90}, {99, &r.P99}} {
		want, seen := (all*q.of+99)/100, uint64(0)
		for i, n := range counts {
			if seen += n; n > 0 && seen >= want {
				*q.into = min(slotTime(i), r.Longest)
				break
			}
		}
	}
	return r
}

// tallies are those of a node.
type tallies struct{ asked, served, own tally }

// Stats are what a node has counted since it started.
type Stats struct {
	Asked  Tally // requests of this node to others
	Served Tally // requests of others to this node, quotes and calls
	Own    Tally // what it evaluated for itself, lines of its prompt among it

	Peers                   []PeerStats // of the connections that there are now
	Refused, Late           uint64      // requests of others for lack of room; returns that came too late
	Abandoned               int         // evaluations that could not be stopped
	Handles, Names, Engines int         // of the evaluator: sources it need not compile again, declarations, engines
	Since                   time.Time
}

// PeerStats are the counts of a connection since it was made.
type PeerStats struct {
	ID                      protocol.NodeID
	MessagesIn, MessagesOut uint64
	BytesIn, BytesOut       uint64
	Queued                  int // messages that wait to be sent
	Full                    uint64
	RTT                     time.Duration
}

// Stats are the counts of this node.
func (n *Node) Stats() Stats {
	i := n.Info()
	s := Stats{
		Asked: n.tallies.asked.read(), Served: n.tallies.served.read(), Own: n.tallies.own.read(), Refused: i.Refused, Late: i.Late, Abandoned: i.Abandoned,
		Handles: i.Evaluator.Handles, Names: i.Evaluator.Names, Engines: i.Evaluator.Engines, Since: n.started,
	}
	for _, l := range n.end.Links() {
		x := l.Stats()
		s.Peers = append(s.Peers, PeerStats{l.Peer().ID, x.MessagesIn, x.MessagesOut, x.BytesIn, x.BytesOut, x.QueuedMessages, x.Full, l.RTT()})
	}
	return s
}

// leaderKnown is whom this node follows, "" if it follows nobody or has never asked itself.
func (n *Node) leaderKnown() protocol.NodeID {
	var d *drive.Driver
	n.machines.mu.Lock()
	d = n.machines.running[n.machines.leads]
	n.machines.mu.Unlock()
	if d == nil {
		return ""
	}
	v, _ := d.Fact(protocol.FactLeader)
	leader, _ := v.(protocol.NodeID)
	return leader
}

// load is how many processes of this machine want a processor, on average over the last minute, of each processor; -1 where the
// system does not say.
func load() float64 {
	b, err := os.ReadFile("/proc/loadavg")
	if err != nil {
		return -1
	}
	first, _, _ := strings.Cut(string(b), " ")
	x, err := strconv.ParseFloat(first, 64)
	if err != nil {
		return -1
	}
	return x / float64(runtime.NumCPU())
}
