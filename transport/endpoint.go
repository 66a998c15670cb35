// An endpoint: one UDP socket, by which a node dials and is dialled, and the links that it has.

package transport

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/netip"
	"slices"
	"strconv"
	"sync"
	"sync/atomic"
	"time"

	"github.com/quic-go/quic-go"

	"parley/protocol"
)

// Endpoint is a node's place in the network. Its methods are safe for concurrent use.
type Endpoint struct {
	cfg   Config
	tr    *quic.Transport
	ln    *quic.Listener
	own   net.PacketConn // the socket, if it was opened here
	quic  *quic.Config
	dials atomic.Uint64

	ctx  context.Context         // ends when the endpoint closes
	stop context.CancelCauseFunc // with what is said to peers that are still being met
	wg   sync.WaitGroup          // all goroutines that may call the handler

	mu     sync.Mutex
	links  map[protocol.NodeID][]*Link // the one to use first
	n      int                         // links and connections being let in
	keeps  map[protocol.NodeID]*keeper
	lost   map[protocol.NodeID]loss // members that were here, and are not; those that are kept have theirs in the keeper
	closed bool
}

// Open opens an endpoint, and unless it is a client's lets peers in.
func Open(cfg Config) (*Endpoint, error) {
	if err := cfg.validate(); err != nil {
		return nil, err
	}
	e := &Endpoint{cfg: cfg, links: map[protocol.NodeID][]*Link{}, keeps: map[protocol.NodeID]*keeper{}, lost: map[protocol.NodeID]loss{}}
	conn := cfg.PacketConn
	if conn == nil {
		addr := cfg.Listen
		if addr == "" && cfg.Client {
			addr = ":0"
		} else if addr == "" {
			addr = "127.0.0.1:0"
		}
		ua, err := net.ResolveUDPAddr("udp", addr)
		if err != nil {
			return nil, fmt.Errorf("cannot listen on %s: it is not an address like 127.0.0.1:7000: %w", addr, err)
		}
		if conn, err = net.ListenUDP("udp", ua); err != nil {
			return nil, listenError(addr, err)
		}
		e.own = conn
	}
	e.tr = &quic.Transport{Conn: conn}
	e.quic = &quic.Config{
		HandshakeIdleTimeout:  cfg.DialTimeout,
		MaxIdleTimeout:        cfg.IdleTimeout,
		KeepAlivePeriod:       cfg.KeepAlive,
		MaxIncomingStreams:    1,
		MaxIncomingUniStreams: largeStreams,
	}
	e.ctx, e.stop = context.WithCancelCause(context.Background())
	if !cfg.Client {
		ln, err := e.tr.Listen(cfg.Credentials.tlsConfig(func(err error) {
			cfg.Logger.Warn("a connection was refused", "why", err)
		}), e.quic)
		if err != nil {
			e.closeSocket()
			return nil, listenError(conn.LocalAddr().String(), err)
		}
		e.ln = ln
		e.wg.Go(e.accept)
	}
	return e, nil
}

// Addr is the address of the endpoint's socket.
func (e *Endpoint) Addr() net.Addr { return e.tr.Conn.LocalAddr() }

func (e *Endpoint) advertised() string {
	switch {
	case e.cfg.Client:
		return ""
	case e.cfg.Advertise != "":
		return e.cfg.Advertise
	}
	return e.Addr().String()
}

func (e *Endpoint) hello() hello {
	return hello{Min: e.cfg.MinVersion, Max: e.cfg.MaxVersion, Features: e.cfg.Features, Instance: e.cfg.Instance,
		Addr: e.advertised(), Client: e.cfg.Client, Role: e.cfg.Role}
}

// accept lets peers in, each on its own so that a slow one delays nobody.
func (e *Endpoint) accept() {
	for {
		conn, err := e.ln.Accept(e.ctx)
		if err != nil {
			return
		}
		if !e.enter() {
			e.refuseConn(conn, &RefusedError{Code: CodeLimit, Text: fmt.Sprintf("%s has its %d connections already: try again later", e.cfg.Self, e.cfg.MaxLinks)})
			continue
		}
		e.wg.Go(func() {
			if err := e.letIn(conn); err != nil {
				e.leave()
				e.refuseConn(conn, err)
				e.cfg.Logger.Warn("a connection was refused", "from", conn.RemoteAddr(), "why", plain(err, conn.RemoteAddr().String(), e.cfg.IdleTimeout))
			}
		})
	}
}

// refuseConn closes a connection that is no link yet, with the sentence that the other end shows. To that one it may be a link already, perhaps its
// last: one that this end's closing breaks off is to be a goodbye as on all other links.
func (e *Endpoint) refuseConn(conn *quic.Conn, err error) {
	code, text := CodeBroken, "the connection was given up"
	var r *RefusedError
	switch {
	case e.ctx.Err() != nil:
		code, text = CodeGoodbye, context.Cause(e.ctx).Error()
	case errors.As(err, &r) && r.By == "":
		code, text = r.Code, r.Text
	}
	conn.CloseWithError(quic.ApplicationErrorCode(code), text)
}

