package node

import (
	"context"
	"crypto/rand"
	"encoding/binary"
	"errors"
	"fmt"
	"log/slog"
	"maps"
	"os"
	"sync"
	"sync/atomic"
	"time"

	"github.com/fxamacker/cbor/v2"

	"parley/eval"
	"parley/protocol"
	"parley/transport"
)

type cborRaw = cbor.RawMessage

// Node is a running node, or a client of the cluster. All its methods may be called from several goroutines at once.
type Node struct {
	cfg     Config
	started time.Time
	image   *eval.Image
	end     *transport.Endpoint
	hold    *registration // of a member's name in Home
	returns *returns
	record  *record
	audit   *audit
	workers workers
	tallies tallies
	nextID  atomic.Uint64

	machines machines
	shared   *shared
	joined   []chan struct{} // of each of Config.Join: closed when it was tried once

	calls   calls
	serving serving
	peers   peers
	local   map[protocol.NodeID]bool // peers seen in Home; guarded by peers.mu
	notices notices
	got     got

	ctx        context.Context
	cancelAll  context.CancelFunc
	background sync.WaitGroup
	opened     chan struct{} // closed when end is in place
	stopAsked  chan struct{}
	stopOnce   sync.Once
	closeOnce  sync.Once
	closeErr   error
}

// Start starts a node and returns when it can be asked. It ends with Close or Shutdown, or when ctx does.
func Start(ctx context.Context, cfg Config) (*Node, error) {
	if err := cfg.validate(); err != nil {
		return nil, err
	}
	n := &Node{
		cfg: cfg, started: time.Now(), record: newRecord(cfg.Record), audit: newAudit(cfg.Logger),
		calls:    calls{byName: map[string]*Call{}},
		serving:  serving{all: map[servedKey]*served{}, of: map[protocol.NodeID]*shares{}},
		peers:    peers{known: map[protocol.NodeID]*peer{}, left: map[protocol.NodeID]uint64{}},
		local:    map[protocol.NodeID]bool{},
		machines: newMachines(),
		notices:  notices{all: map[int]func(Notice){}}, stopAsked: make(chan struct{}), opened: make(chan struct{}),
	}
	n.ctx, n.cancelAll = context.WithCancel(context.WithoutCancel(ctx))
	n.returns = newReturns(n.ctx)
	n.shared = newShared(&n.cfg)
	var seed [8]byte
	rand.Read(seed[:])
	instance := binary.BigEndian.Uint64(seed[:])
	n.nextID.Store(instance >> 40) // so that a late return to a process before this one fits no request of this one
	n.calls.add(n.ownCalls()...)
	n.calls.add(n.refCalls()...)
	n.calls.add(n.machineCalls()...)
	n.calls.add(n.faultCalls()...)
	n.calls.add(n.preludeCalls()...)
	if err := n.start(instance); err != nil {
		n.Close()
		return nil, fmt.Errorf("node %s cannot start: %w", cfg.Name, err)
	}
	if ctx.Done() != nil {
		n.background.Go(func() {
			select {
			case <-ctx.Done():
				go n.Close()
			case <-n.ctx.Done():
			}
		})
	}
	return n, nil
}

func (n *Node) start(instance uint64) error {
	var err error
	if n.member() {
		if n.hold, err = n.cfg.Home.register(n.cfg.Name); err != nil {
			return err
		}
		n.shared.load(n.cfg.Logger)
	}
	ec := eval.Config{Name: n.cfg.Name, Memory: n.cfg.Memory, Stray: n.cfg.Stray, Stdin: n.cfg.Stdin, Args: n.cfg.Args}
	if n.cfg.Builtins != nil {
		b, err := n.cfg.Builtins(n)
		if err != nil {
			return err
		}
		ec.Packages, ec.Dot = b.Packages, b.Dot
		n.cfg.nodeValue = b.Node
		ec.Resolve = n.resolve
		n.calls.add(b.Calls...)
		n.machines.add(b.Protocols, b.Always, b.Leads)
		if b.Leads != "" {
			n.noticeLeaders(b.Leads)
		}
		if b.Service != nil {
			n.machines.service = b.Service(n)
		}
	}
	if n.image, err = eval.New(ec); err != nil {
		return err
	}
	credentials, err := transport.LoadCredentials(n.cfg.Home.Keys, n.cfg.Name, n.cfg.Role)
	if err != nil {
		return err
	}
	asked := n.cfg.Role
	if n.member() {
		asked = protocol.NoRole // it is what its certificate says
	}
	n.end, err = transport.Open(transport.Config{
		Role: asked,
		Self: n.cfg.Name, Credentials: credentials, PacketConn: n.cfg.PacketConn, Listen: n.cfg.Listen, Client: !n.member(),
		Instance: instance, MinRole: n.cfg.MinRole, Handler: handler{n}, Logger: n.cfg.Logger,
	})
	close(n.opened)
	if err != nil {
		return err
	}
	if n.hold != nil {
		err := n.hold.change(func(r *Running) {
			*r = Running{Name: n.cfg.Name, Addr: n.Addr(), PID: os.Getpid(), Started: n.started, Version: n.cfg.Version, Detached: n.cfg.Detached}
		})
		if err != nil {
			return err
		}
	}
	n.look()
	n.recoverMachines()
	for _, addr := range n.cfg.Join {
		tried := make(chan struct{})
		n.joined = append(n.joined, tried)
		n.background.Go(func() { n.join(n.ctx, addr, sync.OnceFunc(func() { close(tried) })) })
	}
	if n.member() {
		n.background.Go(n.beginPrelude)
	}
	n.background.Go(n.auditLoop)
	n.background.Go(n.watchLoop)
	return nil
}

