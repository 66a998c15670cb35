package node

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"sort"
	"strings"
	"sync"
	"time"

	"parley/protocol"
	"parley/transport"
)

// peers is who this node knows: members of its cluster, connected or not.
type peers struct {
	mu    sync.Mutex
	known map[protocol.NodeID]*peer
	left  map[protocol.NodeID]uint64 // which run of it said goodbye last
}

// connecting is why a peer is not connected that is dialled for the first time.
const connecting = "connecting"

// How long a question waits for a connection.
const (
	metPatience    = 3 * time.Second        // at most, to a peer that was met just now: the first packets may be lost
	failedPatience = time.Second            // to such a one, where an attempt has failed
	againPatience  = 250 * time.Millisecond // to one that has been there, or that was met long ago
)

type peer struct {
	id    protocol.NodeID
	addr  string        // where it was last heard of; may change when it restarts
	up    chan struct{} // closed while it is connected
	since time.Time     // connected or lost
	why   string        // why it is not connected
	run   uint64        // which run of it was connected last; 0: none was
}

// Peer is what this node knows of a member of its cluster.
type Peer struct {
	ID        protocol.NodeID
	Self      bool
	Connected bool
	Addr      string
	Role      protocol.Role
	Since     time.Time     // connected, or lost
	RTT       time.Duration // of the connection; 0 if unknown
	Why       string        // why it is not connected
}

// Peers lists the members of the cluster that this node knows, itself among them unless it is a client, by name.
func (n *Node) Peers() []Peer {
	n.look()
	n.peers.mu.Lock()
	list := make([]Peer, 0, len(n.peers.known)+1)
	for _, p := range n.peers.known {
		list = append(list, Peer{ID: p.id, Addr: p.addr, Role: protocol.Member, Since: p.since, Why: p.why})
	}
	n.peers.mu.Unlock()
	for i := range list {
		p := &list[i]
		if l := n.end.Link(p.ID); l != nil {
			p.Connected, p.RTT, p.Why, p.Addr = true, l.RTT(), "", l.Peer().Addr
		} else if why := n.end.PeerState(p.ID).Why(); why != "" {
			p.Why = why
		}
	}
	if n.member() {
		list = append(list, Peer{ID: n.cfg.Name, Self: true, Connected: true, Addr: n.Addr(), Role: n.cfg.Role, Since: n.started})
	}
	sort.Slice(list, func(i, j int) bool { return list[i].ID < list[j].ID })
	return list
}

// Settle waits until each peer that is dialled for the first time has been reached, for d at most.
func (n *Node) Settle(ctx context.Context, d time.Duration) {
	ctx, stop := context.WithTimeout(ctx, d)
	defer stop()
	n.look()
	n.peers.mu.Lock()
	var first []chan struct{}
	for _, p := range n.peers.known {
		if p.why == connecting {
			first = append(first, p.up)
		}
	}
	n.peers.mu.Unlock()
	for _, up := range first {
		select {
		case <-up:
		case <-ctx.Done():
			return
		}
	}
}

// Known says whether name is this node or a member that it knows.
func (n *Node) Known(name protocol.NodeID) bool {
	if name == n.cfg.Name && n.member() {
		return true
	}
	n.peers.mu.Lock()
	_, ok := n.peers.known[name]
	n.peers.mu.Unlock()
	if ok {
		return true
	}
	if _, err := n.cfg.Home.Node(name); err != nil {
		return false
	}
	n.meet(name, "")
	return true
}

// look meets the nodes of this machine that started since.
func (n *Node) look() {
	running, err := n.cfg.Home.Nodes()
	if err != nil {
		return
	}
	for _, r := range running {
		n.meet(r.Name, r.Addr)
	}
}

