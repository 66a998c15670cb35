package transport

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"parley/protocol"
)

func TestMessagesArriveInOrder(t *testing.T) {
	for _, loss := range []float64{0, 0.05} {
		t.Run(fmt.Sprint("loss ", loss), func(t *testing.T) {
			inWorld(t, func(t *testing.T, w *world) {
				a, b, l := w.pair()
				w.net.setLoss(loss)
				const n = 3000
				for i := range uint64(n) {
					must(t, l.SendWait(t.Context(), quote(i, strings.Repeat("x", int(i%97)))))
				}
				for i := range uint64(n) {
					if m := b.next(); m.ID != i || len(m.Source) != int(i%97) {
						t.Fatalf("message %d is %v", i, m)
					}
				}
				// And the other way, on the same stream.
				back := b.Link("a")
				must(t, back.Send(&Message{ID: 7, Form: FormOutput, Stream: Stdout, Bytes: []byte("hello")}))
				if m := a.next(); m.ID != 7 || string(m.Bytes) != "hello" {
					t.Fatalf("got %v", m)
				}
				if s := l.Stats(); s.MessagesOut != n || s.MessagesIn != 1 || s.QueuedMessages != 0 || s.BytesOut == 0 || s.Refused != 0 {
					t.Errorf("stats are %+v", s)
				}
			})
		})
	}
}

func TestManySendersShareWrites(t *testing.T) {
	inWorld(t, func(t *testing.T, w *world) {
		_, b, l := w.pair()
		before := w.net.packets()
		const n = 1000
		var wg sync.WaitGroup
		for i := range uint64(n) {
			wg.Go(func() { must(t, l.Send(&Message{Return: true, ID: i, Form: FormQuote, Source: "x + 1"})) })
		}
		wg.Wait()
		seen := map[uint64]bool{}
		for range n {
			seen[b.next().ID] = true
		}
		if len(seen) != n {
			t.Errorf("%d different messages came of %d", len(seen), n)
		}
		// Each message has about 20 bytes, so that 60 fit a packet; one write for each would be a packet for each.
		if p := w.net.packets() - before; p > n/4 {
			t.Errorf("%d messages took %d packets: they are not written together", n, p)
		}
	})
}

func TestLargeMessagesTakeTheirOwnStream(t *testing.T) {
	inWorld(t, func(t *testing.T, w *world) {
		_, b, l := w.pair()
		big := bytes.Repeat([]byte("parley"), 1<<20)
		// Sent first, it must not keep the small one waiting.
		must(t, l.Send(&Message{ID: 1, Form: FormReturn, Outcome: protocol.Outcome{Values: []protocol.Value{{Type: "[]byte", Data: big}}}}))
		must(t, l.Send(quote(2, "small")))
		if m := b.next(); m.ID != 2 {
			t.Errorf("first came %v, want the small one", m)
		}
		if m := b.next(); m.ID != 1 || !bytes.Equal(m.Outcome.Values[0].Data, big) {
			t.Errorf("the large message arrived otherwise than it was sent")
		}
		// Many at once, more than are sent at the same time.
		const n = 20
		for i := range uint64(n) {
			must(t, l.Send(&Message{ID: i, Form: FormOutput, Bytes: big[:100_000+int(i)]}))
		}
		l.mu.Lock()
		if l.sending > largeAtOnce {
			t.Errorf("%d are sent at the same time, want %d at most", l.sending, largeAtOnce)
		}
		l.mu.Unlock()
		seen := map[uint64]int{}
		for range n {
			m := b.next()
			seen[m.ID] = len(m.Bytes)
		}
		for i := range uint64(n) {
			if seen[i] != 100_000+int(i) {
				t.Errorf("large message %d came with %d bytes", i, seen[i])
			}
		}
		synctest.Wait()
		if s := l.Stats(); s.QueuedMessages != 0 || s.QueuedBytes != 0 {
			t.Errorf("still queued: %+v", s)
		}
	})
}

func TestTooLargeIsAnErrorAtOnce(t *testing.T) {
	inWorld(t, func(t *testing.T, w *world) {
		_, b, l := w.pair(func(c *Config) { c.MaxMessage = 1 << 20 })
		if err := l.Send(quote(1, strings.Repeat("x", 1<<20))); err != ErrTooLarge {
			t.Errorf("error is %v, want ErrTooLarge", err)
		}
		must(t, l.Send(quote(2, "next")))
		if m := b.next(); m.ID != 2 {
			t.Errorf("got %v", m)
		}
	})
}

