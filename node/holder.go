package node

import (
	"context"
	"fmt"
	"io"
	"math"
	"strings"
	"sync"

	"parley/protocol"
	"parley/transport"
)

// This file is what a client of the cluster has begun at this node and goes on when its line has ended, such as Every: it ends with the client's
// connection, and until then what it prints goes to the client if that listens. What a node asks of another one for a client bears the client's mark, and
// ends when that node says that the client has gone, or has gone itself.

// Holder is a client, as the owner of what it has begun here.
type Holder struct {
	name protocol.NodeID
	mark string          // tells it from all others, at all nodes
	late io.Writer       // where its output goes while it does not listen
	ctx  context.Context // done when it has gone
	end  context.CancelFunc

	mu    sync.Mutex
	out   *outflow                 // to it; nil: it does not listen
	asked map[protocol.NodeID]bool // nodes that were asked something for it
}

// holderKey is one run of a client, which may have two connections for a while, or of a node, and then the client of it that it asks for.
type holderKey struct {
	id       protocol.NodeID
	instance uint64
	mark     string
}

func (n *Node) connected(who transport.Peer) bool {
	l := n.end.Link(who.ID)
	return l != nil && l.Peer().Instance == who.Instance
}

// holder is the client at the other end of a link, or the one that a node asks for; nil if it asks for itself.
func (n *Node) holder(who transport.Peer, mark string) *Holder {
	if who.Member && mark == "" {
		return nil
	}
	key, name := holderKey{who.ID, who.Instance, mark}, who.ID
	if who.Member {
		of, _, _ := strings.Cut(mark, "/")
		name = protocol.NodeID(of)
	} else {
		key.mark, mark = "", fmt.Sprintf("%s/%x", who.ID, who.Instance)
	}
	sv := &n.serving
	sv.mu.Lock()
	defer sv.mu.Unlock()
	h := sv.holders[key]
	if h == nil {
		h = &Holder{name: name, mark: mark, late: n.cfg.Stray}
		h.ctx, h.end = context.WithCancel(n.ctx)
		if !n.connected(who) { // it has gone already
			h.end()
			return h
		}
		if sv.holders == nil {
			sv.holders = map[holderKey]*Holder{}
		}
		sv.holders[key] = h
	}
	return h
}

// Name is the client's.
func (h *Holder) Name() protocol.NodeID { return h.name }

// endHolders ends what was begun for a client, or for the clients of a node, if that is gone.
func (n *Node) endHolders(who transport.Peer) {
	n.endThose(func(key holderKey) bool { return key.id == who.ID && key.instance == who.Instance && !n.connected(who) })
}

func (n *Node) endThose(gone func(holderKey) bool) {
	var ended []*Holder
	sv := &n.serving
	sv.mu.Lock()
	for key, h := range sv.holders {
		if gone(key) {
			ended = append(ended, h)
			delete(sv.holders, key)
		}
	}
	sv.mu.Unlock()
	for _, h := range ended {
		h.end()
		h.mu.Lock()
		asked := h.asked
		h.asked = nil
		h.mu.Unlock()
		for id := range asked {
			n.tellGone(h, id)
		}
	}
}

// tellGone tells a node that was asked something for a client that the client has gone.
func (n *Node) tellGone(h *Holder, at protocol.NodeID) {
	n.background.Go(func() {
		if err := n.CallWith(n.ctx, at, callGone, Options{Timeout: n.cfg.Timeout}, nil, h.mark); err != nil {
			n.cfg.Logger.Debug("a node does not hear that a client has gone", "node", at, "client", h.name, "err", err)
		}
	})
}

const callGone = "node.gone"

// asking marks a question that is asked for a client. done is to be called when it was answered.
func (n *Node) asking(h *Holder, at protocol.NodeID, m *transport.Message) (done func()) {
	if h == nil {
		return func() {}
	}
	m.Extra.Session = h.mark
	h.mu.Lock()
	if h.asked == nil {
		h.asked = map[protocol.NodeID]bool{}
	}
	h.asked[at] = true
	h.mu.Unlock()
	return func() {
		if h.ctx.Err() != nil && n.ctx.Err() == nil { // it may have gone before that was asked
			n.tellGone(h, at)
		}
	}
}

// gone ends what a node has asked for a client of its own that has gone.
func (n *Node) gone(who transport.Peer, mark string) {
	n.endThose(func(key holderKey) bool { return key == holderKey{who.ID, who.Instance, mark} })
}

// Write takes output of what the client has begun.
func (h *Holder) Write(b []byte) (int, error) {
	h.mu.Lock()
	out := h.out
	h.mu.Unlock()
	if out == nil {
		return h.late.Write(b)
	}
	return outWriter{out, Stdout}.Write(b)
}

// Holder is whom what the call begins belongs to; nil if a node asked.
func (a *Asked) Holder() *Holder {
	if a.served == nil {
		return nil
	}
	return a.Node.holder(a.From, "")
}

// Listen has the asker get what is printed by what it has begun, until the call is cancelled.
func (a *Asked) Listen() {
	h, s := a.Holder(), a.served
	if h == nil {
		return
	}
	sv := &a.Node.serving
	sv.mu.Lock()
	s.idle = true
	sv.mu.Unlock()
	s.out.mu.Lock()
	s.out.left = math.MaxInt
	s.out.mu.Unlock()
	h.mu.Lock()
	h.out = s.out
	h.mu.Unlock()
	<-a.Done()
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.out == s.out {
		h.out = nil
	}
}
