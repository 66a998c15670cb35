// A link: one QUIC connection to one peer, and how messages get onto it.

package transport

import (
	"context"
	"fmt"
	"runtime"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"github.com/quic-go/quic-go"

	"parley/protocol"
)

// Peer is who is at the other end of a link. ID and Role are from its certificate, the rest from its hello.
type Peer struct {
	ID       protocol.NodeID
	Role     protocol.Role
	Addr     string // where it listens; empty for one that does not
	Instance uint64 // tells two runs of one node apart
	Version  uint32 // of the protocol, as agreed
	Features uint64 // bits that both ends have
	Member   bool   // it is a node of the cluster, not a client
}

// Stats are a link's counts since it was made.
type Stats struct {
	BytesIn, BytesOut       uint64 // frames and their heads, before QUIC
	MessagesIn, MessagesOut uint64
	Refused                 uint64 // frames that came and were not messages within the limits
	Superseded              uint64 // queued messages that a newer one with their key replaced
	Full                    uint64 // messages not accepted because the outbox was full
	QueuedMessages          int    // now
	QueuedBytes             int    // now
}

// inlineWrite is the largest batch, in bytes, that a sender hands to QUIC by itself. A larger one is for the link's own
// writer, which waits until QUIC has put it into packets: meanwhile what else is sent gathers to the next batch.
const inlineWrite = 1200

// inlineBudget is how many bytes senders may hand over before the writer does so once: it alone notices that QUIC's send
// window is full, and without it what waits would wait where it can neither be replaced nor overtaken.
const inlineBudget = 32 << 10

// linkState says whether a link takes messages.
type linkState uint8

const (
	linkUp      linkState = iota
	linkRetired           // messages go by the link that took over
	linkParting           // no more messages: goodbye was said
	linkClosed
)

// Link is a connection to a peer. Its methods are safe for concurrent use.
type Link struct {
	e       *Endpoint
	conn    *quic.Conn
	stream  *quic.Stream
	peer    Peer
	dialled bool   // by this end
	dialNo  uint64 // of the dialler

	retiring bool // somebody waits for it to be idle; guarded by e.mu

	mu       sync.Mutex // the outbox
	state    linkState
	control  lane
	client   lane
	large    []large // messages that get a stream of their own, not yet begun
	sending  int     // large messages on their way
	largeOut uint64  // large messages accepted
	lgBytes  int     // of large and on their way
	writing  bool    // somebody takes from the lanes and writes
	inline   int     // bytes written inline since the writer last ran
	room     chan struct{}

	asked  atomic.Int64 // requests of ours that have no Return yet, about: it only tells whether others wait
	owed   atomic.Int64 // requests of theirs, the same
	stats  struct{ bytesIn, bytesOut, msgsIn, msgsOut, refused, superseded, full atomic.Uint64 }
	pongs  chan struct{}
	budget budget // of large messages that come in

	deliver sync.Mutex // one message at a time to the handler
	isDown  bool
	largeIn uint64 // large messages that came, were refused or broke off
	parted  *note  // the other end's last note

	closing sync.Once
	done    chan struct{}
	err     error // valid once done is closed, or set before by whoever closed the connection
}

func newLink(e *Endpoint, conn *quic.Conn, stream *quic.Stream, peer Peer, dialled bool, dialNo uint64) *Link {
	l := &Link{e: e, conn: conn, stream: stream, peer: peer, dialled: dialled, dialNo: dialNo, writing: true,
		pongs: make(chan struct{}, 1), done: make(chan struct{})}
	l.budget.init(e.cfg.MaxMessage)
	return l
}

// Peer is who is at the other end.
func (l *Link) Peer() Peer { return l.peer }

// Done is closed when the link is gone; Err then says why.
func (l *Link) Done() <-chan struct{} { return l.done }

// Err is nil while the link is there, and then a sentence about why it is not.
func (l *Link) Err() error {
	select {
	case <-l.done:
		return l.err
	default:
		return nil
	}
}

// RTT is QUIC's smoothed estimate of a round trip to the peer.
func (l *Link) RTT() time.Duration { return l.conn.ConnectionStats().SmoothedRTT }

