// Large messages: each on a unidirectional stream of its own, so that it does not keep small ones waiting, a few at a time.

package transport

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"slices"
	"time"

	"github.com/quic-go/quic-go"
)

const (
	// largeAtOnce is how many large messages a link sends at the same time; the others wait in the outbox.
	largeAtOnce = 4
	// largeStreams is how many streams of its own a peer may have open.
	largeStreams = 2 * largeAtOnce
	// largeStep is after how many bytes it is told how far a large message is.
	largeStep = 256 << 10
	// largeStall is how long a large message may stand still before it is given up.
	largeStall = 30 * time.Second

	// QUIC's urgency of streams, lower first: bulk yields to the stream that all share.
	urgencyShared, urgencyLarge = 1, 5

	// streamRefused tells the sender of a large message to stop.
	streamRefused quic.StreamErrorCode = 1
)

// large is a large message in the outbox.
type large struct {
	frame   []byte
	key     string
	control bool
	moved   func(done, total int)
}

// sendLarge is send for a message that may be too long for the shared stream.
func (l *Link) sendLarge(m *Message, share int) error {
	size := m.bound()
	if size > l.e.cfg.MaxMessage {
		return ErrTooLarge
	}
	// The bound on all large messages in the outbox is one of the largest, or the outbox's own if that is more.
	room := max(l.e.cfg.MaxMessage, l.e.cfg.OutboxBytes)
	l.mu.Lock()
	if l.state != linkUp {
		return l.sendElsewhere(m, share)
	}
	messages, _ := l.queued()
	full := messages >= max(1, l.e.cfg.OutboxMessages/share) || l.lgBytes+size > room/share && l.lgBytes > 0
	if full && !(m.Key != "" && slices.ContainsFunc(l.large, func(g large) bool { return g.key == m.Key })) {
		l.mu.Unlock()
		l.stats.full.Add(1)
		return ErrFull
	}
	l.lgBytes += size // before it is there: nobody else may take the room meanwhile
	l.mu.Unlock()

	b := appendMessage(make([]byte, 4, size+4), m)
	binary.BigEndian.PutUint32(b, uint32(len(b)-4))

	l.mu.Lock()
	l.lgBytes -= size
	if l.state != linkUp {
		return l.sendElsewhere(m, share)
	}
	if m.Key != "" {
		l.supersede(m.Key)
	}
	if len(b) <= inlineMax+4 {
		if m.Control {
			l.control.addFrame(b, m.Key)
		} else {
			l.client.addFrame(b, m.Key)
		}
		l.sent(m)
		return nil
	}
	l.lgBytes += len(b)
	l.largeOut++
	at := len(l.large)
	if m.Control {
		at = 0
		for at < len(l.large) && l.large[at].control {
			at++
		}
	}
	l.large = slices.Insert(l.large, at, large{b, m.Key, m.Control, m.Moved})
	l.stats.msgsOut.Add(1)
	switch {
	case m.Return:
		l.asked.Add(1)
	case m.Form == FormReturn:
		l.owed.Add(-1)
	}
	if l.sending < largeAtOnce {
		l.sending++
		go l.writeLarge()
	}
	l.mu.Unlock()
	return nil
}

// writeLarge sends large messages, each on its own stream, until none waits.
func (l *Link) writeLarge() {
	for {
		l.mu.Lock()
		if len(l.large) == 0 || l.state == linkClosed {
			l.sending--
			l.mu.Unlock()
			return
		}
		g := l.large[0]
		l.large = slices.Delete(l.large, 0, 1)
		l.mu.Unlock()
		err := l.writeStream(g.frame, g.moved)
		l.mu.Lock()
		l.lgBytes -= len(g.frame)
		l.roomAgain()
		l.mu.Unlock()
		if err != nil {
			l.e.cfg.Logger.Warn("a large message did not go out", "peer", l.peer.ID, "bytes", len(g.frame), "err", err)
		}
	}
}

func (l *Link) writeStream(frame []byte, moved func(done, total int)) error {
	s, err := l.conn.OpenUniStreamSync(l.conn.Context())
	if err != nil {
		return err
	}
	s.SetPriority(urgencyLarge, true)
	for at, end := 0, len(frame); at < len(frame); {
		if moved != nil {
			end = min(at+largeStep, len(frame))
		}
		n, err := s.Write(frame[at:end])
		l.stats.bytesOut.Add(uint64(n))
		if err != nil {
			return err
		}
		if at += n; moved != nil {
			moved(at, len(frame))
		}
	}
	return s.Close()
}