// meet keeps a connection to that member from now on.
func (n *Node) meet(id protocol.NodeID, addr string) {
	if id == n.cfg.Name {
		return
	}
	n.peers.mu.Lock()
	p := n.peers.known[id]
	if p != nil {
		if addr != "" {
			p.addr = addr
		}
		n.peers.mu.Unlock()
		return
	}
	n.peers.known[id] = &peer{id: id, addr: addr, up: make(chan struct{}), since: time.Now(), why: connecting}
	n.peers.mu.Unlock()
	n.end.Keep(id, func() (string, error) { return n.whereIs(id) })
}

// whereIs finds a peer's present address: a node of this machine says where it is in the home folder, for it may have
// come back on another port; one of another machine is where it was.
func (n *Node) whereIs(id protocol.NodeID) (string, error) {
	r, err := n.cfg.Home.Node(id)
	if err == nil {
		return r.Addr, nil
	}
	n.peers.mu.Lock()
	defer n.peers.mu.Unlock()
	p := n.peers.known[id]
	if p == nil || p.addr == "" || n.local[id] {
		return "", err
	}
	return p.addr, nil
}

// watchEvery is how soon the death of a node of this machine is noticed. One elsewhere is given up when its connection has
// been silent for the transport's idle time.
const watchEvery = 250 * time.Millisecond

// watchLoop cuts the connections to nodes of this machine whose process has ended: mostly without a goodbye, but one may be on its way yet.
func (n *Node) watchLoop() {
	t := time.NewTicker(watchEvery)
	defer t.Stop()
	for {
		select {
		case <-t.C:
		case <-n.ctx.Done():
			return
		}
		for _, l := range n.end.Links() {
			who := l.Peer()
			if !who.Member || !n.isLocal(who.ID) {
				continue
			}
			switch {
			case n.cfg.Home.alive(who.ID):
			case n.cfg.Home.left(who.ID):
				l.Cut(fmt.Errorf("%s %w: the node has stopped", who.ID, transport.ErrGoodbye))
			default:
				l.Cut(fmt.Errorf("%s has ended without a goodbye", who.ID))
			}
		}
	}
}

// Forget drops a node that has gone for good: nobody waits for it or dials it any more.
func (n *Node) Forget(id protocol.NodeID) {
	n.peers.mu.Lock()
	_, ok := n.peers.known[id]
	delete(n.peers.known, id)
	n.peers.mu.Unlock()
	if ok {
		n.end.Forget(id)
	}
}

// The pauses between attempts to join.
const minJoin, maxJoin = 100 * time.Millisecond, 3 * time.Second

// join keeps a connection to an address of the cluster elsewhere, for the life of the node: whoever listens there may end
// and come back under another name. Each time it meets whom that node knows. tried is called after each attempt.
func (n *Node) join(ctx context.Context, addr string, tried func()) {
	wait := minJoin
	for ctx.Err() == nil {
		id, err := n.Meet(ctx, addr)
		tried()
		if err == nil {
			n.cfg.Logger.Info("joined", "at", addr, "node", id)
			wait = minJoin
			for l := n.end.Link(id); l != nil && ctx.Err() == nil; l = n.end.Link(id) {
				select {
				case <-ctx.Done():
				case <-l.Done():
				}
			}
			continue
		}
		n.cfg.Logger.Warn("cannot join yet", "at", addr, "err", err)
		select {
		case <-ctx.Done():
		case <-time.After(wait):
		}
		wait = min(2*wait, maxJoin)
	}
}

// askForPeers meets whom that node knows.
func (n *Node) askForPeers(ctx context.Context, at protocol.NodeID) {
	var list []peerRow
	if err := n.CallInto(ctx, at, "node.peers", &list); err != nil {
		n.cfg.Logger.Warn("cannot learn the peers of a node", "node", at, "err", err)
		return
	}
	for _, p := range list {
		if p.ID.Validate() == nil && p.Addr != "" {
			n.meet(p.ID, p.Addr)
		}
	}
}

