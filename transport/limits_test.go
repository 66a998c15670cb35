package transport

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"io"
	"runtime"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/quic-go/quic-go"

	"parley/protocol"
)

// asking is the beginning of a request with this id, up to its third part.
func asking(id uint64) []byte { return appendHead([]byte{cborArray | 3, cborTrue}, cborUint, id) }

func TestBadMessagesAreRefusedAndTheLinkStays(t *testing.T) {
	inWorld(t, func(t *testing.T, w *world) {
		b := w.node("b")
		x := w.tamed(b)
		deep := append(append(asking(7), cborArray|3, byte(FormCall), cborText|1, 'f'), bytes.Repeat([]byte{cborArray | 1}, 50_000)...)
		gib := append(asking(7), cborArray|3, byte(FormQuote), cborText|26, 0x40, 0, 0, 0, 'x')
		binds := append(appendText(append(asking(7), cborArray|3, byte(FormQuote)), "x"), cborArray|26, 0x7f, 0xff, 0xff, 0xff, 0)
		whole := appendMessage(nil, &Message{Return: true, ID: 7, Form: FormQuote, Source: "x + 1"})
		for _, c := range []struct {
			name, says string
			frame      []byte
		}{
			{"unknown form", "form 9 is not known", append(asking(7), cborArray|1, 9)},
			{"form that is none", "number", append(asking(7), cborArray|1, cborTrue)},
			{"100,000 deep", "levels", deep},
			{"a text of 1 GiB", "ends too early", gib},
			{"2 billion binds", "ends too early", binds},
			{"cut off", "ends too early", whole[:len(whole)-3]},
			{"something after it", "bytes follow", append(bytes.Clone(whole), 0)},
			{"text that is not UTF-8", "not UTF-8", append(asking(7), cborArray|3, byte(FormQuote), cborText|1, 0xff, cborArray)},
			{"indefinite length", "indefinite", append(asking(7), 0x9f, 0)},
			{"extra that is no map", "fourth part", append(append([]byte{cborArray | 4, cborTrue, 7}, cborArray|1, byte(FormCancel)), 0)},
		} {
			before := b.Link("x").Stats().Refused
			x.frame(c.frame)
			x.wantRefusal(7, c.says)
			if n := b.Link("x").Stats().Refused - before; n != 1 {
				t.Errorf("%s: %d refusals were counted", c.name, n)
			}
			x.alive(b)
		}
	})
}

func TestGarbageIsCountedAndTheLinkStays(t *testing.T) {
	inWorld(t, func(t *testing.T, w *world) {
		b := w.node("b")
		x := w.tamed(b)
		for _, f := range [][]byte{{0}, []byte("GET / HTTP/1.1"), {0x80}, {0x83, 0xf4}, {0xff, 0xff}, {0xa1}, {cborArray | 3, cborFalse, 7, cborArray | 1, 9},
			append([]byte{cborMap | 25, 0xff, 0xff}, make([]byte, 10_000)...)} {
			x.frame(f)
		}
		x.frame(frame(note{Kind: 200})[4:]) // of a newer version
		x.alive(b)
		if n := b.Link("x").Stats().Refused; n != 8 {
			t.Errorf("%d frames were refused, want 8", n)
		}
	})
}

func TestLongFrameIsSkipped(t *testing.T) {
	inWorld(t, func(t *testing.T, w *world) {
		b := w.node("b")
		x := w.tamed(b)
		const size = 100 << 20
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		must(t, x.write(append(binary.BigEndian.AppendUint32(nil, size), append(asking(7), make([]byte, 100)...)...)))
		x.wantRefusal(7, fmt.Sprintf("it has %d bytes", size))
		chunk := make([]byte, 1<<20)
		left := size - len(asking(7)) - 100
		for left > 0 {
			n := min(left, len(chunk))
			must(t, x.write(chunk[:n]))
			left -= n
		}
		x.alive(b)
		runtime.ReadMemStats(&after)
		if grown := int64(after.HeapInuse) - int64(before.HeapInuse); grown > size/2 {
			t.Errorf("the heap grew by %d bytes for a frame of %d", grown, size)
		}
	})
}