// Stats are the link's counts now.
func (l *Link) Stats() Stats {
	s := Stats{BytesIn: l.stats.bytesIn.Load(), BytesOut: l.stats.bytesOut.Load(), MessagesIn: l.stats.msgsIn.Load(),
		MessagesOut: l.stats.msgsOut.Load(), Refused: l.stats.refused.Load(), Superseded: l.stats.superseded.Load(), Full: l.stats.full.Load()}
	l.mu.Lock()
	defer l.mu.Unlock()
	s.QueuedMessages, s.QueuedBytes = l.queued()
	return s
}

func (l *Link) String() string {
	return fmt.Sprintf("link to %s at %s", l.peer.ID, l.conn.RemoteAddr())
}

func (l *Link) queued() (messages, bytes int) {
	return l.control.n + l.client.n + len(l.large) + l.sending, l.control.size() + l.client.size() + l.lgBytes
}

// Send puts a message into the outbox and never blocks. The errors are ErrFull, ErrClosed, ErrTooLarge, or that the
// message cannot be encoded; with any of them it was not and will not be sent. A message that was accepted is sent unless
// the link is lost or a newer one with its Key takes its place. The message is encoded before Send returns.
func (l *Link) Send(m *Message) error { return l.send(m, 1) }

// SendWait is Send, but waits while the outbox is over half full: for those who can produce without end, so that they slow
// down and leave room for others. It also ends when ctx does.
func (l *Link) SendWait(ctx context.Context, m *Message) error {
	for {
		l.mu.Lock()
		if l.room == nil {
			l.room = make(chan struct{})
		}
		room := l.room
		l.mu.Unlock()
		err := l.send(m, 2)
		if err != ErrFull {
			return err
		}
		select {
		case <-room:
		case <-ctx.Done():
			return context.Cause(ctx)
		case <-l.done:
		}
	}
}

// send accepts m if the outbox is not filled over 1/share.
func (l *Link) send(m *Message, share int) error {
	if err := m.valid(); err != nil {
		return err
	}
	cfg := &l.e.cfg
	size := m.bound()
	if size > inlineMax {
		return l.sendLarge(m, share)
	}
	l.mu.Lock()
	if l.state != linkUp {
		return l.sendElsewhere(m, share)
	}
	messages, bytes := l.queued()
	bytes -= l.lgBytes
	full := messages >= max(1, cfg.OutboxMessages/share) || bytes > 0 && bytes+size > cfg.OutboxBytes/share
	if m.Key != "" && l.supersede(m.Key) {
		full = false // it has the room of the one that it replaces
	}
	if full {
		l.mu.Unlock()
		l.stats.full.Add(1)
		return ErrFull
	}
	if m.Control {
		l.control.add(m)
	} else {
		l.client.add(m)
	}
	l.sent(m)
	return nil
}

// sent begins to write what was put into a lane, unless somebody is at it. It is called with mu held, and gives it up.
func (l *Link) sent(m *Message) {
	// With several requests on their way more messages are likely to come at once, and one write for all is cheaper.
	var others bool
	switch {
	case m.Return:
		others = l.asked.Add(1) > 1
	case m.Form == FormReturn:
		others = l.owed.Add(-1) > 0
	}
	l.stats.msgsOut.Add(1)
	if l.writing {
		l.mu.Unlock()
		return
	}
	l.writing = true
	if others {
		l.mu.Unlock()
		runtime.Gosched()
		l.mu.Lock()
	}
	l.flush()
}

// sendElsewhere is send on a link that takes no more messages. It is called with mu held, and gives it up.
func (l *Link) sendElsewhere(m *Message, share int) error {
	state := l.state
	l.mu.Unlock()
	if state == linkRetired {
		if other := l.e.Link(l.peer.ID); other != nil && other != l && other.peer.Instance == l.peer.Instance {
			return other.send(m, share)
		}
	}
	return ErrClosed
}

// supersede drops the message that is queued under key, and reports whether there was one. mu is held.
func (l *Link) supersede(key string) bool {
	dropped := l.control.drop(key) || l.client.drop(key)
	if i := slices.IndexFunc(l.large, func(g large) bool { return g.key == key }); !dropped && i >= 0 {
		l.lgBytes -= len(l.large[i].frame)
		l.large = slices.Delete(l.large, i, i+1)
		l.largeOut--
		dropped = true
	}
	if dropped {
		l.stats.superseded.Add(1)
	}
	return dropped
}