// link is the connection to that node, after a short wait if it is just being made.
func (n *Node) link(ctx context.Context, to protocol.NodeID) (*transport.Link, error) {
	if l := n.end.Link(to); l != nil && l.Peer().Member { // a client is nobody's target
		return l, nil
	}
	if !n.Known(to) {
		if to == "majority" {
			return nil, errors.New("no node named majority is known; @quorum waits for a majority")
		}
		for _, set := range []string{"all", "others", "self", "leader", "followers"} {
			if len(to) > 1 && strings.HasPrefix(set, string(to)) {
				return nil, fmt.Errorf("no node named %s is known; did you mean @%s?", to, set)
			}
		}
		return nil, fmt.Errorf("no node named %s is known; :nodes lists those that are", to)
	}
	n.peers.mu.Lock()
	p := n.peers.known[to]
	var up chan struct{}
	patience := againPatience
	fresh := false
	if p != nil {
		if up, fresh = p.up, p.why == connecting; fresh {
			patience = max(patience, metPatience-time.Since(p.since))
		}
	}
	n.peers.mu.Unlock()
	if p == nil {
		return nil, fmt.Errorf("node %s was forgotten", to)
	}
	asked := time.Now()
	t := time.NewTimer(patience)
	defer t.Stop()
	tick := time.NewTicker(againPatience)
	defer tick.Stop()
	for waits := true; waits; {
		select {
		case <-up:
			waits = false
		case <-tick.C:
			waits = fresh && (n.end.PeerState(to).Error == "" || time.Since(asked) < failedPatience)
		case <-t.C:
			waits = false
		case <-ctx.Done():
			waits = false
		}
	}
	if l := n.end.Link(to); l != nil && l.Peer().Member {
		return l, nil
	}
	if _, err := n.cfg.Home.Node(to); errors.Is(err, ErrNotRunning) && n.isLocal(to) {
		return nil, err
	}
	return nil, errors.New(n.end.PeerState(to).Why())
}

// Reach waits until there are connections to those nodes, each for as long as a question would wait, and says to whom there is none.
func (n *Node) Reach(ctx context.Context, ids []protocol.NodeID) (missing []protocol.NodeID) {
	errs := make([]error, len(ids))
	var all sync.WaitGroup
	for i, id := range ids {
		if id != n.cfg.Name {
			all.Go(func() { _, errs[i] = n.link(ctx, id) })
		}
	}
	all.Wait()
	for i, err := range errs {
		if err != nil {
			missing = append(missing, ids[i])
		}
	}
	return missing
}

func (n *Node) isLocal(id protocol.NodeID) bool {
	n.peers.mu.Lock()
	defer n.peers.mu.Unlock()
	return n.local[id]
}

// linkUp is the transport's word that a peer is there. Clients are nobody's peers.
func (n *Node) linkUp(l *transport.Link) {
	who := l.Peer()
	if !who.Member {
		return
	}
	n.peers.mu.Lock()
	left := n.peers.left[who.ID] == who.Instance
	n.peers.mu.Unlock()
	if left { // both ends had dialled, and this one comes after the goodbye on the other
		l.Cut(fmt.Errorf("%s %w: the node has stopped", who.ID, transport.ErrGoodbye))
		return
	}
	n.meet(who.ID, who.Addr)
	_, err := n.cfg.Home.Node(who.ID)
	n.peers.mu.Lock()
	p := n.peers.known[who.ID]
	n.local[who.ID] = err == nil
	news := "joined"
	if time.Since(n.started) < arrival {
		news = "connected" // it was there before
	}
	second := false // both ends have dialled
	if p != nil {
		if p.run != 0 {
			news = "is back"
		}
		select {
		case <-p.up:
			if second = p.run == who.Instance; second {
				news = ""
			}
		default:
		}
	}
	if !second {
		n.preludeOf(who.ID) // before anybody finds the connection
	}
	if p != nil {
		p.since, p.why, p.run = time.Now(), "", who.Instance
		if who.Addr != "" {
			p.addr = who.Addr
		}
		select {
		case <-p.up:
		default:
			close(p.up)
		}
	}
	n.peers.mu.Unlock()
	n.tellMembers()
	n.cfg.Logger.Info("connected", "node", who.ID, "addr", who.Addr)
	if news != "" {
		n.notify(Notice{Node: who.ID, Text: news})
	}
}