// letIn makes a link of a connection that a peer dialled. Nothing that the peer sent is read before its certificate and
// role are known to be good.
func (e *Endpoint) letIn(conn *quic.Conn) error {
	who, err := e.who(conn, e.cfg.MinRole)
	if err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(e.ctx, e.cfg.DialTimeout)
	defer cancel()
	stream, err := conn.AcceptStream(ctx)
	if err != nil {
		return err
	}
	theirs, err := readHelloBy(ctx, stream)
	if err != nil {
		return err
	}
	l, err := e.link(conn, stream, who, theirs, false, theirs.Dial)
	if err != nil {
		return err
	}
	return e.admit(l, func() error {
		_, err := stream.Write(frame(e.hello()))
		return err
	})
}

// Dial connects once to whoever listens at addr, "host:port".
func (e *Endpoint) Dial(ctx context.Context, addr string) (*Link, error) {
	return e.dial(ctx, addr, "")
}

// dial connects to addr, and wants to find this node there unless it is "".
func (e *Endpoint) dial(ctx context.Context, addr string, want protocol.NodeID) (*Link, error) {
	if !e.enter() {
		if e.ctx.Err() != nil {
			return nil, ErrClosed
		}
		return nil, &RefusedError{Code: CodeLimit, Text: fmt.Sprintf("%s has its %d connections already", e.cfg.Self, e.cfg.MaxLinks)}
	}
	ctx, cancel := context.WithTimeout(ctx, e.cfg.DialTimeout)
	defer cancel()
	defer context.AfterFunc(e.ctx, cancel)()
	l, err := e.dialLink(ctx, addr, want)
	if err != nil {
		e.leave()
		return nil, plain(err, addr, e.cfg.IdleTimeout)
	}
	return l, nil
}

func (e *Endpoint) dialLink(ctx context.Context, addr string, want protocol.NodeID) (*Link, error) {
	to, err := resolve(ctx, addr)
	if err != nil {
		return nil, err
	}
	conn, err := e.tr.Dial(ctx, to, e.cfg.Credentials.tlsConfig(func(error) {}), e.quic)
	var idle *quic.IdleTimeoutError
	if errors.As(err, &idle) {
		return nil, context.DeadlineExceeded // QUIC's own end of waiting, at about the same time
	}
	if err != nil {
		return nil, err
	}
	l, err := e.meet(ctx, conn, want)
	if err != nil {
		e.refuseConn(conn, err)
		return nil, err
	}
	return l, nil
}

// meet makes a link of a connection that this end dialled.
func (e *Endpoint) meet(ctx context.Context, conn *quic.Conn, want protocol.NodeID) (*Link, error) {
	// Only members listen: a certificate for less must not stand in for a node.
	who, err := e.who(conn, protocol.Member)
	if err != nil {
		return nil, err
	}
	if want != "" && who.id != want {
		return nil, &RefusedError{Code: CodeIdentity, Text: fmt.Sprintf("at %s answers %s, not %s: correct the address", conn.RemoteAddr(), who.id, want)}
	}
	stream, err := conn.OpenStreamSync(ctx)
	if err != nil {
		return nil, err
	}
	mine := e.hello()
	mine.Dial = e.dials.Add(1)
	if _, err := stream.Write(frame(mine)); err != nil {
		return nil, err
	}
	theirs, err := readHelloBy(ctx, stream)
	if err != nil {
		return nil, err
	}
	l, err := e.link(conn, stream, who, theirs, true, mine.Dial)
	if err != nil {
		return nil, err
	}
	return l, e.admit(l, func() error { return nil })
}

// who is the peer by its certificate, if its role is enough and its name not this node's own.
func (e *Endpoint) who(conn *quic.Conn, least protocol.Role) (identity, error) {
	who, err := e.cfg.Credentials.verify(conn.ConnectionState().TLS.PeerCertificates)
	if err != nil {
		return who, err
	}
	if who.role < least {
		return who, &RefusedError{Code: CodeRole, Text: fmt.Sprintf("the certificate of %s is for role %s, and %s wants role %s: issue another", who.id, who.role, e.cfg.Self, least)}
	}
	if who.id == e.cfg.Self {
		return who, &RefusedError{Code: CodeName, Text: fmt.Sprintf("both ends are called %s: give each node and each client a name of its own", who.id)}
	}
	return who, nil
}

