package transport

import (
	"bufio"
	"bytes"
	"encoding/binary"
	"io"
	"net"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/fxamacker/cbor/v2"
	"github.com/quic-go/quic-go"

	"parley/protocol"
)

const benchSource = "x + 1 // thirty bytes of source"

// answers is a handler that answers each request in a goroutine of its own, as a node does, and hands over what it gets.
type answers struct {
	mu   sync.Mutex
	wait map[uint64]chan *Message
}

func (h *answers) LinkUp(*Link)          {}
func (h *answers) LinkDown(*Link, error) {}

func (h *answers) Message(l *Link, m *Message) {
	if m.Return {
		go l.Send(&Message{ID: m.ID, Form: FormReturn, Outcome: protocol.Outcome{Values: []protocol.Value{{Type: "int", Data: []byte{2}}}}})
		return
	}
	h.mu.Lock()
	c := h.wait[m.ID]
	delete(h.wait, m.ID)
	h.mu.Unlock()
	c <- m
}

// loopback are two endpoints on true UDP.
func loopback(t testing.TB, h Handler) (*Endpoint, *Link) {
	a, err := NewAuthority()
	must(t, err)
	open := func(id protocol.NodeID) *Endpoint {
		c, err := a.Issue(id, protocol.Member, 0)
		must(t, err)
		e, err := Open(Config{Self: id, Credentials: c, Handler: h})
		must(t, err)
		t.Cleanup(func() { e.Close(t.Context()) })
		return e
	}
	ea, eb := open("a"), open("b")
	l, err := ea.Dial(t.Context(), eb.Addr().String())
	must(t, err)
	return eb, l
}

// echo is a call of one request over the link.
func echo(h *answers, l *Link) func(*Message) (*Message, error) {
	var ids atomic.Uint64
	h.wait = map[uint64]chan *Message{}
	pool := sync.Pool{New: func() any { return make(chan *Message, 1) }}
	return func(m *Message) (*Message, error) {
		m.ID = ids.Add(1)
		c := pool.Get().(chan *Message)
		h.mu.Lock()
		h.wait[m.ID] = c
		h.mu.Unlock()
		if err := l.Send(m); err != nil {
			return nil, err
		}
		r := <-c
		pool.Put(c)
		return r, nil
	}
}