func TestBrokenFramingClosesWithASentence(t *testing.T) {
	for _, size := range []uint32{0, 1 << 31, 1<<32 - 1} {
		inWorld(t, func(t *testing.T, w *world) {
			b := w.node("b")
			x := w.tamed(b)
			must(t, x.write(binary.BigEndian.AppendUint32(nil, size)))
			_, err := x.read()
			if code, text := appError(err); code != CodeBroken || !strings.Contains(text, "cannot be") {
				t.Errorf("closed with %d %q", code, text)
			}
			synctest.Wait()
			if got := b.seen(); len(got) != 2 || !strings.Contains(got[1], "x sent what is no frame") {
				t.Errorf("b saw %q", got)
			}
		})
	}
}

// large sends a stream of its own with a length that may be a lie.
func (x *wild) large(size uint32, body []byte, end bool) *quic.SendStream {
	x.w.Helper()
	s, err := x.conn.OpenUniStreamSync(x.w.Context())
	must(x.w, err)
	_, err = s.Write(append(binary.BigEndian.AppendUint32(nil, size), body...))
	must(x.w, err)
	if end {
		must(x.w, s.Close())
	}
	return s
}

func TestLargeMessagesAreBounded(t *testing.T) {
	inWorld(t, func(t *testing.T, w *world) {
		b := w.node("b", func(c *Config) { c.MaxMessage = 1 << 20 })
		x := w.tamed(b)
		pad := make([]byte, headerMax)
		// Longer than a message may be: refused by its id, and its sender told to stop.
		s := x.large(2<<20, append(asking(8), pad...), false)
		x.wantRefusal(8, "at most 1048576 may come")
		<-s.Context().Done()
		// Ends early; and garbage.
		x.large(1000, append(asking(9), pad...), true)
		x.wantRefusal(9, "broke off")
		x.large(uint32(len(asking(10))+2), append(asking(10), cborArray|1, 9), true)
		x.wantRefusal(10, "form 9")
		// Stands still: given up in the end, without harm to others.
		s = x.large(500_000, append(asking(11), pad...), false)
		x.alive(b)
		must(t, x.write(frame(note{Kind: notePing})))
		<-s.Context().Done()
		// A good one.
		m := appendMessage(nil, quote(12, strings.Repeat("y", 100_000)))
		x.large(uint32(len(m)), m, true)
		if m := b.next(); m.ID != 12 {
			t.Errorf("got %v", m)
		}
	})
}

func TestALengthAloneAllocatesNothing(t *testing.T) {
	const size = 200 << 20
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	b, err := readGrowing(io.MultiReader(strings.NewReader("abc")), size, func([]byte) {})
	runtime.ReadMemStats(&after)
	if err != io.ErrUnexpectedEOF || string(b) != "abc" {
		t.Errorf("read %q, %v", b, err)
	}
	if n := after.TotalAlloc - before.TotalAlloc; n > 1<<20 {
		t.Errorf("%d bytes were allocated for 3 bytes that claimed to be %d", n, size)
	}
	// And one that is true is read whole.
	for _, n := range []int{0, 1, inlineMax, inlineMax + 1, 4*inlineMax + 1, 1 << 20} {
		want := bytes.Repeat([]byte{7}, n)
		if b, err := readGrowing(bytes.NewReader(want), n, func([]byte) {}); err != nil || !bytes.Equal(b, want) {
			t.Errorf("of %d bytes %d came, %v", n, len(b), err)
		}
	}
}

