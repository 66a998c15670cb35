package node

import (
	"context"
	"sort"
	"sync"
	"time"

	"parley/protocol"
	"parley/transport"
)

// latch is closed while a request waits for its return, and opened by it.
type latch struct {
	id     uint64
	to     protocol.NodeID
	link   *transport.Link // that the request went by
	about  string          // what was asked, for Waiting
	since  time.Time
	opened chan struct{} // holds one token once open
	until  time.Time     // when the wait ends without an outcome
	more   time.Duration // how far each piece of output moves that; 0 for a timeout of the whole answer
	output *inflow       // where pieces of output go; nil until the first
	sink   OutputFunc    // what to do with them; nil drops them
	moved  func(protocol.NodeID, bool, int, int)
	pieces uint32            // how many came
	came   *protocol.Outcome // the outcome, while output that belongs before it is still on its way
	expect uint32            // with came: how many pieces must have come first
	ended  bool              // the outcome and all before it came, or the time is over: what comes now is late
	open   bool
}

// returns is both maps of the caller's side: waiting, the latches of requests under way, and arrived, the outcomes that
// came and that their waiters have not taken yet.
type returns struct {
	ctx     context.Context // of the node
	mu      sync.Mutex
	sweeps  bool // the sweeper runs
	waiting map[uint64]*latch
	arrived map[uint64]protocol.Outcome
	late    uint64 // returns that nobody waited for any more
	free    []*latch
}

func newReturns(ctx context.Context) *returns {
	return &returns{ctx: ctx, waiting: map[uint64]*latch{}, arrived: map[uint64]protocol.Outcome{}}
}

// put sets up a latch for id, before the request is sent. The wait ends after timeout; if silence is true that is counted
// anew from each piece of output.
func (r *returns) put(id uint64, link *transport.Link, about string, o Options, timeout time.Duration, silence bool) *latch {
	r.mu.Lock()
	defer r.mu.Unlock()
	var l *latch
	if n := len(r.free); n > 0 {
		l, r.free = r.free[n-1], r.free[:n-1]
	} else {
		l = &latch{opened: make(chan struct{}, 1)}
	}
	l.id, l.to, l.link, l.about, l.sink, l.moved = id, link.Peer().ID, link, about, o.Output, o.Moved
	l.since = time.Now()
	l.until = l.since.Add(timeout)
	if silence {
		l.more = timeout
	}
	r.waiting[id] = l
	if !r.sweeps {
		r.sweeps = true
		go r.sweep()
	}
	return l
}

// take removes the latch and the outcome, if one came, and says whether it did.
func (r *returns) take(l *latch) (protocol.Outcome, bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	o, ok := r.arrived[l.id]
	delete(r.arrived, l.id)
	delete(r.waiting, l.id)
	if l.output != nil {
		l.output.stop()
		return o, ok // its pump may still hold it: not for reuse
	}
	select {
	case <-l.opened:
	default:
	}
	*l = latch{opened: l.opened}
	if len(r.free) < 1024 {
		r.free = append(r.free, l)
	}
	return o, ok
}

const (
	sweepEvery = 5 * time.Millisecond
	sweepIdle  = time.Second // without waiters, after which the sweeper goes
)

// sweep opens the latches whose time is over, while there are any. One clock for all is much cheaper than a timer for
// each request, and a timeout may be late by sweepEvery.
func (r *returns) sweep() {
	t := time.NewTicker(sweepEvery)
	defer t.Stop()
	for idle := time.Duration(0); idle < sweepIdle; idle += sweepEvery {
		select {
		case <-t.C:
		case <-r.ctx.Done():
		}
		r.mu.Lock()
		if len(r.waiting) > 0 {
			idle = 0
		}
		over := r.ctx.Err() != nil
		now := time.Now()
		for _, l := range r.waiting {
			if over || now.After(l.until) {
				r.release(l)
			}
		}
		if over || len(r.waiting) == 0 && idle+sweepEvery >= sweepIdle {
			r.sweeps = false
			r.mu.Unlock()
			return
		}
		r.mu.Unlock()
	}
}