func BenchmarkEcho(b *testing.B) {
	h := new(answers)
	_, l := loopback(b, h)
	call := echo(h, l)
	run := func(n int) func(*testing.B) {
		return func(b *testing.B) {
			b.ReportAllocs()
			b.SetParallelism((n + runtime.GOMAXPROCS(0) - 1) / runtime.GOMAXPROCS(0))
			b.RunParallel(func(p *testing.PB) {
				for p.Next() {
					if _, err := call(&Message{Return: true, Source: benchSource}); err != nil {
						b.Error(err)
						return
					}
				}
			})
		}
	}
	b.Run("1", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			if _, err := call(&Message{Return: true, Source: benchSource}); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("64", run(64))
	b.Run("1000", run(1000))
	b.Run("64MiB", func(b *testing.B) {
		big := make([]byte, 64<<20)
		b.SetBytes(int64(len(big)))
		for b.Loop() {
			if _, err := call(&Message{Return: true, Source: "x", Binds: []protocol.Value{{Type: "[]byte", Data: big}}}); err != nil {
				b.Fatal(err)
			}
		}
	})
}

// BenchmarkBareEcho is the floor: the same bytes as CBOR over one QUIC stream, one request at a time, and nothing else.
func BenchmarkBareEcho(b *testing.B) {
	type request struct {
		_      struct{} `cbor:",toarray"`
		Return bool
		ID     uint64
		Fn     string
	}
	a, err := NewAuthority()
	must(b, err)
	creds, err := a.Issue("a", protocol.Member, 0)
	must(b, err)
	conf := creds.tlsConfig(func(error) {})
	ln, err := quic.ListenAddr("127.0.0.1:0", conf, nil)
	must(b, err)
	defer ln.Close()
	write := func(w io.Writer, buf []byte, q *request) []byte {
		body, err := cbor.Marshal(q)
		must(b, err)
		buf = append(binary.BigEndian.AppendUint32(buf[:0], uint32(len(body))), body...)
		_, err = w.Write(buf)
		must(b, err)
		return buf
	}
	read := func(r *bufio.Reader, buf []byte, q *request) error {
		if _, err := io.ReadFull(r, buf[:4]); err != nil {
			return err
		}
		n := binary.BigEndian.Uint32(buf)
		if _, err := io.ReadFull(r, buf[:n]); err != nil {
			return err
		}
		return cbor.Unmarshal(buf[:n], q)
	}
	go func() {
		c, err := ln.Accept(b.Context())
		if err != nil {
			return
		}
		s, err := c.AcceptStream(b.Context())
		if err != nil {
			return
		}
		r, in, out := bufio.NewReader(s), make([]byte, 4096), []byte(nil)
		for {
			var q request
			if read(r, in, &q) != nil {
				return
			}
			out = write(s, out, &q)
		}
	}()
	c, err := quic.DialAddr(b.Context(), ln.Addr().String(), conf, nil)
	must(b, err)
	defer c.CloseWithError(0, "")
	s, err := c.OpenStreamSync(b.Context())
	must(b, err)
	r, in, out := bufio.NewReader(s), make([]byte, 4096), []byte(nil)
	b.ReportAllocs()
	for id := uint64(1); b.Loop(); id++ {
		out = write(s, out, &request{Return: true, ID: id, Fn: benchSource})
		var q request
		must(b, read(r, in, &q))
		if q.ID != id {
			b.Fatalf("answer to %d is %d", id, q.ID)
		}
	}
}

func TestSixtyFourMiB(t *testing.T) {
	h := new(answers)
	_, l := loopback(t, h)
	big := make([]byte, 64<<20)
	for i := range big {
		big[i] = byte(i * i >> 7)
	}
	h.wait = map[uint64]chan *Message{1: make(chan *Message, 1)}
	answer := h.wait[1]
	// Both ends share the handler: a Return is handed over as it comes.
	must(t, l.Send(&Message{ID: 1, Form: FormReturn, Outcome: protocol.Outcome{Values: []protocol.Value{{Type: "[]byte", Data: big}}}}))
	if m := <-answer; !bytes.Equal(m.Outcome.Values[0].Data, big) {
		t.Error("64 MiB arrived otherwise than they were sent")
	}
}

// TestIdlePeerIsCheap bounds what a peer costs that says nothing: its link here and, in the same process, the bare QUIC
// connection at its own end.
func TestIdlePeerIsCheap(t *testing.T) {
	a, err := NewAuthority()
	must(t, err)
	mine, err := a.Issue("a", protocol.Member, 0)
	must(t, err)
	e, err := Open(Config{Self: "a", Credentials: mine, Handler: new(answers)})
	must(t, err)
	defer e.Close(t.Context())
	const n = 100
	creds := make([]*Credentials, n)
	for i := range creds {
		creds[i], err = a.Issue(protocol.NodeID("p"+strings.Repeat("x", i%60)+string(rune('a'+i/60))), protocol.Member, 0)
		must(t, err)
	}
	sock, err := net.ListenUDP("udp", &net.UDPAddr{IP: net.IPv4(127, 0, 0, 1)})
	must(t, err)
	defer sock.Close()
	tr := &quic.Transport{Conn: sock}
	defer tr.Close()
	used := func() uint64 {
		runtime.GC()
		runtime.GC()
		var m runtime.MemStats
		runtime.ReadMemStats(&m)
		return m.HeapAlloc + m.StackInuse
	}
	to, err := resolve(t.Context(), e.Addr().String())
	must(t, err)
	before := used()
	goroutines := runtime.NumGoroutine()
	for _, c := range creds {
		conn, err := tr.Dial(t.Context(), to, c.tlsConfig(func(error) {}), nil)
		must(t, err)
		defer conn.CloseWithError(0, "")
		s, err := conn.OpenStream()
		must(t, err)
		_, err = s.Write(frame(hello{Min: 1, Max: 1, Instance: 1}))
		must(t, err)
		_, err = readHello(s)
		must(t, err)
	}
	each := float64(used()-before) / n / 1024
	t.Logf("%.1f KiB and %.1f goroutines for each peer, both ends", each, float64(runtime.NumGoroutine()-goroutines)/n)
	if each > 150 {
		t.Errorf("an idle peer costs %.1f KiB at both ends together, want 150 at most: 100 here and 50 there", each)
	}
}
