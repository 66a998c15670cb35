package transport

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/quic-go/quic-go"
	"go.uber.org/goleak"

	"parley/protocol"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// world is a simulated network with a cluster's authority, in fake time.
type world struct {
	*testing.T
	net       *simNet
	authority *Authority
	machines  int
}

// inWorld runs a test in fake time. Whatever it starts must be gone at its end.
func inWorld(t *testing.T, f func(t *testing.T, w *world)) {
	synctest.Test(t, func(t *testing.T) {
		a, err := NewAuthority()
		if err != nil {
			t.Fatal(err)
		}
		f(t, &world{T: t, net: newSimNet(1), authority: a})
	})
}

// node is an endpoint whose handler notes all that it is told.
type node struct {
	*Endpoint
	w    *world
	conn *simConn
	addr string
	got  chan *Message
	log  *logBuffer

	mu        sync.Mutex
	events    []string
	onMessage func(*Link, *Message)
}

func (n *node) Message(l *Link, m *Message) {
	n.mu.Lock()
	f := n.onMessage
	n.mu.Unlock()
	if f != nil {
		f(l, m)
		return
	}
	n.got <- m
}

func (n *node) LinkUp(l *Link) { n.event("up " + string(l.Peer().ID)) }

func (n *node) LinkDown(l *Link, err error) {
	n.event("down " + string(l.Peer().ID) + ": " + err.Error())
}

func (n *node) event(s string) {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.events = append(n.events, s)
}

// seen are the events so far, and forgets them.
func (n *node) seen() []string {
	n.mu.Lock()
	defer n.mu.Unlock()
	s := n.events
	n.events = nil
	return s
}

func (n *node) handle(f func(*Link, *Message)) {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.onMessage = f
}

// next is the next message, which must come within ten seconds.
func (n *node) next() *Message {
	n.w.Helper()
	select {
	case m := <-n.got:
		return m
	case <-time.After(10 * time.Second):
		n.w.Fatalf("%s got no message within 10s", n.cfg.Self)
		return nil
	}
}

// none fails the test if a message comes within a second.
func (n *node) none() {
	n.w.Helper()
	select {
	case m := <-n.got:
		n.w.Fatalf("%s got %v", n.cfg.Self, m)
	case <-time.After(time.Second):
	}
}

type logBuffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (b *logBuffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.b.Write(p)
}

func (b *logBuffer) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.b.String()
}

// node starts a node on a machine of its own.
func (w *world) node(id protocol.NodeID, change ...func(*Config)) *node {
	w.Helper()
	w.machines++
	return w.nodeAt(id, w.machines, change...)
}

func (w *world) nodeAt(id protocol.NodeID, machine int, change ...func(*Config)) *node {
	w.Helper()
	creds, err := w.authority.Issue(id, protocol.Member, 0)
	if err != nil {
		w.Fatal(err)
	}
	n := &node{w: w, conn: w.net.listen(machine, 7000), got: make(chan *Message, 1<<16), log: new(logBuffer)}
	n.addr = n.conn.addr.String()
	cfg := Config{Self: id, Credentials: creds, Handler: n, PacketConn: n.conn, Logger: slog.New(slog.NewTextHandler(n.log, nil))}
	for _, f := range change {
		f(&cfg)
	}
	if n.Endpoint, err = Open(cfg); err != nil {
		w.Fatal(err)
	}
	w.Cleanup(func() { n.close() })
	return n
}

// close ends the node as a process does that is asked to stop.
func (n *node) close() {
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
	defer cancel()
	n.Close(ctx)
	n.conn.Close()
}

// kill ends the node as SIGKILL does: nobody is told.
func (n *node) kill() {
	n.w.net.isolate(n.addr)
	n.close()
	n.w.net.rejoin(n.addr)
}

// dial connects two nodes.
func (n *node) dial(to *node) *Link {
	n.w.Helper()
	l, err := n.Dial(n.w.Context(), to.addr)
	if err != nil {
		n.w.Fatal(err)
	}
	return l
}

// keep keeps a connection to another node.
func (n *node) keep(to *node) {
	n.Keep(to.cfg.Self, func() (string, error) { return to.addr, nil })
}

// pair are two connected nodes and the link of the first.
func (w *world) pair(change ...func(*Config)) (a, b *node, l *Link) {
	w.Helper()
	a, b = w.node("a", change...), w.node("b", change...)
	l = a.dial(b)
	synctest.Wait()
	a.seen()
	b.seen()
	return a, b, l
}