func (n *Node) auditLoop() {
	t := time.NewTicker(auditEvery)
	defer t.Stop()
	for {
		select {
		case <-t.C:
			n.audit.flush(false)
		case <-n.ctx.Done():
			return
		}
	}
}

// handler hides the transport's callbacks from the package's users.
type handler struct{ n *Node }

func (h handler) Message(l *transport.Link, m *transport.Message) { h.n.message(l, m) }
func (h handler) LinkDown(l *transport.Link, err error)           { h.n.linkDown(l, err) }

// Coming is of Returns alone: what is asked of this node begins when it is here.
func (h handler) Coming(l *transport.Link, form transport.Form, id uint64, done, total int) {
	if form == transport.FormReturn {
		h.n.returns.moved(l.Peer().ID, id, false, done, total)
	}
}

// LinkUp waits for the endpoint to be in place, because peers come as soon as it listens. All else comes after it.
func (h handler) LinkUp(l *transport.Link) {
	<-h.n.opened
	h.n.linkUp(l)
}

// Name is the node's own name.
func (n *Node) Name() protocol.NodeID { return n.cfg.Name }

// Addr is the address that the node listens at; "" for a client.
func (n *Node) Addr() string {
	if n.end == nil || !n.member() {
		return ""
	}
	return n.end.Addr().String()
}

// Serves lets programs of this machine find, in Home, another address at which the node's process serves, by what for.
func (n *Node) Serves(what, addr string) error {
	if n.hold == nil {
		return fmt.Errorf("%s is a client, and serves nobody", n.cfg.Name)
	}
	return n.hold.change(func(r *Running) {
		r.Ports = maps.Clone(r.Ports)
		if r.Ports == nil {
			r.Ports = map[string]string{}
		}
		r.Ports[what] = addr
	})
}

// Timeout is Config.Timeout with its default.
func (n *Node) Timeout() time.Duration { return n.cfg.Timeout }

// Home is where the node keeps its keys and state.
func (n *Node) Home() Home { return n.cfg.Home }

// Image is the node's evaluator.
func (n *Node) Image() *eval.Image { return n.image }

// LeaderFile is Config.LeaderFile with its default.
func (n *Node) LeaderFile() string { return n.cfg.LeaderFile }

// Logger is Config.Logger with its default.
func (n *Node) Logger() *slog.Logger { return n.cfg.Logger }

// StopAsked is closed when somebody who may has asked the node to stop. Whoever started it then closes it.
func (n *Node) StopAsked() <-chan struct{} { return n.stopAsked }

// Done is closed when the node has begun to close.
func (n *Node) Done() <-chan struct{} { return n.ctx.Done() }

func (n *Node) member() bool { return n.cfg.Role == protocol.Member }

// Bind lets a prompt on this node, or a quote, see value under name. It is the live object, not a copy: give a pointer,
// and guard what several may use at once.
func (n *Node) Bind(name string, value any) error { return n.image.Bind(name, value) }

// NodeValue makes what a node's name means to evaluated source. Builtins set it.
type NodeValue func(protocol.NodeID) any

// resolve gives a node's name a meaning as an identifier, where the user has not defined that name.
func (n *Node) resolve(name string) (any, bool) {
	f := n.cfg.nodeValue
	if f == nil || !n.Known(protocol.NodeID(name)) {
		return nil, false
	}
	return f(protocol.NodeID(name)), true
}

// closePatience is how long Close waits for queued answers to go.
const closePatience = 2 * time.Second

// Shutdown takes no more work, waits until what was accepted has been answered or ctx ends, and closes the node.
func (n *Node) Shutdown(ctx context.Context) error {
	n.serving.mu.Lock()
	n.serving.closing = true
	n.serving.mu.Unlock()
	tick := time.NewTicker(sweepEvery)
	defer tick.Stop()
	for n.awaited() > 0 && ctx.Err() == nil && n.ctx.Err() == nil {
		select {
		case <-tick.C:
		case <-ctx.Done():
		}
	}
	return n.Close()
}

// Close ends the node at once: it cancels what it evaluates for others, tells its peers, and gives its name back. It is safe
// to call twice. Evaluations that cannot be interrupted may go on until their process ends.
func (n *Node) Close() error {
	n.closeOnce.Do(func() {
		ctx, stop := context.WithTimeout(context.Background(), closePatience)
		defer stop()
		if n.hold != nil {
			n.hold.retract() // first, so that a peer that hears the goodbye does not find the node again
		}
		n.closeMachines()
		if n.end != nil {
			n.closeErr = n.end.Close(ctx)
		}
		n.cancelAll()
		n.workers.close()
		if n.image != nil {
			n.closeErr = errors.Join(n.closeErr, n.image.Close())
		}
		n.background.Wait()
		n.audit.flush(true)
		if n.hold != nil {
			n.hold.release()
		}
	})
	return n.closeErr
}