func TestUnsendableMessagesAreErrors(t *testing.T) {
	inWorld(t, func(t *testing.T, w *world) {
		_, b, l := w.pair()
		for name, m := range map[string]*Message{
			"form":            {Form: 9},
			"binds":           {Binds: make([]protocol.Value, MaxBinds+1)},
			"args no array":   {Form: FormCall, Name: "f", Args: []byte{0x01}},
			"args two items":  {Form: FormCall, Name: "f", Args: []byte{0x80, 0x80}},
			"args cut off":    {Form: FormCall, Name: "f", Args: []byte{0x82, 0x01}},
			"args nested":     {Form: FormCall, Name: "f", Args: append(bytes.Repeat([]byte{0x81}, MaxDepth+1), 0)},
			"args indefinite": {Form: FormCall, Name: "f", Args: []byte{0x9f, 0xff}},
		} {
			if l.Send(m) == nil {
				t.Errorf("%s: a message that cannot be read was sent", name)
			}
		}
		must(t, l.Send(quote(2, "next")))
		if m := b.next(); m.ID != 2 {
			t.Errorf("got %v", m)
		}
	})
}

// stopped are two nodes whose network is cut, with so much in QUIC's hands that everything else waits in the outbox.
func stopped(w *world, change func(*Config)) (b *node, l *Link, sent int, heal func()) {
	a, b, l := w.pair(change)
	w.net.cut(a.addr, b.addr)
	w.net.cut(b.addr, a.addr)
	for l.Stats().QueuedMessages < 3 {
		must(w, l.Send(quote(uint64(sent), strings.Repeat("f", 8000))))
		sent++
		synctest.Wait()
		if sent > 1000 {
			w.Fatal("the outbox does not fill")
		}
	}
	return b, l, sent, func() {
		w.net.heal(a.addr, b.addr)
		w.net.heal(b.addr, a.addr)
	}
}

func TestOutboxIsBounded(t *testing.T) {
	for name, change := range map[string]func(*Config){
		"by messages": func(c *Config) { c.OutboxMessages = 50 },
		"by bytes":    func(c *Config) { c.OutboxBytes = 50_000 },
	} {
		t.Run(name, func(t *testing.T) {
			inWorld(t, func(t *testing.T, w *world) {
				b, l, sent, heal := stopped(w, change)
				var err error
				for err == nil {
					if err = l.Send(quote(uint64(sent), strings.Repeat("g", 1000))); err == nil {
						sent++
					}
				}
				if err != ErrFull {
					t.Fatalf("error is %v, want ErrFull", err)
				}
				if s := l.Stats(); s.QueuedMessages > 50 || s.QueuedBytes > 50_000+1<<16 || s.Full == 0 {
					t.Errorf("queued: %+v", s)
				}
				// One who is ready to wait gets in once there is room, and nothing that was accepted is lost.
				waited := make(chan error, 1)
				go func() { waited <- l.SendWait(t.Context(), quote(uint64(sent), "last")) }()
				synctest.Wait()
				select {
				case err := <-waited:
					t.Fatalf("SendWait did not wait: %v", err)
				default:
				}
				heal()
				must(t, <-waited)
				for i := range uint64(sent + 1) {
					if m := b.next(); m.ID != i {
						t.Fatalf("message %d is %v", i, m)
					}
				}
				b.none()
			})
		})
	}
}

func TestAnEmptyOutboxTakesAnyMessage(t *testing.T) {
	inWorld(t, func(t *testing.T, w *world) {
		_, b, l := w.pair(func(c *Config) { c.OutboxBytes, c.OutboxMessages = 1000, 1 })
		for i, n := range []int{900, 50_000, 100_000} {
			must(t, l.SendWait(w.Context(), quote(uint64(i), strings.Repeat("x", n))))
			if m := b.next(); m.ID != uint64(i) {
				t.Errorf("got %v", m)
			}
		}
	})
}

func TestSendWaitEnds(t *testing.T) {
	inWorld(t, func(t *testing.T, w *world) {
		_, l, _, heal := stopped(w, func(c *Config) { c.OutboxMessages = 4 })
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		if err := l.SendWait(ctx, quote(1, "")); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("error is %v, want that the time is over", err)
		}
		// The link's end is its end too.
		if err := l.SendWait(t.Context(), quote(1, "")); err != ErrClosed {
			t.Errorf("error is %v, want ErrClosed", err)
		}
		heal()
	})
}