// arrival is how long a node takes that starts to have its connections.
const arrival = 3 * time.Second

// lostPatience is how long what is held for a node is held on when its connection was lost: it may come back.
const lostPatience = time.Minute

// linkDown ends what waited for an answer by that connection and what was evaluated for the peer.
func (n *Node) linkDown(l *transport.Link, why error) {
	if errors.Is(why, transport.ErrRetired) {
		return // the other connection to the same node goes on
	}
	who := l.Peer()
	n.dropServed(l)
	n.endHolders(who)
	switch {
	case n.end.Link(who.ID) != nil: // it has another
	case !who.Member || errors.Is(why, transport.ErrGoodbye):
		n.image.ReleaseAll(who.ID, 0)
	default:
		n.image.ReleaseAll(who.ID, lostPatience)
	}
	reason := "connection lost"
	if why != nil {
		reason = why.Error()
	}
	n.returns.lose(l, protocol.Lost(protocol.FailLost, "the connection to %s was lost before it answered (%s); it may or may not have run", who.ID, reason))
	if !who.Member {
		return
	}
	n.peers.mu.Lock()
	if errors.Is(why, transport.ErrGoodbye) { // that counts for all its connections, however the others end
		n.peers.left[who.ID] = who.Instance
	}
	if n.end.Link(who.ID) != nil { // it has another, or is back already
		n.peers.mu.Unlock()
		return
	}
	if p := n.peers.known[who.ID]; p != nil {
		p.since, p.why = time.Now(), reason
		select {
		case <-p.up:
			p.up = make(chan struct{})
		default:
		}
	}
	if n.peers.left[who.ID] == who.Instance { // it said that it leaves; it will be met again when it returns
		delete(n.peers.known, who.ID)
		n.end.Forget(who.ID)
	}
	n.peers.mu.Unlock()
	n.cfg.Logger.Info("disconnected", "node", who.ID, "why", reason)
	n.notify(Notice{Node: who.ID, Text: "disconnected: " + reason})
}

// Notice is something that happened to the cluster as this node sees it, for a prompt to show.
type Notice struct {
	Node protocol.NodeID
	Text string
}

// OnNotice calls f with each notice from now on until stop is called. f must not block, and may still be in a call when
// stop returns. Notices of different peers may come at the same time.
func (n *Node) OnNotice(f func(Notice)) (stop func()) {
	n.notices.mu.Lock()
	defer n.notices.mu.Unlock()
	id := n.notices.next
	n.notices.next++
	n.notices.all[id] = f
	return func() {
		n.notices.mu.Lock()
		defer n.notices.mu.Unlock()
		delete(n.notices.all, id)
	}
}

type notices struct {
	mu   sync.Mutex
	next int
	all  map[int]func(Notice)
}

func (n *Node) notify(x Notice) {
	n.notices.mu.Lock()
	all := slices.Collect(maps.Values(n.notices.all))
	n.notices.mu.Unlock()
	for _, f := range all {
		f(x)
	}
}

// Meet dials an address of the cluster, learns who is there, and keeps a connection to it.
func (n *Node) Meet(ctx context.Context, addr string) (protocol.NodeID, error) {
	ctx, stop := context.WithTimeout(ctx, n.cfg.Timeout)
	defer stop()
	for _, p := range n.Peers() { // one that is dialled already is not dialled twice
		if p.Addr == addr && !p.Self {
			_, err := n.link(ctx, p.ID)
			return p.ID, err
		}
	}
	l, err := n.end.Dial(ctx, addr)
	if err != nil {
		return "", fmt.Errorf("cannot connect to %s: %w", addr, err)
	}
	id := l.Peer().ID
	n.meet(id, addr)
	n.askForPeers(ctx, id)
	return id, nil
}