// link is the link of a connection whose hello has come, not yet let in.
func (e *Endpoint) link(conn *quic.Conn, stream *quic.Stream, who identity, theirs hello, dialled bool, dialNo uint64) (*Link, error) {
	version, err := e.hello().agree(theirs, e.cfg.Self, who.id)
	if err != nil {
		return nil, err
	}
	role := theirs.role(who.role)
	if !dialled && role < e.cfg.MinRole {
		return nil, &RefusedError{Code: CodeRole, Text: fmt.Sprintf("%s wants to be taken for role %s, and %s wants role %s at least", who.id, role, e.cfg.Self, e.cfg.MinRole)}
	}
	stream.SetPriority(urgencyShared, true)
	return newLink(e, conn, stream, Peer{
		ID: who.id, Role: role, Addr: reachable(theirs.Addr, conn.RemoteAddr()), Instance: theirs.Instance,
		Version: version, Features: theirs.Features & e.cfg.Features, Member: role == protocol.Member && !theirs.Client,
	}, dialled, dialNo), nil
}

// reachable is where a peer can be dialled that says it listens at addr: one that listens on all its addresses does not
// know by which it is seen.
func reachable(addr string, from net.Addr) string {
	host, port, err := net.SplitHostPort(addr)
	if err != nil {
		return ""
	}
	ip, err := netip.ParseAddr(host)
	if host != "" && (err != nil || !ip.IsUnspecified()) {
		return addr
	}
	seen, _, err := net.SplitHostPort(from.String())
	if err != nil {
		return ""
	}
	return net.JoinHostPort(seen, port)
}

// readHelloBy is readHello with an end.
func readHelloBy(ctx context.Context, s *quic.Stream) (hello, error) {
	stop := context.AfterFunc(ctx, func() { s.SetReadDeadline(time.Unix(1, 0)) })
	h, err := readHello(s)
	if !stop() && err != nil {
		return h, ctx.Err()
	}
	s.SetReadDeadline(time.Time{})
	return h, err
}

func resolve(ctx context.Context, addr string) (*net.UDPAddr, error) {
	if ap, err := netip.ParseAddrPort(addr); err == nil {
		return net.UDPAddrFromAddrPort(ap), nil
	}
	host, service, err := net.SplitHostPort(addr)
	port, perr := strconv.ParseUint(service, 10, 16)
	if err != nil || perr != nil || host == "" {
		return nil, &RefusedError{Code: CodeIdentity, Text: fmt.Sprintf("%q is not an address: write host:port, such as 127.0.0.1:7000", addr)}
	}
	ips, err := net.DefaultResolver.LookupNetIP(ctx, "ip", host)
	if err != nil {
		return nil, &RefusedError{Code: CodeIdentity, Text: fmt.Sprintf("the host %s has no address: %v", host, err)}
	}
	return net.UDPAddrFromAddrPort(netip.AddrPortFrom(ips[0], uint16(port))), nil
}

// Link is the link to use for a peer, or nil if there is none.
func (e *Endpoint) Link(id protocol.NodeID) *Link {
	e.mu.Lock()
	defer e.mu.Unlock()
	if ls := e.links[id]; len(ls) > 0 {
		return ls[0]
	}
	return nil
}

// Links are the links to use, one for each peer, by name.
func (e *Endpoint) Links() []*Link {
	e.mu.Lock()
	defer e.mu.Unlock()
	all := make([]*Link, 0, len(e.links))
	for _, ls := range e.links {
		all = append(all, ls[0])
	}
	slices.SortFunc(all, func(a, b *Link) int {
		if a.peer.ID < b.peer.ID {
			return -1
		}
		return 1
	})
	return all
}

// Close lets nobody in any more, sends what is queued, says goodbye to all peers and closes. It waits for that until ctx
// ends, a second at most for each peer that does not answer; then the rest is cut off, and that is its error.
func (e *Endpoint) Close(ctx context.Context) error { return e.CloseWith(ctx, "the node stops") }

// CloseWith is Close with a reason that the peers show.
func (e *Endpoint) CloseWith(ctx context.Context, reason string) error {
	e.mu.Lock()
	if e.closed {
		e.mu.Unlock()
		return ErrClosed
	}
	e.closed = true
	e.stop(errors.New(reason)) // with closed, so that who is turned away for the one is told of the other
	var all []*Link
	for _, ls := range e.links {
		all = append(all, ls...)
	}
	e.mu.Unlock()
	if e.ln != nil {
		e.ln.Close()
	}
	for _, l := range all {
		l.Close(reason)
	}
	var err error
	for _, l := range all {
		select {
		case <-l.Done():
		case <-ctx.Done():
			err = fmt.Errorf("%s was cut off before all that was sent to it had gone", l.peer.ID)
			l.shut(CodeGoodbye, reason, err)
			<-l.Done()
		}
	}
	e.wg.Wait()
	e.closeSocket()
	return err
}

func (e *Endpoint) closeSocket() {
	e.tr.Close()
	if e.own != nil {
		e.own.Close()
	}
}
