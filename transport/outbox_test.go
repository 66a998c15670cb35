package transport

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"slices"
	"strings"
	"testing"
)

// listLane is a lane as a plain list: the obviously right twin.
type listLane struct {
	frames [][]byte
	keys   []string
}

func (l *listLane) add(f []byte, key string) {
	l.frames, l.keys = append(l.frames, f), append(l.keys, key)
}

func (l *listLane) drop(key string) bool {
	i := slices.Index(l.keys, key)
	if i >= 0 {
		l.frames, l.keys = slices.Delete(l.frames, i, i+1), slices.Delete(l.keys, i, i+1)
	}
	return i >= 0
}

func (l *listLane) take() (out []byte) {
	n := 0
	for n < len(l.frames) && (n == 0 || len(out)+len(l.frames[n]) <= batchMax) {
		out = append(out, l.frames[n]...)
		n++
	}
	l.frames, l.keys = l.frames[n:], l.keys[n:]
	return out
}

func (l *listLane) size() (n int) {
	for _, f := range l.frames {
		n += len(f)
	}
	return n
}

func TestLaneIsAsItsTwin(t *testing.T) {
	r := random(t)
	for round := range 60 {
		var l lane
		var twin listLane
		sizes := []int{10, 1000, 60_000}[r.IntN(3)]
		for step := range 300 {
			switch op := r.IntN(10); {
			case op < 6:
				m := quote(uint64(step), strings.Repeat("x", r.IntN(sizes)))
				if r.IntN(2) == 0 {
					m.Key = fmt.Sprint("key ", r.IntN(5))
					if l.drop(m.Key) != twin.drop(m.Key) {
						t.Fatalf("round %d step %d: drop %q differs", round, step, m.Key)
					}
				}
				l.add(m)
				f := appendMessage([]byte{0, 0, 0, 0}, m)
				binary.BigEndian.PutUint32(f, uint32(len(f)-4))
				twin.add(f, m.Key)
			case op < 8:
				key := fmt.Sprint("key ", r.IntN(5))
				if l.drop(key) != twin.drop(key) {
					t.Fatalf("round %d step %d: drop %q differs", round, step, key)
				}
			default:
				var got []byte
				if b := l.take(); b != nil {
					got = bytes.Clone(b.b)
					b.release()
				}
				if want := twin.take(); !bytes.Equal(got, want) {
					t.Fatalf("round %d step %d: took %d bytes, want %d, or others", round, step, len(got), len(want))
				}
			}
			if l.n != len(twin.frames) || l.size() != twin.size() {
				t.Fatalf("round %d step %d: %d frames of %d bytes, want %d of %d", round, step, l.n, l.size(), len(twin.frames), twin.size())
			}
			if l.buf != nil && len(l.buf.b) > 3*(l.size()+batchMax) {
				t.Fatalf("round %d step %d: %d bytes are held for %d", round, step, len(l.buf.b), l.size())
			}
		}
	}
}