// flush writes what is in the lanes. It is called with mu held and writing set by the caller, and gives mu up.
func (l *Link) flush() {
	for {
		batch := l.take()
		if batch == nil {
			l.writing = false
			l.mu.Unlock()
			return
		}
		if len(batch.b) > inlineWrite || l.inline+len(batch.b) > inlineBudget {
			l.mu.Unlock()
			go l.write(batch)
			return
		}
		l.inline += len(batch.b)
		l.mu.Unlock()
		l.stats.bytesOut.Add(uint64(len(batch.b)))
		err := l.stream.TryWriteAll(batch.b)
		if err == quic.ErrWouldBlock {
			l.stats.bytesOut.Add(-uint64(len(batch.b)))
			go l.write(batch)
			return
		}
		batch.release()
		if err != nil {
			return // the connection is gone; the reader says so
		}
		l.mu.Lock()
	}
}

// write is the link's writer: it runs while there is something to write.
func (l *Link) write(batch *buffer) {
	for {
		l.stats.bytesOut.Add(uint64(len(batch.b)))
		_, err := l.stream.Write(batch.b)
		batch.release()
		if err != nil {
			return
		}
		runtime.Gosched()
		l.mu.Lock()
		l.inline = 0
		if batch = l.take(); batch == nil {
			l.writing = false
			l.mu.Unlock()
			return
		}
		l.mu.Unlock()
	}
}

// take is the next batch, or nil. mu is held.
func (l *Link) take() *buffer {
	batch := l.control.take()
	if batch == nil {
		batch = l.client.take()
	}
	l.roomAgain()
	return batch
}

// roomAgain wakes those who wait for room. mu is held.
func (l *Link) roomAgain() {
	if l.room != nil {
		close(l.room)
		l.room = nil
	}
}

// release lets the outbox go after the hello has been written.
func (l *Link) release() {
	l.mu.Lock()
	l.flush()
}

// note sends a frame about the link itself, ahead of all or after all that is queued.
func (l *Link) note(n note, ahead bool) {
	f := frame(n)
	l.mu.Lock()
	if l.state == linkClosed {
		l.mu.Unlock()
		return
	}
	if ahead {
		// One of a kind is enough, whatever the peer asks for and does not read.
		key := fmt.Sprint("note ", n.Kind)
		l.control.drop(key)
		l.control.addFrame(f, key)
	} else {
		l.client.addFrame(f, "")
	}
	if l.writing {
		l.mu.Unlock()
		return
	}
	l.writing = true
	l.flush()
}

// shut closes the connection at once. The first of several calls gives the reason.
func (l *Link) shut(code Code, text string, err error) {
	l.closing.Do(func() { l.err = err })
	l.mu.Lock()
	l.ended()
	l.mu.Unlock()
	l.conn.CloseWithError(quic.ApplicationErrorCode(code), text)
}

// Cut closes the link at once, without a goodbye and with what is queued lost: for a peer that is known to be dead. err
// becomes its Err.
func (l *Link) Cut(err error) { l.shut(CodeGoodbye, "", err) }

// ended takes no more messages, except that those of a retired link go by the other also when it is gone. mu is held.
func (l *Link) ended() {
	if l.state != linkRetired {
		l.state = linkClosed
	}
	l.roomAgain()
}

// abandon ends a link that was never started.
func (l *Link) abandon(err error) {
	l.shut(CodeGoodbye, "", err)
	close(l.done)
}

// gone ends the link after its reader has stopped: the handler hears of it once, after the last message.
func (l *Link) gone(err error) {
	l.closing.Do(func() { l.err = plain(err, string(l.peer.ID), l.e.cfg.IdleTimeout) })
	l.mu.Lock()
	l.ended()
	for _, a := range []*lane{&l.control, &l.client} {
		if a.buf != nil {
			a.reset()
		}
	}
	l.large = nil
	l.mu.Unlock()
	l.budget.close()
	l.conn.CloseWithError(quic.ApplicationErrorCode(CodeGoodbye), "")
	l.e.remove(l)
	l.deliver.Lock()
	l.isDown = true
	close(l.done)
	l.deliver.Unlock()
	l.e.guard("LinkDown", func() { l.e.cfg.Handler.LinkDown(l, l.err) })
}
