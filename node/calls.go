package node

import (
	"context"
	"fmt"
	"io"
	"os"
	"runtime"
	"runtime/metrics"
	"sort"
	"time"

	"parley/eval"
	"parley/protocol"
	"parley/transport"
)

// Call is one row of the table of what peers may call by name. Everything that can be called remotely, other than
// evaluating a quote, is in it, with the role that it needs.
type Call struct {
	Name    string
	Role    protocol.Role // the lowest that may call it
	Summary string
	// Func answers a call on a goroutine of its own. Its value must be something that CBOR can hold. A non-nil error
	// becomes a refusal; an *protocol.OutcomeError stays what it is.
	Func func(*Asked) (any, error)

	quick bool // Func does not wait, and the link's reader may call it itself

	// begin is in place of Func where the answer comes from elsewhere, so that no goroutine need wait for it. The link's reader calls it. It hands over what Func
	// returns, once, and neither it nor who calls done may wait.
	begin func(a *Asked, done func(any, error)) (giveUp func())
}

// Asked is one call of a peer.
type Asked struct {
	context.Context // done when the call is cancelled, its deadline passes or its asker goes
	Node            *Node
	From            transport.Peer
	Stdout, Stderr  io.Writer // to the asker
	raw             []byte
	served          *served // nil of what cannot wait
}

// Audit writes what the call evaluates into the node's log, as for a quote.
func (a *Asked) Audit(source string) { a.Node.audit.evaluation(a.From, source) }

// Args decodes the arguments, which must be as many as there are pointers.
func (a *Asked) Args(into ...any) error {
	var raw []cborRaw
	if err := callDecoder.Unmarshal(a.raw, &raw); err != nil {
		return fmt.Errorf("the arguments cannot be read: %w", err)
	}
	if len(raw) != len(into) {
		return fmt.Errorf("it takes %d arguments and got %d", len(into), len(raw))
	}
	for i := range raw {
		if err := callDecoder.Unmarshal(raw[i], into[i]); err != nil {
			return fmt.Errorf("argument %d cannot be read: %w", i+1, err)
		}
	}
	return nil
}

type calls struct{ byName map[string]*Call }

func (c *calls) find(name string) (*Call, bool) {
	call, ok := c.byName[name]
	return call, ok
}

// add panics on a row that is incomplete or there already: that is an error of the program, seen at its start.
func (c *calls) add(rows ...Call) {
	for _, r := range rows {
		if r.Name == "" || r.Summary == "" || (r.Func == nil) == (r.begin == nil) || r.Role == protocol.NoRole {
			panic(fmt.Sprintf("node: call %q lacks a name, role, summary or func", r.Name))
		}
		if _, dup := c.byName[r.Name]; dup {
			panic(fmt.Sprintf("node: call %q is there twice", r.Name))
		}
		c.byName[r.Name] = &r
	}
}

// Calls lists the table, by name.
func (n *Node) Calls() []Call {
	list := make([]Call, 0, len(n.calls.byName))
	for _, c := range n.calls.byName {
		list = append(list, *c)
	}
	sort.Slice(list, func(i, j int) bool { return list[i].Name < list[j].Name })
	return list
}

type peerRow struct {
	ID   protocol.NodeID
	Addr string
}

// Info is what a node says of itself.
type Info struct {
	Name        protocol.NodeID
	Addr        string
	PID         int
	Version     string
	Go          string
	Started     time.Time
	Goroutines  int
	HeapBytes   uint64
	Serving     int    // requests of others under way
	Served      uint64 // ended
	Refused     uint64 // for lack of room
	Waiting     int    // own requests under way
	Late        uint64 // returns that came too late
	Abandoned   int    // evaluations cancelled that could not be stopped
	Connected   int
	Evaluator   eval.Stats
	NumCPU      int
	ConfiguredT time.Duration // Config.Timeout
	Role        protocol.Role
	Leader      protocol.NodeID // whom it follows; "" if nobody, or if nobody has asked yet
	Load        float64         // of its machine over the last minute, for each processor; -1 if the system does not say
}

// Info says how this node is.
func (n *Node) Info() Info {
	heap := []metrics.Sample{{Name: "/memory/classes/heap/objects:bytes"}} // unlike MemStats it does not stop the world
	metrics.Read(heap)
	n.serving.mu.Lock()
	serving, served, full := len(n.serving.all), n.serving.done, n.serving.full
	n.serving.mu.Unlock()
	n.returns.mu.Lock()
	waiting, late := len(n.returns.waiting), n.returns.late
	n.returns.mu.Unlock()
	return Info{
		Name: n.cfg.Name, Addr: n.Addr(), PID: os.Getpid(), Version: n.cfg.Version, Go: runtime.Version(), Started: n.started,
		Goroutines: runtime.NumGoroutine(), HeapBytes: heap[0].Value.Uint64(), Serving: serving, Served: served, Refused: full,
		Waiting: waiting, Late: late, Abandoned: n.image.Abandoned(), Connected: len(n.end.Links()), Evaluator: n.image.Stats(),
		NumCPU: runtime.NumCPU(), ConfiguredT: n.cfg.Timeout, Role: n.cfg.Role, Leader: n.leaderKnown(), Load: load(),
	}
}

// ownCalls are the calls that every node answers.
func (n *Node) ownCalls() []Call {
	return []Call{
		{Name: "node.ping", Role: protocol.Observer, Summary: "answers true",
			Func: func(*Asked) (any, error) { return true, nil }},
		{Name: "node.info", Role: protocol.Observer, Summary: "says how the node is: address, process, version, memory, requests under way",
			Func: func(*Asked) (any, error) { return n.Info(), nil }},
		{Name: "node.stats", Role: protocol.Observer, Summary: "says what the node has counted: what it asked, served and evaluated, how that ended and how long it took",
			Func: func(*Asked) (any, error) { return n.Stats(), nil }},
		{Name: "node.peers", Role: protocol.Observer, Summary: "lists the members that the node knows, with their addresses",
			Func: func(*Asked) (any, error) {
				var rows []peerRow
				for _, p := range n.Peers() {
					rows = append(rows, peerRow{p.ID, p.Addr})
				}
				return rows, nil
			}},
		{Name: "node.messages", Role: protocol.Operator, Summary: "lists the last messages that the node sent and got",
			Func: func(a *Asked) (any, error) {
				var k int
				if err := a.Args(&k); err != nil {
					return nil, err
				}
				return n.Messages(k), nil
			}},
		{Name: callGone, Role: protocol.Member, Summary: "ends what the asker has begun here for a client that has gone",
			Func: func(a *Asked) (any, error) {
				var mark string
				if err := a.Args(&mark); err != nil {
					return nil, err
				}
				n.gone(a.From, mark)
				return true, nil
			}},
		{Name: "node.stop", Role: protocol.Operator, Summary: "ends the node after answering what it has accepted",
			Func: func(a *Asked) (any, error) {
				n.cfg.Logger.Info("asked to stop", "by", a.From.ID)
				n.stopOnce.Do(func() { close(n.stopAsked) })
				return true, nil
			}},
	}
}
