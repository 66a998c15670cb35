// Who is let in beside whom: one link for each peer in the end, and one running node for each name.

package transport

import (
	"fmt"
	"slices"
	"time"

	"parley/protocol"
)

// probeTime is how long the node that holds a name has to answer before a newcomer of that name replaces it.
const probeTime = time.Second

// enter counts a connection in and reports false if there is no room for it.
func (e *Endpoint) enter() bool {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.closed || e.n >= e.cfg.MaxLinks {
		return false
	}
	e.n++
	return true
}

func (e *Endpoint) leave() {
	e.mu.Lock()
	e.n--
	e.mu.Unlock()
}

// admit makes a link one of the endpoint's and starts it; ready is called once that is certain and writes this end's hello
// if it is still to be written. An error says why the link is not let in.
func (e *Endpoint) admit(l *Link, ready func() error) error {
	for {
		rival := e.insert(l)
		if rival == nil {
			break
		}
		if rival == l {
			return ErrClosed
		}
		if rival.answers(e.ctx.Done()) {
			return &RefusedError{Code: CodeName, Text: fmt.Sprintf("a node called %s is connected to %s already, from %s, and is alive: stop that one, or choose another name for this one",
				l.peer.ID, e.cfg.Self, rival.conn.RemoteAddr())}
		}
		rival.shut(CodeReplaced, fmt.Sprintf("it did not answer for %v, and another node called %s took its place", probeTime, l.peer.ID),
			fmt.Errorf("%s did not answer for %v, and another run of it took its place", l.peer.ID, probeTime))
		e.drop(rival)
	}
	if err := ready(); err != nil {
		e.drop(l)
		l.abandon(err)
		return err
	}
	e.guard("LinkUp", func() { e.cfg.Handler.LinkUp(l) })
	e.wg.Go(l.acceptLarge)
	e.wg.Go(l.read)
	l.release()
	e.wake(l.peer.ID)
	return nil
}

// insert puts a link among those of its peer. It answers nil if that is done, the link of another node of the same name if
// there is one, and l itself if the endpoint is closed.
func (e *Endpoint) insert(l *Link) *Link {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.closed {
		return l
	}
	id := l.peer.ID
	for _, other := range e.links[id] {
		if other.peer.Instance != l.peer.Instance {
			return other
		}
	}
	ls := append(e.links[id], l)
	slices.SortStableFunc(ls, func(a, b *Link) int {
		if a == b {
			return 0
		}
		if e.before(a, b) {
			return -1
		}
		return 1
	})
	e.links[id] = ls
	for _, extra := range ls[1:] {
		if extra.dialled && !extra.retiring {
			extra.retiring = true
			e.wg.Go(func() { e.retire(extra) })
		}
	}
	return nil
}

// before reports whether both ends prefer a to b: the link that the smaller name dialled, of two by the same end the later.
func (e *Endpoint) before(a, b *Link) bool {
	if a.dialled != b.dialled {
		return a.dialled == (e.cfg.Self < a.peer.ID)
	}
	return a.dialNo > b.dialNo
}

// answers reports whether the peer shows a sign of life within probeTime.
func (l *Link) answers(stop <-chan struct{}) bool {
	select {
	case <-l.pongs: // of an earlier probe
	default:
	}
	half := time.NewTimer(probeTime / 2)
	defer half.Stop()
	l.note(note{Kind: notePing}, true)
	var before uint64
	for range 2 {
		select {
		case <-l.pongs:
			return true
		case <-l.done:
			return false
		case <-stop:
			return true // nothing is decided any more
		case <-half.C:
		}
		if before == 0 {
			// By now what was under way when the peer stopped has come; whatever comes from here on is a sign of life,
			// though its node be too busy to answer.
			before = l.conn.ConnectionStats().PacketsReceived
			half.Reset(probeTime / 2)
			l.note(note{Kind: notePing}, true)
		}
	}
	return l.conn.ConnectionStats().PacketsReceived > before
}

// remove takes a link that is gone from the endpoint's.
func (e *Endpoint) remove(l *Link) {
	e.drop(l)
	e.mu.Lock()
	defer e.mu.Unlock()
	e.n--
	if l.peer.Member && l.err != ErrRetired && len(e.lost) < e.cfg.MaxLinks {
		e.lost[l.peer.ID] = loss{l.err.Error(), time.Now()}
	}
}

// drop takes a link from its peer's, so that it is used no more.
func (e *Endpoint) drop(l *Link) {
	e.mu.Lock()
	defer e.mu.Unlock()
	id := l.peer.ID
	ls := slices.DeleteFunc(e.links[id], func(o *Link) bool { return o == l })
	if len(ls) == 0 {
		delete(e.links, id)
	} else {
		e.links[id] = ls
	}
}

// wake tells the keeper of a peer that a link to it came.
func (e *Endpoint) wake(id protocol.NodeID) {
	e.mu.Lock()
	k := e.keeps[id]
	e.mu.Unlock()
	if k != nil {
		k.wake()
	}
}
