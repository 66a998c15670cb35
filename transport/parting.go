// How a link ends with nothing lost: the last words of each end come after all that it sent, and are waited for.

package transport

import (
	"fmt"
	"time"
)

const (
	// partTime is how long the other end has to take in what was sent before a goodbye.
	partTime = time.Second
	// retireIdle is for how many looks, one every retireLook, a link that is one too many must be quiet before it goes.
	retireIdle = 3
	retireLook = time.Second
)

// part takes no more messages and tells the other end so, after all that is queued. It reports whether it was up until now.
func (l *Link) part(state linkState, kind noteKind, text string) bool {
	l.mu.Lock()
	if l.state != linkUp {
		l.mu.Unlock()
		return false
	}
	l.state = state
	n := l.largeOut
	l.roomAgain()
	l.mu.Unlock()
	l.note(note{Kind: kind, Large: n, Text: text}, false)
	return true
}

// Close says goodbye with a reason, which the other end shows, once all that was accepted is sent, and closes the link. It
// does not wait for that; Done does. What has not been taken in within a second is lost.
func (l *Link) Close(reason string) {
	l.closing.Do(func() { l.err = fmt.Errorf("the connection to %s was closed here: %s", l.peer.ID, reason) })
	l.part(linkParting, noteGoodbye, reason)
	time.AfterFunc(partTime, func() { l.shut(CodeGoodbye, reason, nil) })
}

// partedWhole is the other end's last note, once, when all that it sent before is here. deliver is held.
func (l *Link) partedWhole() *note {
	n := l.parted
	if n == nil || l.largeIn < n.Large {
		return nil
	}
	l.parted = nil
	return n
}

// parting closes the link, or its half, after the other end's last note.
func (l *Link) parting(n *note) {
	if n.Kind == noteGoodbye {
		l.shut(CodeGoodbye, "goodbye", fmt.Errorf("%s %w: %s", l.peer.ID, ErrGoodbye, n.Text))
		return
	}
	if l.dialled {
		l.shut(CodeRetired, ErrRetired.Error(), ErrRetired)
		return
	}
	l.part(linkRetired, noteRetire, "")
}

// retire closes a link that this end dialled and that is one too many, once nothing has passed on it for some seconds.
// Its last words on both sides come after all that was sent, so nothing is lost.
func (e *Endpoint) retire(l *Link) {
	tick := time.NewTicker(retireLook)
	defer tick.Stop()
	var last uint64
	for idle := 0; idle < retireIdle; {
		select {
		case <-l.done:
			return
		case <-tick.C:
		}
		// A request under way is not idle, however quiet: its cancel and its answer belong on this link.
		busy := l.asked.Load() > 0 || l.owed.Load() > 0
		if now := l.traffic(); now == last && !busy {
			idle++
		} else {
			last, idle = now, 0
		}
		if e.Link(l.peer.ID) == l {
			e.mu.Lock()
			l.retiring = false // the other link is gone, and this one is needed again
			e.mu.Unlock()
			return
		}
	}
	if l.part(linkRetired, noteRetire, "") {
		select {
		case <-l.done:
		case <-time.After(e.cfg.IdleTimeout):
			l.shut(CodeRetired, ErrRetired.Error(), ErrRetired)
		}
	}
}

// traffic changes whenever something passes on the link.
func (l *Link) traffic() uint64 { return l.stats.bytesIn.Load() + l.stats.bytesOut.Load() + 1 }