func TestStreamsOfAPeerAreBounded(t *testing.T) {
	inWorld(t, func(t *testing.T, w *world) {
		b := w.node("b")
		x := w.tamed(b)
		for i := range largeStreams {
			s, err := x.conn.OpenUniStream()
			if err != nil {
				t.Fatalf("stream %d: %v", i, err)
			}
			must(t, ignoreN(s.Write([]byte{0})))
		}
		if _, err := x.conn.OpenUniStream(); err == nil {
			t.Errorf("%d streams at once are allowed", largeStreams+1)
		}
		if s, err := x.conn.OpenStream(); err == nil {
			t.Errorf("a second shared stream is allowed: %v", s.StreamID())
		}
		x.alive(b)
		// What stands still on them is given up, and then others may come.
		time.Sleep(largeStall + time.Second)
		must(t, x.write(frame(note{Kind: notePing})))
		if _, err := x.conn.OpenUniStreamSync(w.Context()); err != nil {
			t.Error(err)
		}
	})
}

func TestLargeMessagesShareABudget(t *testing.T) {
	inWorld(t, func(t *testing.T, w *world) {
		b := w.node("b", func(c *Config) { c.MaxMessage = 1 << 20 })
		x := w.tamed(b)
		m := appendMessage(nil, quote(12, strings.Repeat("y", 800_000)))
		x.large(uint32(len(m)), m[:1000], false)
		time.Sleep(time.Second)
		from := time.Now()
		sent := make(chan struct{})
		go func() { x.large(uint32(len(m)), m, true); close(sent) }() // QUIC's window is smaller than it
		// Two would be more than one may have: the second waits for the first, which is given up when it stands still.
		x.alive(b)
		b.none()
		for len(b.got) == 0 && time.Since(from) < 2*largeStall {
			x.frame(frame(note{Kind: noteKind(200)})[4:]) // a sign of life
			time.Sleep(time.Second)
		}
		if d := time.Since(from); d < largeStall-2*time.Second || d > largeStall+2*time.Second {
			t.Errorf("the second came after %v", d)
		}
		if m := b.next(); m.ID != 12 {
			t.Errorf("got %v", m)
		}
		<-sent
	})
}

func ignoreN(_ int, err error) error { return err }

func TestAnAnswerThatCannotBeTakenInFailsItsRequest(t *testing.T) {
	inWorld(t, func(t *testing.T, w *world) {
		b := w.node("b", func(c *Config) { c.MaxMessage = 1 << 20 })
		x := w.tamed(b)
		synctest.Wait()
		begin := []byte{cborArray | 3, cborFalse, 21, cborArray | 2, byte(FormReturn)}
		x.frame(append(bytes.Clone(begin), 0))
		x.large(2<<20, append(begin, make([]byte, headerMax)...), false)
		for range 2 {
			m := b.next()
			if m.Form != FormReturn || m.ID != 21 || m.Outcome.Verdict != protocol.Failed || m.Outcome.Failure.Kind != protocol.FailValue ||
				!strings.HasPrefix(m.Outcome.Failure.Text, "the answer of x cannot be taken in: ") {
				t.Errorf("got %v %+v", m, m.Outcome.Failure)
			}
		}
	})
}

func TestManyRefusalsDoNotPileUp(t *testing.T) {
	inWorld(t, func(t *testing.T, w *world) {
		b := w.node("b", func(c *Config) { c.OutboxMessages = 100 })
		x := w.tamed(b)
		// A peer that sends nonsense, asks for signs of life, and reads no answers.
		for range 20_000 {
			x.frame(append(asking(7), cborArray|1, 9))
			x.frame(frame(note{Kind: notePing})[4:])
		}
		x.alive(b)
		if s := b.Link("x").Stats(); s.QueuedMessages > 101 || s.Refused != 20_000 {
			t.Errorf("stats are %+v", s)
		}
		if n := strings.Count(b.log.String(), "a message was refused"); n != refusedLogged {
			t.Errorf("%d refusals were logged, want %d", n, refusedLogged)
		}
	})
}
