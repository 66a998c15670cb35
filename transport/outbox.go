// The outbox of a link: what waits to be sent, bounded, newest of each key alone, control before client work.

package transport

import (
	"encoding/binary"
	"sync"
)

// dead marks the length of a queued frame that a newer one has replaced. No frame is that long.
const dead = 1 << 31

// batchMax is how much is handed to QUIC at once, in bytes: enough to fill its packets, and little enough that control
// messages overtake what waits behind it.
const batchMax = inlineMax + 4

// buffer is a byte slice that goes round through a pool, so that idle links hold none.
type buffer struct{ b []byte }

var buffers = sync.Pool{New: func() any { return &buffer{make([]byte, 0, batchMax)} }}

func (b *buffer) release() {
	if cap(b.b) <= 2*batchMax {
		b.b = b.b[:0]
		buffers.Put(b)
	}
}

// lane is a queue of frames in one buffer. The zero lane is empty.
type lane struct {
	buf  *buffer
	head int            // bytes before it have been taken
	n    int            // live frames
	dead int            // bytes of replaced frames at or after head
	keys map[string]int // where the frame of each key begins
}

// size is how many live bytes wait.
func (l *lane) size() int {
	if l.buf == nil {
		return 0
	}
	return len(l.buf.b) - l.head - l.dead
}

// add encodes m at the end and returns how many bytes it took, its frame's head included.
func (l *lane) add(m *Message) int {
	if l.buf == nil {
		l.buf = buffers.Get().(*buffer)
	}
	at := len(l.buf.b)
	b := append(l.buf.b, 0, 0, 0, 0)
	b = appendMessage(b, m)
	binary.BigEndian.PutUint32(b[at:], uint32(len(b)-at-4))
	l.buf.b = b
	l.added(at, m.Key)
	return len(b) - at
}

// addFrame puts a ready frame at the end.
func (l *lane) addFrame(f []byte, key string) {
	if l.buf == nil {
		l.buf = buffers.Get().(*buffer)
	}
	at := len(l.buf.b)
	l.buf.b = append(l.buf.b, f...)
	l.added(at, key)
}

func (l *lane) added(at int, key string) {
	l.n++
	if key != "" {
		if l.keys == nil {
			l.keys = map[string]int{}
		}
		l.keys[key] = at
	}
}

// drop removes the queued frame of this key and reports whether there was one.
func (l *lane) drop(key string) bool {
	at, ok := l.keys[key]
	if !ok {
		return false
	}
	delete(l.keys, key)
	head := l.buf.b[at:]
	n := binary.BigEndian.Uint32(head)
	binary.BigEndian.PutUint32(head, n|dead)
	l.n--
	l.dead += int(n) + 4
	l.tidy()
	return true
}

// tidy forgets the bytes of dead and taken frames once they are more than the others.
func (l *lane) tidy() {
	if waste := l.head + l.dead; waste <= batchMax || waste <= len(l.buf.b)/2 {
		return
	}
	keyAt := make(map[int]string, len(l.keys))
	for k, at := range l.keys {
		keyAt[at] = k
	}
	b, to := l.buf.b, 0
	for at := l.head; at < len(b); {
		n := binary.BigEndian.Uint32(b[at:])
		size := int(n&^dead) + 4
		if n&dead == 0 {
			if k, ok := keyAt[at]; ok {
				l.keys[k] = to
			}
			copy(b[to:], b[at:at+size])
			to += size
		}
		at += size
	}
	l.buf.b, l.head, l.dead = b[:to], 0, 0
}

// take moves at most batchMax bytes of whole frames, and at least one frame, into a buffer that is the caller's to release.
func (l *lane) take() *buffer {
	if l.n == 0 {
		if l.buf != nil {
			l.reset()
		}
		return nil
	}
	if l.head == 0 && l.dead == 0 && len(l.buf.b) <= batchMax {
		out := l.buf
		l.buf = nil
		l.clear()
		return out
	}
	out := buffers.Get().(*buffer)
	b := l.buf.b
	for l.head < len(b) {
		n := binary.BigEndian.Uint32(b[l.head:])
		size := int(n&^dead) + 4
		if n&dead != 0 {
			l.dead -= size
		} else {
			if len(out.b) > 0 && len(out.b)+size > batchMax {
				break
			}
			out.b = append(out.b, b[l.head:l.head+size]...)
			l.n--
		}
		l.head += size
	}
	for k, at := range l.keys {
		if at < l.head {
			delete(l.keys, k)
		}
	}
	if l.n == 0 {
		l.reset()
	} else {
		l.tidy()
	}
	return out
}

func (l *lane) reset() {
	l.buf.release()
	l.buf = nil
	l.clear()
}

func (l *lane) clear() {
	l.head, l.n, l.dead = 0, 0, 0
	if len(l.keys) > 0 {
		clear(l.keys)
	}
}