func TestNewerReplacesQueuedOfItsKey(t *testing.T) {
	inWorld(t, func(t *testing.T, w *world) {
		b, l, sent, heal := stopped(w, func(c *Config) { c.OutboxMessages = 20 })
		keyed := func(id uint64, key string, size int) *Message {
			return &Message{ID: id, Form: FormOutput, Key: key, Bytes: make([]byte, size)}
		}
		for i := range uint64(100) { // far more than the outbox holds
			must(t, l.Send(keyed(1000+i, "append", 10)))
			must(t, l.Send(keyed(2000+i, "other", 10)))
		}
		must(t, l.Send(keyed(3000, "grows", 10)))
		must(t, l.Send(keyed(3001, "grows", 200_000))) // to a stream of its own
		must(t, l.Send(keyed(3002, "grows", 300_000)))
		must(t, l.Send(keyed(3003, "shrinks", 300_000)))
		must(t, l.Send(keyed(3004, "shrinks", 10)))
		heal()
		got := map[uint64]bool{}
		for range sent + 4 {
			got[b.next().ID] = true
		}
		// Large messages may have begun before they were replaced; nothing else may come.
		for _, id := range []uint64{1099, 2099, 3002, 3004} {
			if !got[id] && id < 3000 {
				t.Errorf("the newest of its key, %d, did not come", id)
			}
		}
		for id := range got {
			if id >= 1000 && id < 1099 || id >= 2000 && id < 2099 || id == 3000 {
				t.Errorf("%d came though a newer one had replaced it", id)
			}
		}
		if n := l.Stats().Superseded; n < 199 {
			t.Errorf("%d messages were replaced, want 199 at least", n)
		}
	})
}

func TestControlGoesAhead(t *testing.T) {
	inWorld(t, func(t *testing.T, w *world) {
		b, l, sent, heal := stopped(w, func(*Config) {})
		for i := range uint64(1000) {
			must(t, l.Send(quote(1000+i, strings.Repeat("w", 1000))))
		}
		must(t, l.Send(&Message{ID: 1, Form: FormCancel, Control: true}))
		heal()
		for i := 0; ; i++ {
			if b.next().Form == FormCancel {
				// What QUIC had already, and one batch.
				if i > sent+2*batchMax/1000 {
					t.Errorf("the control message came after %d others, of which %d had gone before", i, sent)
				}
				return
			}
		}
	})
}

func TestGoodbyeComesAfterAllThatWasSent(t *testing.T) {
	inWorld(t, func(t *testing.T, w *world) {
		a, b, l := w.pair()
		for i := range uint64(500) {
			must(t, l.Send(quote(i, strings.Repeat("x", 100))))
		}
		must(t, l.Send(&Message{ID: 500, Form: FormOutput, Bytes: make([]byte, 3<<20)}))
		from := time.Now()
		must(t, a.CloseWith(t.Context(), "the node stops for a test"))
		if d := time.Since(from); d >= partTime {
			t.Errorf("a goodbye that is answered took %v", d)
		}
		for range 501 {
			b.next()
		}
		synctest.Wait()
		if got := fmt.Sprint(b.seen()); got != "[down a: a said goodbye: the node stops for a test]" {
			t.Errorf("b saw %s", got)
		}
		if err := l.Send(quote(1, "")); err != ErrClosed {
			t.Errorf("error is %v, want ErrClosed", err)
		}
		wantText(t, l.Err(), "the connection to b was closed here")
		if b.Link("a") != nil || len(b.Links()) != 0 {
			t.Error("b still has a link")
		}
		if why := b.PeerState("a").Why(); why != "a is not connected: a said goodbye: the node stops for a test" {
			t.Error(why)
		}
		if err := a.Close(t.Context()); err != ErrClosed {
			t.Errorf("second Close: %v, want ErrClosed", err)
		}
	})
}

// Whoever was dialled has a link from the first hello on, and the dialler only when it has the answer.
func TestGoodbyeOfADiallerThatHasNoLinkYet(t *testing.T) {
	inWorld(t, func(t *testing.T, w *world) {
		a, b := w.node("a"), w.node("b")
		a.keep(b)
		for b.Link("a") == nil {
			time.Sleep(100 * time.Microsecond)
		}
		if a.Link("b") != nil {
			t.Fatal("the dialler has its link before the answer can be there")
		}
		must(t, a.CloseWith(t.Context(), "it was not meant"))
		time.Sleep(time.Second)
		if got := fmt.Sprint(b.seen()); got != "[up a down a: a said goodbye: it was not meant]" {
			t.Errorf("b saw %s", got)
		}
	})
}

func TestCloseGivesUpOnAPeerThatDoesNotAnswer(t *testing.T) {
	inWorld(t, func(t *testing.T, w *world) {
		a, b, l := w.pair()
		w.net.isolate(b.addr)
		must(t, l.Send(quote(1, "")))
		from := time.Now()
		must(t, a.Close(t.Context()))
		if d := time.Since(from); d != partTime {
			t.Errorf("Close took %v, want %v", d, partTime)
		}
		w.net.rejoin(b.addr)
	})
}

func TestHandlersPanicCostsOneMessage(t *testing.T) {
	inWorld(t, func(t *testing.T, w *world) {
		_, b, l := w.pair()
		b.handle(func(_ *Link, m *Message) {
			if m.ID == 1 {
				panic("boom")
			}
			b.got <- m
		})
		must(t, l.Send(quote(1, "")))
		must(t, l.Send(quote(2, "")))
		if m := b.next(); m.ID != 2 {
			t.Errorf("got %v", m)
		}
		if !strings.Contains(b.log.String(), "boom") {
			t.Error("the panic is not in the log")
		}
	})
}
