// The reader of a link: frames off the shared stream, in order, to the handler.

package transport

import (
	"encoding/binary"
	"errors"
	"fmt"
)

// smallRead is the read buffer of an idle link, in bytes. One that fills it borrows a large buffer until it is quiet again.
const smallRead = 4 << 10

// brokenLength is a frame's length from which on it cannot be one: the peer speaks something else.
const brokenLength = 1 << 31

var errGarbage = errors.New("it is neither a message nor a note")

// inbox is what the reader keeps between two reads.
type inbox struct {
	l    *Link
	skip int // bytes still to come of a frame that is too long
}

// read delivers what the peer sends until the link is gone.
func (l *Link) read() {
	in := inbox{l: l}
	small := make([]byte, smallRead)
	var big *buffer
	buf, have := small, 0
	for {
		n, err := l.stream.Read(buf[have:])
		l.stats.bytesIn.Add(uint64(n))
		full := have+n == len(buf)
		have += n
		used, broken := in.frames(buf[:have])
		if broken != nil {
			l.shut(CodeBroken, broken.Error(), fmt.Errorf("%s sent what is no frame: the connection was closed", l.peer.ID))
			err = broken
		}
		if err != nil {
			if big != nil {
				big.release()
			}
			l.gone(err)
			return
		}
		rest := buf[used:have]
		switch {
		case big == nil && (full || frameSize(rest) > len(small)):
			big = buffers.Get().(*buffer)
			big.b = big.b[:cap(big.b)]
			buf = big.b
		case big != nil && !full && max(len(rest), frameSize(rest)) <= len(small):
			have = copy(small, rest)
			buf = small
			big.release()
			big = nil
			continue
		}
		have = copy(buf, rest)
	}
}

// frameSize is how long the frame at the beginning of b is, its head included, as far as it must be held whole.
func frameSize(b []byte) int {
	if len(b) < 4 {
		return 4
	}
	return 4 + int(min(binary.BigEndian.Uint32(b), inlineMax))
}

// frames takes the whole frames at the beginning of b and says how many bytes they were.
func (in *inbox) frames(b []byte) (used int, broken error) {
	for {
		rest := b[used:]
		if in.skip > 0 {
			n := min(in.skip, len(rest))
			in.skip -= n
			used += n
			if in.skip > 0 {
				return used, nil
			}
			continue
		}
		if len(rest) < 4 {
			return used, nil
		}
		size := binary.BigEndian.Uint32(rest)
		rest = rest[4:]
		switch {
		case size == 0 || size >= brokenLength:
			return used, fmt.Errorf("a frame of %d bytes cannot be: the connection is closed", size)
		case size > inlineMax:
			if len(rest) < headerMax {
				return used, nil
			}
			in.l.refuse(readHeader(rest[:headerMax]), fmt.Errorf("it has %d bytes, and over %d it needs a stream of its own", size, inlineMax))
			used += 4
			in.skip = int(size)
		case len(rest) < int(size):
			return used, nil
		default:
			in.l.frame(rest[:size])
			used += 4 + int(size)
		}
	}
}

// frame handles one frame. b is valid during the call alone.
func (l *Link) frame(b []byte) {
	switch b[0] & 0xe0 {
	case cborArray:
		m, h, err := decodeMessage(b, false)
		if err != nil {
			l.refuse(h, err)
			return
		}
		l.handle(m)
	case cborMap:
		var n note
		if len(b) > helloMax {
			l.refuse(header{}, errGarbage)
		} else if err := unmarshal(b, &n); err != nil {
			l.refuse(header{}, err)
		} else {
			l.noted(n)
		}
	default:
		l.refuse(header{}, errGarbage)
	}
}

// noted handles a note. Those of a kind that is not known are from a newer version, which can do without an answer.
func (l *Link) noted(n note) {
	switch n.Kind {
	case notePing:
		l.note(note{Kind: notePong}, true)
	case notePong:
		select {
		case l.pongs <- struct{}{}:
		default:
		}
	case noteGoodbye, noteRetire:
		l.deliver.Lock()
		l.parted = &n
		whole := l.partedWhole()
		l.deliver.Unlock()
		if whole != nil {
			l.parting(whole)
		}
	}
}

// handle gives a message to the handler, one at a time, unless the handler has been told that the link is down.
func (l *Link) handle(m *Message) {
	l.stats.msgsIn.Add(1)
	switch {
	case m.Return:
		l.owed.Add(1)
	case m.Form == FormReturn:
		l.asked.Add(-1)
	}
	l.deliver.Lock()
	defer l.deliver.Unlock()
	if l.isDown {
		return
	}
	defer l.e.survive("Message")
	l.e.cfg.Handler.Message(l, m)
}