// acceptLarge takes the peer's streams until the connection is gone.
func (l *Link) acceptLarge() {
	for {
		s, err := l.conn.AcceptUniStream(l.conn.Context())
		if err != nil {
			return
		}
		go func() {
			m, err := l.readLarge(s)
			if err != nil {
				s.CancelRead(streamRefused)
				l.e.cfg.Logger.Warn("a large message did not come in", "peer", l.peer.ID, "err", err)
			}
			l.largeCame(m)
			if err == nil { // a stream counts as open until its end has been read, and the peer may only have a few
				var b [1]byte
				if _, end := (stalling{s}).Read(b[:]); end != io.EOF {
					s.CancelRead(streamRefused)
				}
			}
		}()
	}
}

// readLarge reads the message of one stream. If it cannot be read, its sender is told, by its id.
func (l *Link) readLarge(s *quic.ReceiveStream) (*Message, error) {
	r := stalling{s}
	var size [4]byte
	if _, err := io.ReadFull(r, size[:]); err != nil {
		return nil, err
	}
	n := int(binary.BigEndian.Uint32(size[:]))
	if n > l.e.cfg.MaxMessage {
		b := make([]byte, headerMax)
		if _, err := io.ReadFull(r, b); err != nil {
			return nil, err
		}
		err := fmt.Errorf("it has %d bytes, and at most %d may come at once", n, l.e.cfg.MaxMessage)
		l.refuse(readHeader(b), err)
		return nil, err
	}
	if !l.budget.take(n) {
		return nil, ErrClosed
	}
	defer l.budget.give(n)
	b, err := readGrowing(r, n, l.coming(n))
	l.stats.bytesIn.Add(uint64(len(b) + 4))
	if err != nil {
		if len(b) >= headerMax {
			l.refuse(readHeader(b), fmt.Errorf("it broke off after %d of %d bytes", len(b), n))
		}
		return nil, err
	}
	m, h, err := decodeMessage(b, true)
	if err != nil {
		l.refuse(h, err)
	}
	return m, err
}

// readGrowing reads n bytes into a buffer that grows as they arrive, so that a length alone costs nothing. With an error
// it returns what came. coming is called with what there is, each time that more has come.
func readGrowing(r io.Reader, n int, coming func([]byte)) ([]byte, error) {
	b := make([]byte, 0, min(n, inlineMax))
	for len(b) < n {
		if len(b) == cap(b) {
			grown := make([]byte, len(b), min(n, 4*cap(b)))
			copy(grown, b)
			b = grown
		}
		got, err := r.Read(b[len(b):cap(b)])
		b = b[:len(b)+got]
		if err != nil && len(b) < n {
			if errors.Is(err, io.EOF) {
				err = io.ErrUnexpectedEOF
			}
			return b, err
		}
		coming(b)
	}
	return b, nil
}

// coming tells a handler that wants to know how far a large message is.
func (l *Link) coming(total int) func([]byte) {
	w, ok := l.e.cfg.Handler.(Watcher)
	if !ok {
		return func([]byte) {}
	}
	told := 0
	var h header
	return func(b []byte) {
		if len(b) < told+largeStep && len(b) < total || len(b) < headerMax {
			return
		}
		if told == 0 {
			h = readHeader(b)
		}
		told = len(b)
		l.e.guard("Coming", func() { w.Coming(l, h.form, h.id, told, total) })
	}
}

// stalling reads a stream that must not stand still for longer than largeStall.
type stalling struct{ s *quic.ReceiveStream }

func (r stalling) Read(p []byte) (int, error) {
	if err := r.s.SetReadDeadline(time.Now().Add(largeStall)); err != nil {
		return 0, err
	}
	return r.s.Read(p)
}

// largeCame delivers a large message, or counts one that did not come (nil).
func (l *Link) largeCame(m *Message) {
	if m != nil {
		l.handle(m)
	}
	l.deliver.Lock()
	l.largeIn++
	parted := l.partedWhole()
	l.deliver.Unlock()
	if parted != nil {
		l.parting(parted)
	}
}