func quote(id uint64, source string) *Message {
	return &Message{ID: id, Form: FormQuote, Source: source}
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// wantText fails unless the error has all of these parts.
func wantText(t testing.TB, err error, parts ...string) {
	t.Helper()
	if err == nil {
		t.Fatalf("no error; want %q", parts)
	}
	for _, p := range parts {
		if !strings.Contains(err.Error(), p) {
			t.Errorf("the error %q does not say %q", err, p)
		}
	}
}

// wild is a peer that speaks QUIC and nothing else that this package would: it writes what a test tells it to.
type wild struct {
	w      *world
	tr     *quic.Transport
	conn   *quic.Conn
	stream *quic.Stream
}

// wild dials a node with these credentials and opens the shared stream, unless it is refused.
func (w *world) wild(creds *Credentials, to *node) (*wild, error) {
	w.machines++
	conn := w.net.listen(w.machines, 7000)
	x := &wild{w: w, tr: &quic.Transport{Conn: conn}}
	w.Cleanup(func() {
		if x.conn != nil {
			x.conn.CloseWithError(0, "")
		}
		x.tr.Close()
		conn.Close()
	})
	var err error
	x.conn, err = x.tr.Dial(w.Context(), to.conn.addr, creds.tlsConfig(func(error) {}), &quic.Config{MaxIncomingUniStreams: 10})
	if err != nil {
		return nil, err
	}
	x.stream, err = x.conn.OpenStream()
	return x, err
}

// greet exchanges hellos.
func (x *wild) greet() error {
	if err := x.write(frame(hello{Min: 1, Max: 1, Instance: 99, Dial: 1})); err != nil {
		return err
	}
	_, err := readHello(x.stream)
	return err
}

func (x *wild) write(b []byte) error {
	_, err := x.stream.Write(b)
	return err
}

// frame writes a frame of these bytes.
func (x *wild) frame(b []byte) {
	x.w.Helper()
	must(x.w, x.write(append(binary.BigEndian.AppendUint32(nil, uint32(len(b))), b...)))
}

// read reads the next message.
func (x *wild) read() (*Message, error) {
	x.stream.SetReadDeadline(time.Now().Add(10 * time.Second))
	var size [4]byte
	if _, err := readFull(x.stream, size[:]); err != nil {
		return nil, err
	}
	b := make([]byte, binary.BigEndian.Uint32(size[:]))
	if _, err := readFull(x.stream, b); err != nil {
		return nil, err
	}
	m, _, err := decodeMessage(b, true)
	return m, err
}

func readFull(r interface{ Read([]byte) (int, error) }, b []byte) (int, error) {
	for n := 0; n < len(b); {
		got, err := r.Read(b[n:])
		if n += got; err != nil && n < len(b) {
			return n, err
		}
	}
	return len(b), nil
}

// tamed is a wild peer called x that has been let in by n.
func (w *world) tamed(n *node) *wild {
	w.Helper()
	creds, err := w.authority.Issue("x", protocol.Member, 0)
	must(w, err)
	x, err := w.wild(creds, n)
	must(w, err)
	must(w, x.greet())
	return x
}

// wantRefusal reads the Return that refuses request id.
func (x *wild) wantRefusal(id uint64, says string) {
	x.w.Helper()
	m, err := x.read()
	must(x.w, err)
	f := m.Outcome.Failure
	if m.Form != FormReturn || m.ID != id || m.Outcome.Verdict != protocol.Failed || f == nil || f.Kind != protocol.FailRefused || !strings.Contains(f.Text, says) {
		x.w.Fatalf("got %v %+v, want a refusal of %d that says %q", m, f, id, says)
	}
}

// alive fails unless a request on this stream still gets through.
func (x *wild) alive(n *node) {
	x.w.Helper()
	x.frame(appendMessage(nil, quote(4711, "alive")))
	if m := n.next(); m.ID != 4711 {
		x.w.Fatalf("got %v, want quote 4711", m)
	}
}

func appError(err error) (Code, string) {
	var app *quic.ApplicationError
	if errors.As(err, &app) {
		return Code(app.ErrorCode), app.ErrorMessage
	}
	return 0, fmt.Sprint(err)
}
