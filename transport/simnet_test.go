package transport

import (
	"fmt"
	"math/rand/v2"
	"net"
	"os"
	"slices"
	"sync"
	"time"
)

// simNet is a network of packets with delay, loss and cuts. It waits by timers and channels alone, so that true QUIC runs
// on it in the fake time of testing/synctest.
type simNet struct {
	mu    sync.Mutex
	rng   *rand.Rand
	delay time.Duration // one way
	loss  float64       // share of packets that vanish
	cuts  map[[2]string]bool
	conns map[string]*simConn
	sent  int
}

func newSimNet(seed uint64) *simNet {
	return &simNet{rng: rand.New(rand.NewPCG(seed, 0)), delay: time.Millisecond, cuts: map[[2]string]bool{}, conns: map[string]*simConn{}}
}

// listen is a socket of the machine with this number: 10.0.0.n.
func (n *simNet) listen(machine, port int) *simConn {
	n.mu.Lock()
	defer n.mu.Unlock()
	c := &simConn{net: n, addr: &net.UDPAddr{IP: net.IPv4(10, 0, 0, byte(machine)), Port: port}, changed: make(chan struct{}, 1)}
	if n.conns[c.addr.String()] != nil {
		panic(fmt.Sprint("port in use: ", c.addr))
	}
	n.conns[c.addr.String()] = c
	return c
}

// cut stops what goes from one address to another, "" being any; heal lets it pass again.
func (n *simNet) cut(from, to string)  { n.set(from, to, true) }
func (n *simNet) heal(from, to string) { n.set(from, to, false) }

func (n *simNet) set(from, to string, v bool) {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.cuts[[2]string{from, to}] = v
}

// isolate cuts an address off from all, as if its process had been killed.
func (n *simNet) isolate(addr string) {
	n.cut(addr, "")
	n.cut("", addr)
}

func (n *simNet) rejoin(addr string) {
	n.heal(addr, "")
	n.heal("", addr)
}

func (n *simNet) setLoss(p float64) {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.loss = p
}

func (n *simNet) packets() int {
	n.mu.Lock()
	defer n.mu.Unlock()
	return n.sent
}

func (n *simNet) send(from *net.UDPAddr, to net.Addr, b []byte) {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.sent++
	f, t := from.String(), to.String()
	if n.cuts[[2]string{f, t}] || n.cuts[[2]string{f, ""}] || n.cuts[[2]string{"", t}] || n.rng.Float64() < n.loss {
		return
	}
	if c := n.conns[t]; c != nil {
		c.arrive(simPacket{from, slices.Clone(b), time.Now().Add(n.delay)})
	}
}

type simPacket struct {
	from net.Addr
	b    []byte
	due  time.Time
}

// simConn is a socket on a simNet.
type simConn struct {
	net     *simNet
	addr    *net.UDPAddr
	changed chan struct{}

	mu       sync.Mutex
	queue    []simPacket // by due
	deadline time.Time
	closed   bool
}

func (c *simConn) arrive(p simPacket) {
	c.mu.Lock()
	at := len(c.queue)
	for at > 0 && c.queue[at-1].due.After(p.due) {
		at--
	}
	c.queue = slices.Insert(c.queue, at, p)
	c.mu.Unlock()
	c.wake()
}

func (c *simConn) wake() {
	select {
	case c.changed <- struct{}{}:
	default:
	}
}

func (c *simConn) ReadFrom(b []byte) (int, net.Addr, error) {
	for {
		c.mu.Lock()
		now := time.Now()
		var wait time.Duration = -1
		switch {
		case c.closed:
			c.mu.Unlock()
			return 0, nil, net.ErrClosed
		case !c.deadline.IsZero() && !c.deadline.After(now):
			c.mu.Unlock()
			return 0, nil, os.ErrDeadlineExceeded
		case len(c.queue) > 0 && !c.queue[0].due.After(now):
			p := c.queue[0]
			c.queue = c.queue[1:]
			c.mu.Unlock()
			return copy(b, p.b), p.from, nil
		case len(c.queue) > 0:
			wait = c.queue[0].due.Sub(now)
		}
		if !c.deadline.IsZero() && (wait < 0 || c.deadline.Sub(now) < wait) {
			wait = c.deadline.Sub(now)
		}
		c.mu.Unlock()
		if wait < 0 {
			<-c.changed
			continue
		}
		t := time.NewTimer(wait)
		select {
		case <-c.changed:
		case <-t.C:
		}
		t.Stop()
	}
}

func (c *simConn) WriteTo(b []byte, to net.Addr) (int, error) {
	c.mu.Lock()
	closed := c.closed
	c.mu.Unlock()
	if closed {
		return 0, net.ErrClosed
	}
	c.net.send(c.addr, to, b)
	return len(b), nil
}

func (c *simConn) Close() error {
	c.mu.Lock()
	c.closed = true
	c.mu.Unlock()
	c.net.mu.Lock()
	if c.net.conns[c.addr.String()] == c {
		delete(c.net.conns, c.addr.String())
	}
	c.net.mu.Unlock()
	c.wake()
	return nil
}

func (c *simConn) LocalAddr() net.Addr { return c.addr }

func (c *simConn) SetDeadline(t time.Time) error { return c.SetReadDeadline(t) }

func (c *simConn) SetReadDeadline(t time.Time) error {
	c.mu.Lock()
	c.deadline = t
	c.mu.Unlock()
	c.wake()
	return nil
}

func (c *simConn) SetWriteDeadline(time.Time) error { return nil }

// SetReadBuffer and SetWriteBuffer keep quic-go from warning that it cannot set them.
func (c *simConn) SetReadBuffer(int) error  { return nil }
func (c *simConn) SetWriteBuffer(int) error { return nil }
