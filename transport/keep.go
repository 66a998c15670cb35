// Keeping a connection to a peer alive: dial, and dial again with growing pauses, until it is forgotten.

package transport

import (
	"context"
	"fmt"
	"math/rand/v2"
	"time"

	"parley/protocol"
)

// PeerState is what is known of the connection to a peer, for a sentence on why there is none.
type PeerState struct {
	ID       protocol.NodeID
	Kept     bool      // Keep was called for it, and Forget not yet
	Up       bool      // there is a link
	Addr     string    // dialled last, or where the peer listens
	Attempts int       // to connect, since the last link
	Error    string    // of the last attempt or link; empty if there was none
	Since    time.Time // Up or not
	Next     time.Time // of the next attempt; zero if one is under way or none is due
}

// Why is the state as a sentence.
func (s PeerState) Why() string {
	switch {
	case s.Up:
		return fmt.Sprintf("%s is connected", s.ID)
	case s.Error != "":
		return fmt.Sprintf("%s is not connected: %s", s.ID, s.Error)
	case s.Kept:
		return fmt.Sprintf("%s is not connected: it is being dialled", s.ID)
	}
	return fmt.Sprintf("%s is not connected: this node was never told where it is", s.ID)
}

// loss is how the last link to a peer ended.
type loss struct {
	why string
	at  time.Time
}

// keepAttempt is how long one attempt of a keeper may take. It is short because QUIC repeats its first packet ever more
// seldom, and a peer that comes back should be found soon.
const keepAttempt = 2 * time.Second

// keeper keeps the connection to one peer.
type keeper struct {
	e      *Endpoint
	addr   func() (string, error)
	state  PeerState // guarded by e.mu
	cancel context.CancelFunc
	woken  chan struct{}
}

func (k *keeper) wake() {
	select {
	case k.woken <- struct{}{}:
	default:
	}
}

// Keep keeps a connection to a peer until Forget: whenever there is none it dials, with pauses that double from MinBackoff
// to MaxBackoff and vary at random, so that nodes do not dial in step. addr is asked anew for each attempt; it must not
// block for long. A second Keep of a peer replaces its addr.
func (e *Endpoint) Keep(id protocol.NodeID, addr func() (string, error)) {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.closed {
		return
	}
	if k := e.keeps[id]; k != nil {
		k.addr = addr
		k.wake()
		return
	}
	ctx, cancel := context.WithCancel(e.ctx)
	k := &keeper{e: e, addr: addr, cancel: cancel, woken: make(chan struct{}, 1), state: PeerState{ID: id, Kept: true, Since: time.Now()}}
	e.keeps[id] = k
	e.wg.Go(func() { k.run(ctx) })
}

// Forget ends Keep. A link that is there stays.
func (e *Endpoint) Forget(id protocol.NodeID) {
	e.mu.Lock()
	defer e.mu.Unlock()
	if k := e.keeps[id]; k != nil {
		k.cancel()
		delete(e.keeps, id)
	}
}

// PeerState is what is known of the connection to a peer.
func (e *Endpoint) PeerState(id protocol.NodeID) PeerState {
	e.mu.Lock()
	defer e.mu.Unlock()
	was := e.lost[id]
	s := PeerState{ID: id, Error: was.why, Since: was.at}
	if k := e.keeps[id]; k != nil {
		s = k.state
	}
	if ls := e.links[id]; len(ls) > 0 {
		s.Up = true
		if a := ls[0].peer.Addr; a != "" {
			s.Addr = a
		}
	}
	return s
}

// set changes the keeper's state.
func (k *keeper) set(change func(*PeerState)) {
	k.e.mu.Lock()
	change(&k.state)
	k.e.mu.Unlock()
}

func (k *keeper) run(ctx context.Context) {
	pause := k.e.cfg.MinBackoff
	for ctx.Err() == nil {
		if l := k.e.Link(k.state.ID); l != nil {
			up := time.Now()
			k.set(func(s *PeerState) { s.Since, s.Attempts, s.Next = up, 0, time.Time{} })
			select {
			case <-ctx.Done():
				return
			case <-l.Done():
			}
			k.set(func(s *PeerState) {
				s.Since = time.Now()
				if err := l.Err(); err != ErrRetired {
					s.Error = err.Error()
				}
			})
			if time.Since(up) > k.e.cfg.MaxBackoff {
				pause = k.e.cfg.MinBackoff
			}
		} else if k.try(ctx) {
			continue
		}
		wait := pause/2 + rand.N(pause)
		pause = min(2*pause, k.e.cfg.MaxBackoff)
		select {
		case <-k.woken: // by a link that has gone since
		default:
		}
		if k.e.Link(k.state.ID) != nil {
			continue
		}
		k.set(func(s *PeerState) { s.Next = time.Now().Add(wait) })
		timer := time.NewTimer(wait)
		select {
		case <-ctx.Done():
		case <-k.woken:
		case <-timer.C:
		}
		timer.Stop()
	}
}

// try dials once and reports whether there is a link now.
func (k *keeper) try(ctx context.Context) bool {
	k.e.mu.Lock()
	ask := k.addr
	k.state.Attempts++
	k.state.Next = time.Time{}
	k.e.mu.Unlock()
	addr, err := ask()
	if err == nil {
		k.set(func(s *PeerState) { s.Addr = addr })
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeout(ctx, min(keepAttempt, k.e.cfg.DialTimeout))
		defer cancel()
		_, err = k.e.dial(ctx, addr, k.state.ID)
	}
	if err != nil {
		k.set(func(s *PeerState) { s.Error = err.Error() })
		k.e.cfg.Logger.Debug("a peer was not reached", "peer", k.state.ID, "addr", addr, "err", err)
		return false
	}
	return true
}