// fill is what a Return does: the outcome into the map, then the latch open. It is late if nobody waits.
// preceded is how many pieces of output went before it; it may have overtaken some.
func (r *returns) fill(from protocol.NodeID, id uint64, o protocol.Outcome, preceded uint32) (late bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	l := r.waiting[id]
	if l == nil || l.to != from || l.ended {
		r.late++
		return true
	}
	if l.came == nil { // otherwise this is the word that what it waits for was lost
		l.came = &o
	} else {
		preceded = 0
	}
	l.expect = preceded
	r.complete(l)
	return false
}

// complete releases the latch once all output that belongs before its outcome has been handed over. mu is held.
func (r *returns) complete(l *latch) {
	if l.came == nil || l.pieces < l.expect {
		return
	}
	l.ended = true
	if l.output == nil {
		r.release(l)
		return
	}
	id := l.id
	l.output.finish(func() {
		r.mu.Lock()
		defer r.mu.Unlock()
		if r.waiting[id] == l {
			r.release(l)
		}
	})
}

// release opens the latch, with the outcome if one came. mu is held.
func (r *returns) release(l *latch) {
	if l.open {
		return
	}
	l.open, l.ended = true, true
	if l.came != nil {
		r.arrived[l.id] = *l.came
	}
	l.opened <- struct{}{}
}

// piece hands a piece of output to the waiter of id.
func (r *returns) piece(from protocol.NodeID, id uint64, stream uint8, b []byte) {
	r.mu.Lock()
	defer r.mu.Unlock()
	l := r.waiting[id]
	if l == nil || l.to != from || l.ended {
		return
	}
	l.pieces++
	if l.more > 0 {
		l.until = time.Now().Add(l.more)
	}
	if l.sink != nil {
		if l.output == nil {
			l.output = newInflow(l.to, l.sink)
		}
		l.output.add(stream, b)
	}
	r.complete(l)
}

// moved is told how much of a large request has gone, or of its large return has come: it lives.
func (r *returns) moved(from protocol.NodeID, id uint64, sent bool, done, total int) {
	r.mu.Lock()
	l := r.waiting[id]
	if l == nil || l.to != from || l.ended {
		r.mu.Unlock()
		return
	}
	if l.more > 0 {
		l.until = time.Now().Add(l.more)
	}
	tell := l.moved
	r.mu.Unlock()
	if tell != nil {
		tell(from, sent, done, total)
	}
}

// lose ends every request that went by that connection and has no answer yet.
func (r *returns) lose(link *transport.Link, o protocol.Outcome) {
	r.mu.Lock()
	var ids []uint64
	for id, l := range r.waiting {
		if _, here := r.arrived[id]; l.link == link && !here {
			ids = append(ids, id)
		}
	}
	r.mu.Unlock()
	for _, id := range ids {
		r.fill(link.Peer().ID, id, o, 0)
	}
}

// Waited is a request under way, as Waiting shows it.
type Waited struct {
	ID    uint64
	To    protocol.NodeID
	About string
	For   time.Duration
}

// Waiting lists the requests under way, oldest first.
func (n *Node) Waiting() []Waited {
	r := n.returns
	r.mu.Lock()
	defer r.mu.Unlock()
	list := make([]Waited, 0, len(r.waiting))
	for id, l := range r.waiting {
		list = append(list, Waited{id, l.to, l.about, time.Since(l.since)})
	}
	sort.Slice(list, func(i, j int) bool { return list[i].ID < list[j].ID })
	return list
}

// RemoteReturns copies the outcomes that came and that nobody has taken yet, by request. It is mostly empty: a waiter
// takes its own at once.
func (n *Node) RemoteReturns() map[uint64]protocol.Outcome {
	r := n.returns
	r.mu.Lock()
	defer r.mu.Unlock()
	m := make(map[uint64]protocol.Outcome, len(r.arrived))
	for id, o := range r.arrived {
		m[id] = o
	}
	return m
}
